//! What a mapping is made of, before the file's own lines are put above it.

use super::row_check::RowCheck;
use crate::contract::SourceKind;
use crate::inspect::certainty::Certainty;

/// The lines of a mapping, and the file's columns that they use.
pub(crate) struct MappingPart {
    /// The contract.
    pub contract: SourceKind,
    /// How much of the contract the table has, from 0 to 1.
    pub share: f64,
    /// How sure it is that the contract is this one.
    pub certainty: Certainty,
    /// The lines.
    pub toml: String,
    /// The file's columns that they name.
    pub used: Vec<String>,
    /// Why no row can be read by it; empty where some can.
    pub cannot: Vec<String>,
    /// How its rows are looked through for those that it cannot read.
    pub check: RowCheck,
}
