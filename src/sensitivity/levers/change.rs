//! What a lever changes.

use crate::domain::{Grade, LeverKind};

/// What a finding becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finds {
    Grade(Grade),
    Outcome(String),
}

/// What is changed, by its place in the profile or the rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Settings {
        place: usize,
        from: Grade,
        to: Grade,
    },
    Finding {
        place: usize,
        to: Finds,
    },
    Indicators {
        place: usize,
        in_line: bool,
    },
    Limiter {
        at: usize,
    },
}

impl What {
    pub(super) const fn kind(&self) -> LeverKind {
        match self {
            Self::Settings { .. } => LeverKind::Settings,
            Self::Finding { .. } => LeverKind::Finding,
            Self::Indicators { .. } => LeverKind::Indicators,
            Self::Limiter { .. } => LeverKind::Limiter,
        }
    }

    /// The thing that is changed, whatever it becomes.
    pub(super) const fn subject(&self) -> (LeverKind, usize) {
        let place = match self {
            Self::Settings { place, .. }
            | Self::Finding { place, .. }
            | Self::Indicators { place, .. }
            | Self::Limiter { at: place } => *place,
        };
        (self.kind(), place)
    }
}

/// So many of one thing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) what: What,
    pub(super) amount: u32,
    /// How many grades or bands each moves.
    pub(super) steps: u32,
}

impl Change {
    /// How far all of them move.
    pub(super) const fn distance(&self) -> u32 {
        self.steps.saturating_mul(self.amount)
    }
}

/// A way in which a thing may change, so many times at most.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) what: What,
    pub(super) most: u32,
    pub(super) steps: u32,
    /// The limiters that have a say in the rating and whose conditions are about the thing.
    pub(super) limiters: Vec<usize>,
}

impl Way {
    pub(super) fn change(&self, amount: u32) -> Change {
        Change {
            what: self.what.clone(),
            amount,
            steps: self.steps,
        }
    }
}
