//! `indicator_quantiles`.

use super::declaration::table;
use super::indicator_distribution::order;
use super::kind::{Category, Count, Integer, Number};
use super::recurring::{UNIT_OF_INDICATOR, WORD};
use crate::profile::{IndicatorSlice, QuantileGroup};
use crate::tables::Tables;

table! {
    /// One row per authority, indicator, breakdown, period and number of groups that `[statistics]` asks
    /// for: which group of equal size the value lies in, equal values sharing one.
    indicator_quantiles by [authority, indicator, breakdown, period, groups];
    each row: &'a QuantileGroup, (tables, slices): (&'a Tables, &'a [IndicatorSlice])
        => QuantileRows<'a>;

    authority = &tables.authorities.get(row.authority).code;
    indicator = &tables.indicators.get(slices[row.slice].slice.indicator).name;
    breakdown = &slices[row.slice].slice.breakdown;
    period = &slices[row.slice].slice.label;
    /// Into how many groups authorities are parted: 5 for quintiles, 10 for deciles.
    groups: Count ["groups"] = row.groups;
    /// The authority's value as published.
    value: Number [UNIT_OF_INDICATOR] = slices[row.slice].value(row.authority);
    /// The group, by rank, equal values sharing the lowest of theirs; missing where fewer authorities
    /// than groups have a value.
    quantile: Option<Integer> ["group, from 1"] = row.group;
    /// What group 1 is: `best` by polarity, or `lowest` for a neutral indicator.
    first: Category [WORD] = if row.is_best_first { "best" } else { "lowest" };
    /// How equal values are treated: `lowest_rank`, by which they share the group of the lowest rank.
    ties: Category [WORD] = "lowest_rank";
}

/// The rows of `rows`, in the order of their key.
pub(super) fn sorted<'a>(
    rows: &'a [QuantileGroup],
    tables: &'a Tables,
    slices: &'a [IndicatorSlice],
) -> QuantileRows<'a> {
    let mut places = vec![0; slices.len()];
    for (place, at) in order(slices, &tables.indicators).into_iter().enumerate() {
        places[at] = place;
    }
    let mut rows: Vec<&QuantileGroup> = rows.iter().collect();
    rows.sort_by_key(|row| (row.authority, places[row.slice], row.groups));
    QuantileRows::new(rows, (tables, slices))
}
