//! The table of similar areas: `neighbours`.

use super::{AUTHORITY, Column, Kind, Table, WORD};

/// The column that names a similar area, the same in every table that has one.
pub(super) const NEIGHBOUR: Column = Column::new(
    "neighbour",
    Kind::Category,
    "authority code",
    "The similar area, by its code in the pipeline's authorities table.",
);

/// Every authority's similar areas, the most similar first.
pub(super) const NEIGHBOURS: Table = Table {
    name: "neighbours",
    about: "One row per authority and similar area, the most similar first.",
    key: &["authority", "rank"],
    columns: &[
        AUTHORITY,
        Column::new(
            "rank",
            Kind::Integer,
            "rank, 1 is most similar",
            "The neighbour's place among the authority's similar areas.",
        ),
        NEIGHBOUR,
        Column::new(
            "distance",
            Kind::Number,
            "distance of the model",
            "How far apart the two are in the neighbour model, 0 being alike; missing where the \
             list gives none.",
        )
        .or_missing(),
        Column::new(
            "closeness",
            Kind::Category,
            WORD,
            "How close the neighbour is, from `Extremely close` to `Not close`; missing where the \
             list does not say.",
        )
        .or_missing(),
        Column::new(
            "source",
            Kind::Category,
            WORD,
            "`published` where the list was read, `model` where it was computed.",
        ),
    ],
};
