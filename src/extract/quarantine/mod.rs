//! Rows that break their contract: kept, with the reason, never dropped in silence.

mod allowance;
mod record;
mod row_location;
mod sheet_cells;

use std::sync::Arc;

pub use self::allowance::{Allowance, Kept, SetAside, commonest};
pub use self::row_location::{RawBatch, RowLocation};
pub use self::sheet_cells::SheetCells;
use crate::tables::{Fault, Quarantined};

/// Where a row stands, so that a check made after its source is gone can still reject it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
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
    pub fn reject(&self, fault: Fault) -> Quarantined {
        Quarantined {
            source: Arc::clone(&self.source),
            file: self.file.clone(),
            row: self.row,
            key: self.key.clone(),
            fault,
            record: self.record.clone(),
        }
    }
}
