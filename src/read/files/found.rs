//! The files of a source, found by path, folder or pattern; and what lies among them and is not
//! taken.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::pattern::Walk;
use super::source_path::SourcePath;
use crate::read::ReadError;
use crate::read::open_file::NotPlain;
use crate::system_limit::SystemLimit;

/// The endings of files that a folder contributes to a source. What has one of them and cannot be
/// read is an error.
const ENDINGS: [&str; 13] = [
    "parquet", "pq", "csv", "tsv", "tab", "txt", "gz", "zst", "xlsx", "xlsm", "xlsb", "xls", "ods",
];

/// Why something is not taken that lies where the files of a source do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassedOver {
    /// It has not the ending of a table.
    OtherEnding,
    /// It is a folder.
    Subfolder,
    /// Its name begins with a dot.
    Hidden,
}

/// What is found where the files of a source are.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, in order of their names.
    pub files: Vec<PathBuf>,
    /// What is not taken: the names, by the reason.
    pub passed_over: BTreeMap<PassedOver, Vec<String>>,
}

impl Found {
    pub(super) fn pass_over(&mut self, why: PassedOver, path: &Path) {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let names = self.passed_over.entry(why).or_default();
        names.push(name.to_string_lossy().into_owned());
    }

    /// Takes what stands at `path`, if it is a plain file or a link to one.
    pub(super) fn take(&mut self, path: PathBuf) -> Result<(), ReadError> {
        let about = about(&path)?;
        match NotPlain::of(&about) {
            None => self.files.push(path),
            Some(NotPlain::Folder) if !has_table_ending(&path) => {
                self.pass_over(PassedOver::Subfolder, &path);
            }
            Some(kind) => return Err(ReadError::new(&path, kind.to_string())),
        }
        Ok(())
    }

    fn in_order(mut self) -> Self {
        self.files.sort();
        self.files.dedup();
        self.passed_over.values_mut().for_each(|names| names.sort());
        self
    }
}

/// Finds the files of a source: `path` itself, every table file in it when it is a folder, or
/// every match when it is a pattern; in order of their names. Endings are compared without regard
/// to capitals.
///
/// # Errors
/// When nothing is found, or something that would be a file of the source cannot be looked at.
pub fn find(path: &SourcePath) -> Result<Found, ReadError> {
    let whole = path.whole();
    let found = match fs::metadata(&whole) {
        Ok(about) if about.is_dir() => in_folder(&whole)?,
        Ok(_) => Found {
            files: vec![whole.clone()],
            ..Found::default()
        },
        Err(_) => Walk::new(path)?.walked()?,
    };
    let found = found.in_order();
    if found.files.is_empty() {
        return Err(ReadError::new(&whole, nothing_in(&found)));
    }
    Ok(found)
}

fn nothing_in(found: &Found) -> String {
    let remedy = "check `path` and `root` in the pipeline, or give --root or --source";
    if found.passed_over.is_empty() {
        return format!("no such file, and no file matches; {remedy}");
    }
    let others: Vec<String> = found
        .passed_over
        .iter()
        .map(|(why, names)| format!("{} ({})", why.counted(names.len()), first(names)))
        .collect();
    format!(
        "no such file, and no file matches: there is only {}; {remedy}",
        others.join(", ")
    )
}

fn in_folder(folder: &Path) -> Result<Found, ReadError> {
    let mut found = Found::default();
    for path in entries(folder)? {
        if is_hidden(&path) {
            found.pass_over(PassedOver::Hidden, &path);
        } else if has_table_ending(&path) {
            found.take(path)?;
        } else {
            let is_folder = fs::metadata(&path).is_ok_and(|about| about.is_dir());
            let why = if is_folder {
                PassedOver::Subfolder
            } else {
                PassedOver::OtherEnding
            };
            found.pass_over(why, &path);
        }
    }
    Ok(found)
}

/// The paths in a folder, in order.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let failed = |error: io::Error| ReadError::new(folder, said("cannot be listed", &error));
    let mut paths = fs::read_dir(or_here(folder))
        .map_err(failed)?
        .map(|entry| Ok(folder.join(entry.map_err(failed)?.file_name())))
        .collect::<Result<Vec<PathBuf>, ReadError>>()?;
    paths.sort();
    Ok(paths)
}

/// The folder, which is the one that the process is in where it has no name.
pub(super) fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

/// What stands at `path`, behind whatever links.
pub(super) fn about(path: &Path) -> Result<fs::Metadata, ReadError> {
    fs::metadata(path).map_err(|error| {
        let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
        let message = if is_link && error.kind() == io::ErrorKind::NotFound {
            let to = fs::read_link(path).unwrap_or_default();
            format!(
                "is a link to {}, and nothing is there; mount or fetch what it leads to, or take the link away",
                to.display()
            )
        } else {
            said("cannot be looked at", &error)
        };
        ReadError::new(path, message)
    })
}

/// What an error of the operating system says of a path.
pub(super) fn said(what: &str, error: &io::Error) -> String {
    match SystemLimit::of(error) {
        Some(limit) => format!("{what}: {limit}"),
        None if error.kind() == io::ErrorKind::PermissionDenied => {
            format!("{what} ({error}); give the user who runs this the right to read it")
        }
        None => format!("{what} ({error})"),
    }
}

pub(super) fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

fn has_table_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

impl PassedOver {
    /// So many of them.
    pub fn counted(self, count: usize) -> String {
        let (one, more) = match self {
            Self::OtherEnding => (
                "file without the ending of a table",
                "files without the ending of a table",
            ),
            Self::Subfolder => ("subfolder", "subfolders"),
            Self::Hidden => ("hidden file", "hidden files"),
        };
        format!("{count} {}", if count == 1 { one } else { more })
    }
}

/// The first few of these names.
pub fn first(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let mut text = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}
