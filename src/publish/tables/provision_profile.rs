//! `provision_profile`.

use super::Results;
use super::declaration::table;
use super::kind::{Category, Count, Level, Share};
use super::recurring::{RATING, SETTINGS, SHARE, WORD};
use crate::config::Provision;
use crate::domain::{Comparison, Grade};
use crate::profile::ProvisionProfile;
use crate::rate::ProvisionBand;

table! {
    /// One row per authority and type of provision: how its open settings were graded at their
    /// latest full inspection, beside similar areas, the region and England.
    provision_profile by [authority, provision];
    each (profile, band): (&'a ProvisionProfile, Option<ProvisionBand>), of: &'a Results<'a>
        => ProvisionRows<'a>;

    authority = &of.tables.authorities.get(profile.authority).code;
    provision = &provision_type(of, profile).key;
    /// The family that the type belongs to in the rulebook, which decides its weight.
    family: Category ["family key"] = &provision_type(of, profile).family;
    /// Settings of this type that are open.
    settings: Count [SETTINGS] = profile.count.settings;
    /// Open settings with a full inspection published on or before the as-of date.
    inspected: Count [SETTINGS] = profile.count.inspected();
    /// Inspected settings whose latest full inspection was graded 1, Outstanding.
    outstanding: Count [SETTINGS] = profile.count.at(Grade::Outstanding);
    /// Inspected settings whose latest full inspection was graded 2, Good.
    good: Count [SETTINGS] = profile.count.at(Grade::Good);
    /// Inspected settings whose latest full inspection was graded 3: Satisfactory, Adequate or
    /// Requires improvement, by the year.
    satisfactory: Count [SETTINGS] = profile.count.at(Grade::Satisfactory);
    /// Inspected settings whose latest full inspection was graded 4, Inadequate.
    inadequate: Count [SETTINGS] = profile.count.at(Grade::Inadequate);
    /// Outstanding and good settings as a share of those inspected; missing where none was
    /// inspected.
    good_or_better: Option<Share> [SHARE] = profile.good_or_better;
    /// Lower end of the 95% Wilson score interval of `good_or_better`; missing where none was
    /// inspected.
    good_or_better_low: Option<Share> [SHARE] = profile.interval.map(|interval| interval.low);
    /// Upper end of the 95% Wilson score interval of `good_or_better`; missing where none was
    /// inspected.
    good_or_better_high: Option<Share> [SHARE] = profile.interval.map(|interval| interval.high);
    /// Inadequate settings as a share of those inspected; missing where none was inspected.
    inadequate_share: Option<Share> [SHARE] = profile.inadequate;
    /// Good or better settings of all similar areas together as a share of their inspected
    /// settings; missing where they have none.
    neighbour_good_or_better: Option<Share> [SHARE] = profile.neighbour_good_or_better;
    /// Inspected settings of all similar areas together.
    neighbour_inspected: Count [SETTINGS] = profile.neighbour_inspected;
    /// Good or better settings of the region as a share of its inspected settings; missing where it
    /// has none or the authority has no region.
    region_good_or_better: Option<Share> [SHARE] = profile.region_good_or_better;
    /// Good or better settings of England as a share of its inspected settings; missing where it
    /// has none.
    national_good_or_better: Option<Share> [SHARE] = profile.national_good_or_better;
    /// `better` or `worse` where the share of similar areas lies outside the authority's Wilson
    /// interval, otherwise `in line`; missing where either share is missing.
    vs_neighbours: Option<Category> [WORD] = profile.vs_neighbours.map(Comparison::word);
    /// `better` or `worse` where the share of England lies outside the authority's Wilson interval,
    /// otherwise `in line`; missing where either share is missing.
    vs_national: Option<Category> [WORD] = profile.vs_national.map(Comparison::word);
    /// The band by the rulebook's cut-offs on the good or better and the inadequate share, or by
    /// its rule for few settings; missing where none was inspected, or too few for a band.
    band: Option<Level> [RATING] = band.map(|band| band.rating);
    /// The proportion word for `good_or_better`, such as `large majority`; missing where none was
    /// inspected.
    wording: Option<Category> [WORD] = profile.wording.as_deref();
    /// What gave the band: `cut-offs`, or `worst grade` where so few settings were inspected that
    /// the rulebook goes by the worst of their grades; missing where there is no band.
    band_basis: Option<Category> [WORD] = band.map(|band| band.basis.word());
}

/// The type that a profile is of.
fn provision_type<'a>(of: &'a Results<'_>, profile: &ProvisionProfile) -> &'a Provision {
    &of.pipeline.rulebook.provisions[profile.provision]
}
