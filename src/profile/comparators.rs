//! What every slice of indicator values is compared by.

use super::asked_comparators::AskedComparator;
use super::breaks::Breaks;
use super::neighbours::NeighbourTable;
use super::successions::{self, Successions};
use crate::config::{NeighbourStatistic, Pipeline, Rulebook};
use crate::domain::{AuthorityIx, Measure};
use crate::stats::{LANES, Ordered};
use crate::tables::{Areas, Authorities, Indicators, Slice, Tables};

/// What every slice is compared by.
pub(super) struct Comparators<'a> {
    /// The catalogue.
    pub indicators: &'a Indicators,
    /// The list of authorities.
    pub authorities: &'a Authorities,
    /// Their neighbours.
    pub neighbours: &'a NeighbourTable,
    /// Which statistic of the neighbours' values.
    pub statistic: NeighbourStatistic,
    /// Tolerances.
    pub rulebook: &'a Rulebook,
    /// The words by which a breakdown stands for everybody.
    pub totals: Vec<&'a str>,
    /// The authorities of each region.
    pub members: Vec<Vec<AuthorityIx>>,
    /// Whom else the pipeline asks to compare with.
    pub asked: &'a [AskedComparator],
    /// Where series break.
    pub breaks: Breaks<'a>,
    /// Councils whose series are carried back.
    pub successions: Successions<'a>,
}

/// Buffers that a thread keeps from slice to slice.
#[derive(Default)]
pub(super) struct Scratch {
    pub present: Vec<f64>,
    pub gathered: Vec<f64>,
    pub abreast: Vec<[f64; LANES]>,
    pub order: Ordered,
}

impl<'a> Comparators<'a> {
    /// What the slices of `tables` are compared by.
    pub(super) fn new(
        pipeline: &'a Pipeline,
        tables: &'a Tables,
        neighbours: &'a NeighbourTable,
        asked: &'a [AskedComparator],
    ) -> Self {
        let authorities = &tables.authorities;
        let mut members = vec![Vec::new(); authorities.regions().len()];
        for place in authorities.places() {
            if let Some(region) = authorities.get(place).region {
                members[region.index()].push(place);
            }
        }
        Self {
            indicators: &tables.indicators,
            authorities,
            neighbours,
            statistic: pipeline.neighbours,
            rulebook: &pipeline.rulebook,
            totals: pipeline.total_words(),
            members,
            asked,
            breaks: Breaks::new(pipeline, &tables.indicators),
            // What cannot be was refused when the profile began.
            successions: successions::of(pipeline, tables).unwrap_or_default(),
        }
    }

    /// How many areas a slice has.
    pub(super) fn areas(&self) -> Areas {
        Areas {
            authorities: self.authorities.len(),
            regions: self.authorities.regions().len(),
        }
    }
}

/// The sum of the members' numerators over that of their denominators, in the indicator's
/// unit; `None` unless every member with a value has both.
pub(super) fn pooled(
    slice: &Slice,
    measure: Measure,
    members: impl Iterator<Item = AuthorityIx>,
) -> Option<f64> {
    let (factor, parts) = (measure.factor()?, slice.parts.as_ref()?);
    let mut sums = (0.0, 0.0);
    for member in members {
        if slice.values[member.index()].is_nan() {
            continue;
        }
        let (numerator, denominator) = parts.at(member.index());
        if numerator.is_nan() || denominator.is_nan() {
            return None;
        }
        sums = (sums.0 + numerator, sums.1 + denominator);
    }
    (sums.1 > 0.0).then(|| sums.0 / sums.1 * factor)
}

/// The mean of the members' values weighted by their denominators; `None` unless every member with
/// a value has one that can be a weight.
pub(super) fn weighted(slice: &Slice, members: impl Iterator<Item = AuthorityIx>) -> Option<f64> {
    let parts = slice.parts.as_ref()?;
    let mut sums = (0.0, 0.0);
    for member in members.map(AuthorityIx::index) {
        let (value, weight) = (slice.values[member], parts.denominators[member]);
        if value.is_nan() {
            continue;
        }
        if weight.is_nan() || weight < 0.0 {
            return None;
        }
        sums = (sums.0 + value * weight, sums.1 + weight);
    }
    (sums.1 > 0.0).then(|| sums.0 / sums.1)
}
