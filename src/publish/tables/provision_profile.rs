//! `provision_profile`.

use arrow::array::ArrayRef;

use super::Results;
use super::columns::{comparisons, counts, levels, numbers, shares, words};
use super::recurring::{PROVISION, SETTINGS};
use super::schema::{AUTHORITY, Column, Kind, RATING, SHARE, Table, WORD};
use crate::domain::Grade;
use crate::profile::ProvisionProfile;

/// Settings of each type, by grade, beside similar areas and England.
pub static TABLE: Table = Table {
    name: "provision_profile",
    about: "One row per authority and type of provision: how its open settings were graded at \
            their latest full inspection, beside similar areas, the region and England.",
    key: &["authority", "provision"],
    columns: &[
        AUTHORITY,
        PROVISION,
        Column::new(
            "family",
            Kind::Category,
            "family key",
            "The family that the type belongs to in the rulebook, which decides its weight.",
        ),
        Column::new(
            "settings",
            Kind::Count,
            SETTINGS,
            "Settings of this type that are open.",
        ),
        Column::new(
            "inspected",
            Kind::Count,
            SETTINGS,
            "Open settings with a full inspection published on or before the as-of date.",
        ),
        Column::new(
            "outstanding",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 1, Outstanding.",
        ),
        Column::new(
            "good",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 2, Good.",
        ),
        Column::new(
            "satisfactory",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 3: Satisfactory, Adequate \
             or Requires improvement, by the year.",
        ),
        Column::new(
            "inadequate",
            Kind::Count,
            SETTINGS,
            "Inspected settings whose latest full inspection was graded 4, Inadequate.",
        ),
        Column::new(
            "good_or_better",
            Kind::Share,
            SHARE,
            "Outstanding and good settings as a share of those inspected; missing where none was \
             inspected.",
        )
        .or_missing(),
        Column::new(
            "good_or_better_low",
            Kind::Share,
            SHARE,
            "Lower end of the 95% Wilson score interval of `good_or_better`; missing where none \
             was inspected.",
        )
        .or_missing(),
        Column::new(
            "good_or_better_high",
            Kind::Share,
            SHARE,
            "Upper end of the 95% Wilson score interval of `good_or_better`; missing where none \
             was inspected.",
        )
        .or_missing(),
        Column::new(
            "inadequate_share",
            Kind::Share,
            SHARE,
            "Inadequate settings as a share of those inspected; missing where none was inspected.",
        )
        .or_missing(),
        Column::new(
            "neighbour_good_or_better",
            Kind::Share,
            SHARE,
            "Good or better settings of all similar areas together as a share of their inspected \
             settings; missing where they have none.",
        )
        .or_missing(),
        Column::new(
            "neighbour_inspected",
            Kind::Count,
            SETTINGS,
            "Inspected settings of all similar areas together.",
        ),
        Column::new(
            "region_good_or_better",
            Kind::Share,
            SHARE,
            "Good or better settings of the region as a share of its inspected settings; missing \
             where it has none or the authority has no region.",
        )
        .or_missing(),
        Column::new(
            "national_good_or_better",
            Kind::Share,
            SHARE,
            "Good or better settings of England as a share of its inspected settings; missing \
             where it has none.",
        )
        .or_missing(),
        Column::new(
            "vs_neighbours",
            Kind::Category,
            WORD,
            "`better` or `worse` where the share of similar areas lies outside the authority's \
             Wilson interval, otherwise `in line`; missing where either share is missing.",
        )
        .or_missing(),
        Column::new(
            "vs_national",
            Kind::Category,
            WORD,
            "`better` or `worse` where the share of England lies outside the authority's Wilson \
             interval, otherwise `in line`; missing where either share is missing.",
        )
        .or_missing(),
        Column::new(
            "band",
            Kind::Level,
            RATING,
            "The band by the rulebook's cut-offs on the good or better and the inadequate share; \
             missing where none was inspected.",
        )
        .or_missing(),
        Column::new(
            "wording",
            Kind::Category,
            WORD,
            "The proportion word for `good_or_better`, such as `large majority`; missing where \
             none was inspected.",
        )
        .or_missing(),
    ],
};

pub fn columns(profiles: &[ProvisionProfile], results: &Results<'_>) -> Vec<ArrayRef> {
    let list = &results.tables.authorities;
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
