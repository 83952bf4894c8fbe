//! The table of what an extract says otherwise than the one that stands: `corrections`.

use super::{Column, Kind, Table};

/// What a row said before another extract's row of the same key took its place.
pub(super) const CORRECTIONS: Table = Table {
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
