//! How many authorities have each rating, and how many move.

use serde::Serialize;

use crate::domain::Rating;
use crate::rate::Rated;

/// How many authorities have each rating.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Distribution {
    /// Rated 4.
    pub performs_excellently: u32,
    /// Rated 3.
    pub performs_well: u32,
    /// Rated 2.
    pub performs_adequately: u32,
    /// Rated 1.
    pub performs_poorly: u32,
    /// With too little evidence for a rating.
    pub not_rated: u32,
}

impl Distribution {
    pub(super) fn of(rated: &Rated) -> Self {
        let mut counts = Self::default();
        for rating in rated.ratings.iter().flatten() {
            let count = match rating.awarded {
                Some(Rating::PerformsExcellently) => &mut counts.performs_excellently,
                Some(Rating::PerformsWell) => &mut counts.performs_well,
                Some(Rating::PerformsAdequately) => &mut counts.performs_adequately,
                Some(Rating::PerformsPoorly) => &mut counts.performs_poorly,
                None => &mut counts.not_rated,
            };
            *count += 1;
        }
        counts
    }

    /// Authorities that are rated.
    pub const fn rated(&self) -> u32 {
        self.performs_excellently
            + self.performs_well
            + self.performs_adequately
            + self.performs_poorly
    }
}

/// How many ratings move, and which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// To a higher rating.
    pub raised: u32,
    /// To a lower one.
    pub lowered: u32,
    /// To a rating from none.
    pub gained: u32,
    /// To none.
    pub lost: u32,
}

impl Totals {
    /// Counts pairs of a rating before and after.
    pub(super) fn of(moves: impl Iterator<Item = (Option<u8>, Option<u8>)>) -> Self {
        let mut totals = Self::default();
        for (before, after) in moves {
            let count = match (before, after) {
                (Some(before), Some(after)) if after > before => &mut totals.raised,
                (Some(before), Some(after)) if after < before => &mut totals.lowered,
                (None, Some(_)) => &mut totals.gained,
                (Some(_), None) => &mut totals.lost,
                (Some(_), Some(_)) | (None, None) => continue,
            };
            *count += 1;
        }
        totals
    }

    /// All that move.
    pub const fn all(&self) -> u32 {
        self.raised + self.lowered + self.gained + self.lost
    }
}
