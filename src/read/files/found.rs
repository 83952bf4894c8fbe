//! What is found where the files of a source are: its files, and what lies among them and is not
//! taken.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::partition::{Partition, partitions};
use crate::read::ReadError;
use crate::read::open_file::NotPlain;
#[cfg(feature = "store")]
use crate::store::Object;
use crate::system_limit::SystemLimit;

/// The endings of files that a folder contributes to a source. What has one of them and cannot be
/// read is an error.
const ENDINGS: [&str; 14] = [
    "parquet", "pq", "csv", "tsv", "tab", "txt", "gz", "zst", "xlsx", "xlsm", "xlsb", "xls", "ods",
    "geojson",
];

/// Why something is not taken that lies where the files of a source do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassedOver {
    /// It has not the ending of a table.
    OtherEnding,
    /// It is a folder.
    Subfolder,
    /// Its name begins with a dot, or as those do that Excel makes for itself.
    Hidden,
}

/// A file that was found.
#[derive(Debug, Clone)]
pub struct FoundFile {
    /// Where it is, as it may be shown.
    pub path: PathBuf,
    /// Its name for the quarantine and the manifest: the file name, which does not depend on the
    /// machine; with the folders above it where another file of the source is called the same.
    /// What in it is not UTF-8 is shown as the sign for that.
    pub name: String,
    /// What the folders above it say of all its rows.
    pub(super) partitions: Vec<Partition>,
    /// The object, where it lies in a store.
    #[cfg(feature = "store")]
    pub(super) object: Option<Object>,
}

impl FoundFile {
    /// The only file of a source, on the disk.
    pub fn alone(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            name: last(path, 1),
            partitions: Vec::new(),
            #[cfg(feature = "store")]
            object: None,
        }
    }
}

/// What is found where the files of a source are.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, in order of their paths.
    files: Vec<PathBuf>,
    /// Above which partitions are not looked for.
    folder: PathBuf,
    /// Those of them that lie in a store.
    #[cfg(feature = "store")]
    objects: BTreeMap<PathBuf, Object>,
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

    pub(super) fn of_one(path: PathBuf) -> Self {
        Self {
            files: vec![path],
            ..Self::default()
        }
    }

    /// Takes an object of a store.
    #[cfg(feature = "store")]
    pub(super) fn take_object(&mut self, path: PathBuf, object: Object) {
        self.files.push(path.clone());
        self.objects.insert(path, object);
    }

    /// The same, of a source below `folder`.
    pub(super) fn below(self, folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            ..self
        }
    }

    pub(super) fn in_order(mut self) -> Self {
        self.files.sort();
        self.files.dedup();
        self.passed_over.values_mut().for_each(|names| names.sort());
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files, in order of their paths.
    pub fn files(&self) -> Vec<FoundFile> {
        let files = self.files.iter().zip(told_apart(&self.files));
        files
            .map(|(path, name)| FoundFile {
                path: path.clone(),
                name,
                partitions: partitions(path.strip_prefix(&self.folder).unwrap_or(path)),
                #[cfg(feature = "store")]
                object: self.objects.get(path).cloned(),
            })
            .collect()
    }
}

/// The names of files, each with as many of the folders above it as tell it from the others.
fn told_apart(paths: &[PathBuf]) -> Vec<String> {
    let mut depths = vec![1; paths.len()];
    loop {
        let names: Vec<String> = paths
            .iter()
            .zip(&depths)
            .map(|(path, depth)| last(path, *depth))
            .collect();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &names {
            *times.entry(name).or_insert(0) += 1;
        }
        let mut grows = false;
        for ((depth, name), path) in depths.iter_mut().zip(&names).zip(paths) {
            if times[name.as_str()] > 1 && *depth < path.components().count() {
                *depth += 1;
                grows = true;
            }
        }
        if !grows {
            return names;
        }
    }
}

/// The last so many parts of a path.
fn last(path: &Path, parts: usize) -> String {
    let all: Vec<_> = path.components().collect();
    let kept = &all[all.len().saturating_sub(parts)..];
    let names = kept.iter().map(|part| part.as_os_str().to_string_lossy());
    names.collect::<Vec<_>>().join("/")
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
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    // The second is what Excel puts beside a workbook that somebody has open.
    name.starts_with(b".") || name.starts_with(b"~$")
}

pub(super) fn has_table_ending(path: &Path) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folders() {
        let paths = ["in/2007/x.csv", "in/2008/x.csv", "in/y.csv", "x.csv"].map(PathBuf::from);
        assert_eq!(
            told_apart(&paths),
            ["2007/x.csv", "2008/x.csv", "y.csv", "x.csv"]
        );
        let deep = ["a/1/x", "b/1/x", "b/2/x"].map(PathBuf::from);
        assert_eq!(told_apart(&deep), ["a/1/x", "b/1/x", "2/x"]);
    }
}
