//! What can be wrong with a run that is read back.

use std::path::{Path, PathBuf};

use crate::config::ConfigError;
use crate::runs::PublishError;
use crate::system_limit::SystemLimit;

/// Why a published run could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// There is no manifest, or none that this version reads.
    #[error(transparent)]
    Manifest(#[from] PublishError),
    /// The configuration that the run keeps cannot be read.
    #[error(transparent)]
    Configuration(#[from] ConfigError),
    /// A file of the run is not as it was written, and how it differs.
    #[error("the run is damaged: {0}; read another one, or run the pipeline again")]
    Damaged(String),
    /// A gate stopped the run before there was anything to read back.
    #[error("{}: is the evidence of a run that was stopped ({gates}); its quarantine.parquet has the rows that were rejected, and nothing else was made", folder.display())]
    Stopped {
        /// The run's folder.
        folder: PathBuf,
        /// What the gates said.
        gates: String,
    },
    /// The operating system refused something.
    #[error("{}: cannot be read: {limit}", path.display())]
    Limit {
        /// The file that was to be read.
        path: PathBuf,
        /// What was refused.
        limit: SystemLimit,
    },
    /// Something of the run is missing, or another version made it.
    #[error("{}: {message}; run the pipeline again", path.display())]
    Incomplete {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
}

impl ReviewError {
    /// Something is wrong with the file at `path`.
    pub(super) fn incomplete(path: &Path, message: impl Into<String>) -> Self {
        let (path, message) = (path.to_owned(), message.into());
        match SystemLimit::said_in(&message) {
            Some(limit) => Self::Limit { path, limit },
            None => Self::Incomplete { path, message },
        }
    }
}
