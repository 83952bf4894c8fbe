//! What can be wrong with the making of a site.

use crate::config::ConfigError;
use crate::review::ReviewError;
use crate::runs::PublishError;

/// Why a site was not made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// What stands where the site is to go is no earlier site.
    #[error("{0}")]
    Refused(String),
    /// A table of the run cannot be read.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// A template cannot be filled.
    #[error(transparent)]
    Template(#[from] ConfigError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] PublishError),
}
