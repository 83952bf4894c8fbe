//! `outcome_profile`.

use arrow::array::ArrayRef;

use super::Results;
use super::columns::{counts, levels, shares, words};
use super::recurring::INDICATORS;
use super::schema::{AUTHORITY, Column, Kind, RATING, SHARE, Table};
use crate::profile::OutcomeProfile;

/// Indicators of each Every Child Matters outcome.
pub static TABLE: Table = Table {
    name: "outcome_profile",
    about: "One row per authority and Every Child Matters outcome: how many of its indicators \
            are at least in line with similar areas and with England.",
    key: &["authority", "outcome"],
    columns: &[
        AUTHORITY,
        Column::new(
            "outcome",
            Kind::Category,
            "outcome key",
            "The Every Child Matters outcome, such as `staying_safe`.",
        ),
        Column::new(
            "indicators",
            Kind::Count,
            INDICATORS,
            "Indicators of the outcome that the pipeline declares.",
        ),
        Column::new(
            "with_value",
            Kind::Count,
            INDICATORS,
            "Indicators for which the authority has a value in their latest period.",
        ),
        Column::new(
            "in_line_or_better_neighbours",
            Kind::Count,
            INDICATORS,
            "Indicators with a polarity whose latest value is `better` than or `in line` with \
             similar areas.",
        ),
        Column::new(
            "in_line_or_better_national",
            Kind::Count,
            INDICATORS,
            "Indicators with a polarity whose latest value is `better` than or `in line` with \
             England.",
        ),
        Column::new(
            "share_neighbours",
            Kind::Share,
            SHARE,
            "Indicators at least in line with similar areas as a share of those compared with \
             them; missing where none was compared.",
        )
        .or_missing(),
        Column::new(
            "share_national",
            Kind::Share,
            SHARE,
            "Indicators at least in line with England as a share of those compared with it; \
             missing where none was compared.",
        )
        .or_missing(),
        Column::new(
            "band",
            Kind::Level,
            RATING,
            "The band by the rulebook's cut-offs on `share_neighbours`; missing where that is \
             missing.",
        )
        .or_missing(),
    ],
};

pub fn columns(profiles: &[OutcomeProfile], results: &Results<'_>) -> Vec<ArrayRef> {
    let list = &results.tables.authorities;
    let outcomes = &results.pipeline.rulebook.outcomes;
    let each = || profiles.iter();
    vec![
        words(each().map(|profile| Some(list.get(profile.authority).code.as_str()))),
        words(each().map(|profile| Some(outcomes[profile.outcome].key.as_str()))),
        counts(each().map(|profile| profile.indicators)),
        counts(each().map(|profile| profile.with_value)),
        counts(each().map(|profile| profile.neighbours.in_line_or_better)),
        counts(each().map(|profile| profile.national.in_line_or_better)),
        shares(each().map(|profile| profile.neighbours.share())),
        shares(each().map(|profile| profile.national.share())),
        levels(results.rated.outcome_bands.iter().copied()),
    ]
}
