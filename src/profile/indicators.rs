//! The indicator profile: one pass over one dense slice for each indicator, breakdown and
//! period.
//!
//! Conventions are those of the Department for Education's Local Authority Interactive Tool
//! (`R/fn_analysis.R` of dfe-analytical-services/local-authority-interactive-tool): neighbours
//! without a value drop out of their mean, ranks and cut points are taken over authorities
//! only, change is the latest value less that of the period before.

use std::cmp::Ordering;
use std::num::{NonZeroU16, NonZeroU32};

use rayon::prelude::*;

use super::comparison::{IndicatorRule, Yardstick, by_margin};
use super::intervals::{ComparedBy, Intervals};
use super::neighbour_ranks::neighbour_ranks;
use super::neighbours::NeighbourTable;
use crate::config::{NeighbourStatistic, Pipeline, Rulebook, TrendRule};
use crate::domain::{AuthorityIx, Comparison, Measure, Polarity, QuartileBand, Trend};
use crate::stats::{
    CutPoints, LANES, Ordered, cut_points, deviation_from, mean, means_in_lanes, median,
    quartile_band, theil_sen, theil_sen_of_five,
};
use crate::tables::{Areas, Authorities, Indicators, Slice, Tables};

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
    /// The place of the period before in the series, among all slices.
    pub previous: Option<usize>,
    /// The neighbours' statistic.
    pub neighbour_values: Vec<f64>,
    /// Neighbours with a value.
    pub neighbour_counts: Vec<u16>,
    /// Rank among the authority and its neighbours, 1 the best by polarity.
    pub neighbour_ranks: Vec<Option<NonZeroU16>>,
    /// Which statistic of the neighbours was taken.
    pub neighbour_statistic: StatisticTaken,
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
    /// Spread of the authorities' values; `None` where none has one.
    pub distribution: Option<Distribution>,
}

/// Which statistic of the neighbours' values was taken, authority by authority.
#[derive(Debug, Clone)]
pub enum StatisticTaken {
    /// The same for all.
    One(NeighbourStatistic),
    /// Pooled where `true`; elsewhere the mean, because a neighbour with a value has no numerator
    /// or denominator.
    PooledWhere(Vec<bool>),
}

impl StatisticTaken {
    /// The statistic that was taken for an authority.
    pub fn of(&self, authority: AuthorityIx) -> NeighbourStatistic {
        match self {
            Self::One(statistic) => *statistic,
            Self::PooledWhere(pooled) if pooled[authority.index()] => NeighbourStatistic::Pooled,
            Self::PooledWhere(_) => NeighbourStatistic::Mean,
        }
    }
}

/// The neighbours' figures of every authority.
struct NeighbourFigures {
    values: Vec<f64>,
    counts: Vec<u16>,
    statistic: StatisticTaken,
}

/// What every slice is compared by.
pub struct Comparators<'a> {
    /// The catalogue.
    indicators: &'a Indicators,
    /// The list of authorities.
    authorities: &'a Authorities,
    /// Their neighbours.
    neighbours: &'a NeighbourTable,
    /// Which statistic of the neighbours' values.
    statistic: NeighbourStatistic,
    /// Tolerances.
    rulebook: &'a Rulebook,
    /// The authorities of each region.
    members: Vec<Vec<AuthorityIx>>,
}

/// Buffers that a thread keeps from slice to slice.
#[derive(Default)]
struct Scratch {
    present: Vec<f64>,
    gathered: Vec<f64>,
    abreast: Vec<[f64; LANES]>,
    order: Ordered,
}

/// Compares every slice; `slices` are in order of indicator, breakdown and period, and so is
/// the result, whatever the number of threads.
pub fn compare(slices: Vec<Slice>, comparators: &Comparators<'_>) -> Vec<IndicatorSlice> {
    let series = series_of(&slices);
    let mut compared: Vec<IndicatorSlice> = slices
        .par_iter()
        .enumerate()
        .map_init(Scratch::default, |scratch, (at, slice)| {
            let earlier = &slices[series[at]..at];
            comparators.slice(slice, earlier, scratch)
        })
        .collect();
    for (at, slice) in slices.into_iter().enumerate() {
        compared[at].previous = (series[at] < at).then(|| at - 1);
        compared[at].slice = slice;
    }
    mark_latest(&mut compared, &series);
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

impl<'a> Comparators<'a> {
    /// What the slices of `tables` are compared by.
    pub fn new(pipeline: &'a Pipeline, tables: &'a Tables, neighbours: &'a NeighbourTable) -> Self {
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
            members,
        }
    }

    fn slice(&self, slice: &Slice, earlier: &[Slice], scratch: &mut Scratch) -> IndicatorSlice {
        let indicator = self.indicators.get(slice.indicator);
        let polarity = indicator.polarity;
        let measure = indicator.measure;
        let areas = Areas {
            authorities: self.authorities.len(),
            regions: self.authorities.regions().len(),
        };
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

        let everybody = || self.authorities.places();
        let (national_value, national_source) =
            match slice.values[areas.authorities + areas.regions] {
                published if !published.is_nan() => (published, FigureSource::Published),
                _ => (
                    self.computed(slice, measure, everybody(), scratch),
                    FigureSource::Computed,
                ),
            };
        let region_values = self.regions(slice, measure, areas, scratch);

        let neighbours = self.neighbour_values(slice, measure, scratch);
        let rule = IndicatorRule::new(self.rulebook.indicators);
        let intervals = Intervals::of(slice, measure, values.len(), rule.z());
        let compared = Compared {
            slice,
            values,
            polarity,
            rule,
            deviation,
            intervals: intervals.as_ref(),
        };
        let (vs_neighbours, vs_national) = match measure.kind {
            Some(kind) if kind.is_sum() => {
                // The mean of the authorities' sums is of their size; a published total is not.
                let national = match national_source {
                    FigureSource::Computed => national_value,
                    FigureSource::Published => f64::NAN,
                };
                self.compare_sums(&compared, &neighbours.values, national)
            }
            _ => compared.with(&neighbours.values, national_value),
        };
        IndicatorSlice {
            slice: slice.stand_in(),
            is_latest: false,
            previous: None,
            neighbour_values: neighbours.values,
            neighbour_counts: neighbours.counts,
            neighbour_ranks: neighbour_ranks(values, self.neighbours, polarity),
            neighbour_statistic: neighbours.statistic,
            intervals,
            has_margin: deviation.is_some(),
            region_values,
            national_value,
            national_source,
            ranks,
            is_ranked: polarity != Polarity::Neutral,
            ranked,
            bands,
            trends: trends(self.rulebook.trend, earlier, values, deviation, polarity),
            vs_neighbours,
            vs_national,
            distribution,
        }
    }

    /// How sums stand to those of others: by head where there are denominators; otherwise to the
    /// neighbours' and to `national`, which is missing where it is a nation's total.
    fn compare_sums(
        &self,
        compared: &Compared<'_>,
        neighbour_values: &[f64],
        national: f64,
    ) -> (Vec<Option<Comparison>>, Vec<Option<Comparison>>) {
        let slice = compared.slice;
        let count = compared.values.len();
        let Some(parts) = &slice.parts else {
            return compared.with(neighbour_values, national);
        };
        let heads = |place: usize| parts.denominators[place];
        let by_head = |place: usize| slice.values[place] / heads(place);
        let together = |members: &mut dyn Iterator<Item = AuthorityIx>| {
            let known = members
                .map(AuthorityIx::index)
                .filter(|place| by_head(*place).is_finite());
            let (sum, all) = known.fold((0.0, 0.0), |(sum, all), place| {
                (sum + slice.values[place], all + heads(place))
            });
            sum / all
        };
        let values: Vec<f64> = (0..count).map(by_head).collect();
        let similar: Vec<f64> = self
            .authorities
            .places()
            .map(|authority| together(&mut self.neighbours.of(authority).iter().copied()))
            .collect();
        let nation = by_head(slice.values.len() - 1);
        let national = match nation.is_finite() {
            true => nation,
            false => together(&mut self.authorities.places()),
        };
        let intervals = compared.intervals.map(|intervals| Intervals {
            lows: (0..count)
                .map(|place| intervals.lows[place] / heads(place))
                .collect(),
            highs: (0..count)
                .map(|place| intervals.highs[place] / heads(place))
                .collect(),
            sources: intervals.sources.clone(),
        });
        Compared {
            values: &values,
            deviation: mean(&values).and_then(|centre| deviation_from(centre, &values)),
            intervals: intervals.as_ref(),
            ..*compared
        }
        .with(&similar, national)
    }

    /// The neighbours' statistic of every authority, and how many of them have a value.
    fn neighbour_values(
        &self,
        slice: &Slice,
        measure: Measure,
        scratch: &mut Scratch,
    ) -> NeighbourFigures {
        let count = self.authorities.len();
        let pools = measure.factor().is_some() && slice.parts.is_some();
        let means = |scratch: &mut Scratch| {
            let (values, counts) = self.neighbour_means(slice, scratch);
            NeighbourFigures {
                values,
                counts,
                statistic: StatisticTaken::One(NeighbourStatistic::Mean),
            }
        };
        match self.statistic {
            NeighbourStatistic::Mean => means(scratch),
            NeighbourStatistic::Pooled if !pools => means(scratch),
            NeighbourStatistic::Median | NeighbourStatistic::Pooled => {
                let mut values = Vec::with_capacity(count);
                let mut counts = Vec::with_capacity(count);
                let mut taken = Vec::with_capacity(count);
                for authority in self.authorities.places() {
                    let (value, present, statistic) =
                        self.neighbour_value(slice, measure, authority, scratch);
                    values.push(value);
                    counts.push(present);
                    taken.push(statistic == NeighbourStatistic::Pooled);
                }
                let statistic = match self.statistic {
                    NeighbourStatistic::Pooled if taken.contains(&false) => {
                        StatisticTaken::PooledWhere(taken)
                    }
                    statistic => StatisticTaken::One(statistic),
                };
                NeighbourFigures {
                    values,
                    counts,
                    statistic,
                }
            }
        }
    }

    /// The mean of every authority's neighbours, several authorities side by side.
    fn neighbour_means(&self, slice: &Slice, scratch: &mut Scratch) -> (Vec<f64>, Vec<u16>) {
        let count = self.authorities.len();
        let figures = &slice.values[..count];
        let figure = |place: AuthorityIx| figures.get(place.index()).copied().unwrap_or(f64::NAN);
        let mut values = Vec::with_capacity(count.next_multiple_of(LANES));
        let mut counts = Vec::with_capacity(count.next_multiple_of(LANES));
        for block in 0..count.div_ceil(LANES) {
            let places = self.neighbours.abreast(block);
            scratch.abreast.clear();
            scratch
                .abreast
                .extend(places.iter().map(|places| places.map(figure)));
            let means = means_in_lanes(&scratch.abreast);
            values.extend_from_slice(&means.values);
            counts.extend_from_slice(&means.counts);
        }
        values.truncate(count);
        counts.truncate(count);
        (values, counts)
    }

    /// The neighbours' statistic, how many of them have a value, and which statistic it is.
    fn neighbour_value(
        &self,
        slice: &Slice,
        measure: Measure,
        authority: AuthorityIx,
        scratch: &mut Scratch,
    ) -> (f64, u16, NeighbourStatistic) {
        let neighbours = self.neighbours.of(authority);
        let Scratch {
            present, gathered, ..
        } = scratch;
        // Every value is written and only one that is there is kept: no branch to guess.
        gathered.clear();
        gathered.resize(neighbours.len(), 0.0);
        let mut kept = 0;
        for neighbour in neighbours {
            let value = slice.values[neighbour.index()];
            gathered[kept] = value;
            kept += usize::from(!value.is_nan());
        }
        gathered.truncate(kept);
        let count = u16::try_from(gathered.len()).unwrap_or(u16::MAX);
        let value = match self.statistic {
            NeighbourStatistic::Mean => mean(gathered),
            NeighbourStatistic::Median => median(gathered, present),
            NeighbourStatistic::Pooled => {
                let mean_instead = || mean(gathered).map_or(f64::NAN, |mean| mean.value);
                return match pooled(slice, measure, neighbours.iter().copied()) {
                    Some(pooled) => (pooled, count, NeighbourStatistic::Pooled),
                    // Without any value there is nothing that was not pooled.
                    None if count == 0 => (f64::NAN, 0, NeighbourStatistic::Pooled),
                    None => (mean_instead(), count, NeighbourStatistic::Mean),
                };
            }
        };
        let value = value.map_or(f64::NAN, |value| value.value);
        (value, count, self.statistic)
    }

    /// Each region's figure: as published, otherwise from its authorities.
    fn regions(
        &self,
        slice: &Slice,
        measure: Measure,
        areas: Areas,
        scratch: &mut Scratch,
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
                self.computed(slice, measure, members.iter().copied(), scratch)
            })
            .collect()
    }

    /// The figure of a group of authorities: pooled where every one with a value has numerator
    /// and denominator, otherwise their unweighted mean.
    fn computed(
        &self,
        slice: &Slice,
        measure: Measure,
        members: impl Iterator<Item = AuthorityIx> + Clone,
        scratch: &mut Scratch,
    ) -> f64 {
        if let Some(pooled) = pooled(slice, measure, members.clone()) {
            return pooled;
        }
        scratch.gathered.clear();
        scratch
            .gathered
            .extend(members.map(|member| slice.values[member.index()]));
        mean(&scratch.gathered).map_or(f64::NAN, |mean| mean.value)
    }
}

/// The values of a slice, ready to be compared.
#[derive(Clone, Copy)]
struct Compared<'a> {
    slice: &'a Slice,
    /// The authorities' values, or what they are by head.
    values: &'a [f64],
    polarity: Polarity,
    rule: IndicatorRule,
    deviation: Option<f64>,
    intervals: Option<&'a Intervals>,
}

impl Compared<'_> {
    /// How every value stands to that of its neighbours and to the nation's.
    fn with(
        &self,
        neighbour_values: &[f64],
        national_value: f64,
    ) -> (Vec<Option<Comparison>>, Vec<Option<Comparison>>) {
        let margin = self.rule.margin(self.deviation);
        let values = self.values.iter().zip(neighbour_values);
        if let (None, Some(margin)) = (self.intervals, margin) {
            let pairs = values.clone().map(|(value, similar)| (*value, *similar));
            let with_nation = values.map(|(value, _)| (*value, national_value));
            return (
                by_margin(margin, pairs, self.polarity),
                by_margin(margin, with_nation, self.polarity),
            );
        }
        let by_margin = margin.map_or(Yardstick::None, Yardstick::Margin);
        values
            .enumerate()
            .map(|(place, (value, similar))| {
                let interval = self.intervals.and_then(|intervals| intervals.at(place));
                let yardstick = interval.map_or(by_margin, Yardstick::Interval);
                (
                    yardstick.compare(*value, *similar, self.polarity),
                    yardstick.compare(*value, national_value, self.polarity),
                )
            })
            .unzip()
    }
}

/// The sum of the members' numerators over that of their denominators, in the indicator's
/// unit; `None` unless every member with a value has both.
fn pooled(
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

/// The movement of every authority's series up to a period, by the Theil-Sen slope of its last
/// points (Sen, Journal of the American Statistical Association 63, 1968): unlike the last
/// difference or a least-squares line, one odd year does not turn it. The change that the slope
/// makes over those points is steady within the rulebook's share of a standard deviation across
/// authorities.
fn trends(
    rule: TrendRule,
    earlier: &[Slice],
    values: &[f64],
    deviation: Option<f64>,
    polarity: Polarity,
) -> Vec<Option<Trend>> {
    let Some(deviation) = deviation else {
        return vec![None; values.len()];
    };
    let first = earlier.len().saturating_sub(rule.points - 1);
    let mut points: Vec<&[f64]> = earlier[first..]
        .iter()
        .map(|slice| &slice.values[..values.len()])
        .collect();
    points.push(values);
    let names = [Ordering::Less, Ordering::Equal, Ordering::Greater]
        .map(|movement| Some(Trend::of(polarity, movement)));
    let (span, steady) = ((points.len() - 1) as f64, rule.steady * deviation);
    let name = |slope: f64| {
        let change = slope * span;
        let (rises, falls) = (change > steady, change < -steady);
        names[1 + usize::from(rises) - usize::from(falls)]
    };
    if points.len() < rule.minimum {
        return vec![None; values.len()];
    }
    if let Some(missing) = 5_usize.checked_sub(points.len()) {
        // Periods before the first of a series are gaps.
        let mut five: [&[f64]; 5] = [&[]; 5];
        five[missing..].copy_from_slice(&points);
        return trends_of_five(five, rule.minimum, name);
    }
    let mut series = Vec::with_capacity(points.len());
    (0..values.len())
        .map(|authority| {
            series.clear();
            series.extend(points.iter().map(|slice| slice[authority]));
            let present = series.iter().filter(|point| !point.is_nan()).count();
            let known = present >= rule.minimum && !values[authority].is_nan();
            theil_sen(&series).filter(|_| known).and_then(name)
        })
        .collect()
}

/// The movement over five slices, the last of which is the period itself, of several authorities
/// side by side; `minimum` points are needed, the last among them.
fn trends_of_five(
    points: [&[f64]; 5],
    minimum: usize,
    name: impl Fn(f64) -> Option<Trend>,
) -> Vec<Option<Trend>> {
    let count = points[4].len();
    let mut trends = Vec::with_capacity(count.next_multiple_of(LANES));
    for start in (0..count).step_by(LANES) {
        let points = points.map(|slice| lanes_at(slice, start));
        let slopes = theil_sen_of_five(&points);
        let mut present = [0; LANES];
        for points in &points {
            for (present, point) in present.iter_mut().zip(points) {
                *present += usize::from(!point.is_nan());
            }
        }
        trends.extend((0..LANES).map(|lane| {
            let known = present[lane] >= minimum && !points[4][lane].is_nan();
            let slope = slopes[lane];
            name(slope).filter(|_| known && !slope.is_nan())
        }));
    }
    trends.truncate(count);
    trends
}

/// The values of the next authorities of a slice, as many as are worked on side by side; missing
/// where there are no more.
fn lanes_at(slice: &[f64], start: usize) -> [f64; LANES] {
    let rest = slice.get(start..).unwrap_or_default();
    rest.first_chunk()
        .copied()
        .unwrap_or_else(|| std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(f64::NAN)))
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
