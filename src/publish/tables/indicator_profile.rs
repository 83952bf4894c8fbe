//! `indicator_profile`.

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{DictionaryArray, Float64Array, Int32Array, StringArray};
use arrow::datatypes::Int32Type;

use super::columns::by_place;
use super::declaration::table;
use super::figure_status::FigureStatuses;
use super::indicator_distribution::in_order;
use super::kind::{Category, Count, Flag, Integer, Number};
use super::recurring::{AUTHORITIES, UNIT_OF_INDICATOR, WORD};
use super::slice_grid::{Names, SliceGrid, Words};
use crate::config::NeighbourStatistic;
use crate::domain::{AuthorityIx, Comparison, MissingReason, QuartileBand, Trend};
use crate::profile::{ComparedBy, FigureSource, IndicatorSlice, Intervals, SliceBreak};
use crate::tables::Tables;

table! {
    /// One row per authority, indicator, breakdown and period: the value beside similar areas, the
    /// region and England, its place among authorities and its change.
    indicator_profile by [authority, indicator, breakdown, period];
    columns this: IndicatorRows, rows;

    authority = this.grid.authorities(&this.codes, rows);
    indicator = this.grid.names(&this.indicators, rows);
    breakdown = this.grid.names(&this.breakdowns, rows);
    period = this.grid.names(&this.periods, rows);
    /// The year in which the period begins.
    period_start: Integer ["calendar year"]
        = this.grid.whole(rows, |slice| slice.slice.period.start(), |year, _| year.into());
    /// The year in which the period ends.
    period_end: Integer ["calendar year"]
        = this.grid.whole(rows, |slice| slice.slice.period.end(), |year, _| year.into());
    /// Whether this is the latest period of the indicator and breakdown.
    is_latest: Flag ["true or false"] = this.grid.flags(rows, |slice| slice.is_latest);
    /// The authority's value as published; missing where it is not published or suppressed. For a
    /// period before the authority was there, that of its predecessors, where the pipeline asks for
    /// it: `status` says so, and nothing is compared with it but later values of the same series.
    value: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, IndicatorSlice::shown_values, figure);
    /// The similar areas' value, by the statistic that the pipeline chooses (mean, median or
    /// pooled) over those that have a value; missing where none has.
    neighbour_mean: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, |slice| slice.neighbour_values.as_slice(), figure);
    /// Similar areas that have a value.
    neighbour_count: Count [AUTHORITIES]
        = this.grid.small(
            rows,
            |slice| slice.neighbour_counts.as_slice(),
            |counts, authority| counts[authority.index()].into(),
        );
    /// The region's value, published or else computed; missing where there is neither.
    region_value: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(
            rows,
            |slice| slice.region_values.as_slice(),
            |values, authority| this.of_region(values, authority),
        );
    /// England's value, published or else computed; missing where there is neither.
    national_value: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, |slice| slice.national_value, |value, _| value);
    /// `published` where England's value is in the extract, `computed` where it was pooled from
    /// numerators and denominators or is the mean of the authorities; missing where there is no
    /// such value.
    national_source: Option<Category> [WORD]
        = this.grid.word(
            rows,
            SOURCES.map(FigureSource::word),
            |slice| (!slice.national_value.is_nan()).then_some(slice.national_source as usize),
            |source, _| source,
        );
    /// The place among authorities by polarity, ties sharing the lowest number; missing where the
    /// value is missing or the indicator is neutral.
    national_rank: Option<Integer> ["rank, 1 is best"]
        = this.grid.small(
            rows,
            |slice| slice.ranks.as_slice(),
            |ranks, authority| whole(ranks[authority.index()].map(NonZeroU32::get)),
        );
    /// Authorities that have a rank; missing where the indicator is neutral.
    ranked_count: Option<Count> [AUTHORITIES]
        = this.grid.small(
            rows,
            |slice| whole(slice.is_ranked.then_some(slice.ranked)),
            |ranked, _| ranked,
        );
    /// The quarter of authorities that the value lies in, `A` the best by polarity to `D`, a value
    /// on a cut point in the lower interval; missing where the value is missing or the indicator is
    /// neutral.
    quartile_band: Option<Category> [WORD]
        = this.grid.word(
            rows,
            BANDS.map(QuartileBand::letter),
            |slice| slice.bands.as_slice(),
            |bands, authority| bands[authority.index()].map(|band| band as usize),
        );
    /// The authority's value in the previous period of the same series; missing where there is
    /// none.
    previous_value: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, |slice| this.previous(slice), Before::figure);
    /// `value` minus `previous_value`; missing where either is missing.
    change: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(
            rows,
            |slice| (slice.shown_values(), this.previous(slice)),
            |(values, previous), authority| {
                figure(values, authority) - previous.figure(authority)
            },
        );
    /// The way of the latest periods up to this one: `improving`, `steady` or `worsening`, and
    /// `rising` or `falling` for a neutral indicator; missing where there are too few values.
    trend: Option<Category> [WORD]
        = this.grid.word(
            rows,
            TRENDS.map(Trend::word),
            |slice| slice.trends.as_slice(),
            |trends, authority| trends[authority.index()].map(|trend| trend as usize),
        );
    /// The value against that of similar areas: `better`, `in line` or `worse`, and `higher`,
    /// `similar` or `lower` for a neutral indicator; missing where either is missing.
    vs_neighbours: Option<Category> [WORD]
        = this.comparisons(rows, |slice| slice.vs_neighbours.as_slice());
    /// The value against England's: `better`, `in line` or `worse`, and `higher`, `similar` or
    /// `lower` for a neutral indicator; missing where either is missing.
    vs_national: Option<Category> [WORD]
        = this.comparisons(rows, |slice| slice.vs_national.as_slice());
    /// The place of the value by polarity among the authority and its similar areas, equal values
    /// sharing the lowest number, of `neighbour_count` and one; missing where the value or those of
    /// all similar areas are missing or the indicator is neutral.
    neighbour_rank: Option<Integer> ["rank, 1 is best"]
        = this.grid.small(
            rows,
            |slice| slice.neighbour_ranks.as_slice(),
            |ranks, authority| {
                whole(ranks[authority.index()].map(|rank| u32::from(rank.get())))
            },
        );
    /// The lower limit of the value's interval, by the rulebook's confidence or as published;
    /// missing where there is no interval.
    value_low: Option<Number> [UNIT_OF_INDICATOR]
        = this.limits(rows, |intervals| intervals.lows.as_slice());
    /// The upper limit of the value's interval; missing where there is no interval.
    value_high: Option<Number> [UNIT_OF_INDICATOR]
        = this.limits(rows, |intervals| intervals.highs.as_slice());
    /// What the value is compared by: `wilson` (the score interval of a proportion), `byar` (the
    /// interval of a rate or count), `published` (the publisher's limits), `margin` (the
    /// rulebook's margin in standard deviations) or `difference` (the limits of the two sides of a gap); missing where it is not compared.
    compared_by: Option<Category> [WORD]
        = this.grid.word(
            rows,
            ComparedBy::ALL.map(ComparedBy::word),
            |slice| slice,
            |slice, authority| slice.compared_by(authority).map(|by| by as usize),
        );
    /// Which statistic `neighbour_mean` is: `mean`, `median`, `pooled` (numerators over
    /// denominators); missing where no similar area has a value.
    neighbour_statistic: Option<Category> [WORD]
        = this.grid.word(
            rows,
            STATISTICS.map(NeighbourStatistic::word),
            |slice| slice,
            |slice, authority| {
                let count = slice.neighbour_counts[authority.index()];
                (count > 0).then(|| slice.neighbour_statistic.of(authority) as usize)
            },
        );
    /// The state of the figure as published, such as provisional or revised, with notes that stand
    /// behind the value, `above 100%` where a percentage is, and `carried from` with the names of
    /// predecessors where the value is theirs; missing where there is none.
    status: Option<Category> ["status in the publisher's words"] = this.statuses(rows);
    /// Why the value is missing: the publisher's marker without brackets (`c` suppressed, `z` not
    /// applicable, `x`, `..` and `:` not available, `k` rounds to zero, `u` unreliable, `low`,
    /// `-`), `blank`, or `no_row` where no row speaks of it; missing where there is a value.
    missing_reason: Option<Category> [WORD]
        = this.grid.word(
            rows,
            MissingReason::ALL.map(MissingReason::word),
            |slice| (slice.shown_values(), slice.slice.missing.as_slice()),
            |(values, missing), authority| {
                let is_missing = values[authority.index()].is_nan();
                is_missing.then(|| missing[authority.index()] as usize)
            },
        );
    /// Whether the breakdown is the one of the indicator that stands for everybody, by which it
    /// counts in its outcome.
    is_total: Flag ["true or false"] = this.grid.flags(rows, |slice| slice.is_total);
}

/// The rows of `indicator_profile`: for every authority, every slice by indicator, breakdown and
/// period, in the order of these as text.
pub(crate) struct IndicatorRows<'a> {
    /// All slices, in the order in which they name the one before.
    slices: &'a [IndicatorSlice],
    grid: SliceGrid<&'a IndicatorSlice>,
    tables: &'a Tables,
    codes: Arc<StringArray>,
    indicators: Names,
    breakdowns: Names,
    periods: Names,
    statuses: FigureStatuses,
    /// Whether any figure has an interval.
    has_intervals: bool,
}

impl<'a> IndicatorRows<'a> {
    /// The rows of `slices`.
    pub(crate) fn new(slices: &'a [IndicatorSlice], tables: &'a Tables) -> Self {
        let ordered = in_order(slices, &tables.indicators);
        let each = || ordered.iter();
        let list = tables.authorities.all();
        let name = |slice: &&'a IndicatorSlice| {
            let indicator = tables.indicators.get(slice.slice.indicator);
            indicator.name.as_str()
        };
        Self {
            slices,
            tables,
            codes: Arc::new(StringArray::from_iter_values(
                list.iter().map(|authority| authority.code.as_str()),
            )),
            indicators: Names::new(each().map(name)),
            breakdowns: Names::new(each().map(|slice| slice.slice.breakdown.as_str())),
            periods: Names::new(each().map(|slice| slice.slice.label.as_str())),
            statuses: FigureStatuses::new(slices, &tables.indicators),
            has_intervals: slices.iter().any(|slice| slice.intervals.is_some()),
            grid: SliceGrid::new(ordered, list.len()),
        }
    }

    fn len(&self) -> usize {
        self.grid.len()
    }

    /// The figure of the region that an authority lies in; NaN where there is none.
    fn of_region(&self, values: &[f64], authority: AuthorityIx) -> f64 {
        let region = self.tables.authorities.get(authority).region;
        region.map_or(f64::NAN, |region| values[region.index()])
    }

    /// The values of the period before; none where there is no such period.
    fn previous(&self, slice: &'a IndicatorSlice) -> Before<'a> {
        Before {
            values: slice
                .previous
                .map_or(&[], |previous| self.slices[previous].shown_values()),
            broken: slice.broken.as_deref(),
        }
    }

    /// Limits of the values' intervals.
    fn limits(&self, rows: Range<usize>, of: impl Fn(&'a Intervals) -> &'a [f64]) -> Float64Array {
        if !self.has_intervals {
            return Float64Array::new_null(rows.len());
        }
        self.grid.numbers(
            rows,
            |slice| slice.intervals.as_ref().map_or(&[][..], &of),
            figure,
        )
    }

    /// The states of figures in words.
    fn statuses(&self, rows: Range<usize>) -> DictionaryArray<Int32Type> {
        if self.statuses.is_empty() {
            let none = Int32Array::new_null(rows.len());
            return by_place(&self.statuses.values, none);
        }
        self.grid.placed(
            rows,
            &self.statuses.values,
            |slice| {
                let indicator = self.tables.indicators.get(slice.slice.indicator);
                (slice, indicator.measure)
            },
            |(slice, measure), authority| {
                let place = authority.index();
                let value = slice.shown_values()[place];
                self.statuses.place(slice.status(place), value, measure)
            },
        )
    }

    fn comparisons(
        &self,
        rows: Range<usize>,
        of: impl Fn(&'a IndicatorSlice) -> &'a [Option<Comparison>],
    ) -> Words {
        self.grid.word(
            rows,
            COMPARISONS.map(Comparison::word),
            of,
            |known, authority| known[authority.index()].map(|comparison| comparison as usize - 1),
        )
    }
}

/// The values of the period before, and what breaks the series after them.
#[derive(Clone, Copy)]
struct Before<'a> {
    values: &'a [f64],
    broken: Option<&'a SliceBreak>,
}

impl Before<'_> {
    /// An authority's figure; NaN where there is none that its next can be compared with.
    fn figure(self, authority: AuthorityIx) -> f64 {
        match self.broken {
            Some(broken) if broken.breaks(authority) => f64::NAN,
            Some(_) | None => figure(self.values, authority),
        }
    }
}

/// An authority's figure among those of a slice; NaN where there is none.
fn figure(figures: &[f64], authority: AuthorityIx) -> f64 {
    figures.get(authority.index()).copied().unwrap_or(f64::NAN)
}

/// A whole number; one below 0 where there is none.
fn whole(number: Option<u32>) -> i32 {
    number
        .and_then(|number| number.try_into().ok())
        .unwrap_or(-1)
}

/// Every comparison, in the order of its number, which begins at 1.
pub(super) const COMPARISONS: [Comparison; 6] = [
    Comparison::Better,
    Comparison::InLine,
    Comparison::Worse,
    Comparison::Higher,
    Comparison::Similar,
    Comparison::Lower,
];

/// Every source of a national figure, in the order of its number.
const SOURCES: [FigureSource; 2] = [FigureSource::Published, FigureSource::Computed];

/// Every statistic of neighbours, in the order of its number.
const STATISTICS: [NeighbourStatistic; 4] = [
    NeighbourStatistic::Mean,
    NeighbourStatistic::Median,
    NeighbourStatistic::Pooled,
    NeighbourStatistic::Weighted,
];

/// Every quarter, in the order of its number.
const BANDS: [QuartileBand; 4] = [
    QuartileBand::A,
    QuartileBand::B,
    QuartileBand::C,
    QuartileBand::D,
];

/// Every trend, in the order of its number.
const TRENDS: [Trend; 5] = [
    Trend::Improving,
    Trend::Steady,
    Trend::Worsening,
    Trend::Rising,
    Trend::Falling,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_at_the_number_of_what_it_says() {
        let comparisons = COMPARISONS.map(|comparison| comparison as usize - 1);
        assert_eq!(comparisons, [0, 1, 2, 3, 4, 5]);
        assert_eq!(SOURCES.map(|source| source as usize), [0, 1]);
        assert_eq!(BANDS.map(|band| band as usize), [0, 1, 2, 3]);
        assert_eq!(TRENDS.map(|trend| trend as usize), [0, 1, 2, 3, 4]);
        assert_eq!(STATISTICS.map(|of| of as usize), [0, 1, 2, 3]);
        assert_eq!(ComparedBy::ALL.map(|by| by as usize), [0, 1, 2, 3, 4]);
    }
}
