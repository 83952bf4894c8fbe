//! What is gathered of the draws: counts and sums of whole numbers, whose order does not matter and
//! whose size does not grow.

use crate::domain::{Doubt, Firmness};
use crate::rate::BareRating;

/// Levels of a rating, 0 standing for none.
const LEVELS: usize = 5;

/// Block means from 1 to 4 in thousandths.
const STEPS: usize = 3_001;

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Pairs of draws.
    pub(super) pairs: u64,
    /// Of each authority, how many draws had each level.
    pub(super) levels: Vec<[u64; LEVELS]>,
    /// Of each authority and block, how many draws had each mean in thousandths.
    means: Vec<u32>,
    /// Of each source of doubt and authority.
    sums: Vec<Vec<Sums>>,
}

/// Sums over pairs of draws. `b` is the level of draw B, `d` what the level of A changes by when
/// one source is taken from B.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) d: i64,
    pub(super) bd: i64,
    pub(super) dd: i64,
    pub(super) bdd: i64,
    pub(super) bbdd: i64,
    pub(super) dddd: i64,
}

impl Tally {
    /// Nothing yet, of so many authorities.
    pub(super) fn new(authorities: usize) -> Self {
        Self {
            pairs: 0,
            levels: vec![[0; LEVELS]; authorities],
            means: vec![0; authorities * 3 * STEPS],
            sums: vec![vec![Sums::default(); authorities]; Doubt::ALL.len()],
        }
    }

    /// Counts both draws of a pair.
    pub(super) fn count(&mut self, a: &[BareRating], b: &[BareRating]) {
        self.pairs += 1;
        for ratings in [a, b] {
            for (row, rating) in ratings.iter().enumerate() {
                self.levels[row][Firmness::level(rating.awarded)] += 1;
                for (block, of) in rating.blocks.iter().enumerate() {
                    if let Some(mean) = of.mean {
                        let step = ((mean - 1.0) * 1_000.0).round().max(0.0) as usize;
                        self.means[(row * 3 + block) * STEPS + step.min(STEPS - 1)] += 1;
                    }
                }
            }
        }
    }

    /// Counts draw A with one source of doubt taken from B.
    pub(super) fn count_mixed(
        &mut self,
        doubt: Doubt,
        (a, b): (&[BareRating], &[BareRating]),
        mixed: &[BareRating],
    ) {
        let pairs = a.iter().zip(b).zip(mixed);
        for (sums, ((a, b), mixed)) in self.sums[doubt as usize].iter_mut().zip(pairs) {
            let number = |rating: &BareRating| Firmness::level(rating.awarded) as i64;
            let (b, d) = (number(b), number(mixed) - number(a));
            let dd = d * d;
            sums.d += d;
            sums.bd += b * d;
            sums.dd += dd;
            sums.bdd += b * dd;
            sums.bbdd += b * b * dd;
            sums.dddd += dd * dd;
        }
    }

    /// Both together.
    pub(super) fn with(mut self, other: Self) -> Self {
        if self.levels.is_empty() {
            return other;
        }
        self.pairs += other.pairs;
        for (own, other) in self.levels.iter_mut().zip(other.levels) {
            own.iter_mut()
                .zip(other)
                .for_each(|(own, more)| *own += more);
        }
        for (own, more) in self.means.iter_mut().zip(other.means) {
            *own += more;
        }
        for (own, other) in self.sums.iter_mut().zip(other.sums) {
            own.iter_mut()
                .zip(other)
                .for_each(|(own, more)| own.add(more));
        }
        self
    }

    /// The sums of one source of doubt, authority by authority.
    pub(super) fn of(&self, doubt: Doubt) -> &[Sums] {
        self.sums.get(doubt as usize).map_or(&[], Vec::as_slice)
    }

    /// The middle `share` of the means of a block, by the draws in which it has one: the smallest
    /// thousandths that at least a tail of the draws, and all but a tail, do not exceed. Since
    /// rounding keeps the order, these are the quantiles themselves, rounded.
    pub(super) fn interval(&self, row: usize, block: usize, share: f64) -> Option<(f64, f64)> {
        let start = (row * 3 + block) * STEPS;
        let counts = self.means.get(start..start + STEPS)?;
        let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let quantile = |part: f64| {
            let wanted = ((all as f64 * part - 1e-9).ceil() as u64).max(1);
            let mut seen = 0;
            let at = counts.iter().position(|count| {
                seen += u64::from(*count);
                seen >= wanted
            })?;
            Some((1_000 + at) as f64 / 1_000.0)
        };
        let tail = (1.0 - share) / 2.0;
        Some((quantile(tail)?, quantile(1.0 - tail)?))
    }
}

impl Sums {
    fn add(&mut self, more: Self) {
        self.d += more.d;
        self.bd += more.bd;
        self.dd += more.dd;
        self.bdd += more.bdd;
        self.bbdd += more.bbdd;
        self.dddd += more.dddd;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Rating;
    use crate::rate::Block;

    fn rated(level: u8, mean: f64) -> BareRating {
        let block = Block {
            mean: Some(mean),
            bands: 1,
        };
        BareRating {
            awarded: Rating::from_level(level),
            blocks: [block, Block::default(), block],
        }
    }

    #[test]
    fn the_middle_nine_tenths_are_those_of_the_sorted_means() {
        let mut tally = Tally::new(1);
        for at in 0..50 {
            let of = |at: i32| rated(3, 2.0 + f64::from(at) / 100.0);
            tally.count(&[of(at)], &[of(99 - at)]);
        }
        // Of 2.00, 2.01, ... 2.99 the fifth and the ninety-fifth.
        assert_eq!(tally.interval(0, 0, 0.9), Some((2.04, 2.94)));
        assert_eq!(tally.interval(0, 1, 0.9), None);
        assert_eq!(tally.levels[0], [0, 0, 0, 100, 0]);
    }

    #[test]
    fn tallies_put_together_are_those_of_all_draws() {
        let (one, other) = ([rated(1, 1.0)], [rated(4, 4.0)]);
        let mut whole = Tally::new(1);
        let mut parts = [Tally::new(1), Tally::new(1)];
        for (at, (a, b)) in [(&one, &other), (&other, &one)].into_iter().enumerate() {
            for tally in [&mut whole, &mut parts[at]] {
                tally.count(a, b);
                tally.count_mixed(Doubt::Halves, (a, b), b);
            }
        }
        let [first, second] = parts;
        let together = Tally::default().with(second).with(first);
        assert_eq!(together.pairs, whole.pairs);
        assert_eq!(together.levels, whole.levels);
        assert_eq!(together.means, whole.means);
        assert_eq!(together.of(Doubt::Halves), whole.of(Doubt::Halves));
    }
}
