//! `outcome_profile`.

use super::Results;
use super::declaration::table;
use super::kind::{Category, Count, Level, Share};
use super::recurring::{INDICATORS, RATING, SHARE};
use crate::domain::Rating;
use crate::profile::OutcomeProfile;

table! {
    /// One row per authority and Every Child Matters outcome: how many of its indicators are at
    /// least in line with similar areas and with England.
    outcome_profile by [authority, outcome];
    each (profile, band): (&'a OutcomeProfile, Option<Rating>), of: &'a Results<'a>
        => OutcomeRows<'a>;

    authority = &of.tables.authorities.get(profile.authority).code;
    /// The Every Child Matters outcome, such as `staying_safe`.
    outcome: Category ["outcome key"] = &of.pipeline.rulebook.outcomes[profile.outcome].key;
    /// Indicators of the outcome that the pipeline declares.
    indicators: Count [INDICATORS] = profile.indicators;
    /// Indicators for which the authority has a value in their latest period.
    with_value: Count [INDICATORS] = profile.with_value;
    /// Indicators with a polarity whose latest value is `better` than or `in line` with similar
    /// areas.
    in_line_or_better_neighbours: Count [INDICATORS] = profile.neighbours.in_line_or_better;
    /// Indicators with a polarity whose latest value is `better` than or `in line` with England.
    in_line_or_better_national: Count [INDICATORS] = profile.national.in_line_or_better;
    /// Indicators at least in line with similar areas as a share of those compared with them;
    /// missing where none was compared.
    share_neighbours: Option<Share> [SHARE] = profile.neighbours.share();
    /// Indicators at least in line with England as a share of those compared with it; missing where
    /// none was compared.
    share_national: Option<Share> [SHARE] = profile.national.share();
    /// The band by the rulebook's cut-offs on `share_neighbours`; missing where that is missing.
    band: Option<Level> [RATING] = band;
}
