//! False discoveries among many tests at once.

/// For each `p`, the least share of false discoveries at which it is among what is discovered; in
/// the order of `p`.
///
/// To hold the share at a level is to take those whose value here is at most that level. Source:
/// Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and powerful
/// approach to multiple testing", *Journal of the Royal Statistical Society* B 57 (1995), 289-300.
/// It holds for tests that do not depend on one another, and for those that depend positively.
/// Probabilities lie between 0 and 1; equal ones have equal values.
pub fn false_discovery(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let all = p.len() as f64;
    let mut least = 1.0_f64;
    let mut values = vec![1.0; p.len()];
    for (passed, at) in order.into_iter().enumerate() {
        least = least.min(p[at] * all / (p.len() - passed) as f64);
        values[at] = least;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_agree_with_scipy() {
        // scipy.stats.false_discovery_control(p)
        let p = [
            0.039, 0.001, 0.216, 0.041, 0.042, 0.008, 0.06, 0.205, 0.074, 0.212,
        ];
        let expected = [
            0.084,
            0.01,
            0.216,
            0.084,
            0.084,
            0.04,
            0.1,
            0.216,
            0.105_714_285_714_285_7,
            0.216,
        ];
        for (actual, expected) in false_discovery(&p).into_iter().zip(expected) {
            assert!((actual - expected).abs() < 1e-15, "{actual} {expected}");
        }
    }

    #[test]
    fn one_test_is_itself_and_equal_ones_are_equal() {
        assert_eq!(false_discovery(&[0.03]), [0.03]);
        assert_eq!(false_discovery(&[0.02; 3]), [0.02; 3]);
        assert!(false_discovery(&[]).is_empty());
    }
}
