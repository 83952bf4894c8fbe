//! `ratings`.

use arrow::array::ArrayRef;

use super::columns::{flags, integers, levels, lists, numbers, texts, words};
use crate::extract::Extract;
use crate::rate::{AuthorityRating, Direction};

pub fn columns(ratings: &[AuthorityRating], extract: &Extract) -> Vec<ArrayRef> {
    let list = &extract.authorities;
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
