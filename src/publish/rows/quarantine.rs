//! `quarantine`.

use arrow::array::ArrayRef;

use super::columns::{rows, texts, words};
use crate::extract::quarantine::Quarantined;

pub fn columns(quarantined: &[Quarantined]) -> Vec<ArrayRef> {
    let mut sorted: Vec<&Quarantined> = quarantined.iter().collect();
    sorted.sort_by(|a, b| (&a.source, a.row, &a.file).cmp(&(&b.source, b.row, &b.file)));
    let each = || sorted.iter();
    vec![
        words(each().map(|row| Some(&*row.source))),
        rows(each().map(|row| row.row)),
        words(each().map(|row| Some(row.file.as_str()))),
        texts(each().map(|row| Some(row.key.as_str()).filter(|key| !key.is_empty()))),
        words(each().map(|row| Some(row.fault.rule))),
        texts(each().map(|row| Some(row.fault.reason.as_str()))),
        texts(each().map(|row| Some(row.record.as_str()))),
    ]
}
