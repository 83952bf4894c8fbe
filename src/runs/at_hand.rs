//! Output folders and runs that are at hand on the disk: they are there, or lie in a store and are
//! fetched as far as they are asked for.
//!
//! Everything that reads a run takes a folder. What lies in a store gets one; see
//! [`super::whereabouts`] for what is fetched into it.

use std::path::{Path, PathBuf};

use super::PublishError;
use super::in_store::{OutStore, address};
use super::run_folder::{REJECTED, RUNS};

/// An output folder or a run, at hand as long as the value lives.
#[derive(Debug)]
pub struct AtHand {
    pub(super) path: PathBuf,
    store: Option<OutStore>,
}

impl AtHand {
    /// The output folder or the run at `path`.
    ///
    /// # Errors
    /// An address that is not read, and as the store has them.
    pub fn of(path: &Path) -> Result<Self, PublishError> {
        let Some(address) = address(path) else {
            return Ok(Self {
                path: path.to_owned(),
                store: None,
            });
        };
        let address = address?;
        // A run has the prefix of the runs above it, and that has the output folder's.
        let parts: Vec<&str> = address.key.split('/').collect();
        let (out, run) = match parts.as_slice() {
            [above @ .., parent, run]
                if [RUNS, REJECTED].contains(parent) && run.starts_with("run=") =>
            {
                let out = address.with_key(above.join("/"));
                (out, Some(Path::new(*parent).join(run)))
            }
            _ => (address.clone(), None),
        };
        let store = OutStore::open(&out)?;
        Ok(Self {
            path: match run {
                Some(run) => store.folder().join(run),
                None => store.folder().to_owned(),
            },
            store: Some(store),
        })
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where what stands at `path` in it really is.
    pub fn place(&self, path: &Path) -> PathBuf {
        match &self.store {
            None => path.to_owned(),
            Some(store) => store.place(path),
        }
    }

    /// Whether it lies in a store.
    pub const fn is_in_store(&self) -> bool {
        self.store.is_some()
    }
}
