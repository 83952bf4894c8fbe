//! A folder of the disk that looks as the output folder in a store does: the accounts of all runs are
//! in it, and the tables of each are fetched when they are asked for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::journal::entries;
use super::names::{LINES, PARENTS, POINTER, RUNNING, failed, last};
use crate::runs::run_folder::{CURRENT, JOURNAL, PUBLISHING, REJECTED, RUNS};
use crate::runs::whereabouts::Whereabouts;
use crate::runs::{Manifest, PublishError, unfinished};
use crate::store::{Address, FaultKind, Known, Store};
use crate::system::link_folder;

/// The most bytes of what says which run counts.
const POINTER_BYTES: u64 = 1 << 20;

/// Which run counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pointer {
    /// The run's name.
    pub(super) run: String,
    /// Its prefix, below that of the output folder.
    pub(super) path: String,
    /// When it became the current one.
    pub(super) since: String,
    /// The run whose place it took.
    pub(super) replaced: Option<String>,
}

/// An output folder in a store, and what is at hand of it.
#[derive(Debug)]
pub(in crate::runs) struct OutStore {
    store: Store,
    out: Address,
    folder: TempDir,
    /// What said which run counts, when the folder was opened or this run last replaced it.
    pointer: Mutex<Option<(Known, Pointer)>>,
}

/// Whether there are runs, or was one, at this address.
///
/// # Errors
/// As the store has them.
pub(in crate::runs) fn holds_runs(out: &Address) -> Result<bool, PublishError> {
    let store = Store::of(out).map_err(|fault| failed(out, &fault))?;
    let listed = store.list(&out.key, false);
    let listed = listed.map_err(|fault| failed(out, &fault))?;
    let has_pointer = listed
        .objects
        .iter()
        .any(|known| last(&known.key) == POINTER);
    let own = [RUNS, REJECTED, RUNNING, LINES];
    let has_prefix = |folder: &String| own.contains(&last(folder));
    Ok(has_pointer || listed.folders.iter().any(has_prefix))
}

impl OutStore {
    /// Opens the output folder at `out`.
    ///
    /// # Errors
    /// As the store has them, and a folder that cannot be made on the disk.
    pub(in crate::runs) fn open(out: &Address) -> Result<Self, PublishError> {
        let store = Store::of(out).map_err(|fault| failed(out, &fault))?;
        let folder = tempfile::Builder::new()
            .prefix("plumbline-")
            .tempdir()
            .map_err(|error| {
                let path = std::env::temp_dir();
                PublishError::file(&path, "make a folder for what is fetched", error)
            })?;
        unfinished::note(folder.path());
        let pointer = pointer(&store, out)?;
        let opened = Self {
            store,
            out: out.clone(),
            folder,
            pointer: Mutex::new(pointer),
        };
        opened.mirror()?;
        Ok(opened)
    }

    /// The folder of the disk.
    pub(in crate::runs) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where what stands at `path` in the folder of the disk is in the store.
    pub(in crate::runs) fn place(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(self.folder()) {
            Ok(below) if below.as_os_str().is_empty() => self.out.as_path(),
            Ok(below) => self.out.join(&below.to_string_lossy()).as_path(),
            Err(_) => path.to_owned(),
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn out(&self) -> &Address {
        &self.out
    }

    /// What said which run counts.
    pub(super) fn pointer(&self) -> Option<(Known, Pointer)> {
        let pointer = self.pointer.lock().unwrap_or_else(PoisonError::into_inner);
        pointer.clone()
    }

    pub(super) fn set_pointer(&self, now: (Known, Pointer)) {
        let mut pointer = self.pointer.lock().unwrap_or_else(PoisonError::into_inner);
        *pointer = Some(now);
    }

    /// The folder's name of the run that counts.
    pub(super) fn current(&self) -> Option<String> {
        let (_, pointer) = self.pointer()?;
        Some(last(&pointer.path).to_owned())
    }

    /// Makes the folder of the disk look as the one in the store.
    fn mirror(&self) -> Result<(), PublishError> {
        for parent in PARENTS {
            self.mirror_runs(parent)?;
        }
        let written = |path: &Path, action, done: std::io::Result<()>| {
            done.map_err(|error| PublishError::file(path, action, error))
        };
        let at = self.out.join(RUNNING);
        let listed = self.store.list(&at.key, false);
        let under_way = listed.map_err(|fault| failed(&at, &fault))?;
        let current = self.current();
        for known in under_way.objects {
            let name = last(&known.key);
            if current.as_deref() != Some(name) {
                let link = self.folder().join(format!("{PUBLISHING}{name}"));
                let made = link_folder(Path::new(RUNS).join(name), &link);
                written(&link, "make the link", made)?;
            }
        }
        if let Some(name) = current {
            let link = self.folder().join(CURRENT);
            let made = link_folder(Path::new(RUNS).join(name), &link);
            written(&link, "make the link", made)?;
        }
        let mut lines = Vec::new();
        for entry in entries(&self.out)? {
            lines.extend(serde_json::to_vec(&entry).unwrap_or_default());
            lines.push(b'\n');
        }
        let path = self.folder().join(JOURNAL);
        written(&path, "write the journal", fs::write(&path, lines))
    }

    /// Makes a folder of each run, with its account and where the rest of it is.
    fn mirror_runs(&self, parent: &str) -> Result<(), PublishError> {
        let at = self.out.join(parent);
        let listed = self.store.list(&at.key, true);
        let listed = listed.map_err(|fault| failed(&at, &fault))?;
        let mut runs: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for known in listed.objects {
            let below = known.key.get(at.key.len() + 1..).unwrap_or_default();
            if let Some((run, file)) = below.split_once('/') {
                let files = runs.entry(run.to_owned()).or_default();
                files.insert(file.to_owned(), known.bytes);
            }
        }
        let account = Manifest::path_in(Path::new(""));
        let account = account.to_string_lossy().into_owned();
        let keys: Vec<String> = runs
            .iter()
            .filter(|(_, files)| files.contains_key(&account))
            .map(|(run, _)| at.join(run).join(&account).key)
            .collect();
        let read = self.store.read(&keys);
        let read = read.map_err(|fault| failed(&at, &fault))?;
        let mut accounts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (key, read) in keys.into_iter().zip(read) {
            match read {
                Ok(text) => drop(accounts.insert(key, text)),
                // Somebody removed the run meanwhile.
                Err(fault) if fault.kind == FaultKind::Absent => {}
                Err(fault) => return Err(failed(&at, &fault)),
            }
        }
        for (run, objects) in runs {
            let folder = self.folder().join(parent).join(&run);
            let place = at.join(&run);
            let text = accounts.remove(&place.join(&account).key);
            fs::create_dir_all(&folder)
                .map_err(|error| PublishError::file(&folder, "make the run's folder", error))?;
            Whereabouts {
                place: place.to_string(),
                objects,
            }
            .write(&folder)?;
            if let Some(text) = text {
                let path = folder.join(&account);
                fs::write(&path, text)
                    .map_err(|error| PublishError::file(&path, "keep the run's manifest", error))?;
            }
        }
        Ok(())
    }
}

/// What says at `out` which run counts; none where nothing does.
pub(super) fn pointer(
    store: &Store,
    out: &Address,
) -> Result<Option<(Known, Pointer)>, PublishError> {
    let at = out.join(POINTER);
    let (known, text) = match store.whole(&Known::of_any_state(&at.key), POINTER_BYTES) {
        Ok(read) => read,
        Err(fault) if fault.kind == FaultKind::Absent => return Ok(None),
        Err(fault) => return Err(failed(&at, &fault)),
    };
    let pointer: Pointer = serde_json::from_slice(&text).map_err(|error| PublishError::Store {
        place: at.as_path(),
        message: format!(
            "does not say which run counts ({error}); choose another place with --out"
        ),
    })?;
    Ok(Some((known, pointer)))
}
