//! `carried_figures`.

use super::declaration::table;
use super::kind::{Category, Count, Number, TextList};
use super::recurring::{UNIT_OF_INDICATOR, WORD};
use crate::domain::AuthorityIx;
use crate::profile::{CarriedBy, CarriedFigure, IndicatorSlice, NotCarried};
use crate::tables::Tables;

table! {
    /// One row per authority, indicator, breakdown and period before the authority was there: the
    /// figure of its predecessors that carries its series back, or why there is none.
    carried_figures by [authority, indicator, breakdown, period];
    each (slice, of): (&'a IndicatorSlice, &'a CarriedFigure), tables: &'a Tables
        => CarriedRows<'a>;

    authority = &tables.authorities.get(of.authority).code;
    indicator = &tables.indicators.get(slice.slice.indicator).name;
    breakdown = &slice.slice.breakdown;
    period = &slice.slice.label;
    /// The figure; missing where it is not carried back.
    value: Option<Number> [UNIT_OF_INDICATOR] = value(of);
    /// How it was found: `same` (that of the only predecessor), `pooled` (the numerators of all over
    /// their denominators), `weighted` (the mean of all, weighted by population), `sum`; missing where
    /// it is not carried back.
    carried_by: Option<Category> [WORD] = by(of).map(CarriedBy::word);
    /// The authorities that it is of.
    predecessors: TextList ["authority code"] = predecessors(of, tables).as_slice();
    /// The successions that it has come through: 1, or more where the figure of a predecessor is a carried
    /// one itself.
    steps: Count ["successions"] = of.steps;
    /// Why it is not carried back: a predecessor has no figure (`no_row` or the publisher's marker, as
    /// in `indicator_profile`), `no_population` of several predecessors, or `no_kind` where the
    /// catalogue does not say whether the values are sums; missing where it is.
    missing_reason: Option<Category> [WORD]
        = of.found.as_ref().err().copied().map(NotCarried::word);
}

fn value(of: &CarriedFigure) -> Option<f64> {
    of.found.as_ref().ok().map(|(figure, _)| figure.value)
}

fn by(of: &CarriedFigure) -> Option<CarriedBy> {
    of.found.as_ref().ok().map(|(_, by)| *by)
}

fn predecessors<'a>(of: &CarriedFigure, tables: &'a Tables) -> Vec<&'a str> {
    let code = |place: &AuthorityIx| tables.authorities.get(*place).code.as_str();
    of.predecessors.iter().map(code).collect()
}

/// The rows of `slices`, which are in the order of their key.
pub(super) fn sorted<'a>(slices: &[&'a IndicatorSlice], tables: &'a Tables) -> CarriedRows<'a> {
    let mut rows: Vec<(&IndicatorSlice, &CarriedFigure)> = slices
        .iter()
        .flat_map(|slice| {
            let carried = slice.carried.iter();
            carried.flat_map(|all| all.figures.iter().map(|of| (*slice, of)))
        })
        .collect();
    rows.sort_by_key(|(_, of)| of.authority);
    CarriedRows::new(rows, tables)
}
