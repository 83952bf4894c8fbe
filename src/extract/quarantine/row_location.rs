//! Where a row stands, and how it stands there.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::sheet_cells::SheetCells;
use super::{SourceRow, record};
use crate::read::RowNumbers;
use crate::tables::{Fault, Quarantined};

/// Rows as they stand in their file, so that one that is set aside can be shown.
#[derive(Debug)]
pub struct RawBatch {
    /// What the pipeline calls the feed.
    pub feed: Arc<str>,
    /// The file's position among the source's files.
    pub file: u16,
    /// The name of the file.
    pub file_name: String,
    /// What the SQL calls the columns.
    pub names: Vec<String>,
    /// The columns that the mapping uses.
    pub columns: RecordBatch,
    /// The rows' numbers within the file.
    pub rows: RowNumbers,
    /// The cells of the sheet that the columns are made of, in a workbook.
    pub cells: Option<Arc<SheetCells>>,
}

/// Where a row stands: which file of its source, and which row of the file, counted from 1.
///
/// A nation's inspections each hold one, so it is one word: sixteen bits of file, forty-eight
/// of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLocation(u64);

impl RowLocation {
    /// Bits of the row.
    const ROW_BITS: u32 = 48;

    fn new(file: u16, row: u64) -> Self {
        Self((u64::from(file) << Self::ROW_BITS) | row)
    }

    /// The file's position among the source's files.
    pub fn file(self) -> usize {
        (self.0 >> Self::ROW_BITS) as usize
    }

    /// The row of the file, counted from 1.
    pub fn row(self) -> u64 {
        self.0 & ((1 << Self::ROW_BITS) - 1)
    }
}

impl RawBatch {
    /// Where the row at `row` stands in its source.
    pub fn place(&self, row: usize) -> RowLocation {
        RowLocation::new(self.file, self.rows.at(row))
    }

    /// Sets the row at `row` aside; in a workbook the reason ends with the sheet, and with the
    /// cells that the faulty column of the contract is made of.
    pub fn quarantine(&self, row: usize, key: impl Into<String>, mut fault: Fault) -> Quarantined {
        if let Some(cells) = &self.cells {
            let place = cells.place(row, self.rows.at(row), fault.column);
            fault.reason.push_str(&place);
        }
        Quarantined {
            key: key.into(),
            ..self.set_aside(row, fault)
        }
    }

    /// Where the row at `row` stands, and what it says.
    pub fn source_row(&self, row: usize, key: &str) -> SourceRow {
        SourceRow {
            source: Arc::clone(&self.feed),
            file: self.file_name.clone(),
            row: self.place(row).row(),
            key: key.to_owned(),
            record: record::record(&self.columns, &self.names, row),
        }
    }

    /// Sets the row at `row` aside.
    pub fn set_aside(&self, row: usize, fault: Fault) -> Quarantined {
        Quarantined {
            source: Arc::clone(&self.feed),
            file: self.file_name.clone(),
            row: self.place(row).row(),
            key: String::new(),
            fault,
            record: record::record(&self.columns, &self.names, row),
        }
    }
}
