//! Quartile bands: in which quarter of the country an authority lies.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The quarter of all authorities with a value in which one of them lies, by polarity: **A is the
/// best quarter**, D the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum QuartileBand {
    /// The best quarter.
    A,
    /// Better than the median, outside the best quarter.
    B,
    /// Worse than the median, outside the worst quarter.
    C,
    /// The worst quarter.
    D,
}

impl QuartileBand {
    /// The letter of the output tables.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

impl fmt::Display for QuartileBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.letter())
    }
}
