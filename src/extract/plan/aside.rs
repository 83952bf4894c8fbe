//! Figures that nobody needs: there is one for their place already.

use crate::extract::quarantine::RowLocation;

/// A second figure for a place, by where it stands and its place in the order of the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    pub location: RowLocation,
    pub place: (u16, u64),
    pub what: What,
}

/// What becomes of a second figure for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// It says what the first says, with a value or without one.
    LeftOut { has_value: bool },
    /// It is rejected; the key says which place it is for.
    Rejected { key: String },
}
