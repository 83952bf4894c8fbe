//! Files of an output folder that are written in place, such as its lock and its journal.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens a file of the output folder, making it where there is none. A link in its place is not
/// followed, for it may lead to a file of somebody else.
pub(super) fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options
        .create(true)
        .truncate(false)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => io::Error::other("it is a link, which is not followed"),
            _ => error,
        })?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    Ok(file)
}
