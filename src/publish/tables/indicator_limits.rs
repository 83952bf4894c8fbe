//! `indicator_limits`.

use super::declaration::table;
use super::indicator_distribution::order;
use super::kind::{Category, Number};
use super::recurring::{UNIT_OF_INDICATOR, WORD};
use crate::profile::{ComparedBy, FigureLimits, FunnelPlace, IndicatorSlice};
use crate::tables::Tables;

table! {
    /// One row per authority, indicator, breakdown and period that `[statistics]` asks for: intervals at
    /// 95% and 99.8%, and the limits of a funnel plot at the authority's own size.
    indicator_limits by [authority, indicator, breakdown, period];
    each row: &'a FigureLimits, (tables, slices): (&'a Tables, &'a [IndicatorSlice])
        => LimitRows<'a>;

    authority = &tables.authorities.get(row.authority).code;
    indicator = &tables.indicators.get(slices[row.slice].slice.indicator).name;
    breakdown = &slices[row.slice].slice.breakdown;
    period = &slices[row.slice].slice.label;
    /// The authority's value as published.
    value: Number [UNIT_OF_INDICATOR] = slices[row.slice].value(row.authority);
    /// What the intervals are by: `wilson`, `byar`, `published` or `difference`; missing where there is
    /// none.
    interval: Option<Category> [WORD] = row.by.map(ComparedBy::word);
    /// The lower limit at 95%, or the published one; missing where there is none.
    low_95: Option<Number> [UNIT_OF_INDICATOR] = row.own[0].map(|of| of.low);
    /// The upper limit at 95%, or the published one; missing where there is none.
    high_95: Option<Number> [UNIT_OF_INDICATOR] = row.own[0].map(|of| of.high);
    /// The lower limit at 99.8%; missing where there is none, as of published limits.
    low_998: Option<Number> [UNIT_OF_INDICATOR] = row.own[1].map(|of| of.low);
    /// The upper limit at 99.8%; missing where there is none, as of published limits.
    high_998: Option<Number> [UNIT_OF_INDICATOR] = row.own[1].map(|of| of.high);
    /// The lower limit of Student's 95% interval of the mean of similar areas; missing where it is not
    /// their mean that the authority is compared with, or fewer than two have a value.
    neighbour_low_95: Option<Number> [UNIT_OF_INDICATOR] = row.neighbours[0].map(|of| of.low);
    /// The upper limit of the same; missing where that is.
    neighbour_high_95: Option<Number> [UNIT_OF_INDICATOR] = row.neighbours[0].map(|of| of.high);
    /// The lower limit of the same at 99.8%; missing where that is.
    neighbour_low_998: Option<Number> [UNIT_OF_INDICATOR] = row.neighbours[1].map(|of| of.low);
    /// The upper limit of the same at 99.8%; missing where that is.
    neighbour_high_998: Option<Number> [UNIT_OF_INDICATOR] = row.neighbours[1].map(|of| of.high);
    /// All numerators over all denominators, around which the funnel lies; missing where the value is no
    /// proportion or rate with both.
    baseline: Option<Number> [UNIT_OF_INDICATOR] = row.baseline;
    /// The lower limit of the funnel at 95% for an area of this denominator: of a proportion by Wilson's
    /// interval, of a rate by the exact one of Poisson; missing where there is no funnel.
    funnel_low_95: Option<Number> [UNIT_OF_INDICATOR] = row.funnel[0].map(|of| of.low);
    /// The upper limit at 95%; missing where there is no funnel.
    funnel_high_95: Option<Number> [UNIT_OF_INDICATOR] = row.funnel[0].map(|of| of.high);
    /// The lower limit at 99.8%; missing where there is no funnel.
    funnel_low_998: Option<Number> [UNIT_OF_INDICATOR] = row.funnel[1].map(|of| of.low);
    /// The upper limit at 99.8%; missing where there is no funnel.
    funnel_high_998: Option<Number> [UNIT_OF_INDICATOR] = row.funnel[1].map(|of| of.high);
    /// Where the value lies: `within`, or `above` or `below` the limit of `95%` or `99.8%`; missing where
    /// there is no funnel.
    funnel: Option<Category> [WORD] = row.place.map(FunnelPlace::word);
    /// How many times the variance of chance authorities vary, the tenth at either end drawn in; missing
    /// where there is no funnel or fewer than three authorities.
    overdispersion: Option<Number> ["factor"] = row.overdispersion;
    /// The lower limit at 95% where chance is that many times as large, if it is more than once; missing
    /// where `overdispersion` is.
    wide_low_95: Option<Number> [UNIT_OF_INDICATOR] = row.wide[0].map(|of| of.low);
    /// The upper limit of the same; missing where that is.
    wide_high_95: Option<Number> [UNIT_OF_INDICATOR] = row.wide[0].map(|of| of.high);
    /// The lower limit of the same at 99.8%; missing where that is.
    wide_low_998: Option<Number> [UNIT_OF_INDICATOR] = row.wide[1].map(|of| of.low);
    /// The upper limit of the same at 99.8%; missing where that is.
    wide_high_998: Option<Number> [UNIT_OF_INDICATOR] = row.wide[1].map(|of| of.high);
    /// Where the value lies among these, in the words of `funnel`; missing where there are none.
    wide_funnel: Option<Category> [WORD] = row.wide_place.map(FunnelPlace::word);
    /// How many the value is of: its denominator, by which the funnel is drawn; missing where the
    /// source gives none.
    denominator: Option<Number> ["those counted"] = denominator(row, slices);
}

fn denominator(row: &FigureLimits, slices: &[IndicatorSlice]) -> Option<f64> {
    let parts = slices[row.slice].slice.parts.as_ref()?;
    let (_, denominator) = parts.at(row.authority.index());
    denominator.is_finite().then_some(denominator)
}

/// The rows of `rows`, in the order of their key.
pub(super) fn sorted<'a>(
    rows: &'a [FigureLimits],
    tables: &'a Tables,
    slices: &'a [IndicatorSlice],
) -> LimitRows<'a> {
    let mut places = vec![0; slices.len()];
    for (place, at) in order(slices, &tables.indicators).into_iter().enumerate() {
        places[at] = place;
    }
    let mut rows: Vec<&FigureLimits> = rows.iter().collect();
    rows.sort_by_key(|row| (row.authority, places[row.slice]));
    LimitRows::new(rows, (tables, slices))
}
