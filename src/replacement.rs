//! A file in the place of the one before it, in one step: whoever reads it reads the whole of one
//! or of the other, and where the disk is full the one before it stays.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces the file at `path` by one that holds `bytes`.
///
/// They are written to a new file beside it, whose name nobody can foresee and that was not there
/// before, so that no link can lead the writing elsewhere.
///
/// # Errors
/// What the operating system says; `path` is then what it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_by(path, |file| file.write_all(bytes))
}

/// Replaces the file at `path` as [`replace`] does, by one that `write` writes.
///
/// # Errors
/// What `write` or the operating system says; `path` is then what it was.
pub(crate) fn replace_by<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    if path.file_name().is_none() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    }
    let mut next = Next::beside(path)?;
    write(&mut next.file)?;
    Ok(fs::rename(&next.path, path)?)
}

/// Replaces the folder at `path`, or what is not there, by one that `fill` fills; it is filled
/// under another name beside it. What `fill` gives is given back.
///
/// # Errors
/// What `fill` or the operating system says; `path` is then what it was.
pub(crate) fn replace_folder<T, E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let next = NextFolder(unforeseen(path));
    fs::create_dir(&next.0)?;
    let filled = fill(&next.0)?;
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::rename(&next.0, path)?,
        Err(error) => return Err(error.into()),
        Ok(_) => {
            let before = NextFolder(unforeseen(path));
            fs::rename(path, &before.0)?;
            if let Err(error) = fs::rename(&next.0, path) {
                fs::rename(&before.0, path)?;
                return Err(error.into());
            }
        }
    }
    Ok(filled)
}

/// Puts a folder that `fill` fills at `path`, where nothing stands but an empty folder.
///
/// # Errors
/// What `fill` or the operating system says; where something stands at `path`, it stays.
pub(crate) fn new_folder<E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let next = NextFolder(unforeseen(path));
    fs::create_dir(&next.0)?;
    fill(&next.0)?;
    // A folder takes the place of an empty one only.
    Ok(fs::rename(&next.0, path)?)
}

/// A folder under a name that nobody can foresee, which is removed unless it is renamed.
struct NextFolder(PathBuf);

impl Drop for NextFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A name beside `path` that nobody can foresee.
fn unforeseen(path: &Path) -> PathBuf {
    let digits = RandomState::new().hash_one(std::process::id());
    path.with_file_name(format!(".plumbline-{digits:016x}.new"))
}

/// Replaces the file as [`replace`] does, once its bytes are on the disk, so that not even a
/// machine that stops leaves it empty. That takes a hundred times as long.
///
/// # Errors
/// As [`replace`].
pub(crate) fn replace_on_disk(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.file_name().is_none() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut next = Next::beside(path)?;
    next.file.write_all(bytes)?;
    next.file.sync_all()?;
    fs::rename(&next.path, path)
}

/// The new file, which is removed unless it took the place of the one before.
struct Next {
    path: PathBuf,
    file: File,
}

impl Next {
    fn beside(path: &Path) -> io::Result<Self> {
        loop {
            let path = unforeseen(path);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Self { path, file }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Next {
    fn drop(&mut self) {
        // After the renaming there is nothing under this name any more.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_a_link_by_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plumbline.prom");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let other = folder.path().join("other");
        fs::write(&other, "precious").unwrap();
        let rights = |path: &Path| fs::metadata(path).unwrap().permissions();
        assert_eq!(
            rights(&path),
            rights(&other),
            "others may read it as any other file"
        );

        fs::remove_file(&path).unwrap();
        crate::system::link_folder(&other, &path).unwrap();
        replace(&path, b"three").unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"precious");
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none/plumbline.prom");
        let error = replace(&path, b"one").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(error.to_string(), "No such file or directory (os error 2)");
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        replace(&taken, b"one").unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
