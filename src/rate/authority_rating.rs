//! The rating of one authority.

use std::fmt;

use super::Block;
use crate::domain::{AuthorityIx, Rating};
use crate::tables::Judgement;

/// The rating of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorityRating {
    /// The authority.
    pub authority: AuthorityIx,
    /// The year of ratings that the as-of date belongs to.
    pub year: i32,
    /// The rating that the rules give; `None` where there is too little evidence.
    pub indicative: Option<Rating>,
    /// The rating after moderation.
    pub awarded: Option<Rating>,
    /// Why there is no rating.
    pub not_rated: Option<NotRated>,
    /// Blocks A, B and C.
    pub blocks: [Block; 3],
    /// The share of the expected evidence that is there.
    pub coverage: f64,
    /// The limiters that fired, in the order of the rulebook.
    pub limiters: Vec<String>,
    /// The judgement that changed the rating.
    pub moderation: Option<Judgement>,
    /// The latest rating of an earlier year, with that year.
    pub previous: Option<(i32, Rating)>,
}

/// Why an authority has no rating.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NotRated {
    /// There is less evidence than the rulebook asks for.
    TooLittleEvidence {
        /// The share of the expected evidence that is there.
        coverage: f64,
        /// The least that the rulebook asks for.
        minimum: f64,
    },
    /// No block has a band.
    NoEvidence,
}

impl fmt::Display for NotRated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLittleEvidence { coverage, minimum } => {
                write!(f, "coverage {coverage:.2} is below {minimum:.2}")
            }
            Self::NoEvidence => f.write_str("there is no evidence"),
        }
    }
}

/// Which way a council has gone since its last rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To a higher rating.
    Improved,
    /// To the same.
    Same,
    /// To a lower one.
    Declined,
}

impl Direction {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Same => "same",
            Self::Declined => "declined",
        }
    }
}

impl AuthorityRating {
    /// Which way the council has gone; `None` without this rating or an earlier one.
    pub fn direction(&self) -> Option<Direction> {
        Some(match self.awarded?.cmp(&self.previous?.1) {
            std::cmp::Ordering::Less => Direction::Declined,
            std::cmp::Ordering::Equal => Direction::Same,
            std::cmp::Ordering::Greater => Direction::Improved,
        })
    }
}
