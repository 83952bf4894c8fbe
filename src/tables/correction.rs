//! What an extract says otherwise than the one retained: kept, so that whoever wonders why a
//! figure changed finds what it was.

use std::sync::Arc;

use chrono::NaiveDate;

/// A value that another extract corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What the pipeline calls the feed of the superseded row.
    pub source: Arc<str>,
    /// The file of the superseded row.
    pub file: String,
    /// The row within the file, counted from 1 after the header.
    pub row: u64,
    /// The key of both rows.
    pub key: String,
    /// The contract column in which they differ.
    pub column: &'static str,
    /// The day on which the extract of the superseded row was taken, if it is known.
    pub extracted_on: Option<NaiveDate>,
    /// What that row says; `None` is a missing value.
    pub said: Option<String>,
    /// The file of the retained row.
    pub retained_file: String,
    /// Its row within the file.
    pub retained_row: u64,
    /// The day on which its extract was taken.
    pub retained_extracted_on: Option<NaiveDate>,
    /// What it says; `None` is a missing value.
    pub retained: Option<String>,
}
