//! Footnote markers at the end of names and values: `[1]`, `[note 2]`, `(3)`, `*`, `†`, `²`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type};
use arrow::error::ArrowError;

use crate::domain::figure_note;

/// A name without the footnote markers at its end; `None` where it has none, or where it is nothing
/// else. A single letter in round brackets is part of a name.
pub(crate) fn without_marker(text: &str) -> Option<&str> {
    without(text, |rest| without_one_marker(rest, false))
}

/// A value without the footnote markers at its end; `None` where it has none, or where it is nothing
/// else. A letter that says what state a figure is in, as in `12.5 [r]`, stays with it.
pub(super) fn without_footnote(text: &str) -> Option<&str> {
    without(text, |rest| {
        let shorter = without_one_marker(rest, true)?;
        let mark = rest[shorter.len()..].trim();
        let is_figure = shorter
            .trim_end()
            .ends_with(|c: char| c.is_ascii_digit() || c == '%');
        let is_state = mark.starts_with('[')
            && !mark.contains(|c: char| c.is_ascii_digit())
            && figure_note(mark).is_some();
        (!(is_figure && is_state)).then_some(shorter)
    })
}

fn without<'a>(text: &'a str, shorter: impl Fn(&'a str) -> Option<&'a str>) -> Option<&'a str> {
    let mut rest = text.trim_end();
    while let Some(before) = shorter(rest)
        .map(str::trim_end)
        .filter(|text| !text.is_empty())
    {
        rest = before;
    }
    let is_text = rest.contains(|c| !is_sign(c));
    (is_text && rest.len() < text.trim_end().len()).then_some(rest)
}

/// The text before one marker; a single letter in round brackets is one where they `may_be_round`.
fn without_one_marker(text: &str, may_be_round: bool) -> Option<&str> {
    if let Some(shorter) = text.strip_suffix(is_sign) {
        return Some(shorter);
    }
    let (open, inside) = match (text.strip_suffix(']'), text.strip_suffix(')')) {
        (Some(inside), _) => ('[', inside),
        (_, Some(inside)) => ('(', inside),
        (None, None) => return None,
    };
    let (before, mark) = inside.rsplit_once(open)?;
    let mark = mark.trim().to_lowercase();
    let number = mark.strip_prefix("note").unwrap_or(&mark).trim();
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let is_letter = (open == '[' || may_be_round)
        && mark.len() == 1
        && mark.bytes().all(|b| b.is_ascii_alphabetic());
    (is_number || is_letter).then_some(before)
}

/// Stars, daggers and raised digits and letters.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '*' | '†' | '‡' | '¹' | '²' | '³' | 'ª' | 'º' | '⁰' | 'ⁱ' | '⁴'..='⁹' | 'ⁿ' | 'ᵃ'..='ᵡ'
    )
}

/// A batch in whose texts footnote markers are taken off, and of how many values.
///
/// # Errors
/// What Arrow says of a column that it cannot code.
pub(super) fn stripped(batch: &RecordBatch) -> Result<(RecordBatch, u64), ArrowError> {
    let mut taken_off = 0;
    let columns = batch.columns().iter();
    let columns = columns.map(|column| {
        Ok(match column.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                let kind =
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                let coded = cast(column, &kind)?;
                cast(&stripped_words(&coded, &mut taken_off)?, column.data_type())?
            }
            DataType::Dictionary(key, value)
                if **key == DataType::Int32 && **value == DataType::Utf8 =>
            {
                stripped_words(column, &mut taken_off)?
            }
            _ => Arc::clone(column),
        })
    });
    let columns = columns.collect::<Result<Vec<ArrayRef>, ArrowError>>()?;
    Ok((RecordBatch::try_new(batch.schema(), columns)?, taken_off))
}

fn stripped_words(column: &ArrayRef, taken_off: &mut u64) -> Result<ArrayRef, ArrowError> {
    let words = column.as_dictionary::<Int32Type>();
    let values = words.values().as_string::<i32>();
    let plain: Vec<Option<&str>> = values
        .iter()
        .map(|value| value.and_then(without_footnote))
        .collect();
    if plain.iter().all(Option::is_none) {
        return Ok(Arc::clone(column));
    }
    let marked = words.keys().iter().flatten();
    *taken_off += marked
        .filter(|key| usize::try_from(*key).is_ok_and(|key| plain[key].is_some()))
        .count() as u64;
    let values = values
        .iter()
        .zip(plain)
        .map(|(value, plain)| plain.or(value));
    let values: ArrayRef = Arc::new(StringArray::from_iter(values));
    Ok(Arc::new(DictionaryArray::try_new(
        words.keys().clone(),
        values,
    )?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnote_markers_at_the_end_are_no_part_of_a_name() {
        for marked in [
            "Rate[1]",
            "Rate [12]",
            "Rate [note 3]",
            "Rate (2)",
            "Rate *",
            "Rate**",
            "Rate¹²",
            "Rate [a] [2]",
            "Rate (Note 4)†",
        ] {
            assert_eq!(without_marker(marked), Some("Rate"), "{marked}");
        }
        for plain in [
            "Rate",
            "Rate (percent)",
            "Rate (2024)",
            "[c]",
            "*",
            "Dorset (a)",
            "",
        ] {
            assert_eq!(without_marker(plain), None, "{plain}");
        }
    }

    #[test]
    fn footnote_markers_at_the_end_are_no_part_of_a_value() {
        for marked in [
            "12.5¹",
            "12.5 [a]",
            "12.5 (a)",
            "12.5[note 3]",
            "12.5 ‡",
            "12.5ᵃ",
            "12.5 [1] [2]",
        ] {
            assert_eq!(without_footnote(marked), Some("12.5"), "{marked}");
        }
        assert_eq!(without_footnote("Dorset (a)"), Some("Dorset"));
        assert_eq!(without_footnote("Dorset [r]"), Some("Dorset"));
        assert_eq!(without_footnote("[x] [note 3]"), Some("[x]"));
        assert_eq!(without_footnote("c¹"), Some("c"));
        assert_eq!(without_footnote("[c]³"), Some("[c]"));
        // What state a figure is in is no footnote.
        assert_eq!(without_footnote("12.5 [r]"), None);
        assert_eq!(without_footnote("12.5% [p]²"), Some("12.5% [p]"));
        for plain in ["[c]", "**", "12.5", "Good (2024)", "(a)", "²"] {
            assert_eq!(without_footnote(plain), None, "{plain}");
        }
    }

    #[test]
    fn texts_of_a_batch_lose_their_markers_and_numbers_stay() {
        let texts = StringArray::from(vec![Some("1 [2]"), None, Some("1 [2]"), Some("3")]);
        let numbers = arrow::array::Float64Array::from(vec![1.0, 2.0, 3.0, 4.0]);
        let batch = RecordBatch::try_from_iter([
            ("text", Arc::new(texts) as ArrayRef),
            ("number", Arc::new(numbers) as ArrayRef),
        ])
        .unwrap();
        let (plain, taken_off) = stripped(&batch).unwrap();
        assert_eq!(taken_off, 2);
        let expected = StringArray::from(vec![Some("1"), None, Some("1"), Some("3")]);
        assert_eq!(plain.column(0).as_string::<i32>(), &expected);
        assert_eq!(plain.column(1), batch.column(1));
    }
}
