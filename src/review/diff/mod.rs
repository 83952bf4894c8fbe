//! What moved between two runs, and which evidence moved it.

mod change;
mod comparing;
mod lines;

use serde::Serialize;

pub use self::change::{Amount, Change, Comparator, State, Subject};
pub use self::comparing::diff;

/// What moved, by authority, the most important first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The first run.
    pub run_a: String,
    /// The second run.
    pub run_b: String,
    /// Whether the first run rates authorities.
    pub rates_a: bool,
    /// Whether the second run rates authorities.
    pub rates_b: bool,
    /// Authorities for which something moved.
    pub authorities: Vec<Moved>,
}

/// What moved for one authority.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Its code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// Ratings.
    pub ratings: Vec<Change>,
    /// Limiters that fire in one run only.
    pub limiters: Vec<Change>,
    /// Bands of settings, findings and outcomes.
    pub bands: Vec<Change>,
    /// Comparisons with similar areas and with England.
    pub comparisons: Vec<Change>,
    /// Findings and settings that changed.
    pub evidence: Vec<Change>,
}

impl Difference {
    /// Whether nothing moved.
    pub fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }
}

impl Moved {
    fn is_something(&self) -> bool {
        [
            &self.ratings,
            &self.limiters,
            &self.bands,
            &self.comparisons,
        ]
        .iter()
        .any(|changes| !changes.is_empty())
    }

    /// How far the awarded rating moved, or came or went, in levels.
    fn distance(&self) -> u32 {
        /// More than any rating moves.
        const CAME_OR_WENT: u32 = 4;
        self.ratings
            .iter()
            .find(|change| change.what == Subject::AwardedRating)
            .map_or(0, |change| match change.levels() {
                (Some(from), Some(to)) => from.abs_diff(to),
                _ => CAME_OR_WENT,
            })
    }
}
