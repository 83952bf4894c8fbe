//! Straight lines through figures that are not equally sure: the trend of England's public health
//! profiles, and the slope of inequality over ordered groups.

use super::interval::Interval;

/// Rounds of weighing after which a logistic line no longer moves.
const ROUNDS: usize = 50;

/// A straight line, and how sure its slope is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Its value at 0.
    pub intercept: f64,
    /// How much it rises over one unit.
    pub slope: f64,
    /// The variance of the intercept.
    intercept_variance: f64,
    /// The variance of the slope.
    slope_variance: f64,
    /// How the two vary together.
    covariance: f64,
}

impl Line {
    /// The line through points with these places and values, each weighed and with a standard error
    /// of its own; `None` for fewer than two places.
    ///
    /// With weights of one over the squared errors this is the line of least variance; with others
    /// the errors still say how sure it is.
    fn weighted(points: &[(f64, f64)], weights: &[f64], errors: &[f64]) -> Option<Self> {
        let all: f64 = weights.iter().sum();
        let centre = dot(weights, points.iter().map(|point| point.0)) / all;
        let spread = dot(
            weights,
            points.iter().map(|point| (point.0 - centre).powi(2)),
        );
        if !(spread > 0.0 && spread.is_finite()) {
            return None;
        }
        // What each value adds to the slope and to the value at the centre.
        let (mut slope, mut middle) = (0.0, 0.0);
        let (mut slope_variance, mut middle_variance, mut together) = (0.0, 0.0, 0.0);
        for ((point, weight), error) in points.iter().zip(weights).zip(errors) {
            let to_slope = weight * (point.0 - centre) / spread;
            let to_middle = weight / all;
            slope += to_slope * point.1;
            middle += to_middle * point.1;
            slope_variance += (to_slope * error).powi(2);
            middle_variance += (to_middle * error).powi(2);
            together += to_slope * to_middle * error * error;
        }
        Some(Self {
            intercept: middle - slope * centre,
            slope,
            intercept_variance: middle_variance + centre * centre * slope_variance
                - 2.0 * centre * together,
            slope_variance,
            covariance: together - centre * slope_variance,
        })
    }

    /// The line through values of known standard error by the inverse of their variance.
    pub fn by_variance(points: &[(f64, f64)], errors: &[f64]) -> Option<Self> {
        let weights: Vec<f64> = errors.iter().map(|error| 1.0 / (error * error)).collect();
        Self::weighted(points, &weights, errors)
    }

    /// The line through log odds of proportions, by greatest likelihood; `points` holds the place,
    /// the numerator and the denominator of each. `None` where no proportion differs from none or
    /// all, or for fewer than two places.
    pub fn logistic(points: &[(f64, f64, f64)]) -> Option<Self> {
        let part: f64 = points.iter().map(|point| point.1).sum();
        let whole: f64 = points.iter().map(|point| point.2).sum();
        if !(part > 0.0 && part < whole) {
            return None;
        }
        let mut line = Self {
            intercept: (part / (whole - part)).ln(),
            slope: 0.0,
            intercept_variance: 0.0,
            slope_variance: 0.0,
            covariance: 0.0,
        };
        for _ in 0..ROUNDS {
            let mut working = Vec::with_capacity(points.len());
            let mut errors = Vec::with_capacity(points.len());
            for (place, part, whole) in points {
                let odds = line.intercept + line.slope * place;
                let share = 1.0 / (1.0 + (-odds).exp());
                let weight = whole * share * (1.0 - share);
                working.push((*place, odds + (part - whole * share) / weight));
                errors.push(weight.sqrt().recip());
            }
            let next = Self::by_variance(&working, &errors)?;
            let moved = (next.slope - line.slope).abs();
            line = next;
            if moved <= 1e-13 * line.slope.abs() {
                break;
            }
        }
        line.slope.is_finite().then_some(line)
    }

    /// The square of the slope over its variance, which follows a chi-squared distribution of one
    /// degree of freedom where there is no slope.
    pub fn chi_squared(&self) -> f64 {
        self.slope * self.slope / self.slope_variance
    }
}

fn dot(weights: &[f64], values: impl Iterator<Item = f64>) -> f64 {
    weights
        .iter()
        .zip(values)
        .map(|(weight, value)| weight * value)
        .sum()
}

/// How unequal a figure is over ordered groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inequality {
    /// The slope index: how much the figure rises from the first to the last of the population.
    pub slope: f64,
    /// Its interval.
    pub slope_interval: Interval,
    /// The relative index: the figure of the last over that of the first; `None` where the line is
    /// not above nought at the first.
    pub relative: Option<f64>,
    /// Its interval, by Fieller's method; `None` where the figure of the first may be nought.
    pub relative_interval: Option<Interval>,
}

/// The slope and the relative index of inequality over groups in order, at `z` standard deviations:
/// the figure, its standard error and the population of each. `None` for fewer than three groups,
/// or where a figure, an error or a population is missing.
///
/// The line is that of J. P. Mackenbach and A. E. Kunst, "Measuring the magnitude of socio-economic
/// inequalities in health", *Social Science & Medicine* 44 (1997), 757-771: least squares on the
/// middle of each group's share of the population, weighed by that share. The variance comes from
/// those of the figures; E. C. Fieller, "Some problems in interval estimation", *Journal of the Royal
/// Statistical Society* B 16 (1954), 175-185.
pub fn inequality(groups: &[(f64, f64, f64)], z: f64) -> Option<Inequality> {
    let all: f64 = groups.iter().map(|group| group.2).sum();
    let known = |group: &(f64, f64, f64)| {
        group.0.is_finite() && group.1 >= 0.0 && group.1.is_finite() && group.2 > 0.0
    };
    if groups.len() < 3 || !all.is_finite() || !groups.iter().all(known) {
        return None;
    }
    let shares: Vec<f64> = groups.iter().map(|group| group.2 / all).collect();
    let errors: Vec<f64> = groups.iter().map(|group| group.1).collect();
    let mut passed = 0.0;
    let mut points = Vec::with_capacity(groups.len());
    for (group, share) in groups.iter().zip(&shares) {
        points.push((passed + share / 2.0, group.0));
        passed += share;
    }
    let line = Line::weighted(&points, &shares, &errors)?;
    let reach = z * line.slope_variance.sqrt();
    let (relative, relative_interval) = match line.intercept > 0.0 {
        true => (Some(line.slope / line.intercept + 1.0), line.fieller(z)),
        false => (None, None),
    };
    Some(Inequality {
        slope: line.slope,
        slope_interval: Interval {
            low: line.slope - reach,
            high: line.slope + reach,
        },
        relative,
        relative_interval,
    })
}

impl Line {
    /// Fieller's interval of the line at 1 over the line at 0.
    fn fieller(&self, z: f64) -> Option<Interval> {
        let below = self.intercept_variance;
        let above = self.intercept_variance + 2.0 * self.covariance + self.slope_variance;
        let together = self.intercept_variance + self.covariance;
        let ratio = (self.intercept + self.slope) / self.intercept;
        if below == 0.0 {
            let reach = z * above.sqrt() / self.intercept;
            return Some(Interval {
                low: ratio - reach,
                high: ratio + reach,
            });
        }
        let doubt = z * z * below / (self.intercept * self.intercept);
        let inner = above - 2.0 * ratio * together + ratio * ratio * below
            - doubt * (above - together * together / below);
        if doubt >= 1.0 || inner < 0.0 {
            return None;
        }
        let centre = ratio - doubt * together / below;
        let reach = z / self.intercept * inner.sqrt();
        Some(Interval {
            low: (centre - reach) / (1.0 - doubt),
            high: (centre + reach) / (1.0 - doubt),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.norm.ppf(0.975)
    const Z95: f64 = 1.959963984540054;

    #[track_caller]
    fn agrees(actual: f64, expected: f64) {
        let difference = (actual - expected).abs();
        assert!(difference <= 1e-9 * expected.abs(), "{actual} {expected}");
    }

    const COUNTS: [(f64, f64, f64); 5] = [
        (0.0, 1367.0, 44_701.0),
        (1.0, 1332.0, 44_064.0),
        (2.0, 1199.0, 42_811.0),
        (3.0, 1023.0, 41_527.0),
        (4.0, 994.0, 40_299.0),
    ];

    #[test]
    fn a_line_through_log_odds_agrees_with_newton_in_numpy() {
        let line = Line::logistic(&COUNTS).expect("proportions");
        agrees(line.slope, -0.064_921_042_631_804_7);
        agrees(line.chi_squared(), 47.813_258_764_133_83);
        assert_eq!(Line::logistic(&[(0.0, 0.0, 5.0), (1.0, 0.0, 5.0)]), None);
        assert_eq!(Line::logistic(&COUNTS[..1]), None);
    }

    #[test]
    fn a_line_through_rates_agrees_with_numpy() {
        let values = [30.6, 30.2, 28.0, 24.6, 24.67];
        let limits = [
            (28.98, 32.25),
            (28.63, 31.9),
            (26.44, 29.64),
            (23.15, 26.19),
            (23.16, 26.25),
        ];
        let points: Vec<(f64, f64)> = (0..5).map(|at| (at as f64, values[at])).collect();
        let errors = limits.map(|(low, high)| (high - low) / (2.0 * Z95));
        let line = Line::by_variance(&points, &errors).expect("rates");
        agrees(line.slope, -1.751_566_222_662_955_6);
        agrees(line.chi_squared(), 46.763_597_160_549_885);
    }

    #[test]
    fn indices_of_inequality_agree_with_phe_indicator_methods() {
        // tests/testthat/testdata_SII.xlsx, area2: population, life expectancy and standard error of
        // ten deciles, the most deprived first; its intervals are of 100,000 draws.
        let groups = [
            (70.54853186, 0.22959183673469533, 21675.0),
            (71.57155734, 0.2598068010204095, 20065.0),
            (72.48698671, 0.2992380841836735, 19750.0),
            (73.51985519, 0.16075122704081746, 24713.0),
            (73.14605425, 0.7918228954081618, 20112.0),
            (76.15898712, 0.7783196122448984, 19618.0),
            (78.65444871, 0.39937532908163315, 22408.0),
            (80.56476961, 0.2793955076530606, 19752.0),
            (80.85486627, 0.22959183673469533, 18939.0),
            (79.9711253, 0.3517537500000029, 19312.0),
        ];
        let found = inequality(&groups, Z95).expect("ten groups");
        agrees(found.slope, 12.547_846_636_351_798);
        agrees(found.relative.expect("above nought"), 1.180_885_620_848_795);
        let near = |actual: f64, drawn: f64, within: f64| {
            assert!((actual - drawn).abs() < within, "{actual} {drawn}");
        };
        near(found.slope_interval.low, 11.936_156_426_792_138, 5e-3);
        near(found.slope_interval.high, 13.163_020_132_396_579, 5e-3);
        let relative = found.relative_interval.expect("far from nought");
        near(relative.low, 1.171_370_691_432_562_8, 1e-4);
        near(relative.high, 1.190_439_635_724_488_6, 1e-4);
        // By the same algebra in numpy.
        agrees(relative.low, 1.171_398_713_982_555_5);
        agrees(relative.high, 1.190_449_714_535_670_5);
    }

    #[test]
    fn groups_that_are_alike_have_no_slope_and_two_are_too_few() {
        let alike = [(5.0, 0.5, 10.0); 4];
        let found = inequality(&alike, Z95).expect("four groups");
        assert!(found.slope.abs() < 1e-12 && found.slope_interval.contains(0.0));
        assert_eq!(inequality(&alike[..2], Z95), None);
        let gap = [(5.0, 0.5, 10.0), (f64::NAN, 0.5, 10.0), (6.0, 0.5, 10.0)];
        assert_eq!(inequality(&gap, Z95), None);
    }
}
