//! What an export is, and what comes of it.

use std::path::PathBuf;

use super::Notice;

/// What a run is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A workbook (XLSX) of an accessible form: one file.
    Workbook,
    /// A folder of CSV files, each with its description as CSV on the Web has it.
    Csv,
    /// A folder of files in the open data standard of Explore education statistics.
    Ees,
    /// A script that makes views in DuckDB: one file.
    DuckDb,
}

/// What was written.
#[derive(Debug)]
pub struct Exported {
    /// The files, in the order in which they are to be read.
    pub files: Vec<PathBuf>,
    /// What a reader of the files should know.
    pub notices: Vec<Notice>,
}
