//! Opening a file without being held up or led elsewhere.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens the file at `path` for reading. A pipe that has taken its place is not waited for.
///
/// # Errors
/// As the operating system has them.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(path)
}

/// Opens the file at `path` for reading. Whoever asks what it is before can be overtaken here.
///
/// # Errors
/// As the operating system has them.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens the file at `path` as `options` say. A link in its place is not followed, and a pipe not
/// waited for.
///
/// # Errors
/// As the operating system has them; a link by an error for which
/// [`is_link_in_the_way`](super::is_link_in_the_way) holds, where the system has one.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn open_without_following(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    options
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => is_a_link(),
            _ => error,
        })
}

/// Opens the file at `path` as `options` say. A link in its place is not followed, unless it takes
/// that place at this very moment.
///
/// # Errors
/// As the operating system has them, and for a link.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn open_without_following(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(is_a_link()),
        Ok(found) if !found.is_file() => Err(io::Error::other("it is not a plain file")),
        _ => options.open(path),
    }
}

fn is_a_link() -> io::Error {
    io::Error::other("it is a link, which is not followed")
}
