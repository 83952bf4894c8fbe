//! What a known format says of a feed's columns.

use super::mapping::Mapping;
use super::unpivot::Unpivot;

/// The mapping that a known format implies.
pub(super) struct Implied {
    /// Contract columns of observations.
    pub(super) columns: Vec<(&'static str, Mapping)>,
    /// How a row of the file becomes several.
    pub(super) unpivot: Option<Unpivot>,
    /// Which rows are kept, by the columns that a file has.
    pub(super) kept: Vec<String>,
    /// Whether a period that is no whole year breaks the contract.
    pub(super) whole_years: bool,
    /// Whether a row may repeat the figures of an earlier one.
    pub(super) may_repeat: bool,
    /// The words by which a breakdown stands for everybody, where they are not the usual ones.
    pub(super) total: Option<Vec<String>>,
}

/// A name as SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
