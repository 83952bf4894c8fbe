//! `evidence`.

use arrow::array::ArrayRef;

use super::columns::{flags, texts, words};
use crate::rate::EvidenceRow;

pub fn columns(evidence: &[EvidenceRow]) -> Vec<ArrayRef> {
    let each = || evidence.iter();
    let inputs: Vec<String> = each().map(EvidenceRow::inputs_json).collect();
    vec![
        words(each().map(|row| Some(row.authority.as_str()))),
        words(each().map(|row| Some(row.step))),
        words(each().map(|row| Some(row.rule.as_str()))),
        words(each().map(|row| Some(row.condition.as_str()))),
        texts(inputs.iter().map(|inputs| Some(inputs.as_str()))),
        flags(each().map(|row| row.fired)),
        words(each().map(|row| Some(row.effect.as_str()))),
    ]
}
