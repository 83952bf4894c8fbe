//! Rows as they stand in their file, so that one that is rejected can be shown.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::record;
use super::row_location::{RowEvidence, RowLocation};
use super::sheet_cells::SheetCells;
use crate::read::{Misshape, RowNumbers};
use crate::tables::{Fault, Rule};

/// A batch of rows as they stand in their file.
#[derive(Debug)]
pub(crate) struct RawBatch {
    /// The file's position among the source's files.
    pub file: u16,
    /// What the SQL calls the columns.
    pub names: Vec<String>,
    /// The columns that the mapping uses.
    pub columns: RecordBatch,
    /// The rows' numbers within the file.
    pub rows: RowNumbers,
    /// The cells of the sheet that the columns are made of, in a workbook.
    pub cells: Option<Arc<SheetCells>>,
    /// The rows that are there once more, behind those of the file.
    pub again: Vec<u32>,
}

impl RawBatch {
    /// Where the row at `row` stands in its source.
    pub(crate) fn location(&self, row: usize) -> RowLocation {
        RowLocation::new(self.file, self.rows.at(self.in_file(row)))
    }

    /// The row at `row`.
    pub(crate) fn row(&self, row: usize) -> RawRow<'_> {
        RawRow {
            batch: self,
            row: self.in_file(row),
        }
    }

    /// The row of the file that the one at `row` is.
    fn in_file(&self, row: usize) -> usize {
        let repeated = row.checked_sub(self.columns.num_rows());
        let of_file = repeated.and_then(|at| self.again.get(at));
        of_file.map_or(row, |row| *row as usize)
    }
}

/// A row of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawRow<'a> {
    batch: &'a RawBatch,
    row: usize,
}

impl RowEvidence for RawRow<'_> {
    fn location(&self) -> RowLocation {
        self.batch.location(self.row)
    }

    fn record(&self) -> String {
        record::record(&self.batch.columns, &self.batch.names, self.row)
    }

    fn cells(&self, fault: &Fault) -> String {
        match &self.batch.cells {
            // The fault of a cell names it already.
            Some(cells) if fault.rule != Rule::CellError => {
                cells.place(self.row, self.batch.rows.at(self.row), fault.column)
            }
            Some(_) | None => String::new(),
        }
    }
}

/// A row that has other fields than the header.
#[derive(Debug)]
pub(crate) struct MisshapenRow {
    /// Where it stands.
    pub location: RowLocation,
    /// Its text.
    pub text: String,
}

impl MisshapenRow {
    /// What is wrong with a line that is no row under a header of so many columns.
    pub(crate) fn fault(shape: Misshape, columns: usize) -> Fault {
        match shape {
            Misshape::Fields(fields) => Fault::new(
                Rule::WrongFieldCount,
                format!("{fields} fields; the header has {columns}"),
            ),
            Misshape::FieldsOfLines {
                fields,
                lines,
                line,
            } => Fault::new(
                Rule::WrongFieldCount,
                format!(
                    "one of {lines} lines that a quotation mark on line {line} of the file makes one row of {fields} fields; the header has {columns}"
                ),
            ),
            Misshape::StrayQuote { line } => Fault::new(
                Rule::StrayQuote,
                format!(
                    "a quotation mark on line {line} of the file opens a cell that does not close where a field ends; take the mark out, or write two for one in the text"
                ),
            ),
        }
    }
}

impl RowEvidence for MisshapenRow {
    fn location(&self) -> RowLocation {
        self.location
    }

    fn record(&self) -> String {
        serde_json::Value::from(self.text.as_str()).to_string()
    }
}
