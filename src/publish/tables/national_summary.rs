//! `national_summary`.

use arrow::array::ArrayRef;

use super::columns::{counts, words};
use super::recurring::AUTHORITIES;
use super::schema::{Column, Kind, Table, WORD};
use crate::domain::Rating;
use crate::rate::Tally;

/// How many councils were awarded each rating.
pub static TABLE: Table = Table {
    name: "national_summary",
    about: "One row for the nation, for each region and for each kind of council: how many \
            authorities were awarded each rating.",
    key: &["grouping", "name"],
    columns: &[
        Column::new(
            "grouping",
            Kind::Category,
            WORD,
            "What the row counts: `kind` of council, `nation` or `region`.",
        ),
        Column::new(
            "name",
            Kind::Category,
            "name",
            "The region, the kind of council, or `all` for the nation; `not stated` where the \
             authorities table names none.",
        ),
        Column::new(
            "authorities",
            Kind::Count,
            AUTHORITIES,
            "Authorities of the row, rated or not.",
        ),
        Column::new(
            "performs_excellently",
            Kind::Count,
            AUTHORITIES,
            "Those awarded 4, Performs excellently.",
        ),
        Column::new(
            "performs_well",
            Kind::Count,
            AUTHORITIES,
            "Those awarded 3, Performs well.",
        ),
        Column::new(
            "performs_adequately",
            Kind::Count,
            AUTHORITIES,
            "Those awarded 2, Performs adequately.",
        ),
        Column::new(
            "performs_poorly",
            Kind::Count,
            AUTHORITIES,
            "Those awarded 1, Performs poorly.",
        ),
        Column::new(
            "not_rated",
            Kind::Count,
            AUTHORITIES,
            "Those with too little evidence for a rating.",
        ),
    ],
};

pub fn columns(tallies: &[Tally]) -> Vec<ArrayRef> {
    let each = || tallies.iter();
    let awarded = |rating| counts(each().map(move |tally| tally.awarded(rating)));
    vec![
        words(each().map(|tally| Some(tally.grouping.word()))),
        words(each().map(|tally| Some(tally.name.as_str()))),
        counts(each().map(Tally::authorities)),
        awarded(Rating::PerformsExcellently),
        awarded(Rating::PerformsWell),
        awarded(Rating::PerformsAdequately),
        awarded(Rating::PerformsPoorly),
        counts(each().map(|tally| tally.not_rated)),
    ]
}
