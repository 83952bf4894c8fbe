//! What part of the variance of a rating each source of doubt has.
//!
//! The first-order share is what would be gone, on average, if the source were known: Saltelli and
//! others, "Variance based sensitivity analysis of model output", Computer Physics Communications
//! 181 (2010), table 2 (b): the mean of `f(B) (f(AB) - f(A))`, `f(B)` less the mean of all draws,
//! which changes nothing but the error. The total share is what would be left if everything else
//! were known, with all that the source does together with others: Jansen, Computer Physics
//! Communications 117 (1999), table 2 (f): half the mean of `(f(A) - f(AB))²`.

use super::tally::{Sums, Tally};
use crate::domain::Estimate;

/// Mean and variance of the level of a rating over all draws, 0 standing for no rating.
pub(super) fn spread(tally: &Tally, row: usize) -> (f64, f64) {
    let counts = (0_u64..).zip(tally.levels[row]);
    let (all, sum, squares) = counts.fold((0, 0, 0), |(all, sum, squares), (level, count)| {
        (
            all + count,
            sum + level * count,
            squares + level * level * count,
        )
    });
    let all = all.max(1);
    let mean = sum as f64 / all as f64;
    // In whole numbers, so that a rating which never changes has no variance at all.
    let variance = (squares * all - sum * sum) as f64 / (all as f64 * all as f64);
    (mean, variance)
}

/// The first-order and the total share of a source whose sums these are; `None` of a rating that
/// is the same in all draws.
pub(super) fn shares(
    sums: &Sums,
    pairs: u64,
    (mean, variance): (f64, f64),
) -> Option<(Estimate, Estimate)> {
    if variance <= 0.0 || pairs == 0 {
        return None;
    }
    let n = pairs as f64;
    let number = |sum: i64| sum as f64 / n;
    let estimate = |of: f64, of_squares: f64| Estimate {
        value: of / variance,
        error: ((of_squares - of * of).max(0.0) / n).sqrt() / variance,
    };
    let first = number(sums.bd) - mean * number(sums.d);
    let first_squares =
        number(sums.bbdd) - 2.0 * mean * number(sums.bdd) + mean * mean * number(sums.dd);
    let total = number(sums.dd) / 2.0;
    Some((
        estimate(first, first_squares),
        estimate(total, number(sums.dddd) / 4.0),
    ))
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::domain::{Doubt, Rating};
    use crate::rate::{BareRating, Block};

    /// Shares of `Halves` and `Weights` in a rating that `model` makes of the two and of a third,
    /// each drawn evenly from 0 to 1.
    fn of(model: impl Fn(f64, f64, f64) -> u8) -> [(Estimate, Estimate); 2] {
        let rated = |level: u8| {
            [BareRating {
                awarded: Rating::from_level(level),
                blocks: [Block::default(); 3],
            }]
        };
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut tally = Tally::new(1);
        for _ in 0..20_000 {
            let [a, b]: [[f64; 3]; 2] = rng.random();
            let (of_a, of_b) = (
                rated(model(a[0], a[1], a[2])),
                rated(model(b[0], b[1], b[2])),
            );
            tally.count(&of_a, &of_b);
            let halves = rated(model(b[0], a[1], a[2]));
            tally.count_mixed(Doubt::Halves, (&of_a, &of_b), &halves);
            let weights = rated(model(a[0], b[1], a[2]));
            tally.count_mixed(Doubt::Weights, (&of_a, &of_b), &weights);
        }
        let spread = spread(&tally, 0);
        [Doubt::Halves, Doubt::Weights].map(|doubt| {
            shares(&tally.of(doubt)[0], tally.pairs, spread).expect("the rating changes")
        })
    }

    #[track_caller]
    fn near(estimate: Estimate, value: f64) {
        assert!(estimate.error < 0.02, "{estimate:?}");
        let off = (estimate.value - value).abs();
        assert!(
            off < 4.0 * estimate.error + 1e-9,
            "{estimate:?} is not {value}"
        );
    }

    #[test]
    fn what_alone_decides_has_all_of_the_variance_and_what_does_nothing_none() {
        let [halves, weights] = of(|halves, _, _| 1 + u8::from(halves < 0.5));
        near(halves.0, 1.0);
        near(halves.1, 1.0);
        assert_eq!(weights.0.value, 0.0);
        assert_eq!(weights.1.value, 0.0);
    }

    #[test]
    fn what_acts_by_itself_has_the_same_share_at_first_and_in_all() {
        // Variances of 1/4 and 3/16, which add up.
        let [halves, weights] =
            of(|halves, weights, _| 1 + u8::from(halves < 0.5) + u8::from(weights < 0.25));
        near(halves.0, 4.0 / 7.0);
        near(halves.1, 4.0 / 7.0);
        near(weights.0, 3.0 / 7.0);
        near(weights.1, 3.0 / 7.0);
    }

    #[test]
    fn what_acts_only_together_has_nothing_at_first_and_all_in_all() {
        // Whether the two agree says nothing by either alone.
        let [halves, weights] =
            of(|halves, weights, _| 1 + u8::from((halves < 0.5) == (weights < 0.5)));
        for share in [halves, weights] {
            near(share.0, 0.0);
            near(share.1, 1.0);
        }
    }

    #[test]
    fn a_rating_that_never_changes_has_no_shares() {
        let mut tally = Tally::new(1);
        let firm = [BareRating {
            awarded: Some(Rating::PerformsWell),
            blocks: [Block::default(); 3],
        }];
        for _ in 0..7 {
            tally.count(&firm, &firm);
            tally.count_mixed(Doubt::Halves, (&firm, &firm), &firm);
        }
        let spread = spread(&tally, 0);
        assert_eq!(spread, (3.0, 0.0));
        assert_eq!(shares(&tally.of(Doubt::Halves)[0], 7, spread), None);
    }
}
