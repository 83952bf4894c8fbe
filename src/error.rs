//! What can end a command, and the exit code that says which kind it was.

use crate::catch_panic::Fault;
use crate::config::ConfigError;
use crate::export::ExportError;
use crate::extract::ExtractError;
use crate::gate::Stopped;
use crate::letters::LetterError;
use crate::read::ReadError;
use crate::review::ReviewError;
use crate::runs::PublishError;
use crate::sample::SampleError;
use crate::site::SiteError;
use crate::starter::StarterError;
use crate::system_limit::SystemLimit;

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
    /// A cluster did not do what it was asked.
    #[cfg(feature = "cluster")]
    #[error(transparent)]
    Cluster(#[from] crate::cluster::Fault),
    /// Results could not be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A run that was published could not be read back.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// A run could not be exported.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A letter could not be written.
    #[error(transparent)]
    Letter(LetterError),
    /// A site could not be made.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The sample could not be written.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// A pipeline could not be laid out.
    #[error(transparent)]
    Starter(#[from] StarterError),
    /// An argument names something that is not there.
    #[error("{0}")]
    Usage(String),
    /// Standard output could not be written to.
    #[error("standard output cannot be written to: {0}")]
    Output(std::io::Error),
    /// A panic that nothing contained.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The operating system refused something that every command needs.
    #[error("{0}")]
    System(String),
}

impl From<ExtractError> for Error {
    fn from(error: ExtractError) -> Self {
        match error {
            ExtractError::Config(error) => Self::Config(error),
            error => Self::Extract(error),
        }
    }
}

impl From<LetterError> for Error {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::File(error) => Self::Publish(error),
            error => Self::Letter(error),
        }
    }
}

impl Error {
    /// The operating system did not let this program do `what`.
    pub fn system(what: &str, error: &std::io::Error) -> Self {
        Self::System(SystemLimit::of(error).map_or_else(
            || format!("cannot {what}: {error}"),
            |limit| format!("cannot {what}: {limit}"),
        ))
    }

    /// What to say: the message, and the remedy where a limit of the operating system is behind it
    /// that the message only quotes.
    pub fn message(&self) -> String {
        let mut message = self.to_string();
        if let Some(limit) = SystemLimit::said_in(&message) {
            let remedy = limit.remedy();
            if !message.contains(remedy) {
                message.push_str(&format!("; {remedy}"));
            }
        }
        message
    }

    /// Whether whoever reads standard output stopped reading, as `head` does: no fault of ours.
    pub fn is_end_of_reading(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// 1 failed, 2 usage or configuration, 3 the data-quality gate, 4 another run holds the
    /// lock.
    pub fn exit_code(&self) -> u8 {
        match self {
            // The configuration was only being checked when the system refused something.
            Self::Config(error) if SystemLimit::said_in(&error.message).is_some() => 1,
            Self::Config(_)
            | Self::Usage(_)
            | Self::Export(ExportError::Refused(_))
            | Self::Letter(LetterError::NoPdf | LetterError::Unshown { .. })
            | Self::Site(SiteError::Refused(_) | SiteError::Template(_))
            | Self::Starter(StarterError::Taken(_))
            | Self::Publish(PublishError::Address { .. })
            | Self::Review(ReviewError::Manifest(PublishError::Address { .. })) => 2,
            #[cfg(feature = "cluster")]
            Self::Cluster(fault) if fault.is_usage() => 2,
            Self::Gate(_) => 3,
            Self::Publish(PublishError::Locked { .. } | PublishError::Overtaken { .. }) => 4,
            _ => 1,
        }
    }
}
