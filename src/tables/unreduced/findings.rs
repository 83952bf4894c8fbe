//! Findings, those of every extract.

use crate::tables::Finding;

/// Every row of findings.
#[derive(Debug, Default)]
pub struct Findings {
    /// The rows, in order of authority, kind, aspect and day.
    pub rows: Vec<Finding>,
    /// Whether a feed says when its extracts were taken.
    pub dated: bool,
}
