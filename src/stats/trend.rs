//! The slope of an indicator over its latest periods.

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
    let mut slopes = Vec::with_capacity(count * (count - 1) / 2);
    for (place, earlier) in points.iter().enumerate() {
        if !earlier.is_finite() {
            continue;
        }
        let later = points.iter().enumerate().skip(place + 1);
        slopes.extend(
            later
                .filter(|(_, later)| later.is_finite())
                .map(|(later_place, later)| (later - earlier) / (later_place - place) as f64),
        );
    }
    middle(&mut slopes)
}

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
