//! The folder of a run that is under way, and its place once the run has ended.

use std::fs;
use std::path::{Path, PathBuf};

use super::names::{PUBLISHING, REJECTED, RUNS, STAGING};
use super::on_disk::{to_disk, tree_to_disk};
use super::out_folder::OutFolder;
use crate::runs::in_store::Marker;
use crate::runs::unfinished::{self, Settled};
use crate::runs::{PublishError, RunId};

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
        let marker = loop {
            if runs.join(id.folder()).exists() || rejected.join(id.folder()).exists() {
                id = id.next();
                continue;
            }
            let Some(store) = self.in_store() else {
                break None;
            };
            match store.begin(&id)? {
                Some(marker) => break Some(marker),
                // Another machine began a run of the same inputs within the same second.
                None => id = id.next(),
            }
        };
        let path = self.path().join(format!("{STAGING}{id}"));
        unfinished::begin(&path)
            .map_err(|error| PublishError::file(&path, "make the staging folder", error))?;
        Ok(Staging {
            out: self,
            id,
            path,
            published: false,
            marker,
            uploaded: None,
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
    /// Says in a store that the run is under way.
    marker: Option<Marker>,
    /// Below which prefix of the store files of the run are.
    uploaded: Option<&'static str>,
}

impl Staging<'_> {
    /// The folder to write to.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the table called `name` is written.
    #[must_use]
    pub fn table(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.parquet"))
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
        self.put(RUNS)?;
        let mut settled = unfinished::settle(&self.path);
        if let Some(store) = self.out.in_store() {
            let name = self.id.folder();
            store.check_marked(&name)?;
            store.point_to(&name)?;
            self.uploaded = None;
            settled.note_publication();
            let run = self.out.path().join(RUNS).join(&name);
            if let Err(error) = self.put_in_place(&mut settled) {
                tracing::warn!(%error, "the run is published, but nothing that is old can be removed");
            }
            return Ok(self.end(&run));
        }
        self.put_in_place(&mut settled)
    }

    /// Puts the run in its place on the disk and makes it the current one there.
    fn put_in_place(&mut self, settled: &mut Settled) -> Result<PathBuf, PublishError> {
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
        self.put(REJECTED)?;
        self.uploaded = None;
        let _settled = unfinished::settle(&self.path);
        let run = self.move_to(REJECTED)?;
        Ok(self.end(&run))
    }

    /// Puts the files where the run is to be kept: on the disk, or below `parent` in the store.
    fn put(&mut self, parent: &'static str) -> Result<(), PublishError> {
        let Some(store) = self.out.in_store() else {
            return tree_to_disk(&self.path);
        };
        self.uploaded = Some(parent);
        store.upload(&self.path, parent, &self.id.folder())
    }

    /// Says that the run has ended; gives where it really is.
    fn end(&mut self, run: &Path) -> PathBuf {
        if let Some(marker) = self.marker.take() {
            marker.end();
        }
        self.out.place(run)
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
        if let (Some(store), Some(parent)) = (self.out.in_store(), self.uploaded.take())
            && let Err(error) = store.remove(parent, &self.id.folder())
        {
            tracing::warn!(%error, "what was put into the store stays; a later run removes it");
            // Without the sign no run would know.
            self.marker = None;
        }
        if let Some(marker) = self.marker.take() {
            marker.end();
        }
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
