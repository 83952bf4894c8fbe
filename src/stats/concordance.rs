//! How well the order of one thing foretells the levels of another: Kendall's tau-b, Somers' D and
//! the area under the curve.
//!
//! Sources: M. G. Kendall, "The treatment of ties in ranking problems", *Biometrika* 33 (1945),
//! 239-251; R. H. Somers, "A new asymmetric measure of association for ordinal variables", *American
//! Sociological Review* 27 (1962), 799-811; J. A. Hanley and B. J. McNeil, "The meaning and use of the
//! area under a receiver operating characteristic (ROC) curve", *Radiology* 143 (1982), 29-36: the
//! area is the share of pairs, one of either kind, that stand in the right order, ties counting half.
//! The figures are those of `kendalltau` and `somersd` of SciPy.

/// Levels that may be foretold, at most.
const LEVELS: usize = 8;

/// Scores with the levels that they are to foretell, in order of the scores.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// The place of each row among the rows given, its score's rank, and its level.
    rows: Vec<(usize, usize, usize)>,
}

/// Pairs of rows by how they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pairs {
    /// All of them.
    pub all: f64,
    /// The higher score has the higher level.
    pub concordant: f64,
    /// The higher score has the lower level.
    pub discordant: f64,
    /// The scores are the same, whatever the levels.
    pub tied_scores: f64,
    /// The levels are the same, whatever the scores.
    pub tied_levels: f64,
}

impl Concordance {
    /// Of `scores`, finite, with the levels of the same rows, each below eight; a row without both is
    /// left out.
    #[must_use]
    pub fn new(scores: &[Option<f64>], levels: &[Option<u8>]) -> Self {
        let both = scores.iter().zip(levels).enumerate();
        let mut rows: Vec<(usize, f64, usize)> = both
            .filter_map(|(row, (score, level))| {
                let level = usize::from((*level)?);
                let score = (*score).filter(|score| score.is_finite())?;
                (level < LEVELS).then_some((row, score, level))
            })
            .collect();
        rows.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut rank = 0;
        let mut last: Option<f64> = None;
        let ranked = rows.into_iter().map(|(row, score, level)| {
            if last.is_some_and(|last| last != score) {
                rank += 1;
            }
            last = Some(score);
            (row, rank, level)
        });
        Self {
            rows: ranked.collect(),
        }
    }

    /// Rows that have both.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The pairs, of rows that are there as often as `times` says.
    #[must_use]
    pub fn pairs(&self, times: impl Fn(usize) -> u32) -> Pairs {
        let mut pairs = Pairs::default();
        // How many rows of each level have a lower score.
        let mut below = [0.0_f64; LEVELS];
        for same in self.rows.chunk_by(|a, b| a.1 == b.1) {
            let mut here = [0.0_f64; LEVELS];
            for (row, _, level) in same {
                here[*level] += f64::from(times(*row));
            }
            let mut lower = 0.0;
            let all_below: f64 = below.iter().sum();
            for level in 0..LEVELS {
                pairs.concordant += here[level] * lower;
                pairs.discordant += here[level] * (all_below - lower - below[level]);
                lower += below[level];
            }
            pairs.tied_scores += of(here.iter().sum());
            for (below, here) in below.iter_mut().zip(here) {
                *below += here;
            }
        }
        pairs.all = of(below.iter().sum());
        pairs.tied_levels = below.iter().map(|rows| of(*rows)).sum();
        pairs
    }
}

/// The pairs of so many rows.
fn of(rows: f64) -> f64 {
    rows * (rows - 1.0) / 2.0
}

impl Pairs {
    /// Kendall's tau-b, from -1 to 1; `None` where all scores or all levels are the same.
    #[must_use]
    pub fn tau_b(&self) -> Option<f64> {
        let scores = self.all - self.tied_scores;
        let levels = self.all - self.tied_levels;
        let product = scores * levels;
        (product > 0.0).then(|| (self.concordant - self.discordant) / product.sqrt())
    }

    /// Somers' D of the levels by the scores, from -1 to 1; `None` where all scores are the same.
    #[must_use]
    pub fn somers_d(&self) -> Option<f64> {
        let scores = self.all - self.tied_scores;
        (scores > 0.0).then(|| (self.concordant - self.discordant) / scores)
    }

    /// The area under the curve, where there are two levels: how probable it is that one of the
    /// higher level has the higher score, a tie counting half. `None` where all are of one level.
    #[must_use]
    pub fn area(&self) -> Option<f64> {
        let apart = self.all - self.tied_levels;
        (apart > 0.0).then(|| 0.5 + (self.concordant - self.discordant) / (2.0 * apart))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(scores: &[f64], levels: &[u8]) -> Pairs {
        let scores: Vec<Option<f64>> = scores.iter().copied().map(Some).collect();
        let levels: Vec<Option<u8>> = levels.iter().copied().map(Some).collect();
        Concordance::new(&scores, &levels).pairs(|_| 1)
    }

    fn near(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!(
            (found - expected).abs() < 1e-12,
            "{found} and not {expected}"
        );
    }

    #[test]
    fn the_figures_are_those_of_scipy() {
        // scipy.stats.kendalltau(x, y).statistic and somersd(x, y).statistic, SciPy 1.17.1.
        let scores = [3.0, 2.0, 4.0, 1.0, 2.0, 3.0, 3.0, 4.0, 1.0, 2.5];
        let levels = [3, 2, 4, 1, 3, 2, 3, 3, 2, 3];
        let found = pairs(&scores, &levels);
        near(found.tau_b(), 0.6510592946331425);
        near(found.somers_d(), 0.5897435897435898);
    }

    #[test]
    fn the_area_is_the_share_of_pairs_in_the_right_order() {
        // Higher are 3, 5 and 2, lower are 2 and 1: 3>2, 3>1, 5>2, 5>1, 2=2, 2>1 is 5.5 of 6.
        let found = pairs(&[3.0, 2.0, 5.0, 1.0, 2.0], &[1, 0, 1, 0, 1]);
        near(found.area(), 5.5 / 6.0);
        near(pairs(&[1.0, 2.0], &[0, 1]).area(), 1.0);
        near(pairs(&[2.0, 1.0], &[0, 1]).area(), 0.0);
        near(pairs(&[1.0, 1.0], &[0, 1]).area(), 0.5);
    }

    #[test]
    fn a_row_that_is_there_twice_counts_twice() {
        let twice = pairs(&[1.0, 1.0, 2.0, 4.0, 4.0], &[1, 1, 3, 2, 2]);
        let scores = [1.0, 2.0, 4.0].map(Some);
        let levels = [1, 3, 2].map(Some);
        let weighed = Concordance::new(&scores, &levels).pairs(|row| [2, 1, 2][row]);
        assert_eq!(weighed, twice);
        let without = Concordance::new(&scores, &levels).pairs(|row| [1, 0, 1][row]);
        assert_eq!(without, pairs(&[1.0, 4.0], &[1, 2]));
    }

    #[test]
    fn what_does_not_differ_foretells_nothing_and_is_not_foretold() {
        let same_scores = pairs(&[1.0, 1.0, 1.0], &[1, 2, 3]);
        assert_eq!((same_scores.tau_b(), same_scores.somers_d()), (None, None));
        let same_levels = pairs(&[1.0, 2.0, 3.0], &[2, 2, 2]);
        assert_eq!((same_levels.tau_b(), same_levels.area()), (None, None));
        near(same_levels.somers_d(), 0.0);
        assert!(Concordance::new(&[Some(f64::NAN), None], &[Some(1), Some(2)]).is_empty());
        assert_eq!(pairs(&[], &[]).area(), None);
    }
}
