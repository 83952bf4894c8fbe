//! The rows of a table that a suggested mapping rejects.

use super::ees_rows::StandardRows;
use super::found_rows::Found;
use crate::domain::shown::listed;
use crate::inspect::raw_table::RawTable;
use crate::read::ReadError;

/// How the rows of a table are looked through for those that a mapping rejects.
pub(crate) enum RowCheck {
    /// As those of a file in the open data standard.
    Standard(StandardRows),
    /// By the file's columns that hold the key of the contract.
    Key(Vec<String>),
    /// Not at all: its key is made of more than columns, or may be repeated.
    Nothing,
}

impl RowCheck {
    /// What the mapping rejects of the rows of `table`, a sentence each.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(crate) fn rejected(&self, table: &RawTable) -> Result<Vec<String>, ReadError> {
        match self {
            Self::Standard(standard) => standard.rejected(table),
            Self::Key(columns) => {
                let mut repeated = Found::default();
                for row in table.distinct(columns)? {
                    // A row without a key is another fault.
                    if row.rows > 1 && row.values.iter().all(|value| !value.is_empty()) {
                        repeated.add(row.rows - 1, row.second);
                    }
                }
                let of = listed(columns.iter().map(String::as_str));
                Ok(repeated.says(&format!("the {of} of an earlier row, which is kept")))
            }
            Self::Nothing => Ok(Vec::new()),
        }
    }
}
