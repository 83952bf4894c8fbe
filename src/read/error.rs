//! What stops the reading of a file.

use std::path::{Path, PathBuf};

/// A file is missing, empty, damaged, too large or not what its name says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", path.display())]
pub struct ReadError {
    /// The file, folder or pattern.
    pub path: PathBuf,
    /// What is wrong, what was expected, and the remedy.
    pub message: String,
}

impl ReadError {
    /// An error of the file, folder or pattern at `path`.
    pub fn new(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            message: message.into(),
        }
    }
}
