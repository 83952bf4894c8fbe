//! One time of profiling and rating what was read.

use crate::config::Pipeline;
use crate::error::Error;
use crate::profile::{self, Profile};
use crate::rate::{self, BoundRules, Rated};
use crate::tables::Tables;

/// What profile and rating came to.
#[derive(Debug)]
pub struct Trial {
    /// What the evidence says.
    pub profile: Profile,
    /// What the rulebook makes of it: bands, ratings and refused judgements, without evidence.
    pub rated: Rated,
}

/// Profiles and rates `tables` by the comparators and the rulebook of `pipeline`, the conditions of
/// which are bound as `rules`. The tables stay as they are, to be tried again.
///
/// # Errors
/// A neighbour model that does not fit the characteristics, or a limiter that cannot be computed.
pub fn trial(pipeline: &Pipeline, rules: &BoundRules, tables: &Tables) -> Result<Trial, Error> {
    let profile = profile::profile_slices(pipeline, tables, tables.slices.clone())?;
    let rulebook = &pipeline.rulebook;
    let rated =
        rate::rate_only(tables, &profile, rulebook, rules, pipeline.as_of).map_err(Error::Rate)?;
    Ok(Trial { profile, rated })
}

/// What a rating came to, with every rule that was asked and the reason of every refusal.
#[derive(Debug)]
pub(super) struct Explained {
    pub(super) rated: Rated,
    /// The codes of the authorities of the judgements that were refused, with the reasons.
    pub(super) refused: Vec<(String, String)>,
}

/// Profiles and rates as [`trial`] does, and keeps the evidence.
pub(super) fn explained(
    pipeline: &Pipeline,
    rules: &BoundRules,
    tables: &Tables,
) -> Result<Explained, Error> {
    let profile = profile::profile_slices(pipeline, tables, tables.slices.clone())?;
    let rulebook = &pipeline.rulebook;
    let rated =
        rate::rate(tables, &profile, rulebook, rules, pipeline.as_of).map_err(Error::Rate)?;
    let judgements = tables.judgements.as_deref().unwrap_or_default();
    let refused = rated.refused.iter().map(|(at, reason)| {
        let authority = judgements[*at].authority;
        let code = tables.authorities.get(authority).code.clone();
        (code, reason.clone())
    });
    Ok(Explained {
        refused: refused.collect(),
        rated,
    })
}
