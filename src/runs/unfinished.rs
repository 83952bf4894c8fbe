//! Staging folders of this process, so that a signal can remove them.
//!
//! A signal may come at any moment of a run. Whoever answers it must not take a folder away that
//! is just being put in its place, so both go through one lock: [`settle`] holds it until the run
//! is in its place and is the current one, and [`give_up`] never lets go of it again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RUNS: Mutex<Runs> = Mutex::new(Runs {
    folders: Vec::new(),
    published: false,
});

/// The runs of this process.
#[derive(Debug)]
struct Runs {
    /// Staging folders.
    folders: Vec<PathBuf>,
    /// Whether a run became the current one.
    published: bool,
}

/// Holds off whoever answers a signal.
#[derive(Debug)]
pub(super) struct Settled(MutexGuard<'static, Runs>);

impl Settled {
    /// Notes that the run is the current one, so that it is too late to give it up.
    pub(super) fn note_publication(&mut self) {
        self.0.published = true;
    }
}

fn runs() -> MutexGuard<'static, Runs> {
    // The list is whole after every change to it, so a thread that died holding it broke nothing.
    RUNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a staging folder and notes it, both before a signal can come in between.
///
/// # Errors
/// What the operating system says.
pub(super) fn begin(folder: &Path) -> io::Result<()> {
    let mut runs = runs();
    fs::create_dir(folder)?;
    runs.folders.push(folder.to_owned());
    Ok(())
}

/// Notes a folder that is to be removed as staging folders are.
#[cfg(feature = "store")]
pub(super) fn note(folder: &Path) {
    runs().folders.push(folder.to_owned());
}

/// Takes a staging folder off the list, because it is about to be put in its place or removed.
pub(super) fn settle(folder: &Path) -> Settled {
    let mut runs = runs();
    runs.folders.retain(|known| known != folder);
    Settled(runs)
}

/// Removes every staging folder of this process, which is about to end, unless its run became the
/// current one already; says whether it did remove them. Afterwards no run of this process can be
/// put in its place any more.
pub fn give_up() -> bool {
    let mut runs = runs();
    if runs.published {
        return false;
    }
    for folder in runs.folders.drain(..) {
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
    std::mem::forget(runs);
    true
}
