//! `ratings`.

use std::borrow::Cow;

use super::declaration::table;
use super::kind::{Category, Flag, Integer, Level, Number, Share, Text, TextList};
use super::recurring::region_name;
use super::recurring::{RATING, SHARE, WORD};
use crate::rate::{AuthorityRating, Direction};
use crate::tables::Authorities;

table! {
    /// One row per authority: the rating that its evidence indicates, the rating awarded after
    /// moderation, and what both rest on.
    ratings by [authority];
    each rating: &'a AuthorityRating, list: &'a Authorities => RatingRows<'a>;

    authority = &list.get(rating.authority).code;
    /// The authority's name.
    name: Category ["name"] = &list.get(rating.authority).name;
    /// The region that the authority lies in; missing where the authorities table names none.
    region: Option<Category> ["name"] = region_name(list, list.get(rating.authority));
    /// The year of the rating, which is that of the as-of date.
    year: Integer ["calendar year"] = rating.year;
    /// The rating that the rulebook alone gives: the weighted blocks, lowered to the cap of any
    /// limiter that fired; missing where the authority is not rated.
    indicative_rating: Option<Level> [RATING] = rating.indicative;
    /// The rating after moderation, the same as the indicative one where there was none; missing
    /// where the authority is not rated.
    awarded_rating: Option<Level> [RATING] = rating.awarded;
    /// The words for the awarded rating, or `Not rated: ` and the reason.
    descriptor: Category [WORD] = descriptor(rating);
    /// Block A, inspected and regulated settings: the weighted mean of the bands of the authority's
    /// provision types; missing where none has a band.
    band_a: Option<Number> [RATING] = rating.blocks[0].mean;
    /// Block B, safeguarding and looked-after children: the weighted mean of the bands of the
    /// findings about the authority; missing where there is no finding.
    band_b: Option<Number> [RATING] = rating.blocks[1].mean;
    /// Block C, national indicators: the mean of the bands of the outcomes; missing where no
    /// outcome has a band.
    band_c: Option<Number> [RATING] = rating.blocks[2].mean;
    /// How much of the evidence that the rulebook asks for the authority has; below the rulebook's
    /// least coverage it is not rated.
    coverage: Share [SHARE] = rating.coverage;
    /// The limiters that fired, by name, whether or not moderation set them aside; empty where none
    /// did.
    limiters: TextList ["rule names"] = rating.limiters.as_slice();
    /// Whether a judgement replaced the indicative rating.
    moderated: Flag ["true or false"] = rating.moderation.is_some();
    /// The reason given with the judgement; missing where the rating was not moderated.
    moderation_reason: Option<Text> ["text"]
        = rating.moderation.as_ref().map(|judgement| &judgement.reason);
    /// The awarded rating of the latest earlier year; missing where no earlier rating is known.
    previous_rating: Option<Level> [RATING] = rating.previous.map(|(_, rating)| rating);
    direction = rating.direction().map(Direction::word);
}

/// The words for the awarded rating, or why there is none.
fn descriptor(rating: &AuthorityRating) -> Cow<'static, str> {
    match (rating.awarded, &rating.not_rated) {
        (Some(awarded), _) => awarded.descriptor().into(),
        (None, Some(reason)) => format!("Not rated: {reason}").into(),
        (None, None) => "Not rated".into(),
    }
}
