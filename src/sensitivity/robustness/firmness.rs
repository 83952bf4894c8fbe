//! How firm each rating is, from what was gathered of the draws.

use super::plan::Plan;
use super::shares::{shares, spread};
use super::tally::Tally;
use crate::domain::{DoubtShare, Firmness, Robustness};
use crate::rate::Rated;

/// The part of the draws that an interval of a block mean holds.
const MIDDLE: f64 = 0.9;

/// How firm the ratings are that `rated` has.
pub(super) fn of(plan: &Plan<'_>, rated: &Rated, tally: &Tally) -> Robustness {
    let authorities = &plan.profile.rated;
    let spreads: Vec<(f64, f64)> = (0..authorities.len())
        .map(|row| spread(tally, row))
        .collect();
    let awarded = |row: usize| rated.ratings.as_ref()?.get(row)?.awarded;
    let draws = plan.asked.draws;
    let numbers: Vec<Vec<u32>> = plan.doubts.iter().map(|of| plan.numbers(*of)).collect();
    let ratings = authorities
        .iter()
        .enumerate()
        .map(|(row, authority)| Firmness {
            authority: *authority,
            awarded: awarded(row),
            draws,
            levels: tally.levels[row],
            blocks: [0, 1, 2].map(|block| tally.interval(row, block, MIDDLE)),
            variance: spreads[row].1,
        });
    let doubts = authorities.iter().enumerate().flat_map(|(row, authority)| {
        let (numbers, spread) = (&numbers, spreads[row]);
        let each = plan.doubts.iter().enumerate();
        each.map(move |(at, doubt)| DoubtShare {
            authority: *authority,
            doubt: *doubt,
            drawn: numbers[at][row],
            shares: shares(&tally.of(*doubt)[row], tally.pairs, spread),
        })
    });
    Robustness {
        draws,
        ratings: ratings.collect(),
        doubts: doubts.collect(),
    }
}
