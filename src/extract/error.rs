//! What stops an extraction.

use std::path::PathBuf;
use std::sync::Arc;

use super::reduce::observations::TwoKinds;
use crate::config::ConfigError;
use crate::domain::PeriodKind;
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
    /// The list of authorities contradicts itself.
    #[error("source {source_name}: {message}")]
    List {
        /// The source's name in the pipeline.
        source_name: Arc<str>,
        /// The rows, what they say, and the remedy.
        message: String,
    },
    /// The periods of a series are of two kinds.
    #[error(
        "source {source_name}: the periods of {series} are of two kinds: {} ({:?}) and {} ({:?}); a series has one kind, so leave one of them out with `where`, or give it an indicator or a breakdown of its own",
        kinds[0].0, kinds[0].1, kinds[1].0, kinds[1].1
    )]
    TwoKinds {
        /// The contract's name.
        source_name: Arc<str>,
        /// The indicator and the breakdown.
        series: String,
        /// The kinds, each with a label of it.
        kinds: Box<[(PeriodKind, String); 2]>,
    },
    /// The engine that was asked for could not reduce the rows; the whole of what it says.
    #[cfg(feature = "cluster")]
    #[error("{0}")]
    Engine(String),
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
    /// The periods of a series of `indicator` are of two kinds.
    pub fn two_kinds(label: &Arc<str>, indicator: &str, two: &TwoKinds) -> Self {
        Self::TwoKinds {
            source_name: Arc::clone(label),
            series: format!("{indicator} / {}", two.breakdown),
            kinds: Box::new(two.kinds.clone()),
        }
    }

    /// A file of the source called `label` cannot be read.
    pub fn read(label: &Arc<str>, error: ReadError) -> Self {
        Self::File {
            source_name: Arc::clone(label),
            error,
        }
    }
}
