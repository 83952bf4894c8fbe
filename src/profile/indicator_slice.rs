//! One indicator, breakdown and period, compared.

use std::num::{NonZeroU16, NonZeroU32};

use super::area_figures::FigureSource;
use super::breaks::SliceBreak;
use super::carried::CarriedFigures;
use super::comparator_figures::ComparatorFigures;
use super::intervals::{ComparedBy, Intervals};
use super::neighbour_figures::StatisticTaken;
use crate::domain::{AuthorityIx, Comparison, QuartileBand, Trend};
use crate::stats::CutPoints;
use crate::tables::Slice;

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
    /// Figures that stand for councils which were not there yet; `None` where there are none.
    pub carried: Option<Box<CarriedFigures>>,
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

impl IndicatorSlice {
    /// An authority's own value; NaN where it is missing.
    pub fn value(&self, authority: AuthorityIx) -> f64 {
        self.slice.values[authority.index()]
    }

    /// The values, with those that are carried back at the places of councils which were not there
    /// yet.
    pub fn shown_values(&self) -> &[f64] {
        let carried = self.carried.as_deref();
        carried.map_or(&self.slice.values, |carried| &carried.values)
    }

    /// The state in words of the figure at a place, its own or a carried one.
    pub fn status(&self, place: usize) -> Option<&str> {
        let carried = self.carried.as_deref().and_then(|all| all.of(place));
        let own = || self.slice.statuses.as_deref()?[place].as_deref();
        carried.map_or_else(own, |figure| figure.status.as_deref())
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
