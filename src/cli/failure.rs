//! What a run or an import that failed leaves in the journal of its output folder.

use std::path::Path;

use crate::error::Error;
use crate::runs;

/// Notes in the journal of `out` that a run ended with this error. What a gate stopped is noted
/// with its evidence already, and a folder that is somebody else's is left alone.
pub(super) fn note_error(out: &Path, error: &Error) {
    let noted = matches!(error, Error::Gate(stopped) if stopped.evidence.is_some());
    if !noted {
        note_failure(out, error.exit_code(), &error.message());
    }
}

/// Notes in the journal of `out` that a run ended with this exit code, and why.
pub(super) fn note_failure(out: &Path, exit_code: u8, reason: &str) {
    if let Err(error) = runs::note_failure(out, exit_code, reason) {
        tracing::warn!(%error, "the failure cannot be noted");
    }
}
