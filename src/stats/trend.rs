//! The slope of an indicator over its latest periods.

use super::lanes::LANES;
use super::spread::middle;

/// Fewer points than this have a difference, not a trend.
const FEWEST_POINTS: usize = 3;

/// The Theil-Sen slope of equally spaced points, in the indicator's unit per period: the median
/// of the slopes between all pairs of points, which a single odd year can't tip.
///
/// A value that is not finite is missing; the points after it keep their distance. `None` for
/// fewer than three present values.
///
/// Source: P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", *Journal
/// of the American Statistical Association* 63 (1968), 1379-1389.
pub fn theil_sen(points: &[f64]) -> Option<f64> {
    let is_present = |point: &&f64| point.is_finite();
    let count = points.iter().filter(is_present).count();
    if count < FEWEST_POINTS {
        return None;
    }
    // Five points have ten slopes, and few series are looked at over more.
    let mut few = [0.0; 10];
    let mut many = Vec::new();
    let pairs = count * (count - 1) / 2;
    let slopes = match few.get_mut(..pairs) {
        Some(slopes) => slopes,
        None => {
            many.resize(pairs, 0.0);
            many.as_mut_slice()
        }
    };
    let mut free = slopes.iter_mut();
    for (place, earlier) in points.iter().enumerate() {
        if !earlier.is_finite() {
            continue;
        }
        let later = points.iter().enumerate().skip(place + 1);
        let later = later.filter(|(_, later)| later.is_finite());
        for ((later_place, later), slope) in later.zip(free.by_ref()) {
            *slope = (later - earlier) / (later_place - place) as f64;
        }
    }
    middle(slopes)
}

/// The Theil-Sen slopes of several series of five points at once, the same to the last bit as
/// [`theil_sen`] gives for each; NaN where a series has fewer than three points.
///
/// `points` holds the first point of every series, then the second, and so on: the form in
/// which slices over authorities have them. The slopes of each series are put in order by a
/// network of comparisons, which is the same for all and so is done for all at once; slopes that
/// a gap leaves out stand behind all others.
///
/// The network of 29 comparators is A. Waksman's of 1969, in D. E. Knuth, *The Art of Computer
/// Programming*, volume 3, section 5.3.4.
pub fn theil_sen_of_five(points: &[[f64; LANES]; 5]) -> [f64; LANES] {
    let mut slopes = PAIRS.map(|(earlier, later)| -> [f64; LANES] {
        std::array::from_fn(|lane| {
            let rise = points[later][lane] - points[earlier][lane];
            let slope = rise / (later - earlier) as f64;
            if slope.is_nan() { f64::INFINITY } else { slope }
        })
    });
    for (low, high) in NETWORK {
        let (lows, highs) = (slopes[low], slopes[high]);
        for lane in 0..LANES {
            let (a, b) = (lows[lane], highs[lane]);
            slopes[low][lane] = if a < b { a } else { b };
            slopes[high][lane] = if a < b { b } else { a };
        }
    }
    std::array::from_fn(|lane| {
        let present = points.iter().filter(|points| !points[lane].is_nan());
        MIDDLE[present.count()].map_or(f64::NAN, |(low, high)| {
            f64::midpoint(slopes[low][lane], slopes[high][lane])
        })
    })
}

/// Which point comes before which.
#[rustfmt::skip]
const PAIRS: [(usize, usize); 10] = [
    (0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4),
];

/// Between which slopes in order the median lies, by the number of points present: four points
/// have six slopes, three have three.
const MIDDLE: [Option<(usize, usize)>; 6] =
    [None, None, None, Some((1, 1)), Some((2, 3)), Some((4, 5))];

/// Pairs to be put in order, one after another, so that ten values are sorted.
#[rustfmt::skip]
const NETWORK: [(usize, usize); 29] = [
    (4, 9), (3, 8), (2, 7), (1, 6), (0, 5), (1, 4), (6, 9), (0, 3), (5, 8), (0, 2),
    (3, 6), (7, 9), (0, 1), (2, 4), (5, 7), (8, 9), (1, 2), (4, 6), (7, 8), (3, 5),
    (2, 5), (6, 8), (1, 3), (4, 7), (2, 3), (6, 7), (3, 4), (5, 6), (4, 5),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;

    #[track_caller]
    fn slope_is(points: &[f64], expected: f64) {
        let slope = theil_sen(points).expect("there are three points");
        assert!((slope - expected).abs() <= 1e-14, "{slope}");
    }

    #[test]
    fn slopes_agree_with_scipy() {
        // scipy.stats.theilslopes(y, x).slope, x counting from 0, without the gaps
        slope_is(&[5.0, 4.6, 4.9, 4.1, 3.8], -0.29999999999999993);
        slope_is(&[12.5, 11.9, 14.0], 0.75);
        slope_is(&[3.1, 2.9, 2.9, 3.4, 3.3, 9.9], 0.19999999999999996);
    }

    #[test]
    fn a_gap_keeps_the_distance_of_the_points_around_it() {
        slope_is(&[5.0, GAP, 4.9, 4.1, 3.8], -0.30000000000000004);
        slope_is(&[GAP, 1.0, GAP, 3.0, 4.0], 1.0);
    }

    #[test]
    fn the_network_sorts() {
        // The 0-1 principle: a network that sorts every sequence of zeros and ones sorts all.
        for bits in 0..1 << 10 {
            let mut values: [i32; 10] = std::array::from_fn(|place| bits >> place & 1);
            for (low, high) in NETWORK {
                if values[low] > values[high] {
                    values.swap(low, high);
                }
            }
            assert!(values.is_sorted(), "{bits:010b}");
        }
    }

    proptest! {
        #[test]
        fn series_taken_together_have_the_slopes_that_each_has_alone(
            series in prop::collection::vec(
                prop::array::uniform5(prop_oneof![3 => -1e6_f64..1e6, 1 => Just(GAP)]),
                LANES,
            )
        ) {
            let points: [[f64; LANES]; 5] =
                std::array::from_fn(|at| std::array::from_fn(|lane| series[lane][at]));
            let together = theil_sen_of_five(&points);
            for (lane, alone) in series.iter().enumerate() {
                let slope = Some(together[lane]).filter(|slope| !slope.is_nan());
                prop_assert_eq!(slope, theil_sen(alone));
            }
        }
    }

    #[test]
    fn two_points_are_no_trend() {
        for points in [&[][..], &[1.0], &[1.0, 2.0], &[1.0, GAP, 2.0, GAP]] {
            assert_eq!(theil_sen(points), None);
        }
    }

    #[test]
    fn one_odd_year_does_not_tip_a_steady_series() {
        slope_is(&[2.0, 2.0, 50.0, 2.0, 2.0], 0.0);
    }

    proptest! {
        #[test]
        fn points_on_a_line_have_its_slope_whatever_is_missing(
            start in -100.0..100.0,
            slope in -10.0_f64..10.0,
            present in prop::collection::vec(any::<bool>(), 3..12),
        ) {
            let points: Vec<f64> = (0..)
                .zip(&present)
                .map(|(place, &is_present)| {
                    if is_present { start + slope * f64::from(place) } else { GAP }
                })
                .collect();
            match theil_sen(&points) {
                Some(found) => prop_assert!((found - slope).abs() < 1e-9),
                None => prop_assert!(present.iter().filter(|p| **p).count() < 3),
            }
        }

        #[test]
        fn a_series_read_backwards_has_the_opposite_slope(
            points in prop::collection::vec(-100.0..100.0, 3..9),
        ) {
            let backwards: Vec<f64> = points.iter().rev().copied().collect();
            let slopes = (theil_sen(&points), theil_sen(&backwards));
            prop_assert_eq!(slopes.0, slopes.1.map(|slope| -slope));
        }
    }
}
