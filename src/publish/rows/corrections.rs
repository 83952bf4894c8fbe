//! `corrections`.

use arrow::array::ArrayRef;

use super::columns::{optional_dates, rows, texts, words};
use crate::extract::correction::Correction;

pub fn columns(corrections: &[Correction]) -> Vec<ArrayRef> {
    let mut sorted: Vec<&Correction> = corrections.iter().collect();
    sorted.sort_by(|a, b| {
        (&a.source, &a.file, a.row, a.column).cmp(&(&b.source, &b.file, b.row, b.column))
    });
    let each = || sorted.iter();
    vec![
        words(each().map(|of| Some(&*of.source))),
        words(each().map(|of| Some(of.file.as_str()))),
        rows(each().map(|of| of.row)),
        words(each().map(|of| Some(of.column))),
        texts(each().map(|of| Some(of.key.as_str()))),
        optional_dates(each().map(|of| of.extracted_on)),
        texts(each().map(|of| of.said.as_deref())),
        words(each().map(|of| Some(of.stands_file.as_str()))),
        rows(each().map(|of| of.stands_row)),
        optional_dates(each().map(|of| of.stands_extracted_on)),
        texts(each().map(|of| of.stands.as_deref())),
    ]
}
