//! A row as it stands in its file, for the quarantine.

use std::borrow::Cow;

use arrow::array::{ArrayRef, RecordBatch};

use crate::read::Scalar;
use crate::read::dictionary::Coded;

/// The source's columns of one row as a JSON object, for the quarantine.
pub(super) fn record(batch: &RecordBatch, names: &[String], row: usize) -> String {
    let mut object = serde_json::Map::new();
    for (array, name) in batch.columns().iter().zip(names) {
        object.insert(name.clone(), cell(array, row));
    }
    serde_json::Value::Object(object).to_string()
}

/// A text as it stands, but for what is so long that nobody reads it, such as a shape on a map.
fn shown(text: &str) -> Cow<'_, str> {
    /// More characters than any cell has that a person wrote.
    const LONGEST: usize = 5000;
    match text.char_indices().nth(LONGEST) {
        None => text.into(),
        Some((end, _)) => {
            let more = text[end..].chars().count();
            format!("{}… and {more} characters more", &text[..end]).into()
        }
    }
}

fn cell(array: &ArrayRef, row: usize) -> serde_json::Value {
    let one = array.slice(row, 1);
    let Ok(coded) = Coded::from_array(&one) else {
        return serde_json::Value::Null;
    };
    match coded.values.scalar(coded.codes[0] as usize) {
        Scalar::Missing => serde_json::Value::Null,
        Scalar::Text(text) => shown(text).into(),
        Scalar::Integer(number) => number.into(),
        Scalar::Number(number) => number.into(),
        Scalar::Flag(flag) => flag.into(),
        Scalar::Date(days) => chrono::NaiveDate::from_epoch_days(days)
            .map(|day| day.to_string())
            .into(),
    }
}
