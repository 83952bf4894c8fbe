//! Which draw each source of doubt is taken from.

use super::streams::Draw;
use crate::domain::Doubt;

/// Which draw each source of doubt is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pick(u8);

impl Pick {
    /// Every source from one draw.
    pub(super) const fn all(draw: Draw) -> Self {
        match draw {
            Draw::A => Self(0),
            Draw::B => Self(u8::MAX),
        }
    }

    /// Every source from draw A but one.
    pub(super) const fn all_but(doubt: Doubt) -> Self {
        Self(1 << doubt as u8)
    }

    /// The draw of a source.
    pub(super) const fn of(self, doubt: Doubt) -> Draw {
        match self.0 >> doubt as u8 & 1 {
            0 => Draw::A,
            _ => Draw::B,
        }
    }

    /// As much of it as is about these sources.
    pub(super) fn about(self, doubts: &[Doubt]) -> Self {
        let mask: u8 = doubts.iter().map(|doubt| 1 << *doubt as u8).sum();
        Self(self.0 & mask)
    }
}
