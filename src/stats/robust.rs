//! How far a value lies from the middle of others, in a measure of spread that a few odd ones do
//! not move.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::spread::{gather_present, middle};

/// What makes the median absolute deviation of normal values their standard deviation: one over
/// the normal quantile at three quarters. Source: P. J. Rousseeuw and C. Croux, "Alternatives to
/// the median absolute deviation", *Journal of the American Statistical Association* 88 (1993),
/// 1273-1283.
const MAD_SCALE: f64 = 1.482_602_218_505_602;

/// What makes the mean absolute deviation of normal values their standard deviation: the root of
/// half of pi.
const MEAN_DEVIATION_SCALE: f64 = 1.253_314_137_315_500_3;

/// How much of the information about a spread the median absolute deviation keeps, beside the
/// standard deviation (Rousseeuw and Croux, as above).
const EFFICIENCY: f64 = 0.37;

/// The middle and the spread of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Robust {
    /// The median.
    pub centre: f64,
    /// The spread in the size of a standard deviation; 0 where all values are equal.
    pub scale: f64,
    /// How many values there are.
    pub count: usize,
}

impl Robust {
    /// The middle and the spread of the values that are present; `None` when none is. `scratch` is
    /// overwritten.
    ///
    /// The spread is 1.4826 times the median of the absolute deviations from the median. Where more
    /// than half of the values are equal that is 0 whatever the others are, and 1.2533 times the
    /// mean of the deviations takes its place: B. Iglewicz and D. C. Hoaglin, *How to Detect and
    /// Handle Outliers* (ASQC Quality Press 1993).
    pub fn of(values: &[f64], scratch: &mut Vec<f64>) -> Option<Self> {
        gather_present(values, scratch);
        let count = scratch.len();
        let centre = middle(scratch)?;
        for value in scratch.iter_mut() {
            *value = (*value - centre).abs();
        }
        let deviation = middle(scratch)?;
        let scale = if deviation > 0.0 {
            MAD_SCALE * deviation
        } else {
            MEAN_DEVIATION_SCALE * scratch.iter().sum::<f64>() / count as f64
        };
        Some(Self {
            centre,
            scale,
            count,
        })
    }

    /// How many spreads a value lies above the middle. Where all values are equal, one that equals
    /// them lies at 0, and of any other nothing can be said.
    pub fn z(&self, value: f64) -> Option<f64> {
        let distance = value - self.centre;
        if self.scale > 0.0 && distance.is_finite() {
            return Some(distance / self.scale);
        }
        (distance == 0.0).then_some(0.0)
    }

    /// How likely a normal value lies as far from the middle as `z` either way, when the middle and
    /// the spread are known from these few values only.
    ///
    /// By Student's distribution with 0.37 of one less than their number as degrees of freedom,
    /// because the median absolute deviation knows as much of a spread as the standard deviation of
    /// that many values. A value at 5 spreads of ten others is met in 0.0096 of a million draws of
    /// normal values; this rule says 0.0119; a normal distribution would say 0.0000006.
    pub fn p(&self, z: f64) -> Option<f64> {
        let freedom = EFFICIENCY * self.count.checked_sub(1)? as f64;
        let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
        Some(2.0 * student.cdf(-z.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Robust {
        Robust::of(values, &mut Vec::new()).expect("there are values")
    }

    #[track_caller]
    fn agrees(actual: f64, expected: f64) {
        assert!(
            (actual - expected).abs() <= 1e-9 * expected.abs().max(1e-9),
            "{actual:e} differs from {expected:e}"
        );
    }

    #[test]
    fn middle_and_spread_agree_with_scipy() {
        // numpy.median(x), scipy.stats.median_abs_deviation(x, scale="normal")
        let robust = of(&[2.0, f64::NAN, 4.0, 9.0, 3.0, 7.5, 100.0]);
        assert_eq!((robust.centre, robust.count), (5.75, 6));
        agrees(robust.scale, 4.447_806_655_516_806);
        agrees(robust.z(100.0).expect("a spread"), 21.190_219_651_993_566);
    }

    #[test]
    fn where_most_are_equal_the_mean_deviation_takes_the_place() {
        // numpy.mean(numpy.abs(x - 5)) * numpy.sqrt(numpy.pi / 2)
        let robust = of(&[5.0, 5.0, 5.0, 9.0]);
        agrees(robust.scale, 1.253_314_137_315_500_3);
        agrees(robust.z(9.0).expect("a spread"), 3.191_538_243_211_461_5);
    }

    #[test]
    fn of_equal_values_only_that_value_has_a_place() {
        let robust = of(&[5.0; 4]);
        assert_eq!((robust.z(5.0), robust.z(6.0)), (Some(0.0), None));
        assert_eq!(robust.z(f64::NAN), None);
    }

    #[test]
    fn a_few_values_do_not_make_certain() {
        // 2 * scipy.stats.t.sf(5, 0.37 * 9)
        let robust = Robust {
            centre: 0.0,
            scale: 1.0,
            count: 10,
        };
        agrees(
            robust.p(5.0).expect("ten values"),
            0.011_944_500_767_787_625,
        );
        assert_eq!(robust.p(0.0), Some(1.0));
        assert_eq!(Robust { count: 1, ..robust }.p(1.0), None);
    }
}
