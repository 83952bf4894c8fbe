//! What killed runs left in an output folder, and how it is told from what counts.
//!
//! A run that is under way has a staging folder. One that is about to become the current run has,
//! before its folder goes below `runs`, a link to it whose name begins with `.publishing-`; that
//! link becomes `current`. So a run that was killed between the two steps is known by the link it
//! left: nobody ever read it, and no run of that name was ever current.

use std::fs;
use std::path::Path;

use super::run_folder::{NEXT, PUBLISHING, RUNS, STAGING};
use super::{OutFolder, PublishError};

impl OutFolder {
    /// Removes what killed runs left behind, and gives the names of what was removed.
    ///
    /// Runs that were published are never touched.
    ///
    /// # Errors
    /// When the folder cannot be read, or something in it cannot be removed.
    pub fn clear_leftovers(&self) -> Result<Vec<String>, PublishError> {
        if let Some(store) = self.in_store() {
            return store.clear();
        }
        let unreadable = |error| PublishError::file(self.path(), "list the output folder", error);
        let mut cleared = Vec::new();
        for entry in fs::read_dir(self.path()).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            let failed = |error| PublishError::file(&path, "remove what a run left", error);
            if name.starts_with(STAGING) {
                fs::remove_dir_all(&path).map_err(failed)?;
            } else if name.starts_with(NEXT) {
                fs::remove_file(&path).map_err(failed)?;
            } else if name.starts_with(PUBLISHING) {
                self.discard(&path)?;
            } else {
                continue;
            }
            tracing::warn!(name, "removed what a killed run left");
            cleared.push(name);
        }
        cleared.sort();
        Ok(cleared)
    }

    /// Removes a link that was to replace `current`, and the run that it leads to.
    pub(super) fn discard(&self, link: &Path) -> Result<(), PublishError> {
        let failed = |error| PublishError::file(link, "remove what a run left", error);
        if !link.is_symlink() {
            // It has become `current`.
            return Ok(());
        }
        if let Some(name) = unpublished(link) {
            let run = self.path().join(RUNS).join(name);
            if run.exists() {
                remove_run(self.path(), &run)?;
            }
        }
        fs::remove_file(link).map_err(failed)
    }
}

/// The folder's name of the run that a link was to make the current one.
fn unpublished(link: &Path) -> Option<&str> {
    link.file_name()?.to_str()?.strip_prefix(PUBLISHING)
}

/// Whether the run in the folder `name` was put in its place and never became the current one.
pub(super) fn is_unpublished(out: &Path, name: &str) -> bool {
    out.join(format!("{PUBLISHING}{name}")).is_symlink()
}

/// Removes a run's folder: first from among the runs, in one step, so that half a folder is
/// never taken for a run; should the process die in between, the next run clears the rest.
pub(super) fn remove_run(out: &Path, folder: &Path) -> Result<(), PublishError> {
    let failed = |error| PublishError::file(folder, "remove a run", error);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let aside = out.join(format!("{STAGING}removed-{name}"));
    fs::rename(folder, &aside).map_err(failed)?;
    fs::remove_dir_all(&aside).map_err(failed)
}

#[cfg(test)]
mod tests {
    use crate::system::link_folder as symlink;

    use super::*;
    use crate::runs::History;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_killed_runs_left_is_cleared_and_what_was_published_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        fs::create_dir_all(folder.path().join("runs/run=one")).unwrap();
        symlink("runs/run=one", folder.path().join("current")).unwrap();
        fs::create_dir(folder.path().join(".staging-two")).unwrap();
        fs::write(folder.path().join(".staging-two/ratings.parquet"), "half").unwrap();
        symlink("runs/run=one", folder.path().join(".current-run=one")).unwrap();

        let cleared = out.clear_leftovers().unwrap();
        assert_eq!(cleared, [".current-run=one", ".staging-two"]);
        assert_eq!(names(folder.path()), [".lock", "current", "runs"]);
        assert_eq!(names(&folder.path().join("runs")), ["run=one"]);
        assert!(out.clear_leftovers().unwrap().is_empty());
    }

    #[test]
    fn a_run_that_was_killed_before_it_became_current_is_not_listed_and_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        fs::create_dir_all(folder.path().join("runs/run=one")).unwrap();
        symlink("runs/run=one", folder.path().join("current")).unwrap();
        fs::create_dir(folder.path().join("runs/run=two")).unwrap();
        symlink("runs/run=two", folder.path().join(".publishing-run=two")).unwrap();

        assert!(is_unpublished(folder.path(), "run=two"));
        assert!(
            History::read(folder.path())
                .unwrap()
                .published("two")
                .is_none()
        );
        assert_eq!(out.clear_leftovers().unwrap(), [".publishing-run=two"]);
        assert_eq!(names(&folder.path().join("runs")), ["run=one"]);
        assert_eq!(names(folder.path()), [".lock", "current", "runs"]);
    }

    #[test]
    fn a_link_whose_run_never_came_to_its_place_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        symlink("runs/run=two", folder.path().join(".publishing-run=two")).unwrap();
        assert_eq!(out.clear_leftovers().unwrap(), [".publishing-run=two"]);
        assert_eq!(names(folder.path()), [".lock"]);
    }
}
