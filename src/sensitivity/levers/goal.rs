//! What is looked for, and what is found.

use super::change::Change;
use super::council::Base;
use crate::domain::{LeverDirection, Rating};

/// What moves a rating: one change or two, and the rating that follows.
pub(super) struct Found {
    pub(super) changes: Vec<Change>,
    pub(super) rating: Rating,
}

impl Found {
    /// By what levers are put in order: how many things change, in how many parts, how far.
    pub(super) fn size(&self) -> (u32, usize, u32) {
        let amount = self.changes.iter().map(|change| change.amount).sum();
        let steps = self.changes.iter().map(Change::distance).sum();
        (amount, self.changes.len(), steps)
    }
}

/// Which way the rating of an authority is to move, and what has a say in it.
pub(super) struct Goal {
    pub(super) direction: LeverDirection,
    /// What it is rated as it is.
    pub(super) base: Base,
    pub(super) awarded: Rating,
    /// The limiters that have a say.
    pub(super) deciding: Vec<usize>,
}

impl Goal {
    pub(super) fn is_met(&self, rating: Rating) -> bool {
        self.direction.is_of(self.awarded, rating)
    }
}
