//! `indicator_inequality`.

use super::declaration::table;
use super::kind::{Category, Number};
use super::recurring::{UNIT_OF_INDICATOR, WORD};
use crate::config::OrderedGroups;
use crate::profile::GroupInequality;
use crate::tables::Tables;

/// The unit of a relative index.
const RATIO: &str = "ratio of the best off to the worst off";

table! {
    /// One row per authority, indicator, ordered breakdowns (`[[inequality]]`) and period: how unequal
    /// the indicator is from the worst off to the best off.
    indicator_inequality by [authority, indicator, inequality, period];
    each row: &'a GroupInequality, (tables, ordered): (&'a Tables, &'a [OrderedGroups])
        => InequalityRows<'a>;

    authority = &tables.authorities.get(row.authority).code;
    indicator = &tables.indicators.get(row.indicator).name;
    /// The ordered breakdowns, by their name in the pipeline.
    inequality: Category ["name"] = &ordered[row.groups].name;
    period = &row.period;
    /// The slope index of inequality: how much the indicator rises from the worst off to the best off of
    /// the population, by a line through all breakdowns; missing where one has no value or no interval.
    slope: Option<Number> [UNIT_OF_INDICATOR] = row.measured.map(|of| of.slope);
    /// The lower limit of its 95% interval; missing where there is no slope.
    slope_low: Option<Number> [UNIT_OF_INDICATOR] = row.measured.map(|of| of.slope_interval.low);
    /// The upper limit of its 95% interval; missing where there is no slope.
    slope_high: Option<Number> [UNIT_OF_INDICATOR] = row.measured.map(|of| of.slope_interval.high);
    /// The relative index: the line at the best off over the line at the worst off; missing where the
    /// latter is not above nought.
    relative: Option<Number> [RATIO] = row.measured.and_then(|of| of.relative);
    /// The lower limit of its 95% interval; missing where the worst off may have nought.
    relative_low: Option<Number> [RATIO]
        = row.measured.and_then(|of| of.relative_interval).map(|of| of.low);
    /// The upper limit of its 95% interval; missing where the worst off may have nought.
    relative_high: Option<Number> [RATIO]
        = row.measured.and_then(|of| of.relative_interval).map(|of| of.high);
    /// The sizes of the breakdowns: their denominators where they are `given`, otherwise `equal`.
    sizes: Category [WORD] = if row.has_sizes { "given" } else { "equal" };
}

/// The rows of `rows`, in the order of their key.
pub(super) fn sorted<'a>(
    rows: &'a [GroupInequality],
    tables: &'a Tables,
    ordered: &'a [OrderedGroups],
) -> InequalityRows<'a> {
    let mut rows: Vec<&GroupInequality> = rows.iter().collect();
    rows.sort_by(|a, b| {
        let name = |of: &GroupInequality| &tables.indicators.get(of.indicator).name;
        let key = |of| (name(of), &ordered[of.groups].name);
        a.authority
            .cmp(&b.authority)
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.period.cmp(&b.period))
    });
    InequalityRows::new(rows, (tables, ordered))
}
