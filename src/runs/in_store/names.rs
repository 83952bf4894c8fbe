//! What stands in an output folder in a store, by its name, and what is said of a failure there.

use crate::runs::PublishError;
use crate::runs::run_folder::{REJECTED, RUNS};
use crate::store::{Address, Fault};

/// The prefixes below which there are runs.
pub(super) const PARENTS: [&str; 2] = [RUNS, REJECTED];

/// The prefix of the signs that a run is under way.
pub(super) const RUNNING: &str = "running";

/// The object that says which run counts.
pub(super) const POINTER: &str = "current.json";

/// The prefix of the journal's lines.
pub(super) const LINES: &str = "journal";

/// The name of what stands at a key, without what is above it.
pub(super) fn last(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or_default()
}

/// What the store says of something at `at`.
pub(super) fn failed(at: &Address, fault: &Fault) -> PublishError {
    PublishError::Store {
        place: at.as_path(),
        message: fault.to_string(),
    }
}
