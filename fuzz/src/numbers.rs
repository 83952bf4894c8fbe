//! A number as a publisher writes it.

use std::sync::LazyLock;

use plumbline::extract::parse::{Cell, figure, number};
use plumbline::read::Scalar;
use regex::Regex;

/// What numbers and what people type for them are made of.
const SIGNS: [char; 26] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '0', '.', ',', ',', '-', '+', 'e', ' ',
    '%', '£', '(', ')', '\u{a0}', '−', 'x',
];

/// A number without separators.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$").expect("an expression")
});

/// A number with its thousands apart.
static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?$").expect("an expression")
});

/// Reads text made of the signs of numbers, chosen by `bytes`. It is the number that is written,
/// missing, or set aside with the text in the reason.
pub fn ask(bytes: &[u8]) {
    let text: String = bytes
        .iter()
        .map(|byte| SIGNS[usize::from(*byte) % SIGNS.len()])
        .collect();
    let bare = text.trim();
    let written = PLAIN.is_match(bare) || GROUPED.is_match(bare);
    let value: Option<f64> = bare.replace(',', "").parse().ok();
    match number(Scalar::Text(&text)) {
        Cell::Value(found) => {
            assert!(written, "{text:?} was read as {found}");
            assert_eq!(Some(found), value, "{text:?}");
            assert!(found.abs() <= 1e15, "{text:?} was read as {found}");
            is_a_percentage(bare, Some(found));
        }
        Cell::Missing(_) => assert!(!written, "{text:?} is missing"),
        Cell::Fault(fault) => {
            let too_large = value.is_some_and(|value| value.abs() > 1e15);
            assert!(!written || too_large, "{text:?}: {}", fault.reason);
            let quoted = fault.reason.contains(&format!("{bare:?}"));
            assert!(quoted || too_large, "{}", fault.reason);
            is_a_percentage(bare, None);
        }
    }
}

/// Behind a number, and behind nothing else, a percent sign makes a figure of it.
fn is_a_percentage(number: &str, expected: Option<f64>) {
    let text = format!("{number}%");
    match figure(Scalar::Text(&text)) {
        Cell::Value(found) => assert_eq!(Some(found.as_shown()), expected, "{text:?}"),
        Cell::Missing(marker) => panic!("{text:?} is missing: {marker}"),
        Cell::Fault(fault) => assert_eq!(expected, None, "{text:?}: {}", fault.reason),
    }
}
