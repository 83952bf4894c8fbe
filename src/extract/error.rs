//! What stops an extraction.

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::ConfigError;
use crate::read::ReadError;

/// Why the sources could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// A mapping does not fit the file that it is for.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file is missing, empty, damaged or not what its name says.
    #[error("source {source_name}: {error}")]
    File {
        /// The source's name in the pipeline.
        source_name: Arc<str>,
        /// The file, folder or pattern, what is wrong, and the remedy.
        error: ReadError,
    },
    /// A file is no longer what it was when the run began to read it.
    #[error(
        "source {source_name}: {}: changed while it was read; run again when it is delivered completely",
        path.display()
    )]
    Changed {
        /// The source's name in the pipeline.
        source_name: Arc<str>,
        /// The file.
        path: PathBuf,
    },
}

impl ExtractError {
    /// A file of the source called `label` cannot be read.
    pub fn read(label: &Arc<str>, error: ReadError) -> Self {
        Self::File {
            source_name: Arc::clone(label),
            error,
        }
    }
}
