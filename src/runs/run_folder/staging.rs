//! The folder of a run that is under way, and its place once the run has ended.

use std::fs;
use std::path::{Path, PathBuf};

use super::names::{PUBLISHING, REJECTED, RUNS, STAGING};
use super::on_disk::{to_disk, tree_to_disk};
use super::out_folder::OutFolder;
use crate::runs::{PublishError, RunId, unfinished};

impl OutFolder {
    /// Makes the staging folder of a new run.
    ///
    /// Where a run of the same name exists, made within the same second, the new one takes the
    /// name of the next second that is free.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn stage(&self, wanted: &RunId) -> Result<Staging<'_>, PublishError> {
        let runs = self.path().join(RUNS);
        fs::create_dir_all(&runs)
            .map_err(|error| PublishError::file(&runs, "make the folder of runs", error))?;
        let mut id = wanted.clone();
        let rejected = self.path().join(REJECTED);
        while runs.join(id.folder()).exists() || rejected.join(id.folder()).exists() {
            id = id.next();
        }
        let path = self.path().join(format!("{STAGING}{id}"));
        unfinished::begin(&path)
            .map_err(|error| PublishError::file(&path, "make the staging folder", error))?;
        Ok(Staging {
            out: self,
            id,
            path,
            published: false,
        })
    }
}

/// The folder of a run that is under way; dropped before it is published, it is removed.
#[derive(Debug)]
pub struct Staging<'a> {
    out: &'a OutFolder,
    id: RunId,
    path: PathBuf,
    published: bool,
}

impl Staging<'_> {
    /// The folder to write to.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The run's name.
    #[must_use]
    pub fn id(&self) -> &RunId {
        &self.id
    }

    /// Puts the run in its place and makes it the current one; gives its folder.
    ///
    /// # Errors
    /// When the files cannot be put on the disk or the folder cannot be renamed; the run before
    /// it is then still the current one.
    pub fn commit(mut self) -> Result<PathBuf, PublishError> {
        tree_to_disk(&self.path)?;
        let mut settled = unfinished::settle(&self.path);
        let link = self.out.link_to(&self.id.folder(), PUBLISHING)?;
        let published = self.move_to(RUNS).and_then(|run| {
            self.out.replace_current_by(&link)?;
            settled.note_publication();
            Ok(run)
        });
        if published.is_err()
            && let Err(error) = self.out.discard(&link)
        {
            tracing::warn!(%error, "the next run will try again");
        }
        published
    }

    /// Keeps what is in the folder as the evidence of a run that a gate stopped; gives its
    /// folder. The current run stays what it is.
    ///
    /// # Errors
    /// When the files cannot be put on the disk or the folder cannot be renamed.
    pub fn reject(mut self) -> Result<PathBuf, PublishError> {
        let rejected = self.out.path().join(REJECTED);
        fs::create_dir_all(&rejected)
            .map_err(|error| PublishError::file(&rejected, "make the folder of evidence", error))?;
        tree_to_disk(&self.path)?;
        let _settled = unfinished::settle(&self.path);
        self.move_to(REJECTED)
    }

    /// Puts the folder in its place below `parent`.
    fn move_to(&mut self, parent: &str) -> Result<PathBuf, PublishError> {
        let parent = self.out.path().join(parent);
        let run = parent.join(self.id.folder());
        fs::rename(&self.path, &run)
            .map_err(|error| PublishError::file(&run, "put the run in its place", error))?;
        self.published = true;
        to_disk(&parent)?;
        Ok(run)
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if self.published {
            return;
        }
        let _settled = unfinished::settle(&self.path);
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(
                path = %self.path.display(),
                %error,
                "the staging folder could not be removed; the next run will try again"
            );
        }
    }
}
