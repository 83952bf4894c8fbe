//! How normal a set of values looks: the test of Shapiro and Wilk.
//!
//! Source: P. Royston, "Remark AS R94: A remark on algorithm AS 181: The W-test for normality",
//! *Applied Statistics* 44 (1995), 547-551, with its polynomials; the normal distribution in full
//! precision, as R's `shapiro.test` has it.

use statrs::function::erf::{erfc, erfc_inv};

/// The W statistic and its p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapiroWilk {
    /// W, from 0 to 1; the nearer to 1 the straighter the normal plot.
    pub w: f64,
    /// The probability of a W as low as this, or lower, among normal values.
    ///
    /// Royston fitted it for up to 5,000 values; beyond that it is an extrapolation that is
    /// good for ranking and not for testing.
    pub p: f64,
}

/// The test of values in any order. Missing values (NaN) are passed over.
///
/// `None` for fewer than three values, for an infinite value and when all are equal, because
/// there is then no plot to be straight.
pub fn shapiro_wilk(values: &[f64]) -> Option<ShapiroWilk> {
    let mut sorted: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    if sorted.iter().any(|value| value.is_infinite()) {
        return None;
    }
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len();
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    if count < 3 || first == last {
        return None;
    }
    // Subtracting the median first keeps the digits of values that are large and close together.
    let (median, range) = (sorted[count / 2], last - first);
    for value in &mut sorted {
        *value = (*value - median) / range;
    }
    let weights = weights(count);
    let mean = sorted.iter().sum::<f64>() / count as f64;
    let spread: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
    let weight_squares = 2.0 * weights.iter().map(|weight| weight * weight).sum::<f64>();
    let slope: f64 = weights
        .iter()
        .zip(sorted.iter().zip(sorted.iter().rev()))
        .map(|(weight, (low, high))| weight * (high - low))
        .sum();
    // 1 - W without the cancellation of subtracting two numbers near 1.
    let both = (weight_squares * spread).sqrt();
    let short_of_one = ((both - slope) * (both + slope) / (weight_squares * spread)).max(1e-19);
    Some(ShapiroWilk {
        w: 1.0 - short_of_one,
        p: p_value(short_of_one, count),
    })
}

/// The weights of the upper half of the order statistics, the outermost first.
fn weights(count: usize) -> Vec<f64> {
    const OUTERMOST: [f64; 6] = [0.0, 0.221_157, -0.147_981, -2.071_19, 4.434_685, -2.706_056];
    const NEXT: [f64; 6] = [
        0.0, 0.042_981, -0.293_762, -1.752_461, 5.682_633, -3.582_633,
    ];
    if count == 3 {
        return vec![std::f64::consts::FRAC_1_SQRT_2];
    }
    let n = count as f64;
    let scores: Vec<f64> = (1..=count / 2)
        .map(|place| -normal_quantile((place as f64 - 0.375) / (n + 0.25)))
        .collect();
    let squares = 2.0 * scores.iter().map(|score| score * score).sum::<f64>();
    let length = squares.sqrt();
    let root = 1.0 / n.sqrt();
    let outermost = polynomial(&OUTERMOST, root) + scores[0] / length;
    let mut left = squares - 2.0 * scores[0].powi(2);
    let mut share = 1.0 - 2.0 * outermost.powi(2);
    let mut fixed = vec![outermost];
    if count > 5 {
        let next = polynomial(&NEXT, root) + scores[1] / length;
        left -= 2.0 * scores[1].powi(2);
        share -= 2.0 * next.powi(2);
        fixed.push(next);
    }
    let scale = (left / share).sqrt();
    let inner = scores[fixed.len()..].iter().map(|score| score / scale);
    fixed.iter().copied().chain(inner).collect()
}

fn p_value(short_of_one: f64, count: usize) -> f64 {
    const SMALL_GAMMA: [f64; 2] = [-2.273, 0.459];
    const SMALL_MEAN: [f64; 4] = [0.544, -0.399_78, 0.025_054, -6.714e-4];
    const SMALL_LOG_SPREAD: [f64; 4] = [1.382_2, -0.778_57, 0.062_767, -0.002_032_2];
    const LARGE_MEAN: [f64; 4] = [-1.586_1, -0.310_82, -0.083_751, 0.003_891_5];
    const LARGE_LOG_SPREAD: [f64; 3] = [-0.480_3, -0.082_676, 0.003_030_2];
    let n = count as f64;
    if count == 3 {
        // Exact for three values.
        let least = 0.75_f64.sqrt().asin();
        let p = 6.0 / std::f64::consts::PI * ((1.0 - short_of_one).sqrt().asin() - least);
        return p.clamp(0.0, 1.0);
    }
    let deviation = short_of_one.ln();
    let (deviation, mean, spread) = if count <= 11 {
        let gamma = polynomial(&SMALL_GAMMA, n);
        if deviation >= gamma {
            return 1e-99;
        }
        (
            -(gamma - deviation).ln(),
            polynomial(&SMALL_MEAN, n),
            polynomial(&SMALL_LOG_SPREAD, n).exp(),
        )
    } else {
        let log = n.ln();
        (
            deviation,
            polynomial(&LARGE_MEAN, log),
            polynomial(&LARGE_LOG_SPREAD, log).exp(),
        )
    };
    erfc((deviation - mean) / spread / std::f64::consts::SQRT_2) / 2.0
}

/// The standard normal quantile of a probability that lies within 0 to 1.
fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)
}

/// `coefficients[0] + coefficients[1] * x + ...`
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::samples::{CHANGES, CHILDREN, DENSITY};

    #[track_caller]
    fn agrees(values: &[f64], w: f64, p: f64, tolerance: f64) {
        let found = shapiro_wilk(values).expect("values differ");
        assert!((found.w - w).abs() <= tolerance * w, "{found:?}, {w}");
        assert!((found.p - p).abs() <= tolerance * p, "{found:?}, {p}");
    }

    #[test]
    fn w_and_p_are_those_of_r() {
        // R 4.2.2, sprintf("%.17g", shapiro.test(x[1:k])$statistic) and $p.value
        for (values, count, w, p) in [
            (
                &CHILDREN,
                3,
                0.923_076_923_076_923_1,
                0.463_262_874_933_794_5,
            ),
            (&DENSITY, 4, 0.840_422_624_601_022, 0.196_637_671_134_889_6),
            (
                &CHANGES,
                4,
                0.969_424_090_577_154_2,
                0.837_913_759_888_595_7,
            ),
            (
                &CHILDREN,
                7,
                0.938_996_205_899_228_8,
                0.629_695_928_113_618_4,
            ),
            (
                &DENSITY,
                11,
                0.947_249_871_728_867_9,
                0.609_039_233_818_976_2,
            ),
            (
                &CHANGES,
                12,
                0.910_732_784_766_405_3,
                0.218_010_524_771_973_7,
            ),
            (
                &CHILDREN,
                24,
                0.763_886_662_987_353_3,
                7.999_821_279_363_882e-5,
            ),
            (
                &DENSITY,
                24,
                0.889_107_184_874_536_6,
                0.012_739_166_120_581_014,
            ),
        ] {
            agrees(&values[..count], w, p, 1e-10);
        }
    }

    #[test]
    fn w_and_p_are_those_of_scipy_to_the_digits_of_its_normal_quantile() {
        // SciPy 1.17.1, scipy.stats.shapiro(x[:k])
        for (values, count, w, p) in [
            (&CHILDREN, 3, 0.923_076_923_076_923, 0.463_262_874_933_799),
            (
                &DENSITY,
                7,
                0.917_188_606_800_977_2,
                0.447_872_630_199_948_3,
            ),
            (&CHANGES, 11, 0.921_595_932_889_416, 0.332_157_311_215_166_8),
            (
                &CHILDREN,
                24,
                0.763_886_662_853_483_1,
                7.999_821_242_503_842e-5,
            ),
            (
                &CHANGES,
                24,
                0.880_150_224_786_247_9,
                0.008_368_180_665_021_888,
            ),
        ] {
            agrees(&values[..count], w, p, 1e-8);
        }
    }

    #[test]
    fn missing_values_and_the_order_of_values_do_not_matter() {
        let mut shuffled: Vec<f64> = CHANGES.iter().rev().copied().collect();
        shuffled.insert(5, f64::NAN);
        assert_eq!(shapiro_wilk(&shuffled), shapiro_wilk(&CHANGES));
    }

    #[test]
    fn moving_and_scaling_values_changes_neither() {
        let moved: Vec<f64> = CHANGES.iter().map(|value| 1e6 + 8.0 * value).collect();
        let (a, b) = (shapiro_wilk(&moved), shapiro_wilk(&CHANGES));
        let (a, b) = (a.expect("values differ"), b.expect("values differ"));
        assert!((a.w - b.w).abs() < 1e-9 && (a.p / b.p - 1.0).abs() < 1e-7);
    }

    #[test]
    fn two_values_or_values_that_are_all_equal_have_no_test() {
        assert_eq!(shapiro_wilk(&[1.0, 2.0]), None);
        assert_eq!(shapiro_wilk(&[4.0; 9]), None);
        assert_eq!(shapiro_wilk(&[]), None);
        assert_eq!(shapiro_wilk(&[1.0, 2.0, f64::INFINITY]), None);
    }
}
