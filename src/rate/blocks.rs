//! The three blocks of the profile, each a weighted mean of bands, and the indicative rating
//! that they make.

use crate::config::{BlockWeights, HalfRule};
use crate::domain::Rating;

/// A block of one authority.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Block {
    /// The weighted mean of its bands; `None` where there is none.
    pub mean: Option<f64>,
    /// How many bands there are.
    pub bands: u32,
}

/// The weighted mean of bands, one after another.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BandMean {
    sum: f64,
    weights: f64,
    count: u32,
}

impl BandMean {
    /// Counts a band; one of weight 0 counts for nothing.
    pub(super) fn add(&mut self, band: Rating, weight: f64) {
        if weight > 0.0 {
            self.sum += f64::from(band.level()) * weight;
            self.weights += weight;
            self.count += 1;
        }
    }

    /// The block of the bands so far.
    pub(super) fn block(self) -> Block {
        Block {
            mean: (self.count > 0).then(|| self.sum / self.weights),
            bands: self.count,
        }
    }
}

/// The weighted mean of blocks A, B and C. A block without bands is left out of it; coverage
/// says that it is missing.
pub(super) fn combined(blocks: &[Block; 3], weights: &BlockWeights) -> Option<f64> {
    let (mut sum, mut all) = (0.0, 0.0);
    for (block, weight) in blocks.iter().zip([weights.a, weights.b, weights.c]) {
        if let Some(mean) = block.mean {
            sum += mean * weight;
            all += weight;
        }
    }
    (all > 0.0).then(|| sum / all)
}

/// The rating nearest to a mean on its scale; halves go where the rulebook sends them.
///
/// A mean that is a half but for binary noise is a half: noise is far below a
/// thousand-millionth, and no quotient of the rulebook's weights comes so near without being
/// one.
pub(super) fn nearest(mean: f64, halves: HalfRule) -> Rating {
    const NOISE: f64 = 1e-9;
    let level = match halves {
        HalfRule::Down => (mean - 0.5 - NOISE).ceil(),
        HalfRule::Up => (mean + 0.5 + NOISE).floor(),
    };
    match level {
        ..1.5 => Rating::PerformsPoorly,
        1.5..2.5 => Rating::PerformsAdequately,
        2.5..3.5 => Rating::PerformsWell,
        _ => Rating::PerformsExcellently,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RatingYear;

    const WEIGHTS: BlockWeights = BlockWeights {
        a: 1.0,
        b: 2.0,
        c: 1.0,
        halves: HalfRule::Down,
        year_begins: RatingYear::CALENDAR,
    };

    fn of(mean: f64) -> Block {
        Block {
            mean: Some(mean),
            bands: 1,
        }
    }

    #[test]
    fn halves_go_down_when_the_rulebook_says_so() {
        for (mean, level) in [
            (1.0, 1),
            (1.5, 1),
            (1.51, 2),
            (2.5, 2),
            (2.500_001, 3),
            (3.5, 3),
            (3.6, 4),
            (4.0, 4),
        ] {
            assert_eq!(nearest(mean, HalfRule::Down).level(), level, "{mean}");
        }
    }

    #[test]
    fn halves_go_up_when_the_rulebook_says_so() {
        for (mean, level) in [(1.0, 1), (1.49, 1), (1.5, 2), (2.5, 3), (3.5, 4), (4.0, 4)] {
            assert_eq!(nearest(mean, HalfRule::Up).level(), level, "{mean}");
        }
    }

    #[test]
    fn a_half_that_binary_noise_has_lifted_is_still_a_half() {
        let noisy = (0.1 + 0.2) / 0.3 * 2.5;
        assert!(noisy > 2.5);
        assert_eq!(nearest(noisy, HalfRule::Down).level(), 2);
    }

    #[test]
    fn a_block_is_the_weighted_mean_of_its_bands() {
        let mut bands = BandMean::default();
        assert_eq!(bands.block(), Block::default());
        bands.add(Rating::PerformsExcellently, 1.0);
        bands.add(Rating::PerformsPoorly, 2.0);
        bands.add(Rating::PerformsWell, 0.0);
        assert_eq!(
            bands.block(),
            Block {
                mean: Some(2.0),
                bands: 2
            }
        );
    }

    #[test]
    fn a_missing_block_is_left_out_of_the_mean() {
        assert_eq!(combined(&[of(4.0), of(1.0), of(3.0)], &WEIGHTS), Some(2.25));
        assert_eq!(
            combined(&[of(4.0), Block::default(), of(3.0)], &WEIGHTS),
            Some(3.5)
        );
        assert_eq!(combined(&[Block::default(); 3], &WEIGHTS), None);
    }
}
