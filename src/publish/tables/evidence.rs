//! `evidence`.

use arrow::array::ArrayRef;

use super::columns::{flags, texts, words};
use super::schema::{AUTHORITY, Column, Kind, Table, WORD};
use crate::rate::EvidenceRow;

/// Every rule that was asked, whether it fired or not.
pub static TABLE: Table = Table {
    name: "evidence",
    about: "One row per authority and rule: every rule that was asked on the way to the rating, \
            fired or not.",
    key: &["authority", "step", "rule"],
    columns: &[
        AUTHORITY,
        Column::new(
            "step",
            Kind::Category,
            WORD,
            "The step of the rating in which the rule was asked.",
        ),
        Column::new(
            "rule",
            Kind::Category,
            "rule name",
            "The rule, by its name in the rulebook.",
        ),
        Column::new(
            "condition",
            Kind::Category,
            "text",
            "The rule's condition as the rulebook states it.",
        ),
        Column::new(
            "inputs",
            Kind::Text,
            "JSON object",
            "The values that the condition was asked of, by name; null for those the authority \
             does not have.",
        ),
        Column::new(
            "fired",
            Kind::Flag,
            "true or false",
            "Whether the condition held.",
        ),
        Column::new(
            "effect",
            Kind::Category,
            "text",
            "What the rule did to the result; missing where it did nothing.",
        )
        .or_missing(),
    ],
};

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
