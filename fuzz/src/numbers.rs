//! A number as a publisher writes it.

use std::sync::LazyLock;

use plumbline::extract::parse::{Cell, number};
use plumbline::read::Scalar;
use regex::Regex;

/// What numbers and what people type for them are made of.
const SIGNS: [char; 18] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '0', '.', ',', ',', '-', '+', 'e',
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
    let written = PLAIN.is_match(&text) || GROUPED.is_match(&text);
    let value: Option<f64> = text.replace(',', "").parse().ok();
    match number(Scalar::Text(&text)) {
        Cell::Value(found) => {
            assert!(written, "{text:?} was read as {found}");
            assert_eq!(Some(found), value, "{text:?}");
            assert!(found.abs() <= 1e15, "{text:?} was read as {found}");
        }
        Cell::Missing(_) => assert!(!written, "{text:?} is missing"),
        Cell::Fault(fault) => {
            let too_large = value.is_some_and(|value| value.abs() > 1e15);
            assert!(!written || too_large, "{text:?}: {}", fault.reason);
            assert!(
                fault.reason.contains(&text) || too_large,
                "{}",
                fault.reason
            );
        }
    }
}
