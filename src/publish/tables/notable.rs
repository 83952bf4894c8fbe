//! `notable`.

use super::declaration::table;
use super::indicator_distribution::order;
use super::kind::{Category, Count, Flag, Integer, Number};
use super::recurring::{AUTHORITIES, UNIT_OF_INDICATOR, WORD};
use crate::domain::Comparison;
use crate::profile::{IndicatorSlice, NotableAgainst, NotableFigure, UnusualBy};
use crate::tables::Tables;

/// The unit of a robust z-score.
const DEVIATIONS: &str = "robust standard deviations";

/// The unit of a probability.
const PROBABILITY: &str = "probability from 0 to 1";

table! {
    /// One row per authority, indicator, breakdown and period that was asked: how unusual the value
    /// is among similar areas and among all authorities, with false discoveries controlled over all
    /// comparisons of the authority.
    notable by [authority, indicator, breakdown, period];
    each figure: &'a NotableFigure, (tables, slices): (&'a Tables, &'a [IndicatorSlice])
        => NotableRows<'a>;

    authority = &tables.authorities.get(figure.authority).code;
    indicator = &tables.indicators.get(slices[figure.slice].slice.indicator).name;
    breakdown = &slices[figure.slice].slice.breakdown;
    period = &slices[figure.slice].slice.label;
    /// The authority's value as published.
    value: Number [UNIT_OF_INDICATOR] = slices[figure.slice].value(figure.authority);
    /// Similar areas with a value; 0 where they are fewer than the pipeline asks for.
    neighbour_count: Count [AUTHORITIES] = figure.neighbours.count;
    /// The median of similar areas, by head for a sum; missing where too few have a value.
    neighbour_median: Option<Number> [UNIT_OF_INDICATOR] = figure.neighbours.median;
    /// How many robust standard deviations (1.4826 times the median absolute deviation) the value
    /// lies above that median; missing where too few similar areas have a value or all are equal and
    /// the value is not.
    z_neighbours: Option<Number> [DEVIATIONS] = figure.neighbours.z;
    /// How likely a value is as far from similar areas by chance; missing where that is not known.
    p_neighbours: Option<Number> [PROBABILITY] = figure.neighbours.p;
    /// The share of false discoveries at which the difference from similar areas is discovered,
    /// over all comparisons of the authority; missing where `p_neighbours` is.
    q_neighbours: Option<Number> [PROBABILITY] = figure.neighbours.q;
    /// What `p_neighbours` is by: the test of the comparison (`wilson`, `byar`, `published`), or
    /// `robust` for the z-score; missing where `p_neighbours` is.
    tested_by_neighbours: Option<Category> [WORD] = figure.neighbours.by.map(UnusualBy::word);
    /// The median of all authorities, by head for a sum; missing where too few have a value.
    national_median: Option<Number> [UNIT_OF_INDICATOR] = figure.national.median;
    /// How many robust standard deviations of all authorities the value lies above that median;
    /// missing where too few have a value.
    z_national: Option<Number> [DEVIATIONS] = figure.national.z;
    /// How likely a value is as far from England by chance; missing where that is not known.
    p_national: Option<Number> [PROBABILITY] = figure.national.p;
    /// The share of false discoveries at which the difference from England is discovered, over all
    /// comparisons of the authority; missing where `p_national` is.
    q_national: Option<Number> [PROBABILITY] = figure.national.q;
    /// What `p_national` is by, in the words of `tested_by_neighbours`; missing where `p_national`
    /// is.
    tested_by_national: Option<Category> [WORD] = figure.national.by.map(UnusualBy::word);
    /// Comparisons that were made of the authority, over which false discoveries are controlled.
    comparisons: Count ["comparisons"] = figure.comparisons;
    /// Whether either share of false discoveries is within the pipeline's.
    notable: Flag ["true or false"] = figure.is_notable;
    /// Among whom the value is notable: `neighbours`, `national` or `both`; missing where it is not
    /// notable.
    against: Option<Category> [WORD] = figure.against.map(NotableAgainst::word);
    /// Which way the value is unusual, by the comparison that is less likely: `better` or `worse`,
    /// and `higher` or `lower` for a neutral indicator; missing where it is not notable.
    way: Option<Category> [WORD] = figure.way.map(Comparison::word);
    /// The place among the authority's notable figures, the least likely first; missing where the
    /// value is not notable.
    place: Option<Integer> ["place, 1 is least likely"] = figure.place;
}

/// The rows of `notable`, in the order of their key.
pub(super) fn sorted<'a>(
    figures: &'a [NotableFigure],
    tables: &'a Tables,
    slices: &'a [IndicatorSlice],
) -> NotableRows<'a> {
    let mut places = vec![0; slices.len()];
    for (place, at) in order(slices, &tables.indicators).into_iter().enumerate() {
        places[at] = place;
    }
    let mut rows: Vec<&NotableFigure> = figures.iter().collect();
    rows.sort_by_key(|figure| (figure.authority, places[figure.slice]));
    NotableRows::new(rows, (tables, slices))
}
