//! `provision_profile`.

use arrow::array::ArrayRef;

use super::Results;
use super::columns::{comparisons, counts, levels, numbers, shares, words};
use crate::domain::Grade;
use crate::profile::ProvisionProfile;

pub fn columns(profiles: &[ProvisionProfile], results: &Results<'_>) -> Vec<ArrayRef> {
    let list = &results.extract.authorities;
    let provisions = &results.pipeline.rulebook.provisions;
    let each = || profiles.iter();
    let graded = |grade| counts(each().map(move |profile| profile.count.at(grade)));
    let bands = &results.rated.provision_bands;
    vec![
        words(each().map(|profile| Some(list.get(profile.authority).code.as_str()))),
        words(each().map(|profile| Some(provisions[profile.provision].key.as_str()))),
        words(each().map(|profile| Some(provisions[profile.provision].family.as_str()))),
        counts(each().map(|profile| profile.count.settings)),
        counts(each().map(|profile| profile.count.inspected())),
        graded(Grade::Outstanding),
        graded(Grade::Good),
        graded(Grade::Satisfactory),
        graded(Grade::Inadequate),
        shares(each().map(|profile| profile.good_or_better)),
        numbers(each().map(|profile| profile.interval.map_or(f64::NAN, |interval| interval.low))),
        numbers(each().map(|profile| profile.interval.map_or(f64::NAN, |interval| interval.high))),
        shares(each().map(|profile| profile.inadequate)),
        shares(each().map(|profile| profile.neighbour_good_or_better)),
        counts(each().map(|profile| profile.neighbour_inspected)),
        shares(each().map(|profile| profile.region_good_or_better)),
        shares(each().map(|profile| profile.national_good_or_better)),
        comparisons(each().map(|profile| profile.vs_neighbours)),
        comparisons(each().map(|profile| profile.vs_national)),
        levels(bands.iter().copied()),
        words(each().map(|profile| profile.wording.as_deref())),
    ]
}
