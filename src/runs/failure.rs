//! How a run ended that left nothing but a line in the journal.

use std::fs;
use std::path::Path;

use super::{Entry, Event, Journal, OutFolder, PublishError};
use crate::store::is_url;

/// Notes in the journal of `out` how a run ended that left nothing else there. A folder that is
/// not there is made; one that holds anything but runs is left alone. In a store, whatever else lies
/// at a prefix is none of the journal's.
///
/// # Errors
/// When the line cannot be written.
pub fn note_failure(out: &Path, exit_code: u8, reason: &str) -> Result<(), PublishError> {
    if !is_url(out) && !OutFolder::is_one(out) {
        fs::create_dir_all(out)
            .map_err(|error| PublishError::file(out, "make the output folder", error))?;
        let mut held = fs::read_dir(out)
            .map_err(|error| PublishError::file(out, "read the output folder", error))?;
        if held.next().is_some() {
            return Ok(());
        }
    }
    Journal::of(out).add(&Entry::now(Event::Failed, "", None).ended(exit_code, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_noted_among_runs_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, other) = (folder.path().join("fresh"), folder.path().join("other"));
        note_failure(&fresh, 2, "a key is unknown").unwrap();
        note_failure(&fresh, 1, &"x".repeat(3_000)).unwrap();
        let entries = Journal::of(&fresh).entries().unwrap();
        assert_eq!(
            (entries[0].exit_code, entries[0].reason.as_deref()),
            (Some(2), Some("a key is unknown"))
        );
        assert_eq!(entries[1].reason.as_ref().map(String::len), Some(2_000));
        fs::create_dir(&other).unwrap();
        fs::write(other.join("mine.txt"), "").unwrap();
        note_failure(&other, 2, "a key is unknown").unwrap();
        assert_eq!(Journal::of(&other).entries().unwrap(), []);
    }
}
