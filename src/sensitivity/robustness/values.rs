//! Values of indicators, drawn within their intervals.
//!
//! A value is drawn from a normal distribution on either side of it, so wide that the interval has
//! the chance that it is for: the rulebook's confidence where it is Wilson's or Byar's, 95% where
//! the publisher gives it. A value without an interval is not drawn. A value that is drawn has its
//! numerator with it, so that its own interval, and what is pooled of it, are those of the value.

use rand::Rng;
use rand_distr::StandardNormal;

use crate::config::Rulebook;
use crate::domain::{Measure, MeasureKind};
use crate::profile::{ComparedBy, IndicatorSlice};
use crate::stats::normal_quantile;
use crate::tables::{Indicator, Indicators, Slice};

/// The values that outcomes count, slice by slice.
pub(super) struct Values {
    slices: Vec<Spreads>,
}

/// The values of a slice that are drawn.
struct Spreads {
    values: Vec<Spread>,
    lowest: f64,
    highest: f64,
    measure: Measure,
}

/// One value.
struct Spread {
    place: usize,
    value: f64,
    /// The standard deviation below the value.
    below: f64,
    /// And above it.
    above: f64,
    /// The limits that the publisher gives.
    limits: (f64, f64),
}

impl Values {
    /// What is known of the values of these slices.
    pub(super) fn new(
        slices: &[IndicatorSlice],
        indicators: &Indicators,
        rulebook: &Rulebook,
    ) -> Self {
        let confidence = rulebook.indicators.confidence;
        let slices = slices
            .iter()
            .map(|slice| Spreads::new(slice, indicators.get(slice.slice.indicator), confidence));
        Self {
            slices: slices.collect(),
        }
    }

    /// The places of the values that are drawn.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        let values = self.slices.iter().flat_map(|slice| &slice.values);
        values.map(|value| value.place)
    }

    /// Whether any value of the slice at this place is drawn.
    pub(super) fn draws_of(&self, slice: usize) -> bool {
        let slice = self.slices.get(slice);
        slice.is_some_and(|slice| !slice.values.is_empty())
    }

    /// Draws every value that has an interval; `to` has the slices, of which the other values stay
    /// as they are.
    pub(super) fn draw(&self, rng: &mut impl Rng, to: &mut [Slice]) {
        for (spreads, slice) in self.slices.iter().zip(to) {
            for spread in &spreads.values {
                let normal: f64 = rng.sample(StandardNormal);
                let deviation = if normal < 0.0 {
                    spread.below
                } else {
                    spread.above
                };
                let value = spread.value + normal * deviation;
                spreads.set(slice, spread, value.clamp(spreads.lowest, spreads.highest));
            }
        }
    }
}

impl Spreads {
    fn new(slice: &IndicatorSlice, indicator: &Indicator, confidence: f64) -> Self {
        let half_width = |source: ComparedBy| {
            let confidence = match source {
                ComparedBy::Wilson | ComparedBy::Byar | ComparedBy::Difference => confidence,
                ComparedBy::Published => 0.95,
                ComparedBy::Margin => return None,
            };
            normal_quantile(f64::midpoint(1.0, confidence)).filter(|z| *z > 0.0)
        };
        let spread = |place: usize| {
            let intervals = slice.intervals.as_ref()?;
            let interval = intervals.at(place)?;
            let z = half_width(intervals.sources[place]?)?;
            let value = slice.slice.values[place];
            let [below, above] = [value - interval.low, interval.high - value];
            let known = value.is_finite() && below.is_finite() && above.is_finite();
            known.then(|| Spread {
                place,
                value,
                below: below.max(0.0) / z,
                above: above.max(0.0) / z,
                limits: slice
                    .slice
                    .limits
                    .as_ref()
                    .map_or((f64::NAN, f64::NAN), |of| of.at(place)),
            })
        };
        let places = 0..slice.vs_neighbours.len();
        let measure = indicator.measure;
        let (lowest, highest) = bounds(measure);
        Self {
            values: places.filter_map(spread).collect(),
            lowest: indicator.minimum.unwrap_or(lowest),
            highest: indicator.maximum.unwrap_or(highest),
            measure,
        }
    }

    /// Sets a value, with its numerator and the publisher's limits.
    fn set(&self, slice: &mut Slice, of: &Spread, value: f64) {
        let (place, moved) = (of.place, value - of.value);
        slice.values[place] = value;
        if let (Some(parts), Some(factor)) = (&mut slice.parts, self.measure.factor()) {
            parts.numerators[place] = value * parts.denominators[place] / factor;
        }
        if let Some(limits) = &mut slice.limits {
            limits.lows[place] = of.limits.0 + moved;
            limits.highs[place] = of.limits.1 + moved;
        }
    }
}

/// What a figure of this kind cannot fall below or rise above.
fn bounds(measure: Measure) -> (f64, f64) {
    let endless = (f64::NEG_INFINITY, f64::INFINITY);
    match (measure.kind, measure.per) {
        (Some(MeasureKind::Proportion), Some(per)) => (0.0, per),
        (Some(MeasureKind::Rate | MeasureKind::Count), _) => (0.0, f64::INFINITY),
        (Some(MeasureKind::Proportion), None)
        | (
            Some(
                MeasureKind::Mean
                | MeasureKind::Amount
                | MeasureKind::Index
                | MeasureKind::Difference,
            )
            | None,
            _,
        ) => endless,
    }
}
