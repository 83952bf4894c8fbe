//! The indicator profile: one pass over one dense slice for each indicator, breakdown and
//! period.
//!
//! Conventions are those of the Department for Education's Local Authority Interactive Tool
//! (`R/fn_analysis.R` of dfe-analytical-services/local-authority-interactive-tool): neighbours
//! without a value drop out of their mean, ranks and cut points are taken over authorities
//! only, change is the latest value less that of the period before.

use rayon::prelude::*;

use super::area_figures::FigureSource;
use super::breaks::{SliceBreak, unbroken};
use super::comparators::{Comparators, Scratch};
use super::comparison::IndicatorRule;
use super::indicator_slice::{Distribution, IndicatorSlice};
use super::neighbour_ranks::neighbour_ranks;
use super::series::{comparable, mark_latest, mark_totals, series_of};
use super::trends::trends;
use super::verdicts::{Measured, Verdicts};
use super::weighed_trends::Weighed;
use crate::config::TrendMethod;
use crate::domain::{Polarity, Trend};
use crate::stats::{cut_points, deviation_from, mean, quartile_band};
use crate::tables::Slice;

/// Compares every slice; `slices` are in order of indicator, breakdown and period, and so is
/// the result, whatever the number of threads.
pub(super) fn compare(slices: Vec<Slice>, comparators: &Comparators<'_>) -> Vec<IndicatorSlice> {
    let series = series_of(&slices);
    let breaks: Vec<Option<SliceBreak>> = slices
        .iter()
        .enumerate()
        .map(|(at, slice)| {
            let previous = (series[at] < at).then(|| &slices[at - 1]);
            comparators.breaks.at(slice, previous)
        })
        .collect();
    let starts = unbroken(&series, &breaks);
    let carried = comparators.carried(&slices);
    let mut compared: Vec<IndicatorSlice> = slices
        .par_iter()
        .enumerate()
        .map_init(Scratch::default, |scratch, (at, slice)| {
            let earlier = starts[at]..at;
            let kept = comparable(&slices, earlier.clone(), &breaks, &carried);
            let earlier = kept.as_deref().unwrap_or(&slices[earlier]);
            comparators.slice(slice, earlier, scratch)
        })
        .collect();
    for (at, (slice, broken)) in slices.into_iter().zip(breaks).enumerate() {
        compared[at].previous = (starts[at] < at).then(|| at - 1);
        compared[at].slice = slice;
        compared[at].broken = broken.map(Box::new);
    }
    for (of, carried) in compared.iter_mut().zip(carried) {
        of.carried = carried;
    }
    mark_latest(&mut compared, &series);
    mark_totals(&mut compared, comparators);
    compared
}

impl Comparators<'_> {
    fn slice(&self, slice: &Slice, earlier: &[Slice], scratch: &mut Scratch) -> IndicatorSlice {
        let indicator = self.indicators.get(slice.indicator);
        let polarity = indicator.polarity;
        let measure = indicator.measure;
        let areas = self.areas();
        let values = &slice.values[..areas.authorities];

        scratch.order.fill(values);
        let distribution = distribution(values, scratch.order.values());
        let deviation = distribution.and_then(|spread| spread.standard_deviation);
        let mut ranks = vec![None; values.len()];
        let ranked = scratch.order.rank(polarity, &mut ranks);
        let bands = match &distribution {
            None => vec![None; values.len()],
            Some(spread) => values
                .iter()
                .map(|value| quartile_band(*value, &spread.cuts, polarity))
                .collect(),
        };

        let mut is_averaged = false;
        let measured = Measured {
            deviation,
            national: Some(self.national(slice, measure, scratch, &mut is_averaged)),
        };
        let (national_value, national_source) = measured
            .national
            .unwrap_or((f64::NAN, FigureSource::Computed));
        let region_values = self.regions(slice, measure, areas, scratch, &mut is_averaged);
        let neighbours = self.neighbour_values(slice, measure, scratch);
        let Verdicts {
            intervals,
            vs_neighbours,
            vs_national,
            comparisons,
        } = self.verdicts(slice, measured, &neighbours.values, scratch);
        is_averaged |= neighbours.are_averaged();
        IndicatorSlice {
            slice: slice.stand_in(),
            is_latest: false,
            is_total: false,
            previous: None,
            broken: None,
            carried: None,
            neighbour_values: neighbours.values,
            neighbour_counts: neighbours.counts,
            neighbour_ranks: neighbour_ranks(values, self.neighbours, polarity),
            neighbour_statistic: neighbours.statistic,
            is_averaged,
            intervals,
            has_margin: deviation.is_some(),
            region_values,
            national_value,
            national_source,
            ranks,
            is_ranked: polarity != Polarity::Neutral,
            ranked,
            bands,
            trends: self.trends(earlier, slice, deviation),
            vs_neighbours,
            vs_national,
            comparisons,
            distribution,
        }
    }

    /// The movement of every authority's series, by the rulebook's method.
    fn trends(
        &self,
        earlier: &[Slice],
        slice: &Slice,
        deviation: Option<f64>,
    ) -> Vec<Option<Trend>> {
        let (rule, count) = (self.rulebook.trend, self.authorities.len());
        let indicator = self.indicators.get(slice.indicator);
        let (measure, polarity) = (indicator.measure, indicator.polarity);
        match rule.method {
            TrendMethod::TheilSen => {
                trends(rule, earlier, &slice.values[..count], deviation, polarity)
            }
            TrendMethod::Fingertips => {
                let z = IndicatorRule::new(self.rulebook.indicators).z();
                Weighed::trends(rule, earlier, slice, (measure, polarity), (count, z))
            }
        }
    }
}

/// `ordered` are the present values from the lowest up.
fn distribution(values: &[f64], ordered: &[f64]) -> Option<Distribution> {
    let (minimum, maximum) = (*ordered.first()?, *ordered.last()?);
    // Sums are taken in the order of the authorities, as a reader of the table would.
    let centre = mean(values)?;
    Some(Distribution {
        authorities: u32::try_from(centre.count).ok()?,
        minimum,
        cuts: cut_points(ordered)?,
        maximum,
        mean: centre.value,
        standard_deviation: deviation_from(centre, values),
    })
}

impl Slice {
    /// Stands in for the slice until it is moved over itself; costs nothing.
    fn stand_in(&self) -> Self {
        Self {
            indicator: self.indicator,
            breakdown: String::new(),
            label: String::new(),
            period: self.period,
            values: Vec::new(),
            parts: None,
            limits: None,
            missing: Vec::new(),
            statuses: None,
        }
    }
}
