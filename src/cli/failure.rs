//! What a run or an import that failed leaves in the journal of its output folder.

use std::path::Path;

use crate::error::Error;
use crate::runs::{self, PublishError};

/// Notes in the journal of `out` that a run ended with this error. What a gate stopped is noted
/// with its evidence already, and a folder that is somebody else's is left alone.
pub(super) fn note_error(out: &Path, error: &Error) {
    let noted = matches!(error, Error::Gate(stopped) if stopped.evidence.is_some());
    // What refuses a run's files refuses the line about it as well.
    let is_refused = matches!(
        error,
        Error::Publish(PublishError::Store { .. } | PublishError::Address { .. })
    );
    if !noted && !is_refused {
        note_failure(out, error.exit_code(), &error.message());
    }
}

/// Notes in the journal of `out` that a run ended with this exit code, and why.
pub(super) fn note_failure(out: &Path, exit_code: u8, reason: &str) {
    if let Err(error) = runs::note_failure(out, exit_code, reason) {
        tracing::warn!(%error, "the failure cannot be noted");
    }
}
