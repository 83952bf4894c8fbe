//! What the evidence says: every authority beside similar areas, its region and the nation.
//!
//! This stage takes contract tables and the tolerances of the rulebook. It knows nothing of
//! bands, limiters or files.

mod against;
mod area_figures;
mod asked_comparators;
mod breaks;
mod carried;
mod comparator_figures;
mod comparators;
mod comparison;
mod comparisons;
mod coverage;
mod findings;
mod further;
mod gaps;
mod indicator_slice;
mod indicators;
mod intervals;
mod members;
mod neighbour_figures;
pub mod neighbour_model;
mod neighbour_ranks;
mod neighbours;
mod notable;
mod outcomes;
mod outlines;
mod placing;
mod provision;
mod provision_comparisons;
mod recomparison;
mod series;
mod statistic_used;
mod successions;
mod totals;
mod trends;
mod unusual;
mod verdicts;
mod weighed_trends;

pub use self::against::{Against, NotCompared};
pub use self::area_figures::FigureSource;
pub use self::asked_comparators::{AskedComparator, PublishedFor};
pub use self::breaks::{BreakReason, BreakSource, SliceBreak};
pub use self::carried::{CarriedBy, CarriedFigure, CarriedFigures, NotCarried};
pub use self::comparator_figures::ComparatorFigures;
pub use self::coverage::Coverage;
pub use self::findings::FindingProfile;
pub use self::further::{
    FigureLimits, FunnelPlace, FurtherStatistics, GroupInequality, QuantileGroup,
    further_statistics,
};
pub use self::gaps::not_worked_out;
pub use self::indicator_slice::{Distribution, IndicatorSlice};
pub use self::intervals::{ComparedBy, Intervals};
pub use self::members::{GroupTable, Members};
pub use self::neighbour_figures::StatisticTaken;
pub use self::neighbour_model::NeighbourModel;
pub use self::neighbours::{NeighbourSource, NeighbourTable};
pub use self::notable::notable;
pub use self::outcomes::{InLineCount, OutcomeProfile};
pub use self::outlines::{OutlinePlace, outlines};
pub use self::provision::ProvisionProfile;
pub use self::provision_comparisons::ProvisionComparison;
pub use self::recomparison::{Recomparison, SimilarFigures};
pub use self::statistic_used::StatisticUsed;
pub use self::unusual::{NotableAgainst, NotableFigure, NotableFigures, Unusual, UnusualBy};
pub use self::verdicts::Measured;

use self::breaks::Breaks;
use self::comparators::Comparators;
use crate::config::{ConfigError, Pipeline};
use crate::domain::AuthorityIx;
use crate::tables::{Neighbour, Slice, Tables};

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
    /// Settings beside every comparator, in order of authority, type and comparator.
    pub provision_comparisons: Vec<ProvisionComparison>,
    /// Outcomes, in order of authority and outcome.
    pub outcomes: Option<Vec<OutcomeProfile>>,
    /// Findings, in order of authority, kind and aspect.
    pub findings: Option<Vec<FindingProfile>>,
    /// Coverage, in order of authority.
    pub coverage: Vec<Coverage>,
    /// The neighbour model, where the pipeline has one.
    pub model: Option<NeighbourModel>,
    /// Where the similar areas that authorities are compared with come from; `None` when there
    /// are none.
    pub neighbour_source: Option<NeighbourSource>,
    /// Whom else authorities are compared with, in order of their names.
    pub comparators: Vec<AskedComparator>,
}

impl Profile {
    /// The similar areas that authorities are compared with, in order of authority and rank.
    pub fn neighbours<'a>(&'a self, tables: &'a Tables) -> &'a [Neighbour] {
        let list = match self.neighbour_source {
            Some(NeighbourSource::Model) => self.model.as_ref().map(|model| &model.neighbours),
            Some(NeighbourSource::Published) => tables.neighbours.as_ref(),
            None => None,
        };
        list.map_or(&[], Vec::as_slice)
    }

    /// Puts the slices that the profile took out of `tables` back into them, to be profiled again.
    pub fn give_back(self, tables: &mut Tables) {
        let compared = self.indicators;
        tables.slices = compared.map(|all| all.into_iter().map(|of| of.slice).collect());
    }
}

/// Profiles every authority. Takes the slices out of `tables`, because they are the bulk of it.
///
/// # Errors
/// When the pipeline's neighbour model does not fit the characteristics.
pub fn profile(pipeline: &Pipeline, tables: &mut Tables) -> Result<Profile, ConfigError> {
    let z = comparison::IndicatorRule::new(pipeline.rulebook.indicators).z();
    let slices = tables.slices.take();
    let slices = slices.map(|slices| gaps::with_gaps(slices, &tables.indicators, z));
    profile_slices(pipeline, tables, slices)
}

/// Profiles every authority by `slices`, in place of those of `tables`.
///
/// # Errors
/// When the pipeline's neighbour model does not fit the characteristics.
pub fn profile_slices(
    pipeline: &Pipeline,
    tables: &Tables,
    slices: Option<Vec<Slice>>,
) -> Result<Profile, ConfigError> {
    Breaks::check(pipeline, &tables.indicators)?;
    successions::of(pipeline, tables)?;
    let profile = with_comparators(pipeline, tables)?;
    let neighbours = NeighbourTable::new(profile.neighbours(tables), tables.authorities.len());
    let indicators = slices.map(|slices| {
        compare_indicators(
            pipeline,
            tables,
            (&neighbours, &profile.comparators),
            slices,
        )
    });
    let profile = around(
        pipeline,
        tables,
        profile,
        &neighbours,
        indicators.as_deref(),
    );
    Ok(Profile {
        indicators,
        ..profile
    })
}

/// Profiles every authority beside indicators that are compared already, with the similar areas of
/// the same tables; the profile does not have them.
///
/// # Errors
/// When the pipeline's neighbour model does not fit the characteristics.
pub fn profile_compared(
    pipeline: &Pipeline,
    tables: &Tables,
    indicators: Option<&[IndicatorSlice]>,
) -> Result<Profile, ConfigError> {
    let profile = with_comparators(pipeline, tables)?;
    let neighbours = NeighbourTable::new(profile.neighbours(tables), tables.authorities.len());
    Ok(around(pipeline, tables, profile, &neighbours, indicators))
}

/// An empty profile that knows whom authorities are compared with.
fn with_comparators(pipeline: &Pipeline, tables: &Tables) -> Result<Profile, ConfigError> {
    let mut profile = Profile {
        model: neighbour_model::compute(pipeline, tables)?,
        neighbour_source: NeighbourSource::of(pipeline, tables),
        ..Profile::default()
    };
    let similar = profile.neighbours(tables);
    profile.comparators =
        asked_comparators::asked(pipeline, tables, similar, profile.model.as_ref())?;
    Ok(profile)
}

/// What there is in `profile` beside the `indicators`.
fn around(
    pipeline: &Pipeline,
    tables: &Tables,
    profile: Profile,
    neighbours: &NeighbourTable,
    indicators: Option<&[IndicatorSlice]>,
) -> Profile {
    let rulebook = &pipeline.rulebook;
    let authorities = &tables.authorities;
    let rated = authorities.open_on(pipeline.as_of);
    let provision = tables
        .settings
        .as_ref()
        .map(|counts| provision::profile(counts, &rated, authorities, neighbours, rulebook));
    let provision_comparisons = match (&tables.settings, &provision) {
        (Some(counts), Some(profiles)) => provision_comparisons::compare(
            profiles,
            counts,
            &profile.comparators,
            authorities,
            rulebook,
            pipeline.as_of,
        ),
        _ => Vec::new(),
    };
    let outcomes = indicators
        .filter(|_| !rulebook.outcomes.is_empty())
        .map(|slices| outcomes::profile(slices, &rated, &tables.indicators, rulebook));
    let findings = tables
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
        provision,
        provision_comparisons,
        outcomes,
        findings,
        coverage,
        ..profile
    }
}

/// Compares every slice of indicator values with similar areas, regions and the nation.
pub fn compare_indicators(
    pipeline: &Pipeline,
    tables: &Tables,
    (neighbours, asked): (&NeighbourTable, &[AskedComparator]),
    slices: Vec<Slice>,
) -> Vec<IndicatorSlice> {
    let comparators = Comparators::new(pipeline, tables, neighbours, asked);
    indicators::compare(slices, &comparators)
}

#[cfg(test)]
mod tests;
