//! `indicators`.

use arrow::array::ArrayRef;

use super::columns::{integers, texts, words};
use super::schema::{Column, Kind, Table, WORD};
use crate::tables::Indicators;

/// Indicators by key.
pub static TABLE: Table = Table {
    name: "indicators",
    about: "One row per indicator of the catalogue: what its key stands for.",
    key: &["indicator"],
    columns: &[
        Column::new(
            "indicator",
            Kind::Category,
            "indicator key",
            "The indicator, by its key in the pipeline's indicators table.",
        ),
        Column::new("title", Kind::Text, "text", "What it measures, in words."),
        Column::new(
            "outcome",
            Kind::Category,
            "outcome key",
            "The outcome that it belongs to; missing where the catalogue names none.",
        )
        .or_missing(),
        Column::new(
            "polarity",
            Kind::Category,
            WORD,
            "Which values are good: `high`, `low` or, where neither is, `neutral`.",
        ),
        Column::new(
            "unit",
            Kind::Category,
            "unit name",
            "The unit of its values; missing where the catalogue names none.",
        )
        .or_missing(),
        Column::new(
            "decimals",
            Kind::Count,
            "decimals",
            "Decimals to show; missing where the catalogue does not say.",
        )
        .or_missing(),
    ],
};

pub fn columns(catalogue: &Indicators) -> Vec<ArrayRef> {
    let each = || catalogue.all().iter();
    vec![
        words(each().map(|indicator| Some(indicator.name.as_str()))),
        texts(each().map(|indicator| Some(indicator.title.as_str()))),
        words(each().map(|indicator| indicator.outcome.as_deref())),
        words(each().map(|indicator| Some(indicator.polarity.word()))),
        words(each().map(|indicator| indicator.unit.as_deref())),
        integers(each().map(|indicator| indicator.decimals.map(i32::from))),
    ]
}
