//! Words and texts.

use super::cells::Cell;
use crate::domain::{Grade, MissingReason, Polarity};
use crate::read::{Scalar, missing_marker, show};
use crate::tables::Rule;

/// Any text. Only a blank, `-` and `..` are missing: one letter may be a name.
pub fn text(scalar: Scalar<'_>) -> Cell<String> {
    let shown = show(scalar);
    match shown.as_str() {
        "" => Cell::Missing(""),
        "-" => Cell::Missing("-"),
        ".." => Cell::Missing(".."),
        _ => Cell::Value(shown),
    }
}

/// The marker that says why a value is missing.
pub fn missing_reason(scalar: Scalar<'_>) -> Cell<MissingReason> {
    let shown = show(scalar);
    match MissingReason::parse(&shown) {
        Some(MissingReason::Blank) => Cell::Missing(""),
        Some(reason) => Cell::Value(reason),
        // What stands in the column for a value that is there is no reason.
        None => Cell::Missing(""),
    }
}

/// A grade, in digits or in the words of any year.
pub fn grade(scalar: Scalar<'_>) -> Cell<Grade> {
    let shown = show(scalar);
    match (missing_marker(&shown), Grade::parse(&shown)) {
        (Some(symbol), _) => Cell::Missing(symbol),
        (None, Some(grade)) => Cell::Value(grade),
        (None, None) => Cell::fault(
            Rule::UnreadableGrade,
            format!(
                "{shown:?} is not a grade; expected 1 to 4, or Outstanding, Good, Satisfactory, Adequate, Requires improvement or Inadequate"
            ),
        ),
    }
}

/// A polarity; none given is neutral.
pub fn polarity(scalar: Scalar<'_>) -> Cell<Polarity> {
    let shown = show(scalar);
    Polarity::parse(&shown).map_or_else(
        || {
            Cell::fault(
                Rule::UnknownWord,
                format!("{shown:?} is not a polarity; expected high, low, neutral or a blank"),
            )
        },
        Cell::Value,
    )
}

/// Whether a setting is open.
pub fn is_open(scalar: Scalar<'_>) -> Cell<bool> {
    let shown = show(scalar);
    match shown.to_lowercase().as_str() {
        "open" => Cell::Value(true),
        "closed" => Cell::Value(false),
        "" => Cell::Missing(""),
        _ => Cell::fault(
            Rule::UnknownWord,
            format!("{shown:?} is not a status; expected open or closed"),
        ),
    }
}

/// True or false.
pub fn flag(scalar: Scalar<'_>) -> Cell<bool> {
    let shown = show(scalar);
    match shown.to_lowercase().as_str() {
        "true" | "yes" | "1" => Cell::Value(true),
        "false" | "no" | "0" => Cell::Value(false),
        "" => Cell::Missing(""),
        _ => Cell::fault(
            Rule::UnknownWord,
            format!("{shown:?} is neither true nor false; yes, no, 1 and 0 do as well"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_a_file_stores_as_a_decimal_number_is_shown_whole() {
        assert_eq!(text(Scalar::Number(301.0)), Cell::Value("301".into()));
    }
}
