//! The power transformation of Yeo and Johnson, which takes zero and negative values too.
//!
//! Source: I.-K. Yeo and R. A. Johnson, "A new family of power transformations to improve
//! normality or symmetry", *Biometrika* 87 (2000), 954-959.

use super::box_cox::{log_variance, parameter_of_logarithms, power};
use super::brent;

/// The largest exponent that is tried, as for Box and Cox.
const LARGEST_EXPONENT: f64 = 300.0;

/// The values as Yeo and Johnson transform them; a missing value (NaN) stays missing.
pub fn yeo_johnson(values: &[f64], parameter: f64) -> Vec<f64> {
    values
        .iter()
        .map(|value| transformed(*value, parameter))
        .collect()
}

/// The parameter of greatest likelihood, by Brent's method.
///
/// Missing values (NaN) are passed over. `None` when a value is infinite or fewer than two values
/// differ.
pub fn yeo_johnson_parameter(values: &[f64]) -> Option<f64> {
    let present: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    if present.iter().any(|value| value.is_infinite()) {
        return None;
    }
    // Where no value is negative this is Box and Cox of 1 + x, where none is positive it is the
    // mirror image: both keep all digits of values that lie close together.
    if present.iter().all(|value| *value >= 0.0) {
        return parameter_of_logarithms(present.iter().map(|value| value.ln_1p()).collect());
    }
    if present.iter().all(|value| *value <= 0.0) {
        let mirrored = present.iter().map(|value| (-value).ln_1p()).collect();
        return parameter_of_logarithms(mirrored).map(|parameter| 2.0 - parameter);
    }
    let logarithms = present.iter().map(|value| value.abs().ln_1p());
    let furthest = logarithms.clone().fold(0.0_f64, f64::max);
    let lean: f64 = logarithms
        .zip(&present)
        .map(|(logarithm, value)| logarithm.copysign(*value))
        .sum();
    let count = present.len() as f64;
    let edge = LARGEST_EXPONENT / furthest;
    Some(brent::lowest(2.0 - edge, edge, |parameter| {
        let variance = log_variance(present.iter().map(|value| transformed(*value, parameter)));
        count / 2.0 * variance - (parameter - 1.0) * lean
    }))
}

fn transformed(value: f64, parameter: f64) -> f64 {
    if value < 0.0 {
        -power((-value).ln_1p(), 2.0 - parameter)
    } else {
        power(value.ln_1p(), parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::samples::{CHANGES, CHILDREN, DENSITY};

    // Expected values: SciPy 1.17.1, `y, parameter = scipy.stats.yeojohnson(x)`.

    #[test]
    fn the_parameter_of_greatest_likelihood_is_that_of_scipy() {
        let mirrored: Vec<f64> = DENSITY.iter().map(|value| -value).collect();
        for (values, expected) in [
            (&CHILDREN[..], 0.32533302207741704),
            (&DENSITY[..], 0.3585976811306399),
            (&CHANGES[..], 0.7555159039642265),
            (&mirrored[..], 1.6414023086171599),
        ] {
            let found = yeo_johnson_parameter(values).expect("values differ");
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn transformed_values_are_those_of_scipy() {
        // scipy.stats.yeojohnson([-4.0, -0.3, 0.0, 2.5, 17.0], 0.4), with 0 and with 2
        for (parameter, expected) in [
            (
                0.4,
                [
                    -7.582899388761773,
                    -0.3260194104304721,
                    0.0,
                    1.6263610598724711,
                    5.444178807866091,
                ],
            ),
            (
                0.0,
                [
                    -11.999999999999998,
                    -0.34500000000000003,
                    0.0,
                    1.252762968495368,
                    2.8903717578961645,
                ],
            ),
            (
                2.0,
                [
                    -1.6094379124341003,
                    -0.26236426446749106,
                    0.0,
                    5.625000000000001,
                    161.49999999999994,
                ],
            ),
        ] {
            let found = yeo_johnson(&[-4.0, -0.3, 0.0, 2.5, 17.0], parameter);
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found - expected).abs() <= 1e-14 * expected.abs(),
                    "{found}"
                );
            }
        }
    }

    #[test]
    fn missing_values_stay_missing_and_do_not_move_the_parameter() {
        let mut gappy = CHANGES.to_vec();
        gappy.insert(3, f64::NAN);
        assert_eq!(
            yeo_johnson_parameter(&gappy),
            yeo_johnson_parameter(&CHANGES)
        );
        assert!(yeo_johnson(&gappy, 0.7)[3].is_nan());
    }

    #[test]
    fn values_that_are_all_alike_or_infinite_have_no_parameter() {
        assert_eq!(yeo_johnson_parameter(&[0.0; 5]), None);
        assert_eq!(yeo_johnson_parameter(&[-2.5; 5]), None);
        assert_eq!(yeo_johnson_parameter(&[]), None);
        assert_eq!(yeo_johnson_parameter(&[1.0, f64::INFINITY]), None);
    }
}
