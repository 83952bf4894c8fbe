//! Centre and spread of the values that are present.
//!
//! A value that is not finite is missing. Every figure comes with the number of values behind it,
//! because a mean of two neighbours is not a mean of ten.

use super::lanes::LANES;

/// A figure and the number of values it was computed from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The figure, in the unit of the values.
    pub value: f64,
    /// How many values were present.
    pub count: usize,
}

/// Copies the present values into `scratch`, in their order, replacing what it held.
///
/// This is how a slice over authorities becomes the slice without gaps that quantiles need.
pub fn gather_present(values: &[f64], scratch: &mut Vec<f64>) {
    scratch.clear();
    scratch.extend(present(values));
}

/// The arithmetic mean; `None` when no value is present.
///
/// As R's `mean`, a second pass adds the mean of what the first left over, so that ten equal
/// values have that value as their mean, which `sum / n` does not always give.
pub fn mean(values: &[f64]) -> Option<Summary> {
    let count = values.iter().filter(|value| value.is_finite()).count();
    // A slice without gaps, as neighbours' values are, is summed without asking each value.
    let value = if count == values.len() {
        mean_of(values.iter().copied(), count)
    } else {
        mean_of(present(values), count)
    };
    (count > 0).then_some(Summary { value, count })
}

fn mean_of(values: impl Iterator<Item = f64> + Clone, count: usize) -> f64 {
    let n = count as f64;
    let first = values.clone().sum::<f64>() / n;
    let left_over = values.map(|value| value - first).sum::<f64>() / n;
    first + left_over
}

/// Means of several groups, side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// The mean of each group; NaN where no value of it is present.
    pub values: [f64; LANES],
    /// How many values of each are present.
    pub counts: [u16; LANES],
}

/// The means of several groups at once, the same to the last bit as [`mean`] gives for each.
///
/// `groups` holds the first value of every group, then the second, and so on; NaN is missing. No
/// group has more than 65,535 values.
pub fn means_in_lanes(groups: &[[f64; LANES]]) -> Means {
    // A sum begins at -0.0, as that of [`mean`] does: only so do values of -0.0 have that mean,
    // and -0.0 is what a missing value can add without changing any sum.
    let mut sums = [-0.0; LANES];
    let mut counts = [0.0; LANES];
    for values in groups {
        for lane in 0..LANES {
            let value = values[lane];
            sums[lane] += if value.is_nan() { -0.0 } else { value };
            counts[lane] += if value.is_nan() { 0.0 } else { 1.0 };
        }
    }
    let first: [f64; LANES] = std::array::from_fn(|lane| sums[lane] / counts[lane]);
    let mut left_over = [-0.0; LANES];
    for values in groups {
        for lane in 0..LANES {
            let value = values[lane];
            left_over[lane] += if value.is_nan() {
                -0.0
            } else {
                value - first[lane]
            };
        }
    }
    Means {
        values: std::array::from_fn(|lane| first[lane] + left_over[lane] / counts[lane]),
        counts: counts.map(|count| count as u16),
    }
}

/// The median: the middle value, or the mean of the two in the middle; `None` when no value is
/// present. `scratch` holds the present values afterwards, in no particular order.
pub fn median(values: &[f64], scratch: &mut Vec<f64>) -> Option<Summary> {
    gather_present(values, scratch);
    middle(scratch).map(|value| Summary {
        value,
        count: scratch.len(),
    })
}

/// The sample standard deviation, with divisor n - 1; `None` for fewer than two present values.
pub fn standard_deviation(values: &[f64]) -> Option<Summary> {
    let mean = mean(values)?;
    deviation_from(mean, values).map(|value| Summary { value, ..mean })
}

/// The sample standard deviation around a mean that is known already, with divisor n - 1;
/// `None` for fewer than two present values.
///
/// Two passes, the mean first, because the difference of two large sums of squares would lose a
/// small spread: T. F. Chan, G. H. Golub and R. J. LeVeque, "Algorithms for computing the sample
/// variance", *The American Statistician* 37 (1983), 242-247.
pub fn deviation_from(mean: Summary, values: &[f64]) -> Option<f64> {
    if mean.count < 2 {
        return None;
    }
    let squares: f64 = present(values)
        .map(|value| (value - mean.value).powi(2))
        .sum();
    Some((squares / (mean.count - 1) as f64).sqrt())
}

/// The middle of values that are all finite, which it leaves partly ordered; `None` when there are
/// none.
pub(super) fn middle(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let half = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    if !is_even {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}

fn present(values: &[f64]) -> impl Iterator<Item = f64> + Clone {
    values.iter().copied().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;
    const VALUES: [f64; 10] = [
        99.100_000_000_000_01,
        98.3,
        GAP,
        97.2,
        88.8,
        96.4,
        95.0,
        GAP,
        97.2,
        82.3,
    ];

    #[track_caller]
    fn agrees(actual: Option<Summary>, value: f64, count: usize) {
        let actual = actual.expect("there are values");
        assert!(
            (actual.value - value).abs() <= 1e-14 * value.abs(),
            "{actual:?}"
        );
        assert_eq!(actual.count, count);
    }

    // Expected values: Python, of VALUES without the gaps.

    proptest! {
        #[test]
        fn means_side_by_side_are_those_of_each_group_alone(
            groups in prop::array::uniform8(prop::collection::vec(
                prop_oneof![
                    4 => -1e3..1e3,
                    1 => Just(GAP),
                    1 => Just(-0.0),
                    1 => Just(99.100_000_000_000_01),
                ],
                10,
            )),
        ) {
            let rows: Vec<[f64; LANES]> = (0..10)
                .map(|row| std::array::from_fn(|lane| groups[lane][row]))
                .collect();
            let together = means_in_lanes(&rows);
            for (lane, group) in groups.iter().enumerate() {
                let alone = mean(group);
                prop_assert_eq!(usize::from(together.counts[lane]), alone.map_or(0, |of| of.count));
                match alone {
                    Some(of) => prop_assert_eq!(together.values[lane].to_bits(), of.value.to_bits()),
                    None => prop_assert!(together.values[lane].is_nan()),
                }
            }
        }
    }

    #[test]
    fn the_mean_is_of_the_values_that_are_present() {
        agrees(mean(&VALUES), 94.2875, 8); // statistics.fmean(x)
    }

    #[test]
    fn the_median_is_of_the_values_that_are_present() {
        // numpy.median(x)
        agrees(median(&VALUES, &mut Vec::new()), 96.800_000_000_000_01, 8);
        assert_eq!(
            median(&[3.0, GAP, 1.0, 2.0], &mut Vec::new()),
            Some(Summary {
                value: 2.0,
                count: 3
            })
        );
    }

    #[test]
    fn the_standard_deviation_divides_by_one_less_than_the_count() {
        agrees(standard_deviation(&VALUES), 5.794193522089904, 8); // statistics.stdev(x)
    }

    #[test]
    fn a_large_mean_does_not_drown_a_small_spread() {
        // statistics.stdev([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        let values = [4.0, 7.0, 13.0, 16.0].map(|small| 1e9 + small);
        agrees(standard_deviation(&values), 5.477225575051661, 4);
    }

    #[test]
    fn ten_equal_values_have_that_value_as_their_mean_and_no_spread() {
        let tenths = [0.1; 10];
        assert_ne!(tenths.iter().sum::<f64>() / 10.0, 0.1);
        assert_eq!(mean(&tenths).map(|mean| mean.value), Some(0.1));
        assert_eq!(standard_deviation(&tenths).map(|sd| sd.value), Some(0.0));
    }

    #[test]
    fn nothing_present_has_neither_centre_nor_spread() {
        for values in [&[][..], &[GAP, GAP], &[f64::INFINITY]] {
            assert_eq!(mean(values), None);
            assert_eq!(median(values, &mut Vec::new()), None);
            assert_eq!(standard_deviation(values), None);
        }
    }

    #[test]
    fn a_single_value_has_a_centre_and_no_spread() {
        let one = Some(Summary {
            value: 4.0,
            count: 1,
        });
        assert_eq!(mean(&[GAP, 4.0]), one);
        assert_eq!(median(&[GAP, 4.0], &mut Vec::new()), one);
        assert_eq!(standard_deviation(&[GAP, 4.0]), None);
    }

    #[test]
    fn a_used_scratch_leaves_no_trace() {
        let mut scratch = vec![7.0; 20];
        gather_present(&VALUES[..4], &mut scratch);
        assert_eq!(scratch, [99.100_000_000_000_01, 98.3, 97.2]);
    }

    proptest! {
        #[test]
        fn the_median_is_the_half_quantile(values in prop::collection::vec(-1e6..1e6, 1..100)) {
            let median = median(&values, &mut Vec::new()).map(|median| median.value);
            let mut sorted = values;
            sorted.sort_by(f64::total_cmp);
            prop_assert_eq!(median, crate::stats::quantile(&sorted, 0.5));
        }

        #[test]
        fn moving_all_values_moves_the_mean_and_keeps_the_spread(
            values in prop::collection::vec(0.0..100.0, 2..100),
            by in -1e3_f64..1e3,
        ) {
            let moved: Vec<f64> = values.iter().map(|value| value + by).collect();
            let figure = |summary: Option<Summary>| summary.map(|s| s.value).expect("two values");
            prop_assert!((figure(mean(&moved)) - figure(mean(&values)) - by).abs() < 1e-9);
            let spreads = (standard_deviation(&moved), standard_deviation(&values));
            prop_assert!((figure(spreads.0) - figure(spreads.1)).abs() < 1e-9);
        }
    }
}
