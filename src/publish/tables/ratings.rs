//! `ratings`.

use arrow::array::ArrayRef;

use super::columns::{flags, integers, levels, lists, numbers, texts, words};
use super::recurring::AGAINST_PREVIOUS;
use super::schema::{AUTHORITY, Column, Kind, RATING, SHARE, Table, WORD};
use crate::rate::{AuthorityRating, Direction};
use crate::tables::Tables;

/// One rating an authority.
pub static TABLE: Table = Table {
    name: "ratings",
    about: "One row per authority: the rating that its evidence indicates, the rating awarded \
            after moderation, and what both rest on.",
    key: &["authority"],
    columns: &[
        AUTHORITY,
        Column::new(
            "name",
            Kind::Category,
            "name",
            "The authority's name.",
        ),
        Column::new(
            "region",
            Kind::Category,
            "name",
            "The region that the authority lies in; missing where the authorities table names none.",
        )
        .or_missing(),
        Column::new(
            "year",
            Kind::Integer,
            "calendar year",
            "The year of the rating, which is that of the as-of date.",
        ),
        Column::new(
            "indicative_rating",
            Kind::Level,
            RATING,
            "The rating that the rulebook alone gives: the weighted blocks, lowered to the cap of \
             any limiter that fired; missing where the authority is not rated.",
        )
        .or_missing(),
        Column::new(
            "awarded_rating",
            Kind::Level,
            RATING,
            "The rating after moderation, the same as the indicative one where there was none; \
             missing where the authority is not rated.",
        )
        .or_missing(),
        Column::new(
            "descriptor",
            Kind::Category,
            WORD,
            "The words for the awarded rating, or `Not rated: ` and the reason.",
        ),
        Column::new(
            "band_a",
            Kind::Number,
            RATING,
            "Block A, inspected and regulated settings: the weighted mean of the bands of the \
             authority's provision types; missing where none has a band.",
        )
        .or_missing(),
        Column::new(
            "band_b",
            Kind::Number,
            RATING,
            "Block B, safeguarding and looked-after children: the weighted mean of the bands of \
             the findings about the authority; missing where there is no finding.",
        )
        .or_missing(),
        Column::new(
            "band_c",
            Kind::Number,
            RATING,
            "Block C, national indicators: the mean of the bands of the outcomes; missing where \
             no outcome has a band.",
        )
        .or_missing(),
        Column::new(
            "coverage",
            Kind::Share,
            SHARE,
            "How much of the evidence that the rulebook asks for the authority has; below the \
             rulebook's least coverage it is not rated.",
        ),
        Column::new(
            "limiters",
            Kind::TextList,
            "rule names",
            "The limiters that fired, by name, whether or not moderation set them aside; empty \
             where none did.",
        ),
        Column::new(
            "moderated",
            Kind::Flag,
            "true or false",
            "Whether a judgement replaced the indicative rating.",
        ),
        Column::new(
            "moderation_reason",
            Kind::Text,
            "text",
            "The reason given with the judgement; missing where the rating was not moderated.",
        )
        .or_missing(),
        Column::new(
            "previous_rating",
            Kind::Level,
            RATING,
            "The awarded rating of the latest earlier year; missing where no earlier rating is known.",
        )
        .or_missing(),
        AGAINST_PREVIOUS,
    ],
};

pub fn columns(ratings: &[AuthorityRating], tables: &Tables) -> Vec<ArrayRef> {
    let list = &tables.authorities;
    let each = || ratings.iter();
    let authority = |rating: &AuthorityRating| list.get(rating.authority);
    let descriptors: Vec<String> = each()
        .map(|rating| match (rating.awarded, &rating.not_rated) {
            (Some(awarded), _) => awarded.descriptor().to_owned(),
            (None, Some(reason)) => format!("Not rated: {reason}"),
            (None, None) => "Not rated".to_owned(),
        })
        .collect();
    let block =
        |at: usize| numbers(each().map(move |rating| rating.blocks[at].mean.unwrap_or(f64::NAN)));
    vec![
        words(each().map(|rating| Some(authority(rating).code.as_str()))),
        words(each().map(|rating| Some(authority(rating).name.as_str()))),
        words(each().map(|rating| {
            let region = authority(rating).region?;
            Some(list.regions()[region.index()].name.as_str())
        })),
        integers(each().map(|rating| Some(rating.year))),
        levels(each().map(|rating| rating.indicative)),
        levels(each().map(|rating| rating.awarded)),
        words(descriptors.iter().map(|words| Some(words.as_str()))),
        block(0),
        block(1),
        block(2),
        numbers(each().map(|rating| rating.coverage)),
        lists(each().map(|rating| rating.limiters.as_slice())),
        flags(each().map(|rating| rating.moderation.is_some())),
        texts(each().map(|rating| {
            rating
                .moderation
                .as_ref()
                .map(|judgement| judgement.reason.as_str())
        })),
        levels(each().map(|rating| rating.previous.map(|(_, rating)| rating))),
        words(each().map(|rating| rating.direction().map(Direction::word))),
    ]
}
