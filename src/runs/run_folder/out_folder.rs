//! The output folder, and the link to the run that counts.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::lock::Lock;
use super::names::{CURRENT, JOURNAL, LOCK, NEXT, REJECTED, RUNS};
use super::on_disk::to_disk;
use crate::runs::in_store::{OutStore, address, holds_runs};
use crate::runs::{Journal, PublishError};
use crate::system::link_folder;

/// An output folder that this run alone may write to, as long as the value lives.
#[derive(Debug)]
pub struct OutFolder {
    path: PathBuf,
    /// Held as long as the folder is.
    _lock: Lock,
    /// Where the folder really is, if that is in a store; what is at `path` looks as it does.
    store: Option<OutStore>,
    journal: Journal,
}

impl OutFolder {
    /// Opens the folder, making it where there is none, and locks it for this run.
    ///
    /// The lock is the operating system's: it ends with the process, however that ends.
    ///
    /// # Errors
    /// [`PublishError::Locked`] when another run holds the lock; [`PublishError::File`] when the
    /// folder cannot be made or written to.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, PublishError> {
        Ok(Self::open_within(path, Duration::ZERO)?.0)
    }

    /// Opens the folder as [`OutFolder::open`] does, and waits up to `patience` for another run
    /// to end; says whether it had to.
    ///
    /// # Errors
    /// As [`OutFolder::open`], after waiting.
    pub fn open_within(
        path: impl Into<PathBuf>,
        patience: Duration,
    ) -> Result<(Self, bool), PublishError> {
        let path = path.into();
        let journal = Journal::of(&path);
        if let Some(address) = address(&path) {
            let store = OutStore::open(&address?)?;
            if !patience.is_zero() {
                tracing::info!("nobody holds a lock in a store, so there is nothing to wait for");
            }
            let path = store.folder().to_owned();
            let (lock, _) = Lock::take(&path, Duration::ZERO)?;
            return Ok((
                Self {
                    path,
                    _lock: lock,
                    store: Some(store),
                    journal,
                },
                false,
            ));
        }
        fs::create_dir_all(&path)
            .map_err(|error| PublishError::file(&path, "make the output folder", error))?;
        let (lock, waited) = Lock::take(&path, patience)?;
        let opened = Self {
            path,
            _lock: lock,
            store: None,
            journal,
        };
        Ok((opened, waited))
    }

    /// Whether the folder at `path` is an output folder, or was one.
    ///
    /// # Errors
    /// An address that is not read, and as the store has them.
    pub fn is_one_anywhere(path: &Path) -> Result<bool, PublishError> {
        match address(path) {
            None => Ok(Self::is_one(path)),
            Some(address) => holds_runs(&address?),
        }
    }

    /// Whether the folder at `path` of the disk is an output folder, or was one.
    #[must_use]
    pub fn is_one(path: &Path) -> bool {
        [RUNS, REJECTED, CURRENT, LOCK, JOURNAL]
            .iter()
            .any(|name| path.join(name).symlink_metadata().is_ok())
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where what stands at `path` in the folder really is.
    #[must_use]
    pub fn place(&self, path: &Path) -> PathBuf {
        match &self.store {
            None => path.to_owned(),
            Some(store) => store.place(path),
        }
    }

    /// Whether the folder lies in a store.
    #[must_use]
    pub const fn is_in_store(&self) -> bool {
        self.store.is_some()
    }

    /// What happened in the folder.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(in crate::runs) const fn in_store(&self) -> Option<&OutStore> {
        self.store.as_ref()
    }

    /// Removes the run in `folder` from the store, where the output folder lies in one.
    pub(in crate::runs) fn remove_in_store(&self, folder: &Path) -> Result<(), PublishError> {
        let last = |path: Option<&Path>| {
            let name = path.and_then(Path::file_name).unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        match &self.store {
            None => Ok(()),
            Some(store) => store.remove(&last(folder.parent()), &last(Some(folder))),
        }
    }

    /// Makes `current` the link to the finished run in the folder `name`, in one step.
    pub(in crate::runs) fn point_current_to(&self, name: &str) -> Result<(), PublishError> {
        if let Some(store) = &self.store {
            store.point_to(name)?;
        }
        let next = self.link_to(name, NEXT)?;
        self.replace_current_by(&next)
    }

    /// Makes a link to the run in the folder `name` that is to replace `current`.
    pub(super) fn link_to(&self, name: &str, prefix: &str) -> Result<PathBuf, PublishError> {
        let current = self.path.join(CURRENT);
        if fs::symlink_metadata(&current).is_ok_and(|found| !found.is_symlink()) {
            return Err(not_a_link(current));
        }
        let link = self.path.join(format!("{prefix}{name}"));
        // A relative link goes on holding when the output folder is moved or mounted elsewhere.
        link_folder(Path::new(RUNS).join(name), &link)
            .map_err(|error| PublishError::file(&link, "make the link", error))?;
        to_disk(&self.path)?;
        Ok(link)
    }

    /// Puts `link` in the place of `current`, in one step.
    pub(super) fn replace_current_by(&self, link: &Path) -> Result<(), PublishError> {
        let current = self.path.join(CURRENT);
        fs::rename(link, &current)
            .map_err(|error| PublishError::file(&current, "replace the link", error))?;
        to_disk(&self.path)
    }
}

pub(in crate::runs) fn not_a_link(path: PathBuf) -> PublishError {
    PublishError::InTheWay {
        path,
        found: "is not a link to a run".to_owned(),
        remedy: "move it away, or choose another folder with --out",
    }
}
