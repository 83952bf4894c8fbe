//! Waiting until the disk has what was written.

use std::io;
use std::path::Path;

/// Waits until a file, or the names in a folder, are on the disk.
///
/// # Errors
/// As the operating system has them.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    std::fs::File::open(path)?.sync_all()
}

/// Waits until a file is on the disk. Elsewhere than on Unix, folders cannot be opened, and a file
/// only by whoever may write to it.
///
/// # Errors
/// As the operating system has them.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    std::fs::File::options().write(true).open(path)?.sync_all()
}
