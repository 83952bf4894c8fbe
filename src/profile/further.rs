//! Further statistics about indicators, for whoever asks: intervals at two confidences, funnel
//! limits, groups of equal size, and inequality over ordered breakdowns.

use rayon::prelude::*;

use super::indicator_slice::IndicatorSlice;
use super::intervals::{ComparedBy, Intervals};
use super::neighbour_figures::StatisticTaken;
use super::neighbours::NeighbourTable;
use super::notable::asked;
use crate::config::{NeighbourStatistic, OrderedGroups, Periods, Statistics};
use crate::domain::{AuthorityIx, MeasureKind, Polarity, folded};
use crate::stats::{
    Funnel, Inequality, Interval, inequality, mean_interval, normal_quantile, quantile_groups,
};
use crate::tables::{IndicatorIx, Neighbour, Tables};

/// The two confidences at which public health profiles show limits.
const CONFIDENCES: [f64; 2] = [0.95, 0.998];

/// What the further tables hold.
#[derive(Debug, Default)]
pub struct FurtherStatistics {
    /// Intervals and funnel limits, in order of authority; `None` where nobody asks.
    pub limits: Option<Vec<FigureLimits>>,
    /// Groups of equal size, in order of authority; `None` where nobody asks.
    pub quantiles: Option<Vec<QuantileGroup>>,
    /// Inequality, in order of authority; `None` where nobody asks.
    pub inequality: Option<Vec<GroupInequality>>,
}

/// The limits of one figure.
#[derive(Debug, Clone, Copy)]
pub struct FigureLimits {
    /// The authority.
    pub authority: AuthorityIx,
    /// The place of its slice.
    pub slice: usize,
    /// What its own interval is by.
    pub by: Option<ComparedBy>,
    /// Its own interval at 95% and 99.8%.
    pub own: [Option<Interval>; 2],
    /// Student's interval of the mean of its similar areas, at both.
    pub neighbours: [Option<Interval>; 2],
    /// What all authorities have together, around which the funnel lies.
    pub baseline: f64,
    /// The limits of chance around it for an area of this size, at both.
    pub funnel: [Option<Interval>; 2],
    /// Where the value lies.
    pub place: Option<FunnelPlace>,
    /// How much more authorities vary than chance makes them.
    pub overdispersion: f64,
    /// The limits that allow for that, at both.
    pub wide: [Option<Interval>; 2],
    /// Where the value lies among these.
    pub wide_place: Option<FunnelPlace>,
}

/// Where a value lies in a funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunnelPlace {
    /// Below the limit of 99.8%.
    FarBelow,
    /// Below that of 95%.
    Below,
    /// Within.
    Within,
    /// Above that of 95%.
    Above,
    /// Above that of 99.8%.
    FarAbove,
}

impl FunnelPlace {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FarBelow => "below 99.8%",
            Self::Below => "below 95%",
            Self::Within => "within",
            Self::Above => "above 95%",
            Self::FarAbove => "above 99.8%",
        }
    }

    fn of(value: f64, limits: [Option<Interval>; 2]) -> Option<Self> {
        let [Some(near), Some(far)] = limits else {
            return None;
        };
        Some(match value {
            _ if value < far.low => Self::FarBelow,
            _ if value < near.low => Self::Below,
            _ if value > far.high => Self::FarAbove,
            _ if value > near.high => Self::Above,
            _ => Self::Within,
        })
    }
}

/// The group of equal size that a figure lies in.
#[derive(Debug, Clone, Copy)]
pub struct QuantileGroup {
    /// The authority.
    pub authority: AuthorityIx,
    /// The place of its slice.
    pub slice: usize,
    /// Of how many groups.
    pub groups: u32,
    /// Which one, 1 the best, or the lowest of a neutral indicator.
    pub group: Option<u32>,
    /// Whether 1 is the best.
    pub is_best_first: bool,
}

/// How unequal an indicator is over ordered breakdowns.
#[derive(Debug, Clone)]
pub struct GroupInequality {
    /// The authority.
    pub authority: AuthorityIx,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// The period as published.
    pub period: String,
    /// The place of the ordered breakdowns among the pipeline's.
    pub groups: usize,
    /// The measures; `None` where a breakdown has no value or no interval.
    pub measured: Option<Inequality>,
    /// Whether the sizes of the breakdowns are given; otherwise they count as equal.
    pub has_sizes: bool,
}

/// What the pipeline asks for beside the profile.
pub fn further_statistics(
    asked_for: &Statistics,
    tables: &Tables,
    slices: &[IndicatorSlice],
    similar: &[Neighbour],
) -> FurtherStatistics {
    let mut further = FurtherStatistics::default();
    let places = || asked(slices, asked_for.periods);
    let count = tables.authorities.len();
    if asked_for.limits {
        let neighbours = NeighbourTable::new(similar, count);
        let mut rows: Vec<FigureLimits> = places()
            .into_par_iter()
            .flat_map_iter(|at| limits(tables, &neighbours, at, &slices[at]))
            .collect();
        rows.sort_by_key(|row| (row.authority, row.slice));
        further.limits = Some(rows);
    }
    if !asked_for.quantiles.is_empty() {
        let mut rows = Vec::new();
        for at in places() {
            for groups in &asked_for.quantiles {
                rows.extend(quantile_rows(tables, at, &slices[at], *groups));
            }
        }
        rows.sort_by_key(|row| (row.authority, row.slice, row.groups));
        further.quantiles = Some(rows);
    }
    if !asked_for.inequality.is_empty() {
        let ordered = asked_for.inequality.iter().enumerate();
        let rows = ordered.flat_map(|(place, groups)| {
            inequality_rows(tables, slices, place, groups, asked_for.periods)
        });
        further.inequality = Some(rows.collect());
    }
    further
}

/// The half-widths of the two confidences in standard errors.
fn widths() -> [f64; 2] {
    CONFIDENCES.map(|of| normal_quantile(f64::midpoint(1.0, of)).unwrap_or(f64::NAN))
}

fn limits(
    tables: &Tables,
    neighbours: &NeighbourTable,
    at: usize,
    slice: &IndicatorSlice,
) -> Vec<FigureLimits> {
    let measure = tables.indicators.get(slice.slice.indicator).measure;
    let count = tables.authorities.len();
    let intervals = widths().map(|z| Intervals::of(&slice.slice, measure, count, z));
    let funnel = SliceFunnel::of(slice, measure.kind.zip(measure.per), count);
    let is_mean = matches!(
        slice.neighbour_statistic,
        StatisticTaken::One(NeighbourStatistic::Mean)
    );
    let mut rows = Vec::new();
    for authority in tables.authorities.places() {
        let place = authority.index();
        let value = slice.slice.values[place];
        if value.is_nan() {
            continue;
        }
        let own = intervals
            .each_ref()
            .map(|of| of.as_ref().and_then(|of| of.at(place)));
        let by = intervals[0].as_ref().and_then(|of| of.sources[place]);
        // The publisher's limits are of one confidence, which is taken to be 95%.
        let own = match by {
            Some(ComparedBy::Published | ComparedBy::Difference) => [own[0], None],
            _ => own,
        };
        let near: Vec<f64> = match is_mean {
            true => neighbours
                .of(authority)
                .iter()
                .map(|neighbour| slice.slice.values[neighbour.index()])
                .collect(),
            false => Vec::new(),
        };
        let around = funnel.as_ref().map(|funnel| funnel.around(slice, place));
        let (chance, wide) = around.unwrap_or_default();
        rows.push(FigureLimits {
            authority,
            slice: at,
            by,
            own,
            neighbours: CONFIDENCES.map(|confidence| mean_interval(&near, confidence)),
            baseline: funnel.as_ref().map_or(f64::NAN, |of| of.baseline * of.per),
            funnel: chance,
            place: FunnelPlace::of(value, chance),
            overdispersion: funnel.as_ref().map_or(f64::NAN, |of| of.overdispersion),
            wide,
            wide_place: FunnelPlace::of(value, wide),
        });
    }
    rows
}

/// The funnel of a slice.
struct SliceFunnel {
    funnel: Funnel,
    per: f64,
    baseline: f64,
    overdispersion: f64,
}

impl SliceFunnel {
    fn of(slice: &IndicatorSlice, made: Option<(MeasureKind, f64)>, count: usize) -> Option<Self> {
        let (kind, per) = made?;
        let funnel = match kind {
            MeasureKind::Proportion => Funnel::Proportion,
            MeasureKind::Rate => Funnel::Rate,
            MeasureKind::Mean
            | MeasureKind::Count
            | MeasureKind::Amount
            | MeasureKind::Index
            | MeasureKind::Difference => return None,
        };
        let parts = slice.slice.parts.as_ref()?;
        let known = || {
            (0..count)
                .filter(|place| !slice.slice.values[*place].is_nan())
                .map(|place| parts.at(place))
                .filter(|(numerator, denominator)| numerator.is_finite() && *denominator > 0.0)
        };
        let (part, whole) = known().fold((0.0, 0.0), |sums, of| (sums.0 + of.0, sums.1 + of.1));
        let baseline = part / whole;
        let areas = known().map(|(part, whole)| (part / whole, whole));
        Some(Self {
            funnel,
            per,
            baseline,
            overdispersion: funnel.overdispersion(baseline, areas).unwrap_or(f64::NAN),
        })
        .filter(|of| of.baseline.is_finite())
    }

    /// The limits around the baseline at a place, without and with overdispersion.
    fn around(
        &self,
        slice: &IndicatorSlice,
        place: usize,
    ) -> ([Option<Interval>; 2], [Option<Interval>; 2]) {
        let denominator = slice.slice.parts.as_ref().map(|parts| parts.at(place).1);
        let limits = |inflation: f64| {
            widths().map(|z| {
                let of = self
                    .funnel
                    .limits(self.baseline, denominator?, z, inflation)?;
                Some(Interval {
                    low: of.low * self.per,
                    high: of.high * self.per,
                })
            })
        };
        let wide = match self.overdispersion.is_nan() {
            true => [None, None],
            false => limits(self.overdispersion),
        };
        (limits(1.0), wide)
    }
}

fn quantile_rows(
    tables: &Tables,
    at: usize,
    slice: &IndicatorSlice,
    groups: u32,
) -> Vec<QuantileGroup> {
    let values = &slice.slice.values[..tables.authorities.len()];
    let polarity = tables.indicators.get(slice.slice.indicator).polarity;
    let (is_best_first, found) = match polarity {
        Polarity::High => {
            let turned: Vec<f64> = values.iter().map(|value| -value).collect();
            (true, quantile_groups(&turned, groups))
        }
        Polarity::Low => (true, quantile_groups(values, groups)),
        Polarity::Neutral => (false, quantile_groups(values, groups)),
    };
    let places = tables.authorities.places().zip(found);
    places
        .filter(|(authority, _)| !values[authority.index()].is_nan())
        .map(|(authority, group)| QuantileGroup {
            authority,
            slice: at,
            groups,
            group,
            is_best_first,
        })
        .collect()
}

fn inequality_rows(
    tables: &Tables,
    slices: &[IndicatorSlice],
    place: usize,
    groups: &OrderedGroups,
    periods: Periods,
) -> Vec<GroupInequality> {
    let words: Vec<String> = groups.breakdowns.iter().map(|word| folded(word)).collect();
    let mut rows = Vec::new();
    for of_indicator in slices.chunk_by(|a, b| a.slice.indicator == b.slice.indicator) {
        let of_word = |word: &String| -> Vec<&IndicatorSlice> {
            let same = |of: &&IndicatorSlice| folded(&of.slice.breakdown) == *word;
            of_indicator.iter().filter(same).collect()
        };
        let series: Vec<Vec<&IndicatorSlice>> = words.iter().map(of_word).collect();
        for first in &series[0] {
            if periods == Periods::Latest && !first.is_latest {
                continue;
            }
            let same = |of: &&&IndicatorSlice| of.slice.period == first.slice.period;
            let ordered: Option<Vec<&IndicatorSlice>> = series
                .iter()
                .map(|of| of.iter().find(same).copied())
                .collect();
            if let Some(ordered) = ordered {
                rows.extend(of_period(tables, &ordered, place));
            }
        }
    }
    rows
}

/// The inequality of every authority over these slices, which are of one indicator and period.
fn of_period(tables: &Tables, ordered: &[&IndicatorSlice], groups: usize) -> Vec<GroupInequality> {
    let first = &ordered[0].slice;
    let measure = tables.indicators.get(first.indicator).measure;
    let count = tables.authorities.len();
    let [z, _] = widths();
    let intervals: Vec<Option<Intervals>> = ordered
        .iter()
        .map(|of| Intervals::of(&of.slice, measure, count, z))
        .collect();
    let mut rows = Vec::new();
    for authority in tables.authorities.places() {
        let place = authority.index();
        if ordered.iter().all(|of| of.slice.values[place].is_nan()) {
            continue;
        }
        let size = |of: &&IndicatorSlice| {
            let parts = of.slice.parts.as_ref();
            parts.map_or(f64::NAN, |parts| parts.at(place).1)
        };
        let has_sizes = ordered.iter().any(|of| !size(of).is_nan());
        let figures: Option<Vec<(f64, f64, f64)>> = ordered
            .iter()
            .zip(&intervals)
            .map(|(of, intervals)| {
                let interval = intervals.as_ref()?.at(place)?;
                let error = (interval.high - interval.low) / (2.0 * z);
                let size = if has_sizes { size(of) } else { 1.0 };
                Some((of.slice.values[place], error, size))
            })
            .collect();
        rows.push(GroupInequality {
            authority,
            indicator: first.indicator,
            period: first.label.clone(),
            groups,
            measured: figures.and_then(|figures| inequality(&figures, z)),
            has_sizes,
        });
    }
    rows
}
