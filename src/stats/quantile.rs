//! Quantiles of type 7, to the last bit as R computes them.
//!
//! Source: `quantile.default` of R (package `stats`, `type = 7`), which is definition 7 of
//! Hyndman and Fan, "Sample quantiles in statistical packages", *The American Statistician* 50
//! (1996), 361-365. The Local Authority Interactive Tool takes its quartile cut points from it.
//!
//! Published values carry binary noise (`99.10000000000001`) and sit on cut points, so the
//! arithmetic is part of the definition: `lo + h * (hi - lo)` is equal on paper and puts some
//! authorities into the wrong band.

/// The three quartile cut points of an indicator, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutPoints {
    /// A quarter of the way up.
    pub q25: f64,
    /// The median.
    pub q50: f64,
    /// Three quarters of the way up.
    pub q75: f64,
}

/// Between which order statistics a quantile lies.
struct Position {
    /// Place of the lower order statistic, from 0.
    low: usize,
    /// Place of the upper one; the same as `low` when the quantile falls on it.
    high: usize,
    /// How far from the lower to the upper, from 0 to below 1.
    fraction: f64,
}

impl Position {
    /// R counts places from 1: `index <- 1 + (n - 1) * p`. The addition rounds, and so belongs to
    /// the arithmetic that has to agree.
    fn of(count: usize, p: f64) -> Self {
        let index = 1.0 + (count - 1) as f64 * p;
        let low = index.floor();
        Self {
            low: low as usize - 1,
            high: index.ceil() as usize - 1,
            fraction: index - low,
        }
    }

    /// `(1-h)*lo + h*hi`, and `lo` itself when the two are equal: weighted parts of one value do
    /// not always add up to it again.
    fn interpolate(&self, low: f64, high: f64) -> f64 {
        if self.fraction > 0.0 && low != high {
            (1.0 - self.fraction) * low + self.fraction * high
        } else {
            low
        }
    }
}

/// The quantile at `p`, from 0 (the smallest value) to 1 (the largest), of values sorted
/// ascending and all finite.
///
/// `None` when there is no value or `p` is outside 0 to 1.
///
/// ```
/// use plumbline::stats::quantile;
///
/// let sorted = [80.2, 80.3, 81.6, 81.6, 83.9, 89.4, 90.3, 97.5];
/// // As R has it, to the last bit; `lo + h * (hi - lo)` would give 89.625.
/// assert_eq!(quantile(&sorted, 0.75), Some(89.625_000_000_000_01));
/// assert_eq!(quantile(&[], 0.75), None);
/// ```
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if sorted.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let position = Position::of(sorted.len(), p);
    Some(position.interpolate(*sorted.get(position.low)?, *sorted.get(position.high)?))
}

/// The three quartile cut points of values sorted ascending and all finite; `None` when there are
/// none.
pub fn cut_points(sorted: &[f64]) -> Option<CutPoints> {
    Some(CutPoints {
        q25: quantile(sorted, 0.25)?,
        q50: quantile(sorted, 0.50)?,
        q75: quantile(sorted, 0.75)?,
    })
}

/// The same cut points from values in any order, all finite, without sorting them.
///
/// Six order statistics are enough, and selecting them takes time in proportion to the number of
/// values. The slice is left partly ordered.
pub fn cut_points_by_selection(values: &mut [f64]) -> Option<CutPoints> {
    if values.is_empty() {
        return None;
    }
    let count = values.len();
    // From the lowest up: what one selection leaves above it is all that the next has to search.
    let mut settled = 0;
    let mut select = |p: f64| {
        let position = Position::of(count, p);
        let low = order_statistic(values, &mut settled, position.low);
        let high = order_statistic(values, &mut settled, position.high);
        position.interpolate(low, high)
    };
    Some(CutPoints {
        q25: select(0.25),
        q50: select(0.50),
        q75: select(0.75),
    })
}

/// The value at this place in ascending order. Places below `settled` already hold theirs, of
/// which the topmost may be asked for again.
fn order_statistic(values: &mut [f64], settled: &mut usize, place: usize) -> f64 {
    if place >= *settled {
        values[*settled..].select_nth_unstable_by(place - *settled, f64::total_cmp);
        *settled = place + 1;
    }
    values[place]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // Expected values: R 4.2.2, `sprintf("%.17g", quantile(x, c(.25, .5, .75)))`.

    #[test]
    fn published_values_with_binary_noise_give_the_cut_points_of_r() {
        let sorted = [
            82.3,
            88.8,
            95.0,
            96.4,
            97.2,
            97.2,
            98.3,
            99.100_000_000_000_01,
        ];
        assert_eq!(
            cut_points(&sorted),
            Some(CutPoints {
                q25: 93.45,
                q50: 96.800_000_000_000_01,
                q75: 97.475_000_000_000_01,
            })
        );
    }

    #[test]
    fn the_arithmetic_is_that_of_r_where_the_shorter_formula_differs() {
        let sorted = [80.2, 80.3, 81.6, 81.6, 83.9, 89.4, 90.3, 97.5];
        let q75 = quantile(&sorted, 0.75);
        assert_eq!(q75, Some(89.625_000_000_000_01));
        let shorter = 89.4 + 0.25 * (90.3 - 89.4);
        assert_ne!(q75, Some(shorter));
    }

    #[test]
    fn between_two_neighbouring_numbers_the_cut_point_is_one_of_them() {
        let (plain, noisy) = (99.1, 99.100_000_000_000_01);
        assert_eq!(
            cut_points(&[plain, plain, plain, noisy, noisy, noisy]),
            Some(CutPoints {
                q25: plain,
                q50: plain,
                q75: noisy
            })
        );
    }

    #[test]
    fn one_value_is_every_quantile_and_no_value_is_none() {
        assert_eq!(
            cut_points(&[3.0]),
            Some(CutPoints {
                q25: 3.0,
                q50: 3.0,
                q75: 3.0
            })
        );
        assert_eq!(cut_points(&[]), None);
        assert_eq!(cut_points_by_selection(&mut []), None);
    }

    #[test]
    fn the_ends_are_the_smallest_and_the_largest_value() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&sorted, 0.0), Some(1.0));
        assert_eq!(quantile(&sorted, 1.0), Some(8.0));
    }

    #[test]
    fn a_probability_outside_nothing_to_one_has_no_quantile() {
        for p in [-0.1, 1.1, f64::NAN] {
            assert_eq!(quantile(&[1.0, 2.0], p), None, "{p}");
        }
    }

    /// Values as published: few decimals, many ties, now and then a last bit of noise.
    fn published() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![
            6 => (-40_i32..1000).prop_map(|tenths| f64::from(tenths) / 10.0),
            1 => (-40_i32..1000).prop_map(|tenths| (f64::from(tenths) / 10.0).next_up()),
            1 => -1e9..1e9,
            1 => Just(-0.0),
        ];
        prop::collection::vec(value, 1..200)
    }

    fn sorted(mut values: Vec<f64>) -> Vec<f64> {
        values.sort_by(f64::total_cmp);
        values
    }

    fn bits(cuts: CutPoints) -> [u64; 3] {
        [cuts.q25, cuts.q50, cuts.q75].map(f64::to_bits)
    }

    proptest! {
        #[test]
        fn selection_and_sorting_give_the_same_bits(values in published()) {
            let mut shuffled = values.clone();
            let by_selection = cut_points_by_selection(&mut shuffled).map(bits);
            prop_assert_eq!(by_selection, cut_points(&sorted(values)).map(bits));
        }

        #[test]
        fn a_quantile_lies_between_the_smallest_and_the_largest_value(
            values in published(),
            p in 0.0_f64..=1.0,
        ) {
            let sorted = sorted(values);
            let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
            // Two weighted parts of neighbouring values may round past them by a last bit.
            let slack = 4.0 * f64::EPSILON * least.abs().max(most.abs());
            let q = quantile(&sorted, p).expect("there is a value");
            prop_assert!(least - slack <= q && q <= most + slack);
        }

        #[test]
        fn cut_points_ascend(values in published()) {
            let cuts = cut_points(&sorted(values)).expect("there is a value");
            let slack = 4.0 * f64::EPSILON * cuts.q25.abs().max(cuts.q75.abs());
            prop_assert!(cuts.q25 <= cuts.q50 + slack && cuts.q50 <= cuts.q75 + slack);
        }

        #[test]
        fn equal_values_have_no_other_quantile(
            value in -1e6..1e6,
            count in 1_usize..300,
            p in 0.0_f64..=1.0,
        ) {
            prop_assert_eq!(quantile(&vec![value; count], p), Some(value));
        }
    }
}
