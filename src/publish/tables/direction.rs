//! `direction`.

use arrow::array::ArrayRef;

use super::columns::{counts, integers, levels, words};
use super::recurring::{AGAINST_PREVIOUS, AUTHORITIES, INDICATORS};
use super::schema::{AUTHORITY, Column, Kind, RATING, Table};
use crate::rate::{Direction, Standing};
use crate::tables::Tables;

/// Which way a council is going, and where it stands.
pub static TABLE: Table = Table {
    name: "direction",
    about: "One row per rated authority: its rating beside the year before, beside similar areas \
            and the nation, and the trend of its indicators.",
    key: &["authority"],
    columns: &[
        AUTHORITY,
        Column::new(
            "previous_year",
            Kind::Integer,
            "calendar year",
            "The year of the latest earlier rating; missing where none is known.",
        )
        .or_missing(),
        Column::new(
            "previous_rating",
            Kind::Level,
            RATING,
            "The rating awarded in that year; missing where none is known.",
        )
        .or_missing(),
        Column::new(
            "awarded_rating",
            Kind::Level,
            RATING,
            "The rating after moderation; missing where the authority is not rated.",
        )
        .or_missing(),
        AGAINST_PREVIOUS,
        Column::new(
            "neighbour_rank",
            Kind::Integer,
            "rank, 1 is best",
            "The place of the awarded rating among the authority and its similar areas, equal \
             ratings sharing the lowest number; missing where the authority is not rated or has \
             no similar areas.",
        )
        .or_missing(),
        Column::new(
            "neighbour_count",
            Kind::Count,
            AUTHORITIES,
            "Rated authorities among the authority and its similar areas.",
        ),
        Column::new(
            "national_rank",
            Kind::Integer,
            "rank, 1 is best",
            "The place of the awarded rating among all authorities, equal ratings sharing the \
             lowest number; missing where the authority is not rated.",
        )
        .or_missing(),
        Column::new(
            "national_count",
            Kind::Count,
            AUTHORITIES,
            "Rated authorities of the nation.",
        ),
        Column::new(
            "improving",
            Kind::Count,
            INDICATORS,
            "Indicators whose total is `improving` over its latest periods.",
        ),
        Column::new(
            "steady",
            Kind::Count,
            INDICATORS,
            "Indicators with a polarity whose total is `steady` over its latest periods.",
        ),
        Column::new(
            "worsening",
            Kind::Count,
            INDICATORS,
            "Indicators whose total is `worsening` over its latest periods.",
        ),
    ],
};

pub fn columns(standings: &[Standing], tables: &Tables) -> Vec<ArrayRef> {
    let list = &tables.authorities;
    let each = || standings.iter();
    let rank = |rank: Option<u32>| rank.and_then(|rank| i32::try_from(rank).ok());
    vec![
        words(each().map(|of| Some(list.get(of.authority).code.as_str()))),
        integers(each().map(|of| of.previous.map(|(year, _)| year))),
        levels(each().map(|of| of.previous.map(|(_, rating)| rating))),
        levels(each().map(|of| of.awarded)),
        words(each().map(|of| of.direction.map(Direction::word))),
        integers(each().map(|of| rank(of.neighbour_rank))),
        counts(each().map(|of| of.neighbour_count)),
        integers(each().map(|of| rank(of.national_rank))),
        counts(each().map(|of| of.national_count)),
        counts(each().map(|of| of.trends.improving)),
        counts(each().map(|of| of.trends.steady)),
        counts(each().map(|of| of.trends.worsening)),
    ]
}
