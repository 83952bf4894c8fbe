//! The movement of every authority's series.

use std::cmp::Ordering;

use crate::config::TrendRule;
use crate::domain::{Polarity, Trend};
use crate::stats::{LANES, theil_sen, theil_sen_of_five};
use crate::tables::Slice;

/// The movement of every authority's series up to a period, by the Theil-Sen slope of its last
/// points (Sen, Journal of the American Statistical Association 63, 1968): unlike the last
/// difference or a least-squares line, one odd year does not turn it. The change that the slope
/// makes over those points is steady within the rulebook's share of a standard deviation across
/// authorities.
pub(super) fn trends(
    rule: TrendRule,
    earlier: &[Slice],
    values: &[f64],
    deviation: Option<f64>,
    polarity: Polarity,
) -> Vec<Option<Trend>> {
    let Some(deviation) = deviation else {
        return vec![None; values.len()];
    };
    let first = earlier.len().saturating_sub(rule.points - 1);
    let mut points: Vec<&[f64]> = earlier[first..]
        .iter()
        .map(|slice| &slice.values[..values.len()])
        .collect();
    points.push(values);
    let names = [Ordering::Less, Ordering::Equal, Ordering::Greater]
        .map(|movement| Some(Trend::of(polarity, movement)));
    let (span, steady) = ((points.len() - 1) as f64, rule.steady * deviation);
    let name = |slope: f64| {
        let change = slope * span;
        let (rises, falls) = (change > steady, change < -steady);
        names[1 + usize::from(rises) - usize::from(falls)]
    };
    if points.len() < rule.minimum {
        return vec![None; values.len()];
    }
    if let Some(missing) = 5_usize.checked_sub(points.len()) {
        // Periods before the first of a series are gaps.
        let mut five: [&[f64]; 5] = [&[]; 5];
        five[missing..].copy_from_slice(&points);
        return trends_of_five(five, rule.minimum, name);
    }
    let mut series = Vec::with_capacity(points.len());
    (0..values.len())
        .map(|authority| {
            series.clear();
            series.extend(points.iter().map(|slice| slice[authority]));
            let present = series.iter().filter(|point| !point.is_nan()).count();
            let known = present >= rule.minimum && !values[authority].is_nan();
            theil_sen(&series).filter(|_| known).and_then(name)
        })
        .collect()
}

/// The movement over five slices, the last of which is the period itself, of several authorities
/// side by side; `minimum` points are needed, the last among them.
fn trends_of_five(
    points: [&[f64]; 5],
    minimum: usize,
    name: impl Fn(f64) -> Option<Trend>,
) -> Vec<Option<Trend>> {
    let count = points[4].len();
    let mut trends = Vec::with_capacity(count.next_multiple_of(LANES));
    for start in (0..count).step_by(LANES) {
        let points = points.map(|slice| lanes_at(slice, start));
        let slopes = theil_sen_of_five(&points);
        let mut present = [0; LANES];
        for points in &points {
            for (present, point) in present.iter_mut().zip(points) {
                *present += usize::from(!point.is_nan());
            }
        }
        trends.extend((0..LANES).map(|lane| {
            let known = present[lane] >= minimum && !points[4][lane].is_nan();
            let slope = slopes[lane];
            name(slope).filter(|_| known && !slope.is_nan())
        }));
    }
    trends.truncate(count);
    trends
}

/// The values of the next authorities of a slice, as many as are worked on side by side; missing
/// where there are no more.
fn lanes_at(slice: &[f64], start: usize) -> [f64; LANES] {
    let rest = slice.get(start..).unwrap_or_default();
    rest.first_chunk()
        .copied()
        .unwrap_or_else(|| std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(f64::NAN)))
}
