//! `corrections`.

use arrow::array::ArrayRef;

use super::columns::{optional_dates, rows, texts, words};
use super::schema::{Column, Kind, Table};
use crate::tables::Correction;

/// What a row said before another extract's row of the same key took its place.
pub static TABLE: Table = Table {
    name: "corrections",
    about: "One row per source row and column: what an extract taken by the as-of date says \
            otherwise than the extract that stands.",
    key: &["source", "file", "row", "column"],
    columns: &[
        Column::new(
            "source",
            Kind::Category,
            "source name",
            "The source, by its name in the pipeline.",
        ),
        Column::new(
            "file",
            Kind::Category,
            "path",
            "The file of the row that gave way.",
        ),
        Column::new(
            "row",
            Kind::Row,
            "row number",
            "That row's place among the data rows of its file, counted from 1, the header left out.",
        ),
        Column::new(
            "column",
            Kind::Category,
            "column name",
            "The contract column in which the two rows differ.",
        ),
        Column::new(
            "key",
            Kind::Text,
            "text",
            "The contract key of both rows, such as a setting and a day.",
        ),
        Column::new(
            "extracted_on",
            Kind::Date,
            "day",
            "The day on which the extract of the row that gave way was taken; missing where it is \
             not known.",
        )
        .or_missing(),
        Column::new(
            "said",
            Kind::Text,
            "text",
            "What the row that gave way says; missing where it has no value.",
        )
        .or_missing(),
        Column::new(
            "stands_file",
            Kind::Category,
            "path",
            "The file of the row that stands.",
        ),
        Column::new(
            "stands_row",
            Kind::Row,
            "row number",
            "Its place among the data rows of its file, counted from 1, the header left out.",
        ),
        Column::new(
            "stands_extracted_on",
            Kind::Date,
            "day",
            "The day on which its extract was taken; missing where it is not known.",
        )
        .or_missing(),
        Column::new(
            "stands",
            Kind::Text,
            "text",
            "What the row that stands says; missing where it has no value.",
        )
        .or_missing(),
    ],
};

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
