//! Correlation of two series.

/// Pearson's correlation over the pairs of which both values are present.
///
/// `None` for fewer than two pairs and where either series does not vary. Source: K. Pearson,
/// "Note on regression and inheritance in the case of two parents", *Proceedings of the Royal
/// Society of London* 58 (1895), 240-242; two passes, the means first.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let pairs = || {
        a.iter()
            .zip(b)
            .filter(|(a, b)| a.is_finite() && b.is_finite())
    };
    let count = pairs().count() as f64;
    if count < 2.0 {
        return None;
    }
    let mean_a = pairs().map(|(a, _)| a).sum::<f64>() / count;
    let mean_b = pairs().map(|(_, b)| b).sum::<f64>() / count;
    let (mut both, mut squares_a, mut squares_b) = (0.0, 0.0, 0.0);
    for (a, b) in pairs() {
        let (a, b) = (a - mean_a, b - mean_b);
        both += a * b;
        squares_a += a * a;
        squares_b += b * b;
    }
    let size = (squares_a * squares_b).sqrt();
    (size > 0.0).then(|| (both / size).clamp(-1.0, 1.0))
}

/// Spearman's rank correlation of values that all differ within their series, such as places in
/// two lists.
///
/// `None` for fewer than two pairs. Source: C. Spearman, "The proof and measurement of association
/// between two things", *American Journal of Psychology* 15 (1904), 72-101.
pub fn rank_correlation(a: &[u32], b: &[u32]) -> Option<f64> {
    let ranks = |places: &[u32]| -> Vec<f64> {
        places
            .iter()
            .map(|place| places.iter().filter(|other| *other < place).count() as f64)
            .collect()
    };
    correlation(&ranks(a), &ranks(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::samples::{CHILDREN, DENSITY};

    #[test]
    fn the_correlation_is_that_of_scipy() {
        // scipy.stats.pearsonr(CHILDREN, DENSITY).statistic
        let found = correlation(&CHILDREN, &DENSITY).expect("both vary");
        assert!((found - -0.47110148993620343).abs() < 1e-14, "{found}");
    }

    #[test]
    fn a_pair_with_a_missing_value_does_not_count() {
        let a = [1.0, f64::NAN, 2.0, 4.0, 9.0];
        let b = [3.0, 1.0, f64::NAN, 5.0, 4.0];
        assert_eq!(
            correlation(&a, &b),
            correlation(&[1.0, 4.0, 9.0], &[3.0, 5.0, 4.0])
        );
    }

    #[test]
    fn a_series_that_does_not_vary_has_no_correlation() {
        assert_eq!(correlation(&[2.0; 3], &[1.0, 2.0, 3.0]), None);
        assert_eq!(correlation(&[1.0], &[1.0]), None);
        assert_eq!(rank_correlation(&[4], &[9]), None);
    }

    #[test]
    fn the_rank_correlation_is_that_of_scipy() {
        // scipy.stats.spearmanr([1, 2, 4, 7, 9], [3, 1, 2, 10, 8]).statistic
        let found = rank_correlation(&[1, 2, 4, 7, 9], &[3, 1, 2, 10, 8]).expect("five pairs");
        assert!((found - 0.6).abs() < 1e-14, "{found}");
    }
}
