//! Files and folders are put on the disk before anything points to them.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use crate::runs::PublishError;
use crate::system::sync;

/// How many files a disk is given together. Whoever gives it one waits and works nothing, so that these
/// are many more than processors.
const TOGETHER: usize = 16;

/// Waits until everything in a folder is on the disk, and the folder with it. A disk takes many
/// files in little more time than one, when it is given them together.
pub(super) fn tree_to_disk(folder: &Path) -> Result<(), PublishError> {
    match rayon::ThreadPoolBuilder::new()
        .num_threads(TOGETHER)
        .build()
    {
        Ok(waiting) => waiting.install(|| files_to_disk(folder)),
        // Where there can be no more threads, those that there are wait.
        Err(_) => files_to_disk(folder),
    }
}

fn files_to_disk(folder: &Path) -> Result<(), PublishError> {
    let unreadable = |error| PublishError::file(folder, "list the run's folder", error);
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(unreadable)?;
    entries.par_iter().with_max_len(1).try_for_each(|entry| {
        let path = entry.path();
        if entry.file_type().map_err(unreadable)?.is_dir() {
            files_to_disk(&path)
        } else {
            to_disk(&path)
        }
    })?;
    to_disk(folder)
}

/// Waits until a file or folder is on the disk.
pub(super) fn to_disk(path: &Path) -> Result<(), PublishError> {
    sync(path).map_err(|error| PublishError::file(path, "put on the disk", error))
}
