//! Where an export goes: it takes the place of an earlier export, and of nothing else.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::account::Account;
use super::error::{ExportError, cannot_write};
use crate::replacement;
use crate::runs::PublishError;

/// The property of a workbook that says of which run it is.
pub(super) const RUN_PROPERTY: &str = "plumbline run";

/// How a script of views begins.
pub(super) const SCRIPT_BEGINS: &str = "-- Views that plumbline export wrote";

/// A sort of file that is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileSort {
    /// A workbook.
    Workbook,
    /// A script of views.
    Script,
}

/// Writes the file at `path`, whole or not at all.
///
/// # Errors
/// When something else stands there, or it cannot be written.
pub(super) fn file(
    path: &Path,
    sort: FileSort,
    write: impl FnOnce(&mut File) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    may_replace_file(path, sort)?;
    make_parent(path)?;
    replacement::replace_by(path, |file| write(file).map_err(Failed::Write))
        .map_err(|failed| failed.at(path))
}

/// Writes the folder at `path`, whole or not at all; `fill` is given an empty one, and says which
/// files it wrote. Their account is kept with them.
///
/// # Errors
/// When something else stands there, or it cannot be written.
pub(super) fn folder(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<Account, ExportError>,
) -> Result<Account, ExportError> {
    may_replace_folder(path)?;
    make_parent(path)?;
    replacement::replace_folder(path, |folder| {
        let account = fill(folder).map_err(Failed::Write)?;
        account.write(folder).map_err(Failed::Write)?;
        Ok(account)
    })
    .map_err(|failed: Failed| failed.at(path))
}

/// Why nothing took the place.
enum Failed {
    Write(ExportError),
    System(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl Failed {
    fn at(self, path: &Path) -> ExportError {
        match self {
            Self::Write(error) => error,
            Self::System(error) => cannot_write(path, error),
        }
    }
}

fn make_parent(path: &Path) -> Result<(), ExportError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => fs::create_dir_all(parent)
            .map_err(|error| PublishError::file(parent, "make the folder", error).into()),
        Some(_) | None => Ok(()),
    }
}

fn may_replace_file(path: &Path, sort: FileSort) -> Result<(), ExportError> {
    let Some(found) = found(path)? else {
        return Ok(());
    };
    let what = match sort {
        FileSort::Workbook => "a workbook",
        FileSort::Script => "a script of views",
    };
    if !found.is_file() {
        return Err(refused(path, "is no plain file", "a file"));
    }
    let is_own = match sort {
        FileSort::Workbook => is_own_workbook(path),
        FileSort::Script => is_own_script(path),
    };
    if is_own {
        Ok(())
    } else {
        let why = format!("is not {what} that an earlier export wrote");
        Err(refused(path, &why, "a file"))
    }
}

fn may_replace_folder(path: &Path) -> Result<(), ExportError> {
    let Some(found) = found(path)? else {
        return Ok(());
    };
    if !found.is_dir() {
        return Err(refused(path, "is no folder", "a folder"));
    }
    Account::of_untouched(path).map_err(|why| {
        refused(
            path,
            &format!("is not as an earlier export left it: {why}"),
            "a folder",
        )
    })
}

/// What stands at `path`; none where nothing does. A link is not followed.
fn found(path: &Path) -> Result<Option<fs::Metadata>, ExportError> {
    if path.file_name().is_none() {
        return Err(refused(path, "has no name of its own", "a file or folder"));
    }
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(refused(path, "is a link", "a file or folder")),
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot_write(path, error)),
    }
}

fn refused(path: &Path, why: &str, what: &str) -> ExportError {
    ExportError::Refused(format!(
        "{}: {why}, so it is not replaced; name {what} that is not there yet, or move this away",
        path.display()
    ))
}

fn is_own_workbook(path: &Path) -> bool {
    let property = || -> Option<bool> {
        let mut archive = zip::ZipArchive::new(File::open(path).ok()?).ok()?;
        let properties = archive.by_name("docProps/custom.xml").ok()?;
        let text = io::read_to_string(properties).ok()?;
        Some(text.contains(&format!("name=\"{RUN_PROPERTY}\"")))
    };
    property().unwrap_or(false)
}

fn is_own_script(path: &Path) -> bool {
    let first = File::open(path)
        .ok()
        .and_then(|file| BufReader::new(file).lines().next()?.ok());
    first.is_some_and(|line| line.starts_with(SCRIPT_BEGINS))
}
