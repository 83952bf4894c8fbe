//! `quarantine`.

use arrow::array::ArrayRef;

use super::columns::{rows, texts, words};
use super::schema::{Column, Kind, Table};
use crate::tables::Quarantined;

/// Every row that was set aside, and why.
pub static TABLE: Table = Table {
    name: "quarantine",
    about: "One row per source row and rule that it broke: what was set aside, and why.",
    key: &["source", "row"],
    columns: &[
        Column::new(
            "source",
            Kind::Category,
            "source name",
            "The source, by its name in the pipeline.",
        ),
        Column::new(
            "row",
            Kind::Row,
            "row number",
            "The row's place among the data rows of its file, counted from 1, the header left out.",
        ),
        Column::new(
            "file",
            Kind::Category,
            "path",
            "The file that the row was read from.",
        ),
        Column::new(
            "key",
            Kind::Text,
            "text",
            "The row's contract key, such as its authority, indicator and period; missing where \
             it could not be read.",
        )
        .or_missing(),
        Column::new(
            "rule",
            Kind::Category,
            "rule name",
            "The rule of the contract that the row broke.",
        ),
        Column::new(
            "reason",
            Kind::Text,
            "text",
            "What was found in the row and what was expected.",
        ),
        Column::new(
            "record",
            Kind::Text,
            "JSON object",
            "The row as it stands in the source, by column.",
        ),
    ],
};

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
