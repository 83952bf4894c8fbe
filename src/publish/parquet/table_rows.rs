//! The rows of a table, a column at a time.

use std::ops::Range;

use arrow::array::{ArrayRef, RecordBatch};

use crate::runs::PublishError;

/// Rows that a table is written from. A column of some rows is made when it is encoded and
/// dropped right after, so a table is never in memory as a whole.
pub trait TableRows: Sync {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// The column at `column` of the rows in `rows`, in the order of the table's columns. Text
    /// may be dictionary-coded.
    ///
    /// # Errors
    /// When the rows lie in a file that cannot be read.
    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError>;
}

impl TableRows for RecordBatch {
    fn rows(&self) -> usize {
        self.num_rows()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        Ok(self.columns()[column].slice(rows.start, rows.len()))
    }
}
