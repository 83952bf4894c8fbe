//! The power transformation of Box and Cox.
//!
//! Source: G. E. P. Box and D. R. Cox, "An analysis of transformations", *Journal of the Royal
//! Statistical Society* B 26 (1964), 211-252. The likelihood of the parameter has one peak: C.
//! Kouider and H. Chen, "Concavity of Box-Cox log-likelihood function", *Statistics & Probability
//! Letters* 25 (1995), 171-175.

use super::brent;

/// The largest exponent that is tried: e to the 300th leaves room for the square of it in an
/// `f64`.
const LARGEST_EXPONENT: f64 = 300.0;

/// The values as Box and Cox transform them: `(x^parameter - 1) / parameter`, and the natural
/// logarithm where the parameter is 0.
///
/// A missing value (NaN) stays missing; so does a value that is zero or negative, for which the
/// transformation has no meaning.
pub fn box_cox(values: &[f64], parameter: f64) -> Vec<f64> {
    values
        .iter()
        .map(|value| {
            if *value > 0.0 {
                power(value.ln(), parameter)
            } else {
                f64::NAN
            }
        })
        .collect()
}

/// The parameter of greatest likelihood, by Brent's method.
///
/// Missing values (NaN) are passed over. `None` when a value is zero, negative or infinite, or when
/// fewer than two values differ, because every parameter is then as good as any other.
pub fn box_cox_parameter(values: &[f64]) -> Option<f64> {
    let present: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    if present
        .iter()
        .any(|value| *value <= 0.0 || value.is_infinite())
    {
        return None;
    }
    parameter_of_logarithms(present.iter().map(|value| value.ln()).collect())
}

/// The parameter of greatest likelihood for values with these logarithms.
///
/// Dividing every value by their geometric mean leaves the best parameter what it is and makes the
/// likelihood the variance of the transformed values alone; the logarithms are therefore centred.
pub(super) fn parameter_of_logarithms(mut logarithms: Vec<f64>) -> Option<f64> {
    let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
    for logarithm in &mut logarithms {
        *logarithm -= mean;
    }
    let furthest = logarithms.iter().fold(0.0_f64, |most, u| most.max(u.abs()));
    // Values that are all alike have no best parameter; nor has a slice without any, whose mean
    // is no number.
    let differ = furthest > 1e-12 * mean.abs().max(1e-300);
    if !differ {
        return None;
    }
    let edge = LARGEST_EXPONENT / furthest;
    Some(brent::lowest(-edge, edge, |parameter| {
        log_variance(logarithms.iter().map(|u| power(*u, parameter)))
    }))
}

/// `(e^(parameter * logarithm) - 1) / parameter`, exact near a parameter of 0.
pub(super) fn power(logarithm: f64, parameter: f64) -> f64 {
    if parameter.abs() < f64::EPSILON {
        logarithm
    } else {
        (parameter * logarithm).exp_m1() / parameter
    }
}

/// The natural logarithm of the variance, the mean first.
pub(super) fn log_variance(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let (count, sum) = values
        .clone()
        .fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    let mean = sum / count;
    (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::samples::{CHILDREN, DENSITY};

    // Expected values: SciPy 1.17.1, `y, parameter = scipy.stats.boxcox(x)`.

    #[test]
    fn the_parameter_of_greatest_likelihood_is_that_of_scipy() {
        for (values, expected) in [
            (&CHILDREN[..], 0.3253839269609541),
            (&DENSITY[..], 0.3581304001169259),
        ] {
            let found = box_cox_parameter(values).expect("positive values");
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn transformed_values_are_those_of_scipy() {
        // scipy.stats.boxcox([0.3, 2.5, 17.0], 0.4) and with 0 and -1.5
        for (parameter, expected) in [
            (
                0.4,
                [-0.9554978735814703, 1.106749764768034, 5.264608753994331],
            ),
            (
                0.0,
                [-1.2039728043259361, 0.9162907318741551, 2.833213344056216],
            ),
            (
                -1.5,
                [-3.3905374630012317, 0.4980118581243531, 0.6571554656848497],
            ),
        ] {
            let found = box_cox(&[0.3, 2.5, 17.0], parameter);
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found - expected).abs() <= 1e-14 * expected.abs(),
                    "{found}"
                );
            }
        }
    }

    #[test]
    fn zero_and_negative_values_have_no_parameter_and_stay_missing() {
        assert_eq!(box_cox_parameter(&[1.0, 2.0, 0.0]), None);
        assert_eq!(box_cox_parameter(&[1.0, 2.0, -1.0]), None);
        assert_eq!(box_cox_parameter(&[1.0, 2.0, f64::INFINITY]), None);
        let transformed = box_cox(&[0.0, -1.0, f64::NAN, 1.0], 0.5);
        assert!(transformed[..3].iter().all(|value| value.is_nan()));
        assert_eq!(transformed[3], 0.0);
    }

    #[test]
    fn values_that_are_all_alike_have_no_parameter() {
        assert_eq!(box_cox_parameter(&[0.1; 12]), None);
        assert_eq!(box_cox_parameter(&[3.0]), None);
        assert_eq!(box_cox_parameter(&[]), None);
    }

    #[test]
    fn the_unit_of_the_values_does_not_move_the_parameter() {
        let thousands: Vec<f64> = CHILDREN.iter().map(|value| value / 1000.0).collect();
        let (a, b) = (box_cox_parameter(&CHILDREN), box_cox_parameter(&thousands));
        let (a, b) = (a.expect("positive"), b.expect("positive"));
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}
