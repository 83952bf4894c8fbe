//! The shorthand that stands where there is no figure.
//!
//! Source: "Using symbols and shorthand in tables" of the Government Analysis Function.

use crate::domain::MissingReason;

/// A shorthand of statistics in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shorthand {
    /// Suppressed.
    Confidential,
    /// So low that it is not published.
    Low,
    /// Rounds to zero.
    RoundsToZero,
    /// Too unreliable.
    Unreliable,
    /// Not available.
    NotAvailable,
    /// Not applicable.
    NotApplicable,
}

impl Shorthand {
    /// Each, in the order of its letters.
    pub(super) const ALL: [Self; 6] = [
        Self::Confidential,
        Self::RoundsToZero,
        Self::Low,
        Self::Unreliable,
        Self::NotAvailable,
        Self::NotApplicable,
    ];

    /// The shorthand for a reason why a figure is missing.
    pub(super) const fn of(reason: MissingReason) -> Self {
        match reason {
            MissingReason::Suppressed => Self::Confidential,
            MissingReason::Low => Self::Low,
            MissingReason::RoundsToZero => Self::RoundsToZero,
            MissingReason::Unreliable => Self::Unreliable,
            MissingReason::NotApplicable => Self::NotApplicable,
            MissingReason::NoRow
            | MissingReason::Blank
            | MissingReason::Dash
            | MissingReason::Dots
            | MissingReason::NotAvailable
            | MissingReason::Colon => Self::NotAvailable,
        }
    }

    /// The shorthand for a reason as the tables have it in words.
    pub(super) fn of_word(word: &str) -> Self {
        MissingReason::ALL
            .into_iter()
            .find(|reason| reason.word() == word)
            .map_or(Self::NotAvailable, Self::of)
    }

    /// The letters, as the open data standard has them.
    pub(super) const fn letters(self) -> &'static str {
        match self {
            Self::Confidential => "c",
            Self::Low => "low",
            Self::RoundsToZero => "k",
            Self::Unreliable => "u",
            Self::NotAvailable => "x",
            Self::NotApplicable => "z",
        }
    }

    /// The letters in square brackets, as a spreadsheet has them.
    pub(super) const fn bracketed(self) -> &'static str {
        match self {
            Self::Confidential => "[c]",
            Self::Low => "[low]",
            Self::RoundsToZero => "[k]",
            Self::Unreliable => "[u]",
            Self::NotAvailable => "[x]",
            Self::NotApplicable => "[z]",
        }
    }

    /// What it means.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Confidential => "Suppressed, so that nobody can be recognised.",
            Self::Low => "So low that the publisher does not give the figure.",
            Self::RoundsToZero => "Rounds to zero, but is not zero.",
            Self::Unreliable => "Too unreliable to be published.",
            Self::NotAvailable => {
                "Not available: there is no such number. The sheet Columns says for each column when \
                 that is so; of a figure the column Missing reason has the publisher's own sign."
            }
            Self::NotApplicable => {
                "Not applicable, as the publisher says of a figure; in a column of words or days, \
                 that there is nothing to say. The sheet Columns says when that is so."
            }
        }
    }
}
