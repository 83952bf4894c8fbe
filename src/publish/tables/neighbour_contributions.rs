//! `neighbour_contributions`.

use super::recurring::{FEATURE, NEIGHBOUR};
use super::schema::{AUTHORITY, Column, Kind, SHARE, Table, WORD};

/// What each feature adds to the distance of each pair that the model kept.
pub static TABLE: Table = Table {
    name: "neighbour_contributions",
    about: "One row per authority, neighbour that the model gives it, and feature.",
    key: &["authority", "rank", "feature"],
    columns: &[
        AUTHORITY,
        Column::new(
            "rank",
            Kind::Integer,
            "rank, 1 is most similar",
            "The neighbour's place in the model's list.",
        ),
        FEATURE,
        NEIGHBOUR,
        Column::new(
            "distance",
            Kind::Number,
            "distance of the model",
            "How far apart the two are over all features, 0 being alike.",
        ),
        Column::new(
            "closeness",
            Kind::Category,
            WORD,
            "How close the neighbour is, from `Extremely close` to `Not close`.",
        ),
        Column::new(
            "squared_difference",
            Kind::Number,
            "square of the distance of the model",
            "The square of the difference of the two scaled values; missing where either is.",
        )
        .or_missing(),
        Column::new(
            "share",
            Kind::Share,
            SHARE,
            "The feature's share of the squared differences of all features, 0 where the two are \
             alike in it; missing where either value is, and for a pair alike in everything.",
        )
        .or_missing(),
    ],
};
