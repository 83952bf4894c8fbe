//! `indicator_distribution`.

use super::declaration::table;
use super::kind::{Count, Number};
use super::recurring::{AUTHORITIES, UNIT_OF_INDICATOR};
use crate::profile::IndicatorSlice;
use crate::tables::Indicators;

table! {
    /// One row per indicator, breakdown and period: how the values of authorities are spread,
    /// regions and England left out.
    indicator_distribution by [indicator, breakdown, period];
    each slice: &'a IndicatorSlice, indicators: &'a Indicators => DistributionRows<'a>;

    indicator = &indicators.get(slice.slice.indicator).name;
    breakdown = &slice.slice.breakdown;
    period = &slice.slice.label;
    /// Authorities that have a value.
    authorities: Count [AUTHORITIES] = slice.distribution.as_ref().map_or(0, |of| of.authorities);
    /// The lowest value; missing where no authority has one.
    minimum: Option<Number> [UNIT_OF_INDICATOR] = slice.distribution.as_ref().map(|of| of.minimum);
    /// The lower quartile, by R's type 7; missing where no authority has a value.
    q25: Option<Number> [UNIT_OF_INDICATOR] = slice.distribution.as_ref().map(|of| of.cuts.q25);
    /// The median, by R's type 7; missing where no authority has a value.
    median: Option<Number> [UNIT_OF_INDICATOR] = slice.distribution.as_ref().map(|of| of.cuts.q50);
    /// The upper quartile, by R's type 7; missing where no authority has a value.
    q75: Option<Number> [UNIT_OF_INDICATOR] = slice.distribution.as_ref().map(|of| of.cuts.q75);
    /// The highest value; missing where no authority has one.
    maximum: Option<Number> [UNIT_OF_INDICATOR] = slice.distribution.as_ref().map(|of| of.maximum);
    /// The unweighted mean of authorities; missing where none has a value.
    mean: Option<Number> [UNIT_OF_INDICATOR] = slice.distribution.as_ref().map(|of| of.mean);
    /// The sample standard deviation, with one less than the number of authorities as divisor;
    /// missing where fewer than two have a value.
    standard_deviation: Option<Number> [UNIT_OF_INDICATOR]
        = slice.distribution.as_ref().and_then(|of| of.standard_deviation);
}

/// `slices` in the order of their indicator, breakdown and period as text.
pub(crate) fn in_order<'a>(
    slices: &'a [IndicatorSlice],
    indicators: &Indicators,
) -> Vec<&'a IndicatorSlice> {
    let order = order(slices, indicators);
    order.into_iter().map(|at| &slices[at]).collect()
}

/// The places of `slices` in the order of their indicator, breakdown and period as text.
pub(super) fn order(slices: &[IndicatorSlice], indicators: &Indicators) -> Vec<usize> {
    let key = |at: &usize| {
        let slice = &slices[*at].slice;
        let name = indicators.get(slice.indicator).name.as_str();
        (name, slice.breakdown.as_str(), slice.label.as_str())
    };
    let mut order: Vec<usize> = (0..slices.len()).collect();
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    order
}
