//! The rows of a table, a column at a time.

use std::ops::Range;

use bytes::Bytes;

use super::stretch::Stretch;
use crate::publish::Column;
use crate::runs::PublishError;

/// Rows that a table is written from. A column of some rows is made when it is encoded and
/// dropped right after, so a table is never in memory as a whole.
pub trait TableRows: Sync {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// The column of the rows in `rows`.
    ///
    /// # Errors
    /// When there is no column of this name, or the rows lie in a file that cannot be read.
    fn column(&self, column: &Column, rows: Range<usize>) -> Result<Stretch, PublishError>;

    /// The length of the cycles that all rows fall into, of which there are whole ones only; `None`
    /// where they don't.
    fn cycle(&self) -> Option<usize> {
        None
    }

    /// Rows before which a row group ends, in their order, however few rows it has by then.
    fn breaks(&self) -> &[usize] {
        &[]
    }

    /// Files whose row groups are those of the table, where others have encoded them; no column is asked
    /// for then.
    fn encoded(&self) -> Option<Vec<Bytes>> {
        None
    }

    /// Whether the values of a column are the same in every cycle, where there are cycles. They are
    /// made, encoded and packed once then.
    fn repeats(&self, _column: &Column) -> bool {
        false
    }
}

#[cfg(test)]
impl TableRows for arrow::array::RecordBatch {
    fn rows(&self) -> usize {
        self.num_rows()
    }

    fn column(&self, column: &Column, rows: Range<usize>) -> Result<Stretch, PublishError> {
        let values = self.column_by_name(column.name).unwrap();
        Ok(values.slice(rows.start, rows.len()).into())
    }
}
