//! A run is put into a store, and becomes the current one where nobody else's did meanwhile.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};

use super::mirror::{OutStore, Pointer, pointer};
use super::names::{POINTER, RUNNING, failed};
use crate::runs::run_folder::RUNS;
use crate::runs::{Manifest, PublishError};
use crate::store::FaultKind;

impl OutStore {
    /// Puts the files of the run in `folder` below `parent`, its manifest last: what has one is
    /// whole.
    ///
    /// # Errors
    /// As the store has them.
    pub(in crate::runs) fn upload(
        &self,
        folder: &Path,
        parent: &str,
        name: &str,
    ) -> Result<(), PublishError> {
        let at = self.out().join(parent).join(name);
        let account = Manifest::path_in(folder);
        let mut paths = Vec::new();
        files_in(folder, &mut paths)?;
        let (last, first): (Vec<PathBuf>, Vec<PathBuf>) =
            paths.into_iter().partition(|path| *path == account);
        for paths in [first, last] {
            let files: Vec<(&Path, String)> = paths
                .iter()
                .map(|path| {
                    let below = path.strip_prefix(folder).unwrap_or(path);
                    let names = below
                        .components()
                        .map(|part| part.as_os_str().to_string_lossy());
                    let below = names.collect::<Vec<_>>().join("/");
                    (path.as_path(), at.join(&below).key)
                })
                .collect();
            self.store().upload(&files).map_err(|(file, fault)| {
                let key = files.get(file).map_or(&at.key, |(_, key)| key);
                failed(&self.store().address(key), &fault)
            })?;
        }
        Ok(())
    }

    /// Makes the run in the folder `name` the current one, unless another was made that since this
    /// folder was opened.
    ///
    /// # Errors
    /// [`PublishError::Overtaken`] where another was, and as the store has them.
    pub(in crate::runs) fn point_to(&self, name: &str) -> Result<(), PublishError> {
        let at = self.out().join(POINTER);
        let before = self.pointer();
        let next = Pointer {
            run: name.strip_prefix("run=").unwrap_or(name).to_owned(),
            path: format!("{RUNS}/{name}"),
            since: Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
            replaced: before.as_ref().map(|(_, before)| before.run.clone()),
        };
        // On one line, which readers of lines of JSON take as well.
        let mut text = serde_json::to_vec(&next).map_err(|error| PublishError::Store {
            place: at.as_path(),
            message: format!("cannot be put into JSON ({error})"),
        })?;
        text.push(b'\n');
        let put = match &before {
            Some((known, _)) => self.store().replace(&at.key, text, known),
            None => self.store().create(&at.key, text),
        };
        let may_be_late = |kind| matches!(kind, FaultKind::Changed | FaultKind::Taken);
        match put {
            Ok(_) => {}
            Err(fault) if !may_be_late(fault.kind) && fault.kind != FaultKind::Other => {
                return Err(failed(&at, &fault));
            }
            // The answer to a request that succeeded may have been lost, and the request made again.
            Err(fault) => match pointer(self.store(), self.out())? {
                Some((_, now)) if now == next => {}
                Some((_, now)) if may_be_late(fault.kind) => {
                    return Err(PublishError::Overtaken {
                        out: self.out().as_path(),
                        by: now.run,
                    });
                }
                Some(_) | None => return Err(failed(&at, &fault)),
            },
        }
        if let Some(now) = pointer(self.store(), self.out())? {
            self.set_pointer(now);
        }
        Ok(())
    }

    /// Looks whether another run took this one for killed and cleared its prefix.
    ///
    /// # Errors
    /// That it did, and as the store has them.
    pub(in crate::runs) fn check_marked(&self, name: &str) -> Result<(), PublishError> {
        if self.is_marked(name)? {
            return Ok(());
        }
        Err(PublishError::Store {
            place: self.out().join(RUNS).join(name).as_path(),
            message: "was silent for so long that another run took it for killed and removed it; run again"
                .to_owned(),
        })
    }

    /// Removes the run in the folder `name` below `parent`, its account first.
    ///
    /// # Errors
    /// As the store has them.
    pub(in crate::runs) fn remove(&self, parent: &str, name: &str) -> Result<(), PublishError> {
        // Should the process die in between, a later run knows by the sign that there is more.
        let sign = self.out().join(RUNNING).join(name);
        let marked = self.store().put(&sign.key, b"is being removed\n".to_vec());
        marked.map_err(|fault| failed(&sign, &fault))?;
        self.remove_objects(parent, name)?;
        let gone = self.store().delete(std::slice::from_ref(&sign.key));
        gone.map_err(|fault| failed(&sign, &fault))
    }

    /// Removes the objects of a run.
    pub(super) fn remove_objects(&self, parent: &str, name: &str) -> Result<(), PublishError> {
        let at = self.out().join(parent).join(name);
        let gone = || {
            let account = Manifest::path_in(Path::new(&at.key));
            self.store()
                .delete(&[account.to_string_lossy().into_owned()])?;
            let listed = self.store().list(&at.key, true)?;
            let keys: Vec<String> = listed.objects.into_iter().map(|known| known.key).collect();
            self.store().delete(&keys)
        };
        gone().map_err(|fault| failed(&at, &fault))
    }
}

/// The files in a folder and below it, in order.
fn files_in(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), PublishError> {
    let unreadable = |error| PublishError::file(folder, "list the run's folder", error);
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type().map_err(unreadable)?.is_dir() {
            files_in(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}
