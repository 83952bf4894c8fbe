//! Funnel plots: how far from a baseline chance takes the proportion or rate of an area of a size.

use statrs::function::gamma::gamma_lr;

use super::interval::Interval;
use super::p_value::two_sided;
use super::quantile::quantile;

/// The share at either end of the scores whose extremes are drawn in before their spread is taken.
const WINSORISED: f64 = 0.1;

/// Halvings of an interval of counts, after which it is narrower than the counts can be told apart.
const HALVINGS: u32 = 80;

/// What a funnel is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Funnel {
    /// Parts of a whole.
    Proportion,
    /// Events among so many people.
    Rate,
}

impl Funnel {
    /// The limits at `z` standard deviations for an area of this `denominator`, as shares or events
    /// per one unit of the denominator: a value within them has an interval that holds the
    /// `baseline`. Wilson's for a proportion, the exact one of Poisson for a rate.
    ///
    /// `inflation` is the factor by which areas vary more than chance makes them
    /// (`overdispersion`); 1 where they do not. With more than 1 the limits are those of the
    /// normal approximation times its root. `None` where there is no such area or baseline.
    ///
    /// Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
    /// *Statistics in Medicine* 24 (2005), 1185-1202.
    pub fn limits(
        self,
        baseline: f64,
        denominator: f64,
        z: f64,
        inflation: f64,
    ) -> Option<Interval> {
        let error = self.error(baseline, denominator)?;
        let around = |reach: f64| Interval {
            low: (baseline - reach).max(0.0),
            high: match self {
                Self::Proportion => (baseline + reach).min(1.0),
                Self::Rate => baseline + reach,
            },
        };
        if inflation > 1.0 {
            return Some(around(z * error * inflation.sqrt()));
        }
        Some(match self {
            Self::Proportion => around(z * error),
            Self::Rate => poisson_limits(baseline * denominator, two_sided(z) / 2.0, denominator),
        })
    }

    /// The standard error of an area's value when the baseline holds.
    fn error(self, baseline: f64, denominator: f64) -> Option<f64> {
        if denominator.is_nan() || denominator <= 0.0 || baseline.is_nan() || baseline <= 0.0 {
            return None;
        }
        match self {
            Self::Proportion if baseline >= 1.0 => None,
            Self::Proportion => Some((baseline * (1.0 - baseline) / denominator).sqrt()),
            Self::Rate => Some((baseline / denominator).sqrt()),
        }
    }

    /// The factor by which areas vary more around the `baseline` than chance makes them: the mean of
    /// their squared scores, the tenth at either end drawn in to the next (Spiegelhalter, 2005);
    /// `None` for fewer than three areas.
    ///
    /// `areas` holds the value, a share or events per one unit of the denominator, and the
    /// denominator of each.
    pub fn overdispersion(
        self,
        baseline: f64,
        areas: impl Iterator<Item = (f64, f64)>,
    ) -> Option<f64> {
        let mut scores: Vec<f64> = areas
            .filter_map(|(value, denominator)| {
                let error = self.error(baseline, denominator)?;
                let score = (value - baseline) / error;
                score.is_finite().then_some(score)
            })
            .collect();
        if scores.len() < 3 {
            return None;
        }
        scores.sort_unstable_by(f64::total_cmp);
        let (low, high) = (
            quantile(&scores, WINSORISED)?,
            quantile(&scores, 1.0 - WINSORISED)?,
        );
        let squares = scores.iter().map(|score| score.clamp(low, high).powi(2));
        Some(squares.sum::<f64>() / scores.len() as f64)
    }
}

/// The counts, by the denominator, whose exact Poisson intervals end at the expected number.
fn poisson_limits(expected: f64, tail: f64, denominator: f64) -> Interval {
    // The upper limit of so many events lies above what is expected where `tail` of such counts are
    // lower; the lower one where `tail` of them are higher.
    let below = |events: f64| gamma_lr(events + 1.0, expected) - (1.0 - tail);
    let above = |events: f64| gamma_lr(events, expected) - tail;
    let furthest = expected + 20.0 * expected.sqrt() + 50.0;
    let low = match below(0.0) > 0.0 {
        true => falling_root(0.0, expected + 1.0, below),
        false => 0.0,
    };
    Interval {
        low: low / denominator,
        high: falling_root(f64::MIN_POSITIVE, furthest, above) / denominator,
    }
}

/// Where a falling function crosses nought.
fn falling_root(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if function(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::normal_quantile;

    #[track_caller]
    fn agrees(actual: f64, expected: f64, within: f64) {
        let difference = (actual - expected).abs();
        assert!(difference <= within * expected.abs(), "{actual} {expected}");
    }

    /// The half-widths of 95% and 99.8%.
    fn widths() -> [f64; 2] {
        [0.975, 0.999].map(|p| normal_quantile(p).expect("a probability"))
    }

    #[test]
    fn limits_of_proportions_agree_with_phe_indicator_methods() {
        // tests/testthat/testdata_funnel_prop_outputs.csv: a population and its four limits.
        for (population, expected) in [
            (3.0, [35.933_491, 100.0, 10.150_815, 100.0]),
            (11.0, [57.293_957, 100.0, 43.829_393, 100.0]),
        ] {
            for (z, limits) in widths().into_iter().zip(expected.chunks(2)) {
                let found = Funnel::Proportion
                    .limits(0.806_424_48, population, z, 1.0)
                    .expect("a population");
                agrees(100.0 * found.low, limits[0], 1e-6);
                agrees(100.0 * found.high, limits[1], 1e-6);
            }
        }
    }

    #[test]
    fn limits_of_rates_agree_with_phe_indicator_methods() {
        // tests/testthat/testdata_funnel_rate_outputs.csv: events, and the population of one year of
        // three at which each limit is that of so many events.
        let baseline = 116.172_083_5 / 1e5;
        for (events, populations) in [
            (
                5.0,
                [3_348.002_593, 465.828_012_9, 4_721.370_883, 212.148_48],
            ),
            (
                10.0,
                [5_276.757_672, 1_375.943_768, 6_924.776_769, 849.463_954_7],
            ),
        ] {
            for (z, populations) in widths().into_iter().zip(populations.chunks(2)) {
                let limit = |population: f64| {
                    let denominator = 3.0 * population;
                    let limits = Funnel::Rate.limits(baseline, denominator, z, 1.0);
                    let limits = limits.expect("a population");
                    (limits.low * denominator, limits.high * denominator)
                };
                agrees(limit(populations[0]).0, events, 1e-5);
                agrees(limit(populations[1]).1, events, 1e-5);
            }
        }
    }

    #[test]
    fn few_expected_events_have_no_lower_limit() {
        // scipy.optimize.brentq over scipy.special.gammainc, 5 events expected.
        let [z95, z998] = widths();
        let limits = Funnel::Rate.limits(5.0, 1.0, z95, 1.0).expect("expected");
        agrees(limits.low, 0.677_268_790_833_332_6, 1e-9);
        agrees(limits.high, 10.296_288_156_411_114, 1e-9);
        let limits = Funnel::Rate.limits(5.0, 1.0, z998, 1.0).expect("expected");
        assert_eq!(limits.low, 0.0);
        assert_eq!(Funnel::Rate.limits(0.0, 1.0, z95, 1.0), None);
        assert_eq!(Funnel::Proportion.limits(0.5, 0.0, z95, 1.0), None);
    }

    #[test]
    fn overdispersion_agrees_with_numpy() {
        // The mean of the squares of numpy.clip(z, *numpy.quantile(z, [0.1, 0.9])).
        let areas = [
            (30.0, 100.0),
            (45.0, 120.0),
            (20.0, 90.0),
            (80.0, 160.0),
            (55.0, 130.0),
            (61.0, 140.0),
            (10.0, 100.0),
            (90.0, 150.0),
        ];
        let baseline = 391.0 / 990.0;
        let shares = areas.iter().map(|(part, whole)| (part / whole, *whole));
        let factor = Funnel::Proportion
            .overdispersion(baseline, shares)
            .expect("eight areas");
        agrees(factor, 6.642_507_253_392_793, 1e-12);
        let z = widths()[0];
        let wide = Funnel::Proportion
            .limits(baseline, 100.0, z, 4.0)
            .expect("an area");
        let narrow = Funnel::Proportion
            .limits(baseline, 100.0, z, 1.0)
            .expect("an area");
        agrees(wide.high - baseline, 2.0 * (narrow.high - baseline), 1e-12);
        let two = areas.iter().take(2).copied();
        assert_eq!(Funnel::Proportion.overdispersion(baseline, two), None);
    }
}
