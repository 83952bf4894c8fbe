//! Output folders and runs that are at hand on the disk: they are there, or lie in a store and are
//! fetched as far as they are asked for.
//!
//! Everything that reads a run takes a folder. What lies in a store gets one, in which a file beside
//! the run's account says where the rest is; whoever is about to read a file of a run asks
//! [`fetch`] for it, which is nothing where the run is on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::PublishError;
use super::in_store::{OutStore, address};
use super::run_folder::{REJECTED, RUNS};
use super::{Current, Manifest, Status};

/// The file that says where the rest of a run is.
const FILE_NAME: &str = ".whereabouts.json";

/// Where the files of a run are, and how many bytes each has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Whereabouts {
    /// The run's address.
    pub(super) place: String,
    /// Its files by their names below it.
    pub(super) objects: BTreeMap<String, u64>,
}

impl Whereabouts {
    /// Says in the run's folder where the rest is.
    #[cfg(feature = "store")]
    pub(super) fn write(&self, folder: &Path) -> Result<(), PublishError> {
        let path = folder.join(FILE_NAME);
        let text = serde_json::to_vec(self).map_err(std::io::Error::from);
        text.and_then(|text| fs::write(&path, text))
            .map_err(|error| PublishError::file(&path, "write where the run is", error))
    }

    /// Where the rest of the run in `folder` is; none where it is on the disk.
    fn of(folder: &Path) -> Option<Self> {
        if !cfg!(feature = "store") {
            return None;
        }
        serde_json::from_slice(&fs::read(folder.join(FILE_NAME)).ok()?).ok()
    }
}

/// An output folder or a run, at hand as long as the value lives.
#[derive(Debug)]
pub struct AtHand {
    path: PathBuf,
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

    /// The folder of the import that counts, with its pipeline and whatever that needs but the tables.
    ///
    /// # Errors
    /// When there is none, and as the store has them.
    pub fn import(&self) -> Result<PathBuf, PublishError> {
        let refused = |message: String| PublishError::Store {
            place: self.place(&self.path),
            message,
        };
        let (folder, manifest) = match Manifest::find(&self.path) {
            Ok(manifest) => (self.path.clone(), manifest),
            Err(_) => match Current::of(&self.path)? {
                Current::Run(folder, manifest) => (folder, *manifest),
                Current::Nothing | Current::Unset => {
                    return Err(refused(
                        "there is no import; make one with `plumbline import`, or name a pipeline file of the disk"
                            .to_owned(),
                    ));
                }
                Current::Damaged(why) => return Err(refused(format!("is damaged: {why}"))),
            },
        };
        if manifest.status != Status::Imported {
            return Err(refused(
                "holds the runs of a pipeline and no import; name a pipeline file of the disk"
                    .to_owned(),
            ));
        }
        let Some(whereabouts) = Whereabouts::of(&folder) else {
            return Ok(folder);
        };
        let names: Vec<&str> = whereabouts
            .objects
            .keys()
            .filter(|name| !name.ends_with(".parquet"))
            .map(String::as_str)
            .collect();
        fetch_all(&folder, &whereabouts, &names).map_err(refused)?;
        Ok(folder)
    }

    /// Whether it lies in a store.
    pub const fn is_in_store(&self) -> bool {
        self.store.is_some()
    }
}

/// The size of a file of the run in `folder`, without fetching it; none where it lies on the disk.
pub(super) fn size(folder: &Path, name: &str) -> Option<Result<u64, String>> {
    let whereabouts = Whereabouts::of(folder)?;
    let size = whereabouts.objects.get(name).copied();
    Some(size.ok_or_else(|| format!("{}/{name}", whereabouts.place)))
}

/// Fetches a file of the run in `folder`, unless it is there.
///
/// # Errors
/// As the store has them, or the disk, each as a sentence about the file.
pub(super) fn fetch(folder: &Path, name: &str) -> Result<(), String> {
    match Whereabouts::of(folder) {
        None => Ok(()),
        Some(whereabouts) => fetch_all(folder, &whereabouts, &[name]),
    }
}

/// Fetches the files of the run in `folder` that stand below `name`.
///
/// # Errors
/// As [`fetch`].
pub(super) fn fetch_below(folder: &Path, name: &str) -> Result<(), String> {
    let Some(whereabouts) = Whereabouts::of(folder) else {
        return Ok(());
    };
    let below = format!("{name}/");
    let names: Vec<&str> = whereabouts
        .objects
        .keys()
        .filter(|file| file.starts_with(&below))
        .map(String::as_str)
        .collect();
    fetch_all(folder, &whereabouts, &names)
}

#[cfg(not(feature = "store"))]
fn fetch_all(_: &Path, _: &Whereabouts, _: &[&str]) -> Result<(), String> {
    Ok(())
}

#[cfg(feature = "store")]
fn fetch_all(folder: &Path, whereabouts: &Whereabouts, names: &[&str]) -> Result<(), String> {
    use crate::store::{Address, Store};

    let place = &whereabouts.place;
    let address = Address::of(Path::new(place)).and_then(Result::ok);
    let address = address.ok_or_else(|| format!("{place} is no address"))?;
    let store = Store::of(&address).map_err(|fault| format!("{place}: {fault}"))?;
    let missing = names.iter().filter(|name| !folder.join(name).exists());
    let files: Vec<(String, PathBuf)> = missing
        .map(|name| (address.join(name).key, folder.join(name)))
        .collect();
    store
        .download(&files)
        .map_err(|(at, fault)| match files.get(at) {
            Some((key, _)) => format!("{}: {fault}", store.address(key)),
            None => format!("{place}: {fault}"),
        })
}
