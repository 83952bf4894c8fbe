//! What can end a command, and the exit code that says which kind it was.

use crate::config::ConfigError;
use crate::extract::ExtractError;
use crate::gate::Stopped;
use crate::read::ReadError;
use crate::review::ReviewError;
use crate::runs::PublishError;
use crate::sample::SampleError;

/// Why a command ended without doing what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A configuration or an argument is wrong; nothing was read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A source could not be read.
    #[error(transparent)]
    Extract(ExtractError),
    /// A file that no pipeline names could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The data-quality gate stopped the run.
    #[error(transparent)]
    Gate(#[from] Box<Stopped>),
    /// A limiter could not be computed.
    #[error("{0}")]
    Rate(String),
    /// Results could not be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A run that was published could not be read back.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// The sample could not be written.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// An argument names something that is not there.
    #[error("{0}")]
    Usage(String),
    /// Standard output could not be written to.
    #[error("standard output cannot be written to: {0}")]
    Output(#[from] std::io::Error),
}

impl From<ExtractError> for Error {
    fn from(error: ExtractError) -> Self {
        match error {
            ExtractError::Config(error) => Self::Config(error),
            error => Self::Extract(error),
        }
    }
}

impl Error {
    /// 1 failed, 2 usage or configuration, 3 the data-quality gate, 4 another run holds the
    /// lock.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Usage(_) => 2,
            Self::Gate(_) => 3,
            Self::Publish(PublishError::Locked { .. }) => 4,
            _ => 1,
        }
    }
}
