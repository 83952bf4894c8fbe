//! What an inspection of a file says.

use serde::Serialize;

use super::certainty::Certainty;
use super::column::ColumnSummary;

/// What is in a file.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The file's name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its form, such as `XLSX`, `text` or `Parquet`.
    pub form: &'static str,
    /// How text is packed, such as `gzip`.
    pub packing: Option<&'static str>,
    /// The encoding of text.
    pub encoding: Option<&'static str>,
    /// The separator of text.
    pub separator: Option<char>,
    /// Every sheet of a workbook that holds a table, the likeliest to hold data first.
    pub sheets: Vec<SheetSummary>,
    /// The table: of a workbook, in the sheet that was asked for or looks most like one.
    pub table: TableSummary,
    /// The contract that the table most resembles; none where it resembles no contract.
    pub contract: Option<&'static str>,
    /// How sure that is.
    pub certainty: Option<Certainty>,
    /// How much of the contract the table has, from 0 to 1.
    pub resemblance: Option<f64>,
    /// Why a pipeline cannot read the table by the mapping as it stands; empty where it can.
    pub cannot: Vec<String>,
    /// Rows that a pipeline rejects by the mapping as far as the file alone tells, a sentence a
    /// fault.
    pub rejected: Vec<String>,
    /// A mapping to start from, as a part of a pipeline file; empty where there is no contract.
    pub mapping: String,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, Serialize)]
pub struct SheetSummary {
    /// Its name.
    pub name: String,
    /// The row that looks like its header.
    pub header_row: u64,
    /// Columns with a name.
    pub columns: usize,
    /// Rows with text.
    pub rows: u64,
    /// The contract that it most resembles; none where it resembles no contract.
    pub contract: Option<&'static str>,
    /// How sure that is.
    pub certainty: Option<Certainty>,
    /// How much of the contract it has, from 0 to 1; 0 where it resembles none.
    pub resemblance: f64,
}

/// The table in a file.
#[derive(Debug, Clone, Serialize)]
pub struct TableSummary {
    /// Its sheet, in a workbook.
    pub sheet: Option<String>,
    /// The row of the sheet, or the line of the text, in which the header begins; none in
    /// Parquet.
    pub header_row: Option<u64>,
    /// Rows with text.
    pub rows: u64,
    /// Rows without any.
    pub blank: u64,
    /// Rows of notes below the table.
    pub notes: u64,
    /// Rows with more or fewer fields than the header.
    pub misshapen: u64,
    /// Cells whose formula gives an error.
    pub errors: u64,
    /// Its columns.
    pub columns: Vec<ColumnSummary>,
}
