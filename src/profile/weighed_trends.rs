//! The movement of every authority's series as England's public health profiles tell it.

use std::cmp::Ordering;

use super::intervals::Intervals;
use crate::config::TrendRule;
use crate::domain::{Measure, MeasureKind, Polarity, Trend};
use crate::stats::{Line, normal_quantile};
use crate::tables::Slice;

/// What the trends of a slice are told by.
pub(super) struct Weighed<'a> {
    rule: TrendRule,
    measure: Measure,
    /// The last periods, the slice's own the last.
    slices: Vec<&'a Slice>,
    /// The intervals of their figures, of figures that are no proportions.
    intervals: Vec<Option<Intervals>>,
    /// The half-width of an interval in standard errors.
    z: f64,
}

/// A period of a series: its place in time, the figure, and how sure it is.
#[derive(Clone, Copy)]
enum Point {
    Part(f64, f64, f64),
    Figure(f64, f64, f64),
}

impl<'a> Weighed<'a> {
    /// The trends up to `slice`, of the first `count` authorities.
    ///
    /// A line is fitted to the last periods, all of which need a figure: to the log odds of
    /// proportions by greatest likelihood, to other figures by the inverse of their variance, which
    /// their intervals tell. A series moves where the square of the slope over its variance is
    /// beyond the chi-squared value of the rulebook's confidence, and where no period by itself turns
    /// the slope round when it is left out. Source: Office for Health Improvement and Disparities,
    /// Fingertips Public Health Technical Guidance, trend markers.
    pub(super) fn trends(
        rule: TrendRule,
        earlier: &'a [Slice],
        slice: &'a Slice,
        (measure, polarity): (Measure, Polarity),
        (count, z): (usize, f64),
    ) -> Vec<Option<Trend>> {
        let first = earlier.len().saturating_sub(rule.points - 1);
        let mut slices: Vec<&Slice> = earlier[first..].iter().collect();
        slices.push(slice);
        if slices.len() < rule.points {
            return vec![None; count];
        }
        let intervals = slices.iter().map(|of| Intervals::of(of, measure, count, z));
        let weighed = Self {
            rule,
            measure,
            intervals: intervals.collect(),
            slices,
            z,
        };
        (0..count)
            .map(|place| {
                let movement = weighed.movement(place)?;
                Some(Trend::of(polarity, movement))
            })
            .collect()
    }

    /// Which way the series of the authority at `place` moves; `None` where a period has no figure or
    /// nothing says how sure it is.
    fn movement(&self, place: usize) -> Option<Ordering> {
        let points: Option<Vec<Point>> = (0..self.slices.len())
            .map(|at| self.point(at, place))
            .collect();
        let points = points?;
        let line = through(&points)?;
        let needed = normal_quantile(f64::midpoint(1.0, self.rule.confidence))?.powi(2);
        if line.chi_squared() <= needed {
            return Some(Ordering::Equal);
        }
        let turns = (0..points.len()).any(|left_out| {
            let mut others = points.clone();
            others.remove(left_out);
            through(&others).is_none_or(|of| of.slope.signum() != line.slope.signum())
        });
        Some(match turns {
            true => Ordering::Equal,
            false => line.slope.total_cmp(&0.0),
        })
    }

    fn point(&self, at: usize, place: usize) -> Option<Point> {
        let slice = self.slices[at];
        let value = slice.values[place];
        if value.is_nan() {
            return None;
        }
        let time = f64::from(slice.period.end());
        if self.measure.kind == Some(MeasureKind::Proportion)
            && let Some(parts) = &slice.parts
        {
            let (part, whole) = parts.at(place);
            let possible = whole > 0.0 && (0.0..=whole).contains(&part);
            return possible.then_some(Point::Part(time, part, whole));
        }
        let interval = self.intervals[at].as_ref()?.at(place)?;
        let error = (interval.high - interval.low) / (2.0 * self.z);
        (error > 0.0).then_some(Point::Figure(time, value, error))
    }
}

/// The line through points of one kind.
fn through(points: &[Point]) -> Option<Line> {
    let first = match points.first()? {
        Point::Part(time, ..) | Point::Figure(time, ..) => *time,
    };
    let mut parts = Vec::new();
    let (mut figures, mut errors) = (Vec::new(), Vec::new());
    for point in points {
        match *point {
            Point::Part(time, part, whole) => parts.push((time - first, part, whole)),
            Point::Figure(time, value, error) => {
                figures.push((time - first, value));
                errors.push(error);
            }
        }
    }
    match (parts.is_empty(), figures.is_empty()) {
        (false, true) => Line::logistic(&parts),
        (true, false) => Line::by_variance(&figures, &errors),
        _ => None,
    }
}
