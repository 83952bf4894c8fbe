//! What can be wrong with a configuration, and where.

use std::path::PathBuf;

/// A mistake in a pipeline or rulebook file: which file, which line, what was expected.
///
/// The message ends with the remedy, because whoever reads it is about to edit the file.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {message}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct ConfigError {
    /// The file as the user named it, or as the pipeline names it.
    pub path: PathBuf,
    /// The line, counted from 1, where the mistake can be placed.
    pub line: Option<usize>,
    /// What is wrong, what was expected, and the remedy.
    pub message: String,
}

impl ConfigError {
    /// A mistake that concerns the whole file.
    pub fn whole(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            message: message.into(),
        }
    }
}
