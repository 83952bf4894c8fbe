//! What stops an extraction.

use std::path::PathBuf;

use crate::config::ConfigError;

/// Why the sources could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// A mapping does not fit the file that it is for.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file is missing, empty, damaged or not what its name says.
    #[error("source {source_name}: {}: {message}", path.display())]
    File {
        /// The source's name in the pipeline.
        source_name: &'static str,
        /// The file, folder or pattern.
        path: PathBuf,
        /// What is wrong, and the remedy.
        message: String,
    },
    /// A source lost more rows than the pipeline allows.
    #[error(
        "source {source_name}: {rejected} of {rows} rows were rejected, {:.1}%, and max_rejected is {:.1}%; most often {commonest}",
        share * 100.0,
        allowed * 100.0
    )]
    TooManyRejected {
        /// The source's name in the pipeline.
        source_name: &'static str,
        /// Rows rejected.
        rejected: u64,
        /// Rows read.
        rows: u64,
        /// The share of them.
        share: f64,
        /// `max_rejected`.
        allowed: f64,
        /// The rule that was broken most often, with an example.
        commonest: String,
    },
}
