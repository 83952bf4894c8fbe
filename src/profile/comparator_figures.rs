//! The figures of a slice that a comparator gives every authority, and how it stands to them.

use super::placing::Placed;
use crate::domain::Comparison;

/// What a comparator gives the authorities of a slice.
#[derive(Debug, Clone)]
pub struct ComparatorFigures {
    /// The place of those whom the comparator compares with in the slice's period.
    pub(super) spell: usize,
    /// Their figures, and the ranks among them.
    pub(super) placed: Placed,
    /// How each authority stands to its figure.
    pub(super) verdicts: Vec<Option<Comparison>>,
}
