//! The least of two things that move a rating together, where neither does alone.

use std::collections::BTreeMap;

use super::change::{Change, Way};
use super::council::Council;
use super::goal::{Found, Goal};
use super::grades;
use super::search::Search;
use super::single::steps_of;
use crate::domain::{LeverDirection, LeverKind, Rating};
use crate::rate::Block;

/// A change that does not move the rating alone, with what it makes of the blocks.
struct Atom {
    change: Change,
    blocks: [Block; 3],
    limiters: Vec<usize>,
}

/// All pairs of the least size, where they change fewer things than `least`, the least of one thing
/// that does it alone.
pub(super) fn pairs(
    council: &mut Council<'_>,
    goal: &Goal,
    ways: &[Way],
    least: Option<u32>,
) -> Vec<Found> {
    let most = least.map_or(u32::MAX, |least| least.saturating_sub(1));
    if most < 2 {
        return Vec::new();
    }
    let mut search = Search {
        council,
        goal,
        most,
        found: Vec::new(),
    };
    grades::of_one_type(&mut search, ways);
    search.of_two_things(ways);
    let mut found = search.found;
    let least = found.iter().map(Found::size).min();
    found.retain(|of| Some(of.size()) == least);
    found
}

impl Search<'_, '_> {
    /// Goes from the fewest things upwards, and ends with the fewest that do it.
    fn of_two_things(&mut self, ways: &[Way]) {
        let mut atoms: BTreeMap<u32, Vec<Atom>> = BTreeMap::new();
        for atom in ways.iter().flat_map(|way| self.atoms(way)) {
            atoms.entry(atom.change.amount).or_default().push(atom);
        }
        let mut totals: Vec<u32> = atoms
            .keys()
            .flat_map(|one| {
                atoms
                    .range(one..)
                    .map(|(other, _)| one.saturating_add(*other))
            })
            .collect();
        totals.sort_unstable();
        totals.dedup();
        for total in totals {
            if total > self.most {
                return;
            }
            for (amount, of_amount) in atoms.range(..=total / 2) {
                let Some(others) = atoms.get(&(total - amount)) else {
                    continue;
                };
                for (at, one) in of_amount.iter().enumerate() {
                    // Of two equal amounts each pair is met once.
                    let others = match total - amount == *amount {
                        true => &others[at + 1..],
                        false => others.as_slice(),
                    };
                    for other in others {
                        let is_one_thing = one.change.what.subject() == other.change.what.subject();
                        if !is_one_thing && self.may_move(one, other) {
                            self.take(&[&one.change, &other.change]);
                        }
                    }
                }
            }
        }
    }

    /// The changes of one way that may be half of a pair. The blocks follow from the band alone.
    fn atoms(&mut self, way: &Way) -> Vec<Atom> {
        let most = way.most.min(self.most - 1);
        let has_band = match way.what.kind() {
            LeverKind::Settings | LeverKind::Indicators => true,
            LeverKind::Finding | LeverKind::Limiter => false,
        };
        let mut known: BTreeMap<Option<Rating>, [Block; 3]> = BTreeMap::new();
        steps_of(self.council, way, most)
            .into_iter()
            .filter_map(|amount| {
                let change = way.change(amount);
                let band = self.council.band_with(&[&change]);
                let blocks = match known.get(&band).filter(|_| has_band) {
                    Some(blocks) => *blocks,
                    None => self.council.rated_with(&[&change])?.blocks,
                };
                known.insert(band, blocks);
                Some(Atom {
                    change,
                    blocks,
                    limiters: way.limiters.clone(),
                })
            })
            .collect()
    }

    /// Whether a pair may move the rating; `false` only where it cannot.
    fn may_move(&self, one: &Atom, other: &Atom) -> bool {
        if self.council.is_judged {
            return true;
        }
        let Some(blocks) = self.together(one, other) else {
            return true;
        };
        let before = self.council.before_limiters(&blocks);
        let moves = before.is_none_or(|before| self.goal.is_met(before));
        let (a, b) = (&one.limiters, &other.limiters);
        let mut deciding = self.goal.deciding.iter();
        match self.goal.direction {
            LeverDirection::Raise => moves && deciding.all(|at| a.contains(at) || b.contains(at)),
            LeverDirection::Lower => moves || deciding.any(|at| a.contains(at) && b.contains(at)),
        }
    }

    /// The blocks with both changes: each band counts in one mean, by the same weight.
    fn together(&self, one: &Atom, other: &Atom) -> Option<[Block; 3]> {
        let mut blocks = self.goal.base.blocks;
        for (at, block) in blocks.iter_mut().enumerate() {
            let (a, b) = (&one.blocks[at], &other.blocks[at]);
            if (a.bands, b.bands) != (block.bands, block.bands) {
                return None;
            }
            if let (Some(base), Some(a), Some(b)) = (block.mean, a.mean, b.mean) {
                block.mean = Some(a + b - base);
            }
        }
        Some(blocks)
    }

    /// Takes a pair if it moves the rating.
    fn take(&mut self, pair: &[&Change; 2]) {
        let rated = self.council.rated_with(pair);
        if let Some(rating) = rated.and_then(|rated| rated.awarded)
            && self.goal.is_met(rating)
        {
            self.found(pair, rating);
        }
    }
}
