//! Where the files of a run are whose folder is at hand on the disk: beside the run's account a file says
//! where the rest is. Whoever is about to read a file of a run asks [`fetch`] for it, which is nothing
//! where the run is on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
#[cfg(feature = "store")]
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[cfg(feature = "store")]
use super::PublishError;

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
    pub(super) fn of(folder: &Path) -> Option<Self> {
        if !cfg!(feature = "store") {
            return None;
        }
        serde_json::from_slice(&fs::read(folder.join(FILE_NAME)).ok()?).ok()
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
pub(super) fn fetch_all(_: &Path, _: &Whereabouts, _: &[&str]) -> Result<(), String> {
    Ok(())
}

#[cfg(feature = "store")]
pub(super) fn fetch_all(
    folder: &Path,
    whereabouts: &Whereabouts,
    names: &[&str],
) -> Result<(), String> {
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
