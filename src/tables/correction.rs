//! What an extract says otherwise than the one that stands: kept, so that whoever wonders why a
//! figure changed finds what it was.

use std::sync::Arc;

use chrono::NaiveDate;

/// A value that another extract corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What the pipeline calls the feed of the row that gave way.
    pub source: Arc<str>,
    /// The file of the row that gave way.
    pub file: String,
    /// The row within the file, counted from 1 after the header.
    pub row: u64,
    /// The key of both rows.
    pub key: String,
    /// The contract column in which they differ.
    pub column: &'static str,
    /// The day on which the extract of the row that gave way was taken, if it is known.
    pub extracted_on: Option<NaiveDate>,
    /// What that row says; `None` is a missing value.
    pub said: Option<String>,
    /// The file of the row that stands.
    pub stands_file: String,
    /// Its row within the file.
    pub stands_row: u64,
    /// The day on which its extract was taken.
    pub stands_extracted_on: Option<NaiveDate>,
    /// What it says; `None` is a missing value.
    pub stands: Option<String>,
}
