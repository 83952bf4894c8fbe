//! How likely a comparator is as far from a value as it is, by the intervals that values are
//! compared by: below 0.05 just where it lies outside the interval of 95% confidence.

use statrs::distribution::{ContinuousCDF, Normal};

/// The probability of a standard normal value as far from 0 as `z`, either way.
pub fn two_sided(z: f64) -> f64 {
    2.0 * Normal::standard().cdf(-z.abs())
}

/// How many standard errors the proportion of `successes` in `trials` lies above `comparator`, a
/// share: the score test, whose interval is Wilson's.
///
/// `None` where there is no interval, and for a comparator of none or all, from which the test
/// knows no spread.
pub fn wilson_z(successes: f64, trials: f64, comparator: f64) -> Option<f64> {
    let possible = trials > 0.0 && (0.0..=trials).contains(&successes);
    if !(possible && comparator > 0.0 && comparator < 1.0) {
        return None;
    }
    let error = (comparator * (1.0 - comparator) / trials).sqrt();
    Some((successes / trials - comparator) / error)
}

/// How many standard errors the rate of `count` events per unit of `denominator` lies above
/// `comparator`, by Byar's approximation: the width at which its interval ends at the comparator.
///
/// `None` where there is no interval, and for a comparator that is not above zero.
pub fn byar_z(count: f64, denominator: f64, comparator: f64) -> Option<f64> {
    let expected = comparator * denominator;
    let possible = count >= 0.0 && denominator > 0.0 && expected > 0.0;
    if !possible || !expected.is_finite() || !count.is_finite() {
        return None;
    }
    let width = |events: f64| {
        let root = 1.0 - 1.0 / (9.0 * events) - (expected / events).cbrt();
        3.0 * events.sqrt() * root
    };
    // Between the two limits at no width at all the value is as expected.
    Some(if expected < count {
        width(count).max(0.0)
    } else {
        width(count + 1.0).min(0.0)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{byar, normal_quantile, wilson};

    #[test]
    fn a_score_test_agrees_with_statsmodels() {
        // statsmodels.stats.proportion.proportions_ztest(60, 100, 0.5, prop_var=0.5)
        let z = wilson_z(60.0, 100.0, 0.5).expect("possible");
        assert!((z - 2.0).abs() < 1e-12);
        // 2 * scipy.stats.norm.sf(2); the library has eleven digits of it.
        assert!((two_sided(z) - 0.045_500_263_896_358_42).abs() < 1e-10);
        assert_eq!(wilson_z(1.0, 0.0, 0.5), None);
        assert_eq!(wilson_z(1.0, 2.0, 0.0), None);
        assert_eq!(byar_z(1.0, 2.0, 0.0), None);
        assert_eq!(byar_z(-1.0, 2.0, 1.0), None);
    }

    proptest! {
        #[test]
        fn a_probability_is_small_just_where_the_comparator_lies_outside(
            count in 0_u32..400,
            more in 1_u32..2_000,
            comparator in 0.01_f64..0.99,
            confidence in 0.8_f64..0.999,
        ) {
            let (x, n) = (f64::from(count), f64::from(count + more));
            let z = normal_quantile(f64::midpoint(1.0, confidence)).expect("a probability");
            let unlikely = |of: Option<f64>| two_sided(of.expect("possible")) < 1.0 - confidence;
            let share = wilson(x, n, z).expect("possible");
            let near = |limit: f64| (limit - comparator).abs() < 1e-9;
            prop_assume!(!near(share.low) && !near(share.high));
            prop_assert_eq!(unlikely(wilson_z(x, n, comparator)), !share.contains(comparator));
            let rate = byar(x, n, z).expect("possible");
            prop_assume!(!near(rate.low) && !near(rate.high));
            prop_assert_eq!(unlikely(byar_z(x, n, comparator)), !rate.contains(comparator));
        }
    }
}
