//! Streams of random numbers. Each source of doubt has one of its own for each draw, so that
//! neither the order of the work nor the number of threads can reach the figures, and one source
//! more leaves the draws of the others as they were.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::domain::Doubt;

/// Which of the two draws of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    A,
    B,
}

impl Draw {
    pub(super) const BOTH: [Self; 2] = [Self::A, Self::B];

    pub(super) const fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
        }
    }
}

/// The stream of one source of doubt for one draw.
///
/// ChaCha with eight rounds, keyed with the four numbers themselves: equal keys give equal streams
/// on every machine, and no two keys share one.
pub(super) fn stream(seed: u64, doubt: Doubt, pair: u32, draw: Draw) -> ChaCha8Rng {
    let mut key = [0_u8; 32];
    let words = [seed, number(doubt), u64::from(pair), draw.index() as u64];
    for (slot, word) in key.chunks_exact_mut(8).zip(words) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// A source's own number, which stays what it is when others come.
const fn number(doubt: Doubt) -> u64 {
    match doubt {
        Doubt::Comparisons => 1,
        Doubt::CutOffs => 2,
        Doubt::Halves => 3,
        Doubt::Indicators => 4,
        Doubt::Neighbours => 5,
        Doubt::Sampling => 6,
        Doubt::Uninspected => 7,
        Doubt::Weights => 8,
    }
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn equal_keys_give_equal_streams_and_other_keys_give_others() {
        let of = |seed, doubt, pair, draw| stream(seed, doubt, pair, draw).random::<u64>();
        let first = of(1, Doubt::Weights, 2, Draw::A);
        assert_eq!(first, of(1, Doubt::Weights, 2, Draw::A));
        for other in [
            of(2, Doubt::Weights, 2, Draw::A),
            of(1, Doubt::CutOffs, 2, Draw::A),
            of(1, Doubt::Weights, 3, Draw::A),
            of(1, Doubt::Weights, 2, Draw::B),
        ] {
            assert_ne!(first, other);
        }
    }
}
