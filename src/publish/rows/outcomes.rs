//! `outcome_profile`.

use arrow::array::ArrayRef;

use super::Results;
use super::columns::{counts, levels, shares, words};
use crate::profile::OutcomeProfile;

pub fn columns(profiles: &[OutcomeProfile], results: &Results<'_>) -> Vec<ArrayRef> {
    let list = &results.extract.authorities;
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
