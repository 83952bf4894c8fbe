//! `national_summary` and `direction`.

use arrow::array::ArrayRef;

use super::columns::{counts, integers, levels, words};
use crate::domain::Rating;
use crate::extract::Extract;
use crate::rate::{Direction, Standing, Tally};

pub fn summary(tallies: &[Tally]) -> Vec<ArrayRef> {
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

pub fn direction(standings: &[Standing], extract: &Extract) -> Vec<ArrayRef> {
    let list = &extract.authorities;
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
