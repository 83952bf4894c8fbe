//! What can be wrong with an export.

use std::io;
use std::path::Path;

use rust_xlsxwriter::XlsxError;

use crate::review::ReviewError;
use crate::runs::PublishError;

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The run cannot be read.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] PublishError),
    /// What is asked for is not there, or does not fit the form.
    #[error("{0}")]
    Refused(String),
    /// The library that writes workbooks refused, and why.
    #[error("internal error: the workbook cannot be made: {0}")]
    Workbook(String),
}

/// That a file or folder of the export cannot be written.
pub(super) fn cannot_write(path: &Path, error: io::Error) -> ExportError {
    PublishError::file(path, "write the export", error).into()
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        Self::Workbook(error.to_string())
    }
}
