//! `direction`.

use super::declaration::table;
use super::kind::{Count, Integer, Level};
use super::recurring::{AUTHORITIES, INDICATORS, RATING};
use crate::rate::{Direction, Standing};
use crate::tables::Authorities;

table! {
    /// One row per rated authority: its rating beside the year before, beside similar areas and the
    /// nation, and the trend of its indicators.
    direction by [authority];
    each of: &'a Standing, list: &'a Authorities => DirectionRows<'a>;

    authority = &list.get(of.authority).code;
    /// The year of the latest earlier rating; missing where none is known.
    previous_year: Option<Integer> ["calendar year"] = of.previous.map(|(year, _)| year);
    /// The rating awarded in that year; missing where none is known.
    previous_rating: Option<Level> [RATING] = of.previous.map(|(_, rating)| rating);
    /// The rating after moderation; missing where the authority is not rated.
    awarded_rating: Option<Level> [RATING] = of.awarded;
    direction = of.direction.map(Direction::word);
    /// The place of the awarded rating among the authority and its similar areas, equal ratings
    /// sharing the lowest number; missing where the authority is not rated or has no similar areas.
    neighbour_rank: Option<Integer> ["rank, 1 is best"] = of.neighbour_rank;
    /// Rated authorities among the authority and its similar areas.
    neighbour_count: Count [AUTHORITIES] = of.neighbour_count;
    /// The place of the awarded rating among all authorities, equal ratings sharing the lowest
    /// number; missing where the authority is not rated.
    national_rank: Option<Integer> ["rank, 1 is best"] = of.national_rank;
    /// Rated authorities of the nation.
    national_count: Count [AUTHORITIES] = of.national_count;
    /// Indicators whose total is `improving` over its latest periods.
    improving: Count [INDICATORS] = of.trends.improving;
    /// Indicators with a polarity whose total is `steady` over its latest periods.
    steady: Count [INDICATORS] = of.trends.steady;
    /// Indicators whose total is `worsening` over its latest periods.
    worsening: Count [INDICATORS] = of.trends.worsening;
}
