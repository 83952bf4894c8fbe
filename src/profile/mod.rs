//! What the evidence says: every authority beside similar areas, its region and the nation.
//!
//! This stage takes contract tables and the tolerances of the rulebook. It knows nothing of
//! bands, limiters or files.

mod comparison;
mod coverage;
mod findings;
mod indicators;
mod neighbours;
mod outcomes;
mod provision;

pub use self::coverage::Coverage;
pub use self::findings::FindingProfile;
pub use self::indicators::{Distribution, FigureSource, IndicatorSlice};
pub use self::neighbours::NeighbourTable;
pub use self::outcomes::{OutcomeProfile, Standing};
pub use self::provision::ProvisionProfile;

use self::indicators::Comparators;
use crate::config::Pipeline;
use crate::domain::AuthorityIx;
use crate::extract::Extract;
use crate::extract::reduction::Slice;

/// The profiles of a run. A profile whose source the pipeline does not have is `None`.
#[derive(Debug, Default)]
pub struct Profile {
    /// Authorities that exist on the as-of date, in order of their codes. Only these have
    /// provision, outcome and finding profiles and a rating.
    pub rated: Vec<AuthorityIx>,
    /// Indicator values compared, for every authority of the list.
    pub indicators: Option<Vec<IndicatorSlice>>,
    /// Settings, in order of authority and type.
    pub provision: Option<Vec<ProvisionProfile>>,
    /// Outcomes, in order of authority and outcome.
    pub outcomes: Option<Vec<OutcomeProfile>>,
    /// Findings, in order of authority, kind and aspect.
    pub findings: Option<Vec<FindingProfile>>,
    /// Coverage, in order of authority.
    pub coverage: Vec<Coverage>,
}

/// Profiles every authority. Takes the slices out of `extract`, because they are the bulk of it.
pub fn profile(pipeline: &Pipeline, extract: &mut Extract) -> Profile {
    let rulebook = &pipeline.rulebook;
    let authorities = &extract.authorities;
    let rated: Vec<AuthorityIx> = authorities
        .places()
        .filter(|place| authorities.get(*place).is_open_on(pipeline.as_of))
        .collect();
    let neighbours = NeighbourTable::new(
        extract.neighbours.as_deref().unwrap_or_default(),
        authorities.len(),
    );

    let indicators = extract
        .slices
        .take()
        .map(|slices| compare_indicators(pipeline, extract, &neighbours, slices));
    let provision = extract
        .settings
        .as_ref()
        .map(|counts| provision::profile(counts, &rated, authorities, &neighbours, rulebook));
    let outcomes = indicators
        .as_ref()
        .filter(|_| !rulebook.outcomes.is_empty())
        .map(|slices| outcomes::profile(slices, &rated, &extract.indicators, rulebook));
    let findings = extract
        .findings
        .as_ref()
        .map(|list| findings::profile(list, &rated, rulebook));
    let coverage = coverage::profile(
        &rated,
        provision.as_deref().unwrap_or_default(),
        findings.as_deref().unwrap_or_default(),
        outcomes.as_deref().unwrap_or_default(),
        rulebook,
    );
    Profile {
        rated,
        indicators,
        provision,
        outcomes,
        findings,
        coverage,
    }
}

/// Compares every slice of indicator values with similar areas, regions and the nation.
pub fn compare_indicators(
    pipeline: &Pipeline,
    extract: &Extract,
    neighbours: &NeighbourTable,
    slices: Vec<Slice>,
) -> Vec<IndicatorSlice> {
    let comparators = Comparators::new(pipeline, extract, neighbours);
    indicators::compare(slices, &comparators)
}
