//! A batch of rows of text, and what stands among them that is no row or no value.

use arrow::array::RecordBatch;

use super::percentage::PercentCell;

/// A batch of rows of a text file or a sheet.
pub struct TextBatch {
    /// Row numbers within the file; one a row of `batch`.
    pub rows: Vec<u64>,
    /// The wanted columns, as dictionary-coded text; a blank is null.
    pub batch: RecordBatch,
    /// Lines that are no rows of the table.
    pub misshapen: Vec<Misshapen>,
    /// Cells whose formula gives an error or nothing.
    pub errors: Vec<ErrorCell>,
    /// Cells that show a percent sign.
    pub percentages: Vec<PercentCell>,
    /// Rows without any text, as spreadsheets leave below a table.
    pub blank: u64,
    /// Rows of notes below the table.
    pub notes: u64,
    /// Values whose footnote marker was taken off.
    pub footnotes: u64,
}

/// A line of a text file that is no row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misshapen {
    /// Its number, as rows are numbered.
    pub row: u64,
    /// What is wrong with it.
    pub shape: Misshape,
    /// Its text.
    pub text: String,
}

/// Why a line is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misshape {
    /// It has so many fields, and the header has others.
    Fields(usize),
    /// It is one of several lines of a record with so many fields.
    FieldsOfLines {
        /// The record's fields.
        fields: usize,
        /// The record's lines.
        lines: usize,
        /// The line of the file on which a quotation mark holds them together.
        line: u64,
    },
    /// It belongs to a cell that a quotation mark on this line of the file opens, and that does not
    /// close where a field ends.
    StrayQuote {
        /// The line of the file.
        line: u64,
    },
}

/// A cell whose formula gives an error or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCell {
    /// Its row, as a position in the batch.
    pub row: usize,
    /// Its column, as a position among those wanted.
    pub column: usize,
    /// What is wrong with it.
    pub error: CellError,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellError {
    /// Its formula gives an error, and this is what it shows, such as `#REF!`.
    Gives(&'static str),
    /// Its formula was never worked out: the program that wrote it does not work formulas out.
    NoResult,
}

impl CellError {
    /// What stands in its place in a row that is shown.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Gives(error) => error,
            Self::NoResult => "(no result)",
        }
    }
}
