//! Staging folders of this process, so that a signal can remove them.
//!
//! A signal may come at any moment of a run. Whoever answers it must not take a folder away that
//! is just being put in its place, so both go through one lock: [`settle`] holds it until the run
//! is in its place and is the current one, and [`give_up`] never lets go of it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Holds off whoever answers a signal.
pub type Settled = MutexGuard<'static, Vec<PathBuf>>;

fn folders() -> Settled {
    // The list is whole after every change to it, so a thread that died holding it broke nothing.
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a staging folder that was made.
pub fn begin(folder: &Path) {
    folders().push(folder.to_owned());
}

/// Takes a staging folder off the list, because it is about to be put in its place or removed.
pub fn settle(folder: &Path) -> Settled {
    let mut folders = folders();
    folders.retain(|known| known != folder);
    folders
}

/// Removes every staging folder of this process, which is about to end. Afterwards no run of
/// this process can be put in its place any more.
pub fn give_up() {
    let mut folders = folders();
    for folder in folders.drain(..) {
        // Under another name, so that a table that is just being written cannot appear in it.
        let mut stopped = folder.clone().into_os_string();
        stopped.push(".stopped");
        let stopped = PathBuf::from(stopped);
        let folder = match fs::rename(&folder, &stopped) {
            Ok(()) => stopped,
            Err(_) => folder,
        };
        // What cannot be removed now, the next run removes.
        let _ = fs::remove_dir_all(folder);
    }
    std::mem::forget(folders);
}
