//! The folder of a worker, and what workers that were killed left beside it.
//!
//! ```text
//! plumbline-worker-Ab3dEf/worker.lock   held as long as the worker lives
//! plumbline-worker-Ab3dEf/jobs/         what is between two stages, and what memory does not hold
//! ```
//!
//! The lock is the operating system's: it ends with the process, however that ends. So nobody holds the
//! lock of a folder whose worker was killed, and the next worker that begins beside it takes it away.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::fault::{Fault, FaultKind};
use crate::system::{have_one_owner, open_without_following};

/// How the name of a worker's folder begins.
const PREFIX: &str = "plumbline-worker-";

/// The file in it whose lock the worker holds.
const LOCK: &str = "worker.lock";

/// The folder in it that Ballista and DataFusion write to.
const JOBS: &str = "jobs";

/// The folder of a worker, which goes with it.
#[derive(Debug)]
pub(super) struct WorkerFolder {
    folder: TempDir,
    // Let go of when the folder is gone.
    _lock: File,
}

impl WorkerFolder {
    /// Makes one in `work_dir`, and takes away those of workers that were killed.
    ///
    /// # Errors
    /// A folder in which none can be made.
    pub(super) fn make(work_dir: &Path) -> Result<Self, Fault> {
        let made = Self::made(work_dir).map_err(|error| {
            Fault::new(
                FaultKind::Local,
                format!(
                    "{}: no folder can be made in it ({error}); name another with --work-dir",
                    work_dir.display()
                ),
            )
        })?;
        if let Err(error) = made.clear_dead(work_dir) {
            tracing::warn!(folder = %work_dir.display(), %error, "what killed workers left is not looked for");
        }
        Ok(made)
    }

    fn made(work_dir: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(work_dir)?;
        fs::create_dir(folder.path().join(JOBS))?;
        let lock = lock(folder.path())?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Where Ballista and DataFusion write to.
    pub(super) fn jobs(&self) -> PathBuf {
        self.folder.path().join(JOBS)
    }

    fn clear_dead(&self, work_dir: &Path) -> io::Result<()> {
        let own = fs::symlink_metadata(self.folder.path())?;
        for entry in fs::read_dir(work_dir)? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
                continue;
            }
            let folder = entry.path();
            let Some(_lock) = lock_of_dead(&folder, &own) else {
                continue;
            };
            match remove(&folder) {
                Ok(()) => {
                    tracing::warn!(folder = %folder.display(), "removed what a killed worker left");
                }
                Err(error) => {
                    tracing::warn!(folder = %folder.display(), %error, "what a killed worker left cannot be removed");
                }
            }
        }
        Ok(())
    }
}

/// The lock of a new folder. Its file gets its name when it is held, so that nobody takes the folder
/// for a dead worker's before.
fn lock(folder: &Path) -> io::Result<File> {
    let path = folder.join(LOCK);
    let new = path.with_extension("new");
    let file = File::create_new(&new)?;
    file.try_lock()?;
    fs::rename(&new, &path)?;
    Ok(file)
}

/// The lock of a dead worker's folder, held now; nothing where the folder is no worker's, its worker
/// lives, or it has another owner than `own`.
fn lock_of_dead(folder: &Path, own: &Metadata) -> Option<File> {
    let found = fs::symlink_metadata(folder).ok()?;
    if !found.is_dir() || !have_one_owner(&found, own) {
        return None;
    }
    let mut options = OpenOptions::new();
    let lock = open_without_following(options.read(true).write(true), &folder.join(LOCK)).ok()?;
    let is_held = !lock.metadata().ok()?.is_file() || lock.try_lock().is_err();
    (!is_held).then_some(lock)
}

/// Removes what a worker makes in its folder, and the folder where there is nothing else in it. The lock
/// goes after the rest, so that a folder is found again whose removal was broken off.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder.join(JOBS)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::remove_file(folder.join(LOCK))?;
    fs::remove_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A worker that was killed: its folder is there, and nobody holds the lock.
    fn killed(work_dir: &Path) -> PathBuf {
        let WorkerFolder { folder, _lock } = WorkerFolder::made(work_dir).unwrap();
        fs::create_dir(folder.path().join("jobs/1")).unwrap();
        fs::write(folder.path().join("jobs/1/rows"), "rows").unwrap();
        folder.keep()
    }

    #[test]
    fn the_folders_of_killed_workers_go_when_the_next_begins() {
        let work_dir = tempfile::tempdir().unwrap();
        let dead = [killed(work_dir.path()), killed(work_dir.path())];
        // Its removal was broken off.
        let half = killed(work_dir.path());
        fs::remove_dir_all(half.join(JOBS)).unwrap();
        let living = WorkerFolder::made(work_dir.path()).unwrap();
        let next = WorkerFolder::make(work_dir.path()).unwrap();
        for folder in dead.iter().chain([&half]) {
            assert!(!folder.exists(), "{}", folder.display());
        }
        for folder in [living, next] {
            assert!(folder.jobs().is_dir());
            let jobs = folder.jobs();
            drop(folder);
            assert!(!jobs.exists());
        }
        assert_eq!(fs::read_dir(work_dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_workers_folder_stays() {
        let work_dir = tempfile::tempdir().unwrap();
        let at = |name: &str| work_dir.path().join(name);
        for folder in ["jobs", "plumbline-worker-notes/jobs", "mine/jobs"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        fs::write(at("mine/worker.lock"), "").unwrap();
        fs::write(at("plumbline-worker-list"), "mine").unwrap();
        // A lock that is no file, and a link to a folder that looks like a worker's.
        fs::create_dir_all(at("plumbline-worker-odd/worker.lock")).unwrap();
        fs::create_dir(at("plumbline-worker-odd/jobs")).unwrap();
        crate::system::link_folder("mine", at("plumbline-worker-link")).unwrap();
        // Somebody has put a file beside what a worker left.
        let dead = killed(work_dir.path());
        fs::write(dead.join("notes"), "mine").unwrap();
        drop(WorkerFolder::make(work_dir.path()).unwrap());
        for kept in [
            "jobs",
            "plumbline-worker-notes/jobs",
            "mine/jobs",
            "mine/worker.lock",
            "plumbline-worker-list",
            "plumbline-worker-odd/worker.lock",
            "plumbline-worker-odd/jobs",
            "plumbline-worker-link",
        ] {
            assert!(at(kept).exists(), "{kept}");
        }
        assert!(dead.join("notes").exists());
        assert!(!dead.join(JOBS).exists());
    }
}
