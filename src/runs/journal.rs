//! What happened in an output folder, one line an event: what was published, what was looked at
//! and found unchanged, what failed, who moved `current` back, what was removed.
//!
//! The tables and manifests say everything about a run. The journal says what left no run behind,
//! and is for people and their tools: a run never needs it to be whole.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::entry::{Entry, Event};
use super::in_store::{self, add_entry};
use super::own_file::own_file;
use super::run_folder::JOURNAL;
use super::{Fingerprint, PublishError};
use crate::store::Address;

/// The journal of an output folder.
#[derive(Debug, Clone)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// The journal of the output folder `out`, on the disk or in a store.
    #[must_use]
    pub fn of(out: &Path) -> Self {
        Self {
            path: out.join(JOURNAL),
        }
    }

    /// The address of the output folder, where it lies in a store.
    fn in_store(&self) -> Option<Result<Address, PublishError>> {
        in_store::address(self.path.parent()?)
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn add(&self, entry: &Entry) -> Result<(), PublishError> {
        if let Some(out) = self.in_store() {
            return add_entry(&out?, entry);
        }
        let failed = |error| PublishError::file(&self.path, "write the journal", error);
        let mut line = serde_json::to_vec(entry).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        // One call writes the line, and a file opened to append takes it whole.
        own_file(OpenOptions::new().append(true), &self.path)
            .and_then(|mut file| file.write_all(&line))
            .map_err(failed)
    }

    /// Every line that can be read, the oldest first. A line that was cut short by a crash is
    /// left out.
    ///
    /// # Errors
    /// When there is a file that cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, PublishError> {
        if let Some(out) = self.in_store() {
            return in_store::entries(&out?);
        }
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(PublishError::file(&self.path, "read the journal", error)),
        };
        Ok(text
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect())
    }
}

/// The last rollback from a run of this fingerprint, unless such a run was made the current one
/// again since, by whatever way; or else the last one that holds these inputs back, unless a run
/// of them became the current one since.
#[must_use]
pub fn withdrawn<'a>(
    entries: &'a [Entry],
    fingerprint: &Fingerprint,
    inputs: &str,
) -> Option<&'a Entry> {
    let (mut withdrawn, mut held) = (None, None);
    for entry in entries {
        if !matches!(entry.event, Event::Published | Event::RolledBack) {
            continue;
        }
        if fingerprint.is_of(&entry.run) {
            withdrawn = None;
        } else if entry.event == Event::RolledBack
            && let Some(from) = &entry.replaced
            && fingerprint.is_of(from)
        {
            withdrawn = Some(entry);
        }
        if entry.held.as_deref() == Some(inputs) {
            held = Some(entry);
        } else if entry.inputs.as_deref() == Some(inputs) {
            held = None;
        }
    }
    withdrawn.or(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_was_rolled_back_from_is_withdrawn_until_it_is_current_again() {
        let fingerprint = Fingerprint::from_text("0123456789abcdef".to_owned());
        let bad = "20261123T030000Z-01234567";
        let good = "20261122T030000Z-89abcdef";
        let later = "20261125T030000Z-01234567";
        let published = |run: &str| Entry::now(Event::Published, run, None);
        let back =
            |run: &str, from: &str| Entry::now(Event::RolledBack, run, Some(from.to_owned()));

        let mut entries = vec![published(good), published(bad)];
        assert_eq!(withdrawn(&entries, &fingerprint, ""), None);
        entries.push(back(good, bad));
        assert_eq!(withdrawn(&entries, &fingerprint, ""), Some(&entries[2]));
        entries.push(published("20261124T030000Z-00000000"));
        assert_eq!(withdrawn(&entries, &fingerprint, ""), Some(&entries[2]));
        entries.push(published(later));
        assert_eq!(withdrawn(&entries, &fingerprint, ""), None);
    }

    #[test]
    fn inputs_are_held_whatever_the_configuration_until_a_run_of_them_is_current() {
        let fingerprint = Fingerprint::from_text("0123456789abcdef".to_owned());
        let of = |event, inputs: &str| Entry {
            inputs: Some(inputs.to_owned()),
            ..Entry::now(event, "20261122T030000Z-89abcdef", None)
        };
        let back = Entry {
            held: Some("bad".to_owned()),
            ..of(Event::RolledBack, "good")
        };
        let mut entries = vec![of(Event::Published, "bad"), back];
        assert_eq!(withdrawn(&entries, &fingerprint, "good"), None);
        assert_eq!(withdrawn(&entries, &fingerprint, "bad"), Some(&entries[1]));
        entries.push(of(Event::Published, "better"));
        assert_eq!(withdrawn(&entries, &fingerprint, "bad"), Some(&entries[1]));
        entries.push(of(Event::Published, "bad"));
        assert_eq!(withdrawn(&entries, &fingerprint, "bad"), None);
    }

    #[test]
    fn a_line_cut_short_by_a_crash_hides_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::of(folder.path());
        assert_eq!(journal.entries().unwrap(), []);
        let first = Entry::now(Event::Published, "one", None);
        journal.add(&first).unwrap();
        let whole = fs::read(&journal.path).unwrap();
        fs::write(&journal.path, [&whole[..], b"{\"at\":\"20\n"].concat()).unwrap();
        let second = Entry::now(Event::RolledBack, "one", Some("two".to_owned()));
        journal.add(&second).unwrap();
        assert_eq!(journal.entries().unwrap(), [first, second]);
    }
}
