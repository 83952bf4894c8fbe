//! `rating_history`.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::declaration::table;
use super::kind::{Category, Date, Level, Number, Share, TextList};
use super::recurring::{RATING, SHARE};
use crate::domain::Rating;
use crate::rate::{AuthorityRating, Direction};

/// The rating of an authority on one of the as-of dates of a history.
#[derive(Debug, Clone)]
pub struct RatingPoint {
    /// The authority's code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// The as-of date.
    pub as_of: NaiveDate,
    /// Its rating.
    pub rating: AuthorityRating,
    /// The rating awarded on the as-of date before.
    pub previous: Option<Rating>,
    /// The triggers that fired, by name.
    pub triggers: Vec<String>,
}

table! {
    /// One row per authority and as-of date of a history: how its rating went. `plumbline history`
    /// writes it beside the partitions.
    rating_history by [authority, as_of];
    each of: &'a RatingPoint, _: () => RatingPointRows<'a>;

    authority = &of.authority;
    /// The as-of date; nothing that came out after it is known.
    as_of: Date ["date"] = of.as_of;
    /// The authority's name.
    name: Category ["name"] = &of.name;
    /// The rating that the rulebook alone gives; missing where the authority is not rated.
    indicative_rating: Option<Level> [RATING] = of.rating.indicative;
    /// The rating after moderation; missing where the authority is not rated.
    awarded_rating: Option<Level> [RATING] = of.rating.awarded;
    /// Block A; missing where no type of setting has a band.
    band_a: Option<Number> [RATING] = of.rating.blocks[0].mean;
    /// Block B; missing where there is no finding with a band.
    band_b: Option<Number> [RATING] = of.rating.blocks[1].mean;
    /// Block C; missing where no outcome has a band.
    band_c: Option<Number> [RATING] = of.rating.blocks[2].mean;
    /// How much of the evidence that the rulebook asks for the authority has.
    coverage: Share [SHARE] = of.rating.coverage;
    /// The limiters that fired, by name; empty where none did.
    limiters: TextList ["rule names"] = of.rating.limiters.as_slice();
    /// The rating awarded on the as-of date before; missing on the first, and where it was not rated
    /// then.
    previous_rating: Option<Level> [RATING] = of.previous;
    direction = direction(of).map(Direction::word);
    /// The triggers that fired, by name; empty where none did.
    triggers: TextList ["rule names"] = of.triggers.as_slice();
}

/// Which way the rating went since the as-of date before.
fn direction(of: &RatingPoint) -> Option<Direction> {
    Some(match of.rating.awarded?.cmp(&of.previous?) {
        Ordering::Less => Direction::Declined,
        Ordering::Equal => Direction::Same,
        Ordering::Greater => Direction::Improved,
    })
}
