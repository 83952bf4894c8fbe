//! Levers: what would raise or lower a rating.

use super::{AuthorityIx, Rating};

/// Which way a lever moves a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeverDirection {
    /// To a lower one.
    Lower,
    /// To a higher one.
    Raise,
}

impl LeverDirection {
    /// Both, in the order of their words.
    pub const ALL: [Self; 2] = [Self::Lower, Self::Raise];

    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Raise => "raise",
        }
    }

    /// Whether a rating that was `from` and is `to` went this way.
    pub fn is_of(self, from: Rating, to: Rating) -> bool {
        match self {
            Self::Lower => to < from,
            Self::Raise => to > from,
        }
    }
}

/// What a lever changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeverKind {
    /// One finding about the authority has another grade or outcome.
    Finding,
    /// Indicators of an outcome are in line with similar areas, or worse.
    Indicators,
    /// A limiter is taken out of the rulebook.
    Limiter,
    /// Settings of a type have another grade.
    Settings,
}

impl LeverKind {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Indicators => "indicators",
            Self::Limiter => "limiter",
            Self::Settings => "settings",
        }
    }
}

/// A lever, or one of the two that move a rating together and have one rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// The authority.
    pub authority: AuthorityIx,
    /// Which way the rating moves.
    pub direction: LeverDirection,
    /// The place among the authority's levers of this direction, 1 the smallest.
    pub rank: u32,
    /// What is changed.
    pub kind: LeverKind,
    /// The type of setting, the kind and aspect of the finding, the outcome or the limiter.
    pub subject: String,
    /// How many are changed.
    pub amount: u32,
    /// What they are.
    pub from: String,
    /// What they become.
    pub to: String,
    /// The rating that follows.
    pub rating: Rating,
}
