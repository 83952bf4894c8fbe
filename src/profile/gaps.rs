//! Gaps: the figures of one breakdown less those of another, as an indicator of their own.

use super::indicator_slice::IndicatorSlice;
use super::intervals::Intervals;
use crate::domain::folded;
use crate::stats::difference;
use crate::tables::{ALL, Figure, IndicatorIx, Indicators, LimitSource, Slice};

/// A side of a gap, found in the catalogue.
struct Side<'a> {
    indicator: IndicatorIx,
    breakdown: &'a str,
}

/// Adds the slices of the gaps of the catalogue to `slices`, which are in order of indicator. The
/// gap of an indicator that has figures of its own is not worked out.
///
/// A gap is the first side less the second, in every period that both have, for every area that has
/// both. Its interval comes from theirs (at `z` standard deviations where they are worked out); where
/// either has none, neither has the gap.
pub(super) fn with_gaps(mut slices: Vec<Slice>, catalogue: &Indicators, z: f64) -> Vec<Slice> {
    let mut gaps = Vec::new();
    for indicator in catalogue.places() {
        let Some(gap) = &catalogue.get(indicator).gap else {
            continue;
        };
        if slices.iter().any(|slice| slice.indicator == indicator) {
            continue;
        }
        let sides = gap.each_ref().map(|side| find(side, catalogue));
        let [Some(first), Some(second)] = sides else {
            continue;
        };
        for one in of_side(&slices, &first) {
            let same = |other: &&Slice| other.period == one.period;
            if let Some(other) = of_side(&slices, &second).find(same) {
                gaps.push(gap_of(
                    indicator,
                    (one, &first),
                    (other, &second),
                    catalogue,
                    z,
                ));
            }
        }
    }
    if !gaps.is_empty() {
        slices.extend(gaps);
        slices.sort_by_key(|slice| slice.indicator);
    }
    slices
}

/// The sides of gaps, and whether their indicators have figures of their own, that are why a gap is
/// not worked out: each with the indicator and what is wrong.
pub fn not_worked_out(
    slices: &[IndicatorSlice],
    catalogue: &Indicators,
) -> Vec<(IndicatorIx, String)> {
    let has = |side: &Side<'_>| {
        slices.iter().any(|of| {
            of.slice.indicator == side.indicator
                && folded(&of.slice.breakdown) == folded(side.breakdown)
        })
    };
    let mut troubles = Vec::new();
    for indicator in catalogue.places() {
        let Some(gap) = &catalogue.get(indicator).gap else {
            continue;
        };
        for side in gap {
            match find(side, catalogue) {
                None => troubles.push((indicator, format!("{side:?} begins with no indicator"))),
                Some(found) if !has(&found) => {
                    troubles.push((indicator, format!("{side:?} has no figures")));
                }
                Some(_) => {}
            }
        }
        let sides = gap.each_ref().map(|side| find(side, catalogue));
        let [Some(first), Some(second)] = &sides else {
            continue;
        };
        let of = |side: &Side<'_>, own: &IndicatorSlice| {
            slices.iter().find(|of| {
                of.slice.indicator == side.indicator
                    && folded(&of.slice.breakdown) == folded(side.breakdown)
                    && of.slice.period == own.slice.period
            })
        };
        // What was worked out is the difference to the last bit; whatever else there is was given.
        let is_worked_out = |own: &IndicatorSlice| {
            let (Some(one), Some(other)) = (of(first, own), of(second, own)) else {
                return false;
            };
            let mut pairs = one.slice.values.iter().zip(&other.slice.values);
            own.slice.values.iter().all(|value| {
                let gap = pairs.next().map_or(f64::NAN, |(one, other)| one - other);
                *value == gap || (value.is_nan() && gap.is_nan())
            })
        };
        let mut own = slices.iter().filter(|of| of.slice.indicator == indicator);
        if own.any(|own| !is_worked_out(own)) {
            troubles.push((indicator, "it has figures of its own".to_owned()));
        }
    }
    troubles
}

/// The side that `text` names: an indicator, a full stop and a breakdown.
fn find<'a>(text: &'a str, catalogue: &Indicators) -> Option<Side<'a>> {
    let stops = text.match_indices('.').map(|(at, _)| at);
    stops.rev().find_map(|at| {
        let indicator = catalogue.find(text[..at].trim())?;
        let breakdown = text[at + 1..].trim();
        Some(Side {
            indicator,
            breakdown,
        })
    })
}

fn of_side<'a>(slices: &'a [Slice], side: &Side<'_>) -> impl Iterator<Item = &'a Slice> {
    let (indicator, breakdown) = (side.indicator, folded(side.breakdown));
    slices
        .iter()
        .filter(move |slice| slice.indicator == indicator && folded(&slice.breakdown) == breakdown)
}

fn gap_of(
    indicator: IndicatorIx,
    (one, first): (&Slice, &Side<'_>),
    (other, second): (&Slice, &Side<'_>),
    catalogue: &Indicators,
    z: f64,
) -> Slice {
    let areas = one.values.len();
    let mut gap = Slice {
        indicator,
        breakdown: ALL.to_owned(),
        label: one.label.clone(),
        period: one.period,
        values: vec![f64::NAN; areas],
        parts: None,
        limits: None,
        missing: one.missing.clone(),
        statuses: None,
    };
    let of = |slice, side: &Side<'_>| {
        let measure = catalogue.get(side.indicator).measure;
        Intervals::of(slice, measure, areas, z)
    };
    let (ones, others) = (of(one, first), of(other, second));
    for area in 0..areas {
        let (a, b) = (one.values[area], other.values[area]);
        let status = |slice: &Slice| slice.statuses.as_ref().and_then(|all| all[area].clone());
        let missing = if a.is_nan() {
            one.missing[area]
        } else {
            other.missing[area]
        };
        let at = |intervals: &Option<Intervals>| intervals.as_ref().and_then(|of| of.at(area));
        let interval = at(&ones)
            .zip(at(&others))
            .filter(|_| !a.is_nan() && !b.is_nan())
            .map(|(of_a, of_b)| difference((a, of_a), (b, of_b)));
        gap.set(
            area,
            &Figure {
                value: a - b,
                parts: (f64::NAN, f64::NAN),
                limits: interval.map_or((f64::NAN, f64::NAN), |of| (of.low, of.high)),
                missing,
                status: status(one).or_else(|| status(other)),
            },
        );
    }
    if let Some(limits) = &mut gap.limits {
        limits.source = LimitSource::Difference;
    }
    gap
}
