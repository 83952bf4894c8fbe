//! The profile rows that a run published.

use std::path::Path;

use super::ReviewError;
use super::table::Columns;
use crate::publish::tables::declaration::DeclaredColumn;
use crate::publish::tables::profile_row::TABLE;
use crate::publish::tables::profile_row::column::{authority, column, number, text};

/// A value of an authority's profile row, as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedValue {
    /// The authority's code.
    pub authority: String,
    /// The column.
    pub column: String,
    /// Its value, where it is a number.
    pub number: Option<f64>,
    /// Its value, where it is text.
    pub text: Option<String>,
}

/// The profile rows of the run in `folder`.
///
/// # Errors
/// When the run's table cannot be read.
pub fn profile_row(folder: &Path) -> Result<Vec<PublishedValue>, ReviewError> {
    let path = folder.join(TABLE.file_name());
    let names = [authority::NAME, column::NAME, number::NAME, text::NAME];
    let columns = Columns::read(&path, &names, None)?;
    let codes = columns.column::<authority>()?;
    let of = columns.column::<column>()?;
    let numbers = columns.column::<number>()?;
    let texts = columns.column::<text>()?;
    (0..columns.len())
        .map(|row| {
            Ok(PublishedValue {
                authority: codes.value(row)?,
                column: of.value(row)?,
                number: numbers.value(row)?,
                text: texts.value(row)?,
            })
        })
        .collect()
}
