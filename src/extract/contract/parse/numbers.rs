//! Numbers.

use super::cells::Cell;
use crate::domain::{Rating, figure_note};
use crate::read::{Scalar, missing_marker, show};
use crate::tables::Rule;

/// A number.
pub fn number(scalar: Scalar<'_>) -> Cell<f64> {
    match scalar {
        Scalar::Number(number) if number.is_finite() => plausible(number),
        Scalar::Number(number) if number.is_nan() => Cell::Missing(""),
        Scalar::Integer(number) => plausible(number as f64),
        Scalar::Text(text) => number_in(text.trim()),
        Scalar::Missing => Cell::Missing(""),
        other => Cell::fault(
            Rule::UnreadableNumber,
            format!("{} is not a number", show(other)),
        ),
    }
}

pub(super) fn number_in(text: &str) -> Cell<f64> {
    // Most texts are plain numbers, of which nothing else needs to be asked.
    if let Some(number) = plain_number(text) {
        return plausible(number);
    }
    if let Some(symbol) = missing_marker(text) {
        return Cell::Missing(symbol);
    }
    let written = text;
    let (text, _) = without_note(text);
    let read = if is_plain(text) {
        plain_number(text)
    } else {
        without_thousands(text).and_then(|text| text.parse().ok())
    };
    match read {
        Some(number) if f64::is_finite(number) => plausible(number),
        _ => Cell::fault(
            Rule::UnreadableNumber,
            format!(
                "{written:?} is not a number, nor one of the missing markers (`-` `c` `..` `z` `x` `k` `u` `low` `:` or blank)"
            ),
        ),
    }
}

/// Whether a text has no other signs than those of a plain number.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
}

/// A number without separators, percent signs and notes.
fn plain_number(text: &str) -> Option<f64> {
    let number = is_plain(text).then(|| text.parse().ok()).flatten();
    number.filter(|number: &f64| number.is_finite())
}

/// A figure's text without the note behind it, and the note in words.
pub(super) fn without_note(text: &str) -> (&str, String) {
    let behind = text
        .find('[')
        .or_else(|| text.to_ascii_lowercase().find(" note"));
    behind
        .filter(|at| *at > 0)
        .and_then(|at| Some((text[..at].trim_end(), figure_note(&text[at..])?)))
        .unwrap_or((text, String::new()))
}

/// A number that some figure may be. Sums and squares of such numbers stay finite, whatever a
/// nation adds up; what is beyond is a misprint or a key in the wrong column.
fn plausible(number: f64) -> Cell<f64> {
    const GREATEST: f64 = 1e15;
    if number.abs() > GREATEST {
        return Cell::fault(
            Rule::UnreadableNumber,
            format!("{number:e} is beyond {GREATEST:e}, which no published figure reaches"),
        );
    }
    // Adding nought makes -0 plain 0.
    Cell::Value(number + 0.0)
}

/// `1,234,567.8` without its separators, if they stand where thousands end: before the decimal
/// point, in threes, behind one to three digits that are not just a nought. `0,500` and `1.417,0`
/// are decimals of another country, and no thousands.
fn without_thousands(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(decimals);
    grouped.then(|| text.replace(',', ""))
}

/// A whole number from `1`.
pub fn rank(scalar: Scalar<'_>) -> Cell<u32> {
    whole(
        scalar,
        Rule::UnreadableNumber,
        "a whole number from 1",
        |number| {
            (1.0..=f64::from(u32::MAX))
                .contains(&number)
                .then_some(number as u32)
        },
    )
}

/// A council's rating, 4 to 1.
pub fn rating(scalar: Scalar<'_>) -> Cell<Rating> {
    whole(
        scalar,
        Rule::UnreadableRating,
        "a rating from 4 (best) to 1",
        |number| {
            (1.0..=4.0)
                .contains(&number)
                .then_some(number as u8)
                .and_then(Rating::from_level)
        },
    )
}

/// A whole number that `read` takes, of a column that `rule` is about.
pub(super) fn whole<T>(
    scalar: Scalar<'_>,
    rule: Rule,
    expected: &str,
    read: impl Fn(f64) -> Option<T>,
) -> Cell<T> {
    match number(scalar) {
        Cell::Missing(symbol) => Cell::Missing(symbol),
        Cell::Value(value) if value.fract() == 0.0 => match read(value) {
            Some(value) => Cell::Value(value),
            None => Cell::fault(rule, format!("{value} is not {expected}")),
        },
        _ => Cell::fault(rule, format!("{:?} is not {expected}", show(scalar))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MissingReason;

    #[test]
    fn every_sign_for_missing_is_missing_and_never_zero() {
        for symbol in MissingReason::ALL.map(MissingReason::marker) {
            assert_eq!(
                number(Scalar::Text(symbol)),
                Cell::Missing(symbol),
                "{symbol:?}"
            );
            assert_eq!(
                number(Scalar::Text(&format!(" {symbol} "))),
                Cell::Missing(symbol)
            );
        }
        assert_eq!(number(Scalar::Number(f64::NAN)), Cell::Missing(""));
    }

    #[test]
    fn numbers_are_read_as_published() {
        assert_eq!(
            number(Scalar::Text("99.10000000000001")),
            Cell::Value(99.100_000_000_000_01)
        );
        assert_eq!(number(Scalar::Text("-1,234.5")), Cell::Value(-1234.5));
        assert_eq!(
            number(Scalar::Text("12,345,678")),
            Cell::Value(12_345_678.0)
        );
        assert_eq!(number(Scalar::Text("1e3")), Cell::Value(1000.0));
        assert_eq!(number(Scalar::Integer(7)), Cell::Value(7.0));
    }

    #[test]
    fn what_is_no_number_is_a_fault() {
        for text in [
            "12%",
            "1,23",
            "abc",
            "1 000",
            "inf",
            "NaN",
            "--",
            "0x10",
            "0,123",
            "-0,500",
            "1,234.5,6",
            "1.417,0",
            "1.234,5",
            "00,123",
            "01,234",
            ",123",
            "1,234,56",
            "1,234e5",
            "1,234.5.6",
            "1,,234",
        ] {
            assert!(
                matches!(number(Scalar::Text(text)), Cell::Fault(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_that_no_figure_reaches_is_a_fault_that_names_it() {
        for scalar in [
            Scalar::Text("1e200"),
            Scalar::Text("-10,000,000,000,000,000"),
            Scalar::Number(1e155),
            Scalar::Integer(i64::MAX),
        ] {
            let Cell::Fault(fault) = number(scalar) else {
                panic!("{scalar:?} is no figure");
            };
            assert_eq!(fault.rule, Rule::UnreadableNumber);
            assert!(fault.reason.contains("is beyond 1e15"), "{}", fault.reason);
        }
        assert_eq!(number(Scalar::Text("1e15")), Cell::Value(1e15));
    }

    #[test]
    fn a_rating_outside_the_scale_is_a_fault() {
        assert_eq!(
            rating(Scalar::Text("1")),
            Cell::Value(Rating::PerformsPoorly)
        );
        for text in ["0", "5", "1.5", "Good"] {
            assert!(
                matches!(rating(Scalar::Text(text)), Cell::Fault(_)),
                "{text}"
            );
        }
    }
}
