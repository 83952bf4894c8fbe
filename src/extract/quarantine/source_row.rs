//! A row that is remembered by where it stands, after its source is gone.

use std::sync::Arc;

use crate::tables::{Fault, Quarantined};

/// Where a row stands and what it says, so that a check made after its source is gone can still
/// reject it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceRow {
    /// What the pipeline calls its feed.
    pub source: Arc<str>,
    /// The file's name within the source.
    pub file: String,
    /// The row within the file, counted from 1 after the header.
    pub row: u64,
    /// The row's key.
    pub key: String,
    /// The source's columns of the row that the mapping uses, as a JSON object.
    pub record: String,
}

impl SourceRow {
    /// The row, rejected for a fault.
    pub(crate) fn reject(self, fault: Fault) -> Quarantined {
        Quarantined {
            source: self.source,
            file: self.file,
            row: self.row,
            key: self.key,
            fault,
            record: self.record,
        }
    }
}
