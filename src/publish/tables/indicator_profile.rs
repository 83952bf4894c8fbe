//! `indicator_profile`.

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{DictionaryArray, StringArray};
use arrow::datatypes::Int32Type;

use super::declaration::table;
use super::indicator_distribution::in_order;
use super::kind::{Category, Count, Flag, Integer, Number};
use super::recurring::{AUTHORITIES, UNIT_OF_INDICATOR, WORD};
use super::slice_grid::{Names, SliceGrid};
use crate::domain::{AuthorityIx, Comparison, QuartileBand, Trend};
use crate::profile::{FigureSource, IndicatorSlice};
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
    /// The authority's value as published; missing where it is not published or suppressed.
    value: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, |slice| slice.slice.values.as_slice(), figure);
    /// The similar areas' value, by the statistic that the pipeline chooses (mean, median or
    /// pooled) over those that have a value; missing where none has.
    neighbour_mean: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, |slice| slice.neighbour_values.as_slice(), figure);
    /// Similar areas that have a value.
    neighbour_count: Count [AUTHORITIES]
        = this.grid.whole(
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
        = this.grid.whole(
            rows,
            |slice| slice.ranks.as_slice(),
            |ranks, authority| whole(ranks[authority.index()].map(NonZeroU32::get)),
        );
    /// Authorities that have a rank; missing where the indicator is neutral.
    ranked_count: Option<Count> [AUTHORITIES]
        = this.grid.whole(
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
        = this.grid.numbers(rows, |slice| this.previous(slice), figure);
    /// `value` minus `previous_value`; missing where either is missing.
    change: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(
            rows,
            |slice| (slice.slice.values.as_slice(), this.previous(slice)),
            |(values, previous), authority| {
                figure(values, authority) - figure(previous, authority)
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
        = this.grid.whole(
            rows,
            |slice| slice.neighbour_ranks.as_slice(),
            |ranks, authority| {
                whole(ranks[authority.index()].map(|rank| u32::from(rank.get())))
            },
        );
}

/// The rows of `indicator_profile`: for every authority, every slice by indicator, breakdown and
/// period, in the order of these as text.
pub struct IndicatorRows<'a> {
    /// All slices, in the order in which they name the one before.
    slices: &'a [IndicatorSlice],
    grid: SliceGrid<'a>,
    tables: &'a Tables,
    codes: Arc<StringArray>,
    indicators: Names,
    breakdowns: Names,
    periods: Names,
}

impl<'a> IndicatorRows<'a> {
    /// The rows of `slices`.
    pub fn new(slices: &'a [IndicatorSlice], tables: &'a Tables) -> Self {
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
    fn previous(&self, slice: &IndicatorSlice) -> &'a [f64] {
        slice.previous.map_or(&[], |previous| {
            self.slices[previous].slice.values.as_slice()
        })
    }

    fn comparisons(
        &self,
        rows: Range<usize>,
        of: impl Fn(&'a IndicatorSlice) -> &'a [Option<Comparison>],
    ) -> DictionaryArray<Int32Type> {
        self.grid.word(
            rows,
            COMPARISONS.map(Comparison::word),
            of,
            |known, authority| known[authority.index()].map(|comparison| comparison as usize - 1),
        )
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
const COMPARISONS: [Comparison; 6] = [
    Comparison::Better,
    Comparison::InLine,
    Comparison::Worse,
    Comparison::Higher,
    Comparison::Similar,
    Comparison::Lower,
];

/// Every source of a national figure, in the order of its number.
const SOURCES: [FigureSource; 2] = [FigureSource::Published, FigureSource::Computed];

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
    }
}
