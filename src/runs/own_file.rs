//! Files of an output folder that are written in place, such as its lock and its journal.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use crate::system::open_without_following;

/// Opens a file of the output folder, making it where there is none. A link in its place is not
/// followed, for it may lead to a file of somebody else.
pub(super) fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = open_without_following(options.create(true).truncate(false), path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    Ok(file)
}
