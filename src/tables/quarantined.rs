//! Rows that break their contract: kept, with the reason, never dropped in silence.

use std::sync::Arc;

use super::Rule;

/// What a row did wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule that it broke.
    pub rule: Rule,
    /// What was read and what was expected.
    pub reason: Box<str>,
    /// The position of the contract's column that it concerns, if it concerns one.
    pub column: Option<usize>,
}

impl Fault {
    /// A fault against `rule`.
    pub fn new(rule: Rule, reason: impl Into<String>) -> Self {
        Self {
            rule,
            reason: reason.into().into_boxed_str(),
            column: None,
        }
    }
}

/// A row rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// What the pipeline calls its feed.
    pub source: Arc<str>,
    /// The file's name within the source.
    pub file: String,
    /// The row within the file, counted from 1 after the header.
    pub row: u64,
    /// The row's key, as far as it could be read.
    pub key: String,
    /// What it did wrong.
    pub fault: Fault,
    /// The source's columns of the row that the mapping uses, as a JSON object.
    pub record: String,
}
