//! The indicator profile: one pass over one dense slice for each indicator, breakdown and
//! period.
//!
//! Conventions are those of the Department for Education's Local Authority Interactive Tool
//! (`R/fn_analysis.R` of dfe-analytical-services/local-authority-interactive-tool): neighbours
//! without a value drop out of their mean, ranks and cut points are taken over authorities
//! only, change is the latest value less that of the period before.

use std::num::{NonZeroU16, NonZeroU32};

use rayon::prelude::*;

use super::breaks::{SliceBreak, unbroken, without_broken};
use super::comparator_figures::ComparatorFigures;
use super::comparators::{Comparators, Scratch, pooled};
use super::comparison::IndicatorRule;
use super::intervals::{ComparedBy, Intervals};
use super::neighbour_figures::StatisticTaken;
use super::neighbour_ranks::neighbour_ranks;
use super::trends::trends;
use super::verdicts::Compared;
use super::weighed_trends::Weighed;
use crate::config::TrendMethod;
use crate::domain::{AuthorityIx, Comparison, Measure, Polarity, QuartileBand, Trend, folded};
use crate::stats::{CutPoints, cut_points, deviation_from, mean, quartile_band};
use crate::tables::{Areas, Slice};

/// Where a comparator's figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSource {
    /// The extract has it.
    Published,
    /// Worked out from the authorities.
    Computed,
}

impl FigureSource {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Computed => "computed",
        }
    }
}

/// How the authorities' values of a slice are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    /// Authorities with a value.
    pub authorities: u32,
    /// The smallest value.
    pub minimum: f64,
    /// The cut points between the quarters.
    pub cuts: CutPoints,
    /// The largest value.
    pub maximum: f64,
    /// The unweighted mean.
    pub mean: f64,
    /// The sample standard deviation; `None` for one authority.
    pub standard_deviation: Option<f64>,
}

/// One indicator, breakdown and period, compared. Vectors hold one entry an authority, in
/// order of their codes; NaN is missing.
#[derive(Debug, Clone)]
pub struct IndicatorSlice {
    /// The slice as extracted: its key, and the authorities' own values.
    pub slice: Slice,
    /// Whether it is the latest period of its series for which any authority has a value.
    pub is_latest: bool,
    /// Whether its breakdown is the one of the indicator that stands for everybody.
    pub is_total: bool,
    /// The place of the period before in the series, among all slices; `None` at its beginning and
    /// after a break.
    pub previous: Option<usize>,
    /// What breaks the series here; `None` where nothing does.
    pub broken: Option<Box<SliceBreak>>,
    /// The neighbours' statistic.
    pub neighbour_values: Vec<f64>,
    /// Neighbours with a value.
    pub neighbour_counts: Vec<u16>,
    /// Rank among the authority and its neighbours, 1 the best by polarity.
    pub neighbour_ranks: Vec<Option<NonZeroU16>>,
    /// Which statistic of the neighbours was taken.
    pub neighbour_statistic: StatisticTaken,
    /// Whether a figure of similar areas, of a region or of the nation is worked out and not pooled.
    pub is_averaged: bool,
    /// How sure the values are; `None` where nothing says so of any of them.
    pub intervals: Option<Intervals>,
    /// Whether a value without an interval is compared by the rulebook's margin.
    pub has_margin: bool,
    /// Each region's figure.
    pub region_values: Vec<f64>,
    /// The nation's figure.
    pub national_value: f64,
    /// Where it comes from.
    pub national_source: FigureSource,
    /// Rank among authorities, 1 the best by polarity.
    pub ranks: Vec<Option<NonZeroU32>>,
    /// Whether the indicator has a polarity, so that there is a best and a worst.
    pub is_ranked: bool,
    /// Authorities ranked.
    pub ranked: u32,
    /// Quarter, A the best by polarity.
    pub bands: Vec<Option<QuartileBand>>,
    /// Movement over the last periods.
    pub trends: Vec<Option<Trend>>,
    /// Comparison with the neighbours.
    pub vs_neighbours: Vec<Option<Comparison>>,
    /// Comparison with the nation.
    pub vs_national: Vec<Option<Comparison>>,
    /// What each comparator gives, in the order of the profile's; `None` for the one whose figures
    /// are those of similar areas.
    pub comparisons: Vec<Option<ComparatorFigures>>,
    /// Spread of the authorities' values; `None` where none has one.
    pub distribution: Option<Distribution>,
}

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
    let mut compared: Vec<IndicatorSlice> = slices
        .par_iter()
        .enumerate()
        .map_init(Scratch::default, |scratch, (at, slice)| {
            let earlier = starts[at]..at;
            let kept = without_broken(&slices, earlier.clone(), &breaks);
            let earlier = kept.as_deref().unwrap_or(&slices[earlier]);
            comparators.slice(slice, earlier, scratch)
        })
        .collect();
    for (at, (slice, broken)) in slices.into_iter().zip(breaks).enumerate() {
        compared[at].previous = (starts[at] < at).then(|| at - 1);
        compared[at].slice = slice;
        compared[at].broken = broken.map(Box::new);
    }
    mark_latest(&mut compared, &series);
    mark_totals(&mut compared, comparators);
    compared
}

/// For each slice, the place of the first slice of its series.
fn series_of(slices: &[Slice]) -> Vec<usize> {
    let mut starts = Vec::with_capacity(slices.len());
    for (at, slice) in slices.iter().enumerate() {
        let same = at > 0
            && slices[at - 1].indicator == slice.indicator
            && slices[at - 1].breakdown == slice.breakdown;
        starts.push(if same { starts[at - 1] } else { at });
    }
    starts
}

/// Marks the slices of each indicator's total: of its breakdowns, the one whose word comes first.
fn mark_totals(compared: &mut [IndicatorSlice], comparators: &Comparators<'_>) {
    let slices = compared.chunk_by_mut(|a, b| a.slice.indicator == b.slice.indicator);
    for slices in slices {
        let indicator = comparators.indicators.get(slices[0].slice.indicator);
        let own = indicator.total.as_deref();
        let words = match &own {
            Some(own) => std::slice::from_ref(own),
            None => comparators.totals.as_slice(),
        };
        let total = words
            .iter()
            .find_map(|word| the_only(slices, word).map(str::to_owned));
        for slice in slices {
            slice.is_total = total.as_ref() == Some(&slice.slice.breakdown);
        }
    }
}

/// The breakdown of these slices that `word` means; of several that fit its `*` none is meant.
fn the_only<'a>(slices: &'a [IndicatorSlice], word: &str) -> Option<&'a str> {
    let word = folded(word);
    let fits = |breakdown: &str| match word.split_once('*') {
        None => breakdown == word,
        Some((before, behind)) => breakdown
            .strip_prefix(before)
            .is_some_and(|rest| rest.ends_with(behind)),
    };
    let mut found = slices
        .chunk_by(|a, b| a.slice.breakdown == b.slice.breakdown)
        .map(|slices| slices[0].slice.breakdown.as_str())
        .filter(|breakdown| fits(&folded(breakdown)));
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

fn mark_latest(compared: &mut [IndicatorSlice], series: &[usize]) {
    let mut end = compared.len();
    while end > 0 {
        let start = series[end - 1];
        let latest = (start..end)
            .rev()
            .find(|at| compared[*at].distribution.is_some())
            .unwrap_or(end - 1);
        compared[latest].is_latest = true;
        end = start;
    }
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

    /// The nation's figure: as published, otherwise from the authorities. One that is worked out
    /// and not pooled is noted in `is_averaged`.
    pub(super) fn national(
        &self,
        slice: &Slice,
        measure: Measure,
        scratch: &mut Scratch,
        is_averaged: &mut bool,
    ) -> (f64, FigureSource) {
        let published = slice.values[slice.values.len() - 1];
        if !published.is_nan() {
            return (published, FigureSource::Published);
        }
        let everybody = self.authorities.places();
        let computed = self.computed(slice, measure, everybody, scratch, is_averaged);
        (computed, FigureSource::Computed)
    }

    /// How every value of a slice stands to the figure of its similar areas and to the nation's.
    pub(super) fn verdicts(
        &self,
        slice: &Slice,
        measured: Measured,
        neighbour_values: &[f64],
        scratch: &mut Scratch,
    ) -> Verdicts {
        let Measured {
            deviation,
            national,
        } = measured;
        let indicator = self.indicators.get(slice.indicator);
        let measure = indicator.measure;
        let values = &slice.values[..self.authorities.len()];
        let rule = IndicatorRule::new(self.rulebook.indicators);
        let intervals = Intervals::of(slice, measure, values.len(), rule.z());
        let compared = Compared {
            slice,
            values,
            polarity: indicator.polarity,
            rule,
            deviation,
            intervals: intervals.as_ref(),
        };
        let (vs_neighbours, vs_national) = match measure.kind {
            Some(kind) if kind.is_sum() => {
                // The mean of the authorities' sums is of their size; a published total is not.
                let national = match national {
                    Some((value, FigureSource::Computed)) => value,
                    Some((_, FigureSource::Published)) | None => f64::NAN,
                };
                self.compare_sums(&compared, neighbour_values, national)
            }
            _ => compared.with(neighbour_values, national.map(|(value, _)| value)),
        };
        Verdicts {
            comparisons: self.comparisons(&compared, measure, scratch),
            intervals,
            vs_neighbours,
            vs_national,
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

    /// Each region's figure: as published, otherwise from its authorities.
    fn regions(
        &self,
        slice: &Slice,
        measure: Measure,
        areas: Areas,
        scratch: &mut Scratch,
        is_averaged: &mut bool,
    ) -> Vec<f64> {
        let published = &slice.values[areas.authorities..areas.authorities + areas.regions];
        published
            .iter()
            .enumerate()
            .map(|(at, value)| {
                if !value.is_nan() {
                    return *value;
                }
                let members = self.members.get(at).map_or(&[][..], Vec::as_slice);
                self.computed(
                    slice,
                    measure,
                    members.iter().copied(),
                    scratch,
                    is_averaged,
                )
            })
            .collect()
    }

    /// The figure of a group of authorities: pooled where every one with a value has numerator
    /// and denominator, otherwise their unweighted mean, which is noted in `is_averaged`.
    fn computed(
        &self,
        slice: &Slice,
        measure: Measure,
        members: impl Iterator<Item = AuthorityIx> + Clone,
        scratch: &mut Scratch,
        is_averaged: &mut bool,
    ) -> f64 {
        if let Some(pooled) = pooled(slice, measure, members.clone()) {
            return pooled;
        }
        scratch.gathered.clear();
        scratch
            .gathered
            .extend(members.map(|member| slice.values[member.index()]));
        mean(&scratch.gathered).map_or(f64::NAN, |mean| {
            *is_averaged = true;
            mean.value
        })
    }
}

/// What is known of a slice's values before they are compared.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Their standard deviation; `None` for one authority.
    pub(super) deviation: Option<f64>,
    /// The nation's figure, and where it comes from; `None` where nobody asks.
    pub(super) national: Option<(f64, FigureSource)>,
}

/// How the values of a slice stand to those of others, and what they were compared by.
pub(super) struct Verdicts {
    intervals: Option<Intervals>,
    /// How each stands to similar areas.
    pub(super) vs_neighbours: Vec<Option<Comparison>>,
    /// How each stands to the nation.
    pub(super) vs_national: Vec<Option<Comparison>>,
    /// How each stands to whom else the pipeline asks to compare with.
    comparisons: Vec<Option<ComparatorFigures>>,
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

impl IndicatorSlice {
    /// An authority's own value; NaN where it is missing.
    pub fn value(&self, authority: AuthorityIx) -> f64 {
        self.slice.values[authority.index()]
    }

    /// What an authority's value is compared by; `None` where there is no value, or nothing to
    /// compare it by.
    pub fn compared_by(&self, authority: AuthorityIx) -> Option<ComparedBy> {
        if self.value(authority).is_nan() {
            return None;
        }
        let intervals = self.intervals.as_ref();
        let source = intervals.and_then(|intervals| intervals.sources[authority.index()]);
        source.or(self.has_margin.then_some(ComparedBy::Margin))
    }
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
