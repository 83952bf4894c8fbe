//! What codes and keys stand for: `authorities` and `indicators`.

use super::{AUTHORITY, Column, Kind, Table, WORD};

/// Councils by code.
pub(super) const AUTHORITIES: Table = Table {
    name: "authorities",
    about: "One row per authority of the list: what its code stands for.",
    key: &["authority"],
    columns: &[
        AUTHORITY,
        Column::new("name", Kind::Text, "name", "The authority's name."),
        Column::new(
            "region",
            Kind::Category,
            "name",
            "The region that it lies in; missing where the list names none.",
        )
        .or_missing(),
        Column::new(
            "kind",
            Kind::Category,
            WORD,
            "The kind of council; missing where the list does not say.",
        )
        .or_missing(),
        Column::new(
            "addressee",
            Kind::Text,
            "lines separated by semicolons",
            "To whom its letter goes; missing where the list names nobody.",
        )
        .or_missing(),
    ],
};

/// Indicators by key.
pub(super) const INDICATORS: Table = Table {
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
