//! A search for pairs, with what it found so far.

use super::change::Change;
use super::council::Council;
use super::goal::{Found, Goal};
use crate::domain::Rating;

/// What pairs are looked for with.
pub(super) struct Search<'c, 'a> {
    pub(super) council: &'c mut Council<'a>,
    pub(super) goal: &'c Goal,
    /// The most things that a pair may change: fewer than any one thing, and no more than the
    /// least pair so far.
    pub(super) most: u32,
    /// The pairs that move the rating.
    pub(super) found: Vec<Found>,
}

impl Search<'_, '_> {
    /// Keeps a pair that moves the rating.
    pub(super) fn found(&mut self, pair: &[&Change; 2], rating: Rating) {
        let found = Found {
            changes: pair.iter().map(|change| (*change).clone()).collect(),
            rating,
        };
        self.most = self.most.min(found.size().0);
        self.found.push(found);
    }
}
