//! Confidence intervals for proportions and rates, as public health compares them.
//!
//! England's public health profiles (Fingertips) call an area similar when the comparator lies
//! inside the area's 95% interval: Wilson's for a proportion, Byar's for a rate. Source: D. Eayres,
//! *Commonly used public health statistics and their confidence intervals*, APHO Technical
//! Briefing 3 (2008), and the R package PHEindicatormethods.

use statrs::distribution::{ContinuousCDF, Normal};

/// An interval in the unit of the figure it belongs to, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit, not below the lower.
    pub high: f64,
}

impl Interval {
    /// Whether a comparator lies within the interval, its ends included.
    pub fn contains(&self, comparator: f64) -> bool {
        self.low <= comparator && comparator <= self.high
    }
}

/// The standard normal quantile: how many standard deviations above the mean leave the
/// probability `p` below.
///
/// `normal_quantile(0.975)` is the 1.96 of a two-sided 95% interval. `None` unless `p` lies
/// strictly between 0 and 1.
pub fn normal_quantile(p: f64) -> Option<f64> {
    (p > 0.0 && p < 1.0).then(|| Normal::standard().inverse_cdf(p))
}

/// The probability that a standard normal variable lies within `z` standard deviations of its mean:
/// the confidence of an interval that is `z` standard deviations wide either way.
///
/// `normal_within(1.96)` is the 0.95 of a two-sided interval. A negative width holds nothing.
pub fn normal_within(z: f64) -> f64 {
    (2.0 * Normal::standard().cdf(z) - 1.0).max(0.0)
}

/// Wilson's score interval for the proportion of `successes` in `trials`, as shares from 0 to 1.
///
/// `z` is the [`normal_quantile`] of the confidence wanted. Counts may be fractional, as rounded
/// or weighted publications make them. `None` when there are no trials, when the successes lie
/// outside 0 to `trials`, or when `z` is negative or any argument is not finite.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// *Journal of the American Statistical Association* 22 (1927), 209-212; method 3 of R. G.
/// Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
/// methods", *Statistics in Medicine* 17 (1998), 857-872.
pub fn wilson(successes: f64, trials: f64, z: f64) -> Option<Interval> {
    let possible = trials > 0.0 && (0.0..=trials).contains(&successes);
    if !possible || !trials.is_finite() || !is_width(z) {
        return None;
    }
    let share = successes / trials;
    let z_squared = z * z;
    let centre = successes + z_squared / 2.0;
    let reach = z * (successes * (1.0 - share) + z_squared / 4.0).sqrt();
    let scale = trials + z_squared;
    Some(Interval {
        // At the ends of the scale the limit is the end itself; arithmetic would miss it by a bit.
        low: if successes == 0.0 {
            0.0
        } else {
            ((centre - reach) / scale).clamp(0.0, share)
        },
        high: if successes == trials {
            1.0
        } else {
            ((centre + reach) / scale).clamp(share, 1.0)
        },
    })
}

/// Byar's interval for the rate of `count` events per unit of `denominator`.
///
/// The limits are in events per one unit of the denominator: multiply both by 10,000 for a rate
/// per 10,000. `z` is the [`normal_quantile`] of the confidence wanted. `None` when the
/// denominator is not above zero, when the count or `z` is negative, or when any argument is not
/// finite.
///
/// The approximation is close from ten events up. Below, its lower limit falls short of the exact
/// Poisson one, which PHEindicatormethods puts in its place; here it is never negative, and zero
/// when there were no events.
///
/// Source: N. E. Breslow and N. E. Day, *Statistical Methods in Cancer Research*, volume II: *The
/// Design and Analysis of Cohort Studies* (1987).
pub fn byar(count: f64, denominator: f64, z: f64) -> Option<Interval> {
    let possible = count >= 0.0 && count.is_finite() && denominator > 0.0;
    if !possible || !denominator.is_finite() || !is_width(z) {
        return None;
    }
    let low = if count == 0.0 {
        0.0
    } else {
        let root = 1.0 - 1.0 / (9.0 * count) - z / (3.0 * count.sqrt());
        (count * root.powi(3)).max(0.0)
    };
    let above = count + 1.0;
    let root = 1.0 - 1.0 / (9.0 * above) + z / (3.0 * above.sqrt());
    Some(Interval {
        low: low / denominator,
        high: above * root.powi(3) / denominator,
    })
}

/// An interval's half-width in standard deviations has to be a number, and not negative.
fn is_width(z: f64) -> bool {
    z >= 0.0 && z.is_finite()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// scipy.stats.norm.ppf(0.975)
    const Z95: f64 = 1.959963984540054;

    #[track_caller]
    fn agrees(actual: f64, expected: f64) {
        let difference = (actual - expected).abs();
        assert!(
            difference <= 1e-12 * expected.abs(),
            "{actual:e} differs from {expected:e}"
        );
    }

    #[track_caller]
    fn interval_is(interval: Option<Interval>, low: f64, high: f64) {
        let interval = interval.expect("the input is possible");
        agrees(interval.low, low);
        agrees(interval.high, high);
    }

    #[test]
    fn normal_quantiles_agree_with_scipy() {
        // scipy.stats.norm.ppf(p)
        for (p, expected) in [
            (0.975, Z95),
            (0.995, 2.5758293035489004),
            (0.9, 1.2815515655446004),
            (0.5, 0.0),
            (0.025, -1.9599639845400545),
            (0.999, 3.090232306167813),
            (0.841344746, 0.9999999997167301),
            (1e-10, -6.361340902404056),
        ] {
            agrees(normal_quantile(p).expect("p is a probability"), expected);
        }
    }

    #[test]
    fn what_lies_within_a_quantile_is_its_confidence() {
        // The library's error function is exact to about ten digits.
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-10, "{found}");
        for confidence in [0.5, 0.9, 0.95, 0.9999] {
            let z = normal_quantile(f64::midpoint(1.0, confidence)).expect("a probability");
            near(normal_within(z), confidence);
        }
        // 1 - 2 * scipy.stats.norm.sf(1)
        near(normal_within(1.0), 0.6826894921370859);
        assert_eq!((normal_within(0.0), normal_within(-1.0)), (0.0, 0.0));
    }

    #[test]
    fn certainty_has_no_normal_quantile() {
        for p in [0.0, 1.0, -0.5, 1.5, f64::NAN] {
            assert_eq!(normal_quantile(p), None, "{p}");
        }
    }

    #[test]
    fn wilson_intervals_agree_with_statsmodels() {
        // statsmodels.stats.proportion.proportion_confint(x, n, alpha=0.05, method="wilson");
        // 81 of 263, 15 of 148, 0 of 20 and 1 of 29 are the examples of Newcombe's table I.
        for (x, n, low, high) in [
            (81.0, 263.0, 0.2552885198782742, 0.36620957698280004),
            (15.0, 148.0, 0.06238639953073628, 0.16048724172330803),
            (0.0, 20.0, 0.0, 0.1611251580528194),
            (1.0, 29.0, 0.006113214292762667, 0.17175521879320294),
            (7.0, 8.0, 0.5291118177871466, 0.9775825085499434),
            (1.0, 1.0, 0.2065493143772374, 1.0),
            (383.0, 600.0, 0.5991197422545987, 0.6757868537982773),
            (12.5, 40.0, 0.19074487213774935, 0.46711322831123325),
            (34567.0, 60000.0, 0.5721577880304235, 0.5800657992922059),
        ] {
            interval_is(wilson(x, n, Z95), low, high);
        }
    }

    #[test]
    fn a_wider_confidence_gives_a_wider_wilson_interval() {
        // proportion_confint(383, 600, alpha=0.002, method="wilson")
        let z = normal_quantile(0.999).expect("a probability");
        interval_is(
            wilson(383.0, 600.0, z),
            0.5759869249160744,
            0.6963453307515649,
        );
    }

    #[test]
    fn impossible_counts_have_no_wilson_interval() {
        for (successes, trials, z) in [
            (0.0, 0.0, Z95),
            (1.0, -1.0, Z95),
            (3.0, 2.0, Z95),
            (-1.0, 2.0, Z95),
            (f64::NAN, 2.0, Z95),
            (1.0, f64::NAN, Z95),
            (1.0, f64::INFINITY, Z95),
            (1.0, 2.0, f64::NAN),
            (1.0, 2.0, -1.0),
        ] {
            assert_eq!(wilson(successes, trials, z), None);
        }
    }

    #[test]
    fn byar_intervals_agree_with_phstatsmethods() {
        // phstatsmethods 0.1.16: byars_lower(x, 0.95) / n, byars_upper(x, 0.95) / n
        interval_is(
            byar(65.0, 100.0, Z95),
            0.5016318771045943,
            0.8284913854593984,
        );
        interval_is(
            byar(10.0, 1000.0, Z95),
            0.004787449913967562,
            0.018391458605756472,
        );
        interval_is(byar(1045.0, 1.0, Z95), 982.5932018073325, 1110.33121298565);
    }

    #[test]
    fn byar_is_close_to_the_exact_poisson_interval_from_ten_events_up() {
        // scipy.stats.chi2.ppf(0.025, 2 * x) / 2 and chi2.ppf(0.975, 2 * x + 2) / 2
        for (count, low, high) in [
            (10.0, 4.795388696132433, 18.39035604201778),
            (65.0, 50.16562772923426, 82.84783581587157),
            (1045.0, 982.593709411132, 1110.3307766118824),
        ] {
            let byar = byar(count, 1.0, Z95).expect("the input is possible");
            assert!((byar.low / low - 1.0).abs() < 2e-3);
            assert!((byar.high / high - 1.0).abs() < 2e-3);
        }
    }

    #[test]
    fn no_events_have_a_lower_limit_of_zero_and_few_never_a_negative_one() {
        let none = byar(0.0, 250.0, Z95).expect("the input is possible");
        assert_eq!(none.low, 0.0);
        agrees(none.high, 0.014672047328695002);
        let few = byar(0.1, 250.0, Z95).expect("the input is possible");
        assert_eq!(few.low, 0.0);
    }

    #[test]
    fn impossible_counts_have_no_byar_interval() {
        for (count, denominator, z) in [
            (1.0, 0.0, Z95),
            (-1.0, 10.0, Z95),
            (f64::NAN, 10.0, Z95),
            (f64::INFINITY, 10.0, Z95),
            (1.0, f64::NAN, Z95),
            (1.0, 10.0, f64::INFINITY),
        ] {
            assert_eq!(byar(count, denominator, z), None);
        }
    }

    #[test]
    fn a_comparator_on_the_limit_lies_within() {
        let interval = Interval {
            low: 0.25,
            high: 0.5,
        };
        assert!(interval.contains(0.25) && interval.contains(0.5));
        assert!(!interval.contains(0.5_f64.next_up()));
        assert!(!interval.contains(f64::NAN));
    }

    proptest! {
        #[test]
        fn a_wilson_interval_holds_its_share_and_stays_between_nothing_and_all(
            trials in 1_u32..100_000,
            part in 0.0_f64..=1.0,
            z in 0.0_f64..5.0,
        ) {
            let n = f64::from(trials);
            let x = (part * n).round();
            let interval = wilson(x, n, z).expect("the input is possible");
            prop_assert!(interval.contains(x / n));
            prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
        }

        #[test]
        fn failures_have_the_wilson_interval_of_successes_mirrored(
            trials in 1_u32..5_000,
            part in 0.0_f64..=1.0,
        ) {
            let n = f64::from(trials);
            let x = (part * n).round();
            let of_successes = wilson(x, n, Z95).expect("the input is possible");
            let of_failures = wilson(n - x, n, Z95).expect("the input is possible");
            prop_assert!((of_successes.low - (1.0 - of_failures.high)).abs() < 1e-12);
            prop_assert!((of_successes.high - (1.0 - of_failures.low)).abs() < 1e-12);
        }

        #[test]
        fn the_ends_of_a_wilson_interval_are_as_far_from_the_share_as_the_score_test_says(
            trials in 2_u32..5_000,
            part in 0.01_f64..0.99,
        ) {
            // Wilson's defining property: at each limit L, |share - L| = z * sqrt(L(1-L)/n).
            let n = f64::from(trials);
            let x = (part * n).round().clamp(1.0, n - 1.0);
            let interval = wilson(x, n, Z95).expect("the input is possible");
            for limit in [interval.low, interval.high] {
                let score = (x / n - limit).abs() / (limit * (1.0 - limit) / n).sqrt();
                prop_assert!((score / Z95 - 1.0).abs() < 1e-9);
            }
        }

        #[test]
        fn no_numbers_make_an_interval_panic(
            a in any::<f64>(),
            b in any::<f64>(),
            z in any::<f64>(),
        ) {
            let _ = (wilson(a, b, z), byar(a, b, z), normal_quantile(a));
        }
    }
}
