//! The least of two things that move a rating together, where neither does alone.

use super::change::{Change, Way, What};
use super::council::Council;
use super::goal::{Found, Goal};
use super::single::{may_move, steps_of};
use crate::domain::{LeverDirection, LeverKind};
use crate::rate::Block;

/// The most pairs of one size that are given: of the many that are alike the first tell enough.
const GIVEN: usize = 5;

/// A change that does not move the rating alone, with what it makes of the blocks.
struct Atom {
    change: Change,
    blocks: [Block; 3],
    limiters: Vec<usize>,
}

/// What a pair is looked for with.
struct Search<'c, 'a> {
    council: &'c mut Council<'a>,
    goal: &'c Goal,
    /// The most things that a pair may change: fewer than any one thing, and no more than the
    /// least pair so far.
    most: u32,
    found: Vec<Found>,
}

/// The pairs that change the fewest things, where they change fewer than `least`, the least of one
/// thing that does it alone.
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
    search.of_two_things(ways);
    search.of_one_type(ways);
    let mut found = search.found;
    found.sort_by_key(Found::size);
    found.truncate(GIVEN);
    found
}

impl Search<'_, '_> {
    fn of_two_things(&mut self, ways: &[Way]) {
        let mut atoms: Vec<Atom> = ways.iter().flat_map(|way| self.atoms(way)).collect();
        atoms.sort_by_key(|atom| atom.change.amount);
        for (at, one) in atoms.iter().enumerate() {
            for other in &atoms[at + 1..] {
                if one.change.amount.saturating_add(other.change.amount) > self.most {
                    break;
                }
                let is_one_thing = one.change.what.subject() == other.change.what.subject();
                if !is_one_thing && self.may_move(one, other) {
                    self.take(&[&one.change, &other.change]);
                }
            }
        }
    }

    /// The changes of one way that may be half of a pair.
    fn atoms(&mut self, way: &Way) -> Vec<Atom> {
        let most = way.most.min(self.most - 1);
        let steps = steps_of(self.council, way, most);
        steps
            .into_iter()
            .filter_map(|amount| {
                let change = way.change(amount);
                let blocks = self.council.rated_with(&[&change])?.blocks;
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

    /// Pairs of settings of one type that are of two grades.
    fn of_one_type(&mut self, ways: &[Way]) {
        let settings = ways
            .chunk_by(|a, b| a.what.subject() == b.what.subject())
            .filter(|ways| ways[0].what.kind() == LeverKind::Settings);
        for of_type in settings {
            let (_, place) = of_type[0].what.subject();
            if self.may_move_with(&of_type[0], place) {
                for (at, one) in of_type.iter().enumerate() {
                    for other in of_type[at + 1..]
                        .iter()
                        .filter(|other| are_apart(one, other))
                    {
                        self.of_two_grades(one, other);
                    }
                }
            }
        }
    }

    /// Whether settings of a type may move the rating at all; `false` only where they cannot.
    fn may_move_with(&mut self, way: &Way, place: usize) -> bool {
        if self.council.follows_from_band(way) {
            return may_move(self.council, self.goal, place);
        }
        // A limiter only lowers, so that the blocks have to give more than there is.
        if self.goal.direction == LeverDirection::Lower || self.council.is_judged {
            return true;
        }
        let furthest = self.council.furthest(place, self.goal.direction);
        let furthest: Vec<&Change> = furthest.iter().collect();
        let rated = self.council.rated_with(&furthest);
        let before = rated.and_then(|rated| self.council.before_limiters(&rated.blocks));
        before.is_some_and(|before| self.goal.is_met(before))
    }

    fn of_two_grades(&mut self, one: &Way, other: &Way) {
        let follows = self.council.follows_from_band(one);
        if follows {
            let all = [&one.change(one.most), &other.change(other.most)];
            let rated = self.council.rated_with(&all);
            let to = rated.and_then(|rated| rated.awarded);
            if !to.is_some_and(|to| self.goal.is_met(to)) {
                return;
            }
        }
        let band = self.council.band_with(&[&one.change(0)]);
        let end = one.most.saturating_add(other.most).min(self.most);
        for total in 2..=end {
            for first in total.saturating_sub(other.most).max(1)..total.min(one.most + 1) {
                let (a, b) = (one.change(first), other.change(total - first));
                let stays = follows && self.council.band_with(&[&a, &b]) == band;
                if !stays && self.take(&[&a, &b]) {
                    return;
                }
            }
        }
    }

    /// Takes a pair that moves the rating; whether it does.
    fn take(&mut self, pair: &[&Change]) -> bool {
        let rated = self.council.rated_with(pair);
        let Some(rating) = rated.and_then(|rated| rated.awarded) else {
            return false;
        };
        if !self.goal.is_met(rating) {
            return false;
        }
        let found = Found {
            changes: pair.iter().map(|change| (*change).clone()).collect(),
            rating,
        };
        let amount = found.size().0;
        if amount < self.most {
            self.most = amount;
            self.found.retain(|of| of.size().0 <= amount);
        }
        self.found.push(found);
        true
    }
}

/// Whether two ways are of settings of two grades.
fn are_apart(one: &Way, other: &Way) -> bool {
    let from = |way: &Way| match way.what {
        What::Settings { from, .. } => Some(from),
        What::Finding { .. } | What::Indicators { .. } | What::Limiter { .. } => None,
    };
    from(one) != from(other)
}
