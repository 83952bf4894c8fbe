//! Links to folders.

use std::io;
use std::path::Path;

/// Makes a link at `at` that leads to the folder `to`, counted from where the link stands.
///
/// # Errors
/// As the operating system has them.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn link_folder(to: impl AsRef<Path>, at: impl AsRef<Path>) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

/// Makes a link at `at` that leads to the folder `to`, counted from where the link stands. Windows
/// asks for a right to do so, or for the developer mode.
///
/// # Errors
/// As the operating system has them.
#[cfg(windows)]
pub(crate) fn link_folder(to: impl AsRef<Path>, at: impl AsRef<Path>) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, at)
}

/// Makes a link at `at` that leads to the folder `to`, counted from where the link stands.
///
/// # Errors
/// As the operating system has them.
#[cfg(all(not(windows), any(not(unix), feature = "portable")))]
pub(crate) fn link_folder(to: impl AsRef<Path>, at: impl AsRef<Path>) -> io::Result<()> {
    // The standard library would have each system's own call, which is what is wanted elsewhere.
    #[allow(deprecated, reason = "the only one that every system has")]
    std::fs::soft_link(to, at)
}
