//! Breakdowns of one indicator that all stand for everybody, because feeds or councils have
//! different words for it: one series, and not a part of the councils in each.

use std::sync::Arc;

use crate::domain::{MissingReason, folded};
use crate::tables::{Figure, IndicatorIx, Slice};

/// Slices whose totals are joined.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    /// The slices, in the order in which they came.
    pub slices: Vec<Slice>,
    /// Indicators with two breakdowns for everybody that say different things, or are of different
    /// kinds of period, and stay apart; each with the two words.
    pub apart: Vec<(IndicatorIx, [String; 2])>,
}

/// Joins the breakdowns of each indicator that are one of its `words` for everybody into the one
/// whose word comes first. `slices` are in order of indicator, breakdown and period.
pub(crate) fn join<'w>(slices: Vec<Slice>, words: impl Fn(IndicatorIx) -> Vec<&'w str>) -> Joined {
    let mut joined = Joined::default();
    let mut slices = slices.into_iter().peekable();
    while let Some(first) = slices.next() {
        let indicator = first.indicator;
        let mut own = vec![first];
        while let Some(slice) = slices.next_if(|of| of.indicator == indicator) {
            own.push(slice);
        }
        let has_several = own.first().map(|of| &of.breakdown) != own.last().map(|of| &of.breakdown);
        if has_several {
            own = join_indicator(own, &words(indicator), &mut joined.apart);
        }
        joined.slices.extend(own);
    }
    joined
}

/// The slices of one indicator.
fn join_indicator(
    mut own: Vec<Slice>,
    words: &[&str],
    apart: &mut Vec<(IndicatorIx, [String; 2])>,
) -> Vec<Slice> {
    let mut words = words.iter();
    let mut spelt = |own: &[Slice]| {
        words.by_ref().find_map(|word| {
            let is_word = |slice: &&Slice| folded(&slice.breakdown) == folded(word);
            Some(own.iter().find(is_word)?.breakdown.clone())
        })
    };
    let Some(total) = spelt(&own) else { return own };
    while let Some(other) = spelt(&own) {
        if other == total {
            continue;
        }
        let (others, rest): (Vec<Slice>, Vec<Slice>) =
            own.into_iter().partition(|slice| slice.breakdown == other);
        own = rest;
        let totals = || own.iter().filter(|slice| slice.breakdown == total);
        let differs = |slice: &Slice| totals().any(|of| contradict(of, slice));
        if others.iter().any(differs) {
            apart.push((others[0].indicator, [total.clone(), other]));
            own.extend(others);
            continue;
        }
        for mut slice in others {
            let is_same = |of: &&mut Slice| of.breakdown == total && of.period == slice.period;
            match own.iter_mut().find(is_same) {
                Some(of) => fill(of, &slice),
                None => {
                    slice.breakdown.clone_from(&total);
                    own.push(slice);
                }
            }
        }
    }
    own.sort_by(|a, b| (&a.breakdown, a.period.order()).cmp(&(&b.breakdown, b.period.order())));
    own
}

/// Whether the two cannot be one series: their periods are of two kinds, or a figure of one is not
/// that of the other.
fn contradict(a: &Slice, b: &Slice) -> bool {
    let differ = |area: usize| {
        let (one, two) = (a.values[area], b.values[area]);
        has_row(a, area) && has_row(b, area) && one != two && !(one.is_nan() && two.is_nan())
    };
    a.period.unit() != b.period.unit() || (a.period == b.period && (0..a.values.len()).any(differ))
}

/// Whether a row gave the figure, or said why there is none.
fn has_row(slice: &Slice, area: usize) -> bool {
    !slice.values[area].is_nan() || slice.missing[area] != MissingReason::NoRow
}

/// Gives `total` the figures that `other` has and it has not.
fn fill(total: &mut Slice, other: &Slice) {
    for area in 0..other.values.len() {
        if has_row(total, area) || !has_row(other, area) {
            continue;
        }
        let none = (f64::NAN, f64::NAN);
        let status = other.statuses.as_ref().and_then(|of| of[area].as_ref());
        total.set(
            area,
            &Figure {
                value: other.values[area],
                parts: other.parts.as_ref().map_or(none, |parts| parts.at(area)),
                limits: other.limits.as_ref().map_or(none, |limits| limits.at(area)),
                missing: other.missing[area],
                status: status.map(Arc::clone),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Period;
    use crate::tables::Areas;

    const AREAS: Areas = Areas {
        authorities: 2,
        regions: 0,
    };
    const NONE: f64 = f64::NAN;

    fn slice(breakdown: &str, year: i16, values: [f64; 2]) -> Slice {
        let period = Period::new(year, year).unwrap();
        let label = year.to_string();
        let mut slice = Slice::empty(
            IndicatorIx::default(),
            breakdown.to_owned(),
            label,
            period,
            AREAS,
        );
        for (area, value) in values
            .into_iter()
            .enumerate()
            .filter(|(_, of)| !of.is_nan())
        {
            let figure = Figure {
                value,
                parts: (NONE, NONE),
                limits: (NONE, NONE),
                missing: MissingReason::NoRow,
                status: None,
            };
            slice.set(area, &figure);
        }
        slice
    }

    fn joined(slices: Vec<Slice>) -> (Vec<(String, i16, Vec<String>)>, usize) {
        let joined = join(slices, |_| vec!["all", "Total", "Persons"]);
        let shown = |of: &Slice| of.values[..2].iter().map(f64::to_string).collect();
        let slices = joined.slices.iter();
        let slices = slices.map(|of| (of.breakdown.clone(), of.period.start(), shown(of)));
        (slices.collect(), joined.apart.len())
    }

    fn row(breakdown: &str, year: i16, values: [&str; 2]) -> (String, i16, Vec<String>) {
        (breakdown.to_owned(), year, values.map(str::to_owned).into())
    }

    #[test]
    fn words_for_everybody_are_one_breakdown() {
        let (slices, apart) = joined(vec![
            slice("Total", 2008, [NONE, 2.0]),
            slice("Total", 2009, [3.0, 4.0]),
            slice("all", 2008, [1.0, NONE]),
            slice("girls", 2008, [5.0, 6.0]),
        ]);
        assert_eq!(
            slices,
            [
                row("all", 2008, ["1", "2"]),
                row("all", 2009, ["3", "4"]),
                row("girls", 2008, ["5", "6"]),
            ]
        );
        assert_eq!(apart, 0);
    }

    #[test]
    fn a_figure_that_is_there_twice_alike_is_one_and_two_that_differ_stay_apart() {
        let both = |second| {
            vec![
                slice("Persons", 2008, [1.0, second]),
                slice("Total", 2008, [1.0, 2.0]),
            ]
        };
        assert_eq!(joined(both(NONE)).0, [row("Total", 2008, ["1", "2"])]);
        assert_eq!(joined(both(2.0)).0, [row("Total", 2008, ["1", "2"])]);
        let (slices, apart) = joined(both(3.0));
        assert_eq!((slices.len(), apart), (2, 1));
    }
}
