//! `comparison`.

use std::num::NonZeroU16;
use std::sync::Arc;

use arrow::array::StringArray;

use super::declaration::table;
use super::indicator_distribution::in_order;
use super::indicator_profile::COMPARISONS;
use super::kind::{Category, Count, Flag, Integer, Number};
use super::recurring::{AUTHORITIES, UNIT_OF_INDICATOR, WORD};
use super::slice_grid::{Names, SliceGrid};
use crate::domain::Comparison;
use crate::profile::{
    Against, AskedComparator, ComparedBy, IndicatorSlice, NotCompared, StatisticUsed,
};
use crate::tables::Tables;

table! {
    /// One row per authority, indicator, breakdown, period and comparator of the pipeline: the
    /// comparator's figure, the authority's place among those that it is, and how its value stands
    /// to the figure.
    comparison by [authority, indicator, breakdown, period, comparator];
    columns this: ComparisonRows, rows, each this.grid.width();

    authority = this.grid.authorities(&this.codes, rows);
    indicator = this.grid.names(&this.indicators, rows);
    breakdown = this.grid.names(&this.breakdowns, rows);
    period = this.grid.names(&this.periods, rows);
    comparator = this.grid.names(&this.comparators, rows);
    /// Whether this is the latest period of the indicator and breakdown.
    is_latest: Flag ["true or false"] = this.grid.flags(rows, |of| of.slice().is_latest);
    /// The comparator's figure, by the statistic that `statistic` names; missing where none of its
    /// authorities has a value and none is published.
    comparator_value: Option<Number> [UNIT_OF_INDICATOR]
        = this.grid.numbers(rows, |of| of, |of, authority| of.value(authority));
    /// Authorities of the comparator that have a value, the authority itself among them where it
    /// counts.
    comparator_count: Count [AUTHORITIES]
        = this.grid.small(rows, |of| of, |of, authority| of.count(authority).into());
    /// Which statistic `comparator_value` is: `mean`, `median`, `pooled` (numerators over
    /// denominators), `weighted` (by denominators) or `published`; missing where there is no figure.
    statistic: Option<Category> [WORD]
        = this.grid.word(
            rows,
            StatisticUsed::ALL.map(StatisticUsed::word),
            |of| of,
            |of, authority| of.statistic(authority).map(|used| used as usize),
        );
    /// The place of the authority's value by polarity among itself and the comparator's authorities,
    /// equal values sharing the lowest number; missing where the value or those of all others are
    /// missing or the indicator is neutral.
    rank: Option<Integer> ["rank, 1 is best"]
        = this.grid.small(
            rows,
            |of| of,
            |of, authority| of.rank(authority).map_or(-1, |rank| NonZeroU16::get(rank).into()),
        );
    /// How many are ranked, the authority among them; missing where it has no rank.
    ranked_count: Option<Count> [AUTHORITIES]
        = this.grid.small(
            rows,
            |of| of,
            |of, authority| of.ranked(authority).map_or(-1, i32::from),
        );
    /// The authority's value against the comparator's figure: `better`, `in line` or `worse`, and
    /// `higher`, `similar` or `lower` for a neutral indicator; missing for the reason in
    /// `missing_reason`.
    vs: Option<Category> [WORD]
        = this.grid.word(
            rows,
            COMPARISONS.map(Comparison::word),
            |of| of,
            |of, authority| of.verdict(authority).map(|verdict| verdict as usize - 1),
        );
    /// What the value is compared by: `wilson`, `byar`, `published` or `margin`, as in
    /// `indicator_profile`; missing where it is not compared.
    compared_by: Option<Category> [WORD]
        = this.grid.word(
            rows,
            ComparedBy::ALL.map(ComparedBy::word),
            |of| of,
            |of, authority| {
                of.verdict(authority)?;
                of.slice().compared_by(authority).map(|by| by as usize)
            },
        );
    /// Why `vs` is missing: `no_members` (the comparator has nobody for this authority),
    /// `no_values` (none of its authorities has a value), `no_own_value` (the authority has none),
    /// `total` (a council's sum beside a published total) or `one_value` (nobody else has a value);
    /// missing where there is a `vs`.
    missing_reason: Option<Category> [WORD]
        = this.grid.word(
            rows,
            NotCompared::ALL.map(NotCompared::word),
            |of| of,
            |of, authority| of.not_compared(authority).map(|why| why as usize),
        );
}

/// The rows of `comparison`: for every authority every slice, in the order of indicator, breakdown
/// and period as text, and of each slice every comparator.
pub(crate) struct ComparisonRows<'a> {
    grid: SliceGrid<Against<'a>>,
    codes: Arc<StringArray>,
    indicators: Names,
    breakdowns: Names,
    periods: Names,
    comparators: Names,
}

impl<'a> ComparisonRows<'a> {
    /// The rows of `slices`, of which each has the figures of `comparators`, in order of their
    /// names.
    pub(crate) fn new(
        slices: &'a [IndicatorSlice],
        comparators: &'a [AskedComparator],
        tables: &'a Tables,
    ) -> Self {
        let ordered = in_order(slices, &tables.indicators);
        let each = || ordered.iter().copied();
        let name = |slice: &'a IndicatorSlice| {
            let indicator = tables.indicators.get(slice.slice.indicator);
            indicator.name.as_str()
        };
        let times = comparators.len();
        let list = tables.authorities.all();
        let against = ordered.iter().flat_map(|slice| {
            let comparators = comparators.iter().enumerate();
            comparators.map(|(at, comparator)| slice.against(at, comparator))
        });
        let names = comparators
            .iter()
            .map(|comparator| comparator.name.as_str());
        Self {
            codes: Arc::new(StringArray::from_iter_values(
                list.iter().map(|authority| authority.code.as_str()),
            )),
            indicators: Names::new(each().map(name)).each(times),
            breakdowns: Names::new(each().map(|slice| slice.slice.breakdown.as_str())).each(times),
            periods: Names::new(each().map(|slice| slice.slice.label.as_str())).each(times),
            comparators: Names::new(names).over(ordered.len()),
            grid: SliceGrid::new(against.collect(), list.len()),
        }
    }

    fn len(&self) -> usize {
        self.grid.len()
    }
}
