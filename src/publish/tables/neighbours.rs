//! `neighbours`.

use arrow::array::ArrayRef;

use super::columns::{counts, numbers, words};
use super::recurring::NEIGHBOUR;
use super::schema::{AUTHORITY, Column, Kind, Table, WORD};
use crate::profile::NeighbourSource;
use crate::tables::{Neighbour, Tables};

/// Every authority's similar areas, the most similar first.
pub static TABLE: Table = Table {
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

pub fn columns(list: &[Neighbour], source: NeighbourSource, tables: &Tables) -> Vec<ArrayRef> {
    let authorities = &tables.authorities;
    let each = || list.iter();
    vec![
        words(each().map(|row| Some(authorities.get(row.authority).code.as_str()))),
        counts(each().map(|row| row.rank)),
        words(each().map(|row| Some(authorities.get(row.neighbour).code.as_str()))),
        numbers(each().map(|row| row.distance.unwrap_or(f64::NAN))),
        words(each().map(|row| row.closeness.as_deref())),
        words(each().map(|_| Some(source.word()))),
    ]
}
