//! The files of a source: found by path, folder or pattern, and fingerprinted.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::ReadError;
use super::workbook::may_be_workbook;

/// The endings of files that a folder contributes to a source.
const ENDINGS: [&str; 8] = ["parquet", "csv", "tsv", "txt", "gz", "zst", "xlsx", "ods"];

/// Bytes at the start of a file that tell its format.
const START: usize = 8;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Text with a separator, packed or not.
    Delimited,
    /// A workbook.
    Workbook,
}

/// A file of a source, before it is opened.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name for the quarantine and the manifest: the file name, which does not depend on
    /// the machine.
    pub name: String,
    /// How it is read.
    pub format: Format,
    /// Its size.
    pub bytes: u64,
    /// blake3 of its bytes, in hexadecimal.
    pub digest: String,
    /// What the file system said of it before its bytes were read.
    pub mark: Mark,
}

/// What tells a file from the one that takes its place or is written over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    bytes: u64,
    written: Option<SystemTime>,
    place: u64,
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            written: metadata.modified().ok(),
            place: metadata.ino(),
        }
    }

    /// When the file was last written, where the file system says so.
    pub fn written(&self) -> Option<SystemTime> {
        self.written
    }
}

impl SourceFile {
    /// Opens the file that was fingerprinted: one that took its place meanwhile is refused, also
    /// where a third is going to look like the first again.
    ///
    /// # Errors
    /// When it cannot be opened, or is another.
    pub fn open(&self) -> Result<File, String> {
        let file = File::open(&self.path).map_err(|error| format!("cannot be opened ({error})"))?;
        let now = file
            .metadata()
            .map_err(|error| format!("cannot be read ({error})"))?;
        if Mark::of(&now) == self.mark {
            Ok(file)
        } else {
            Err("changed while it was read; run again when it is delivered completely".to_owned())
        }
    }

    /// Whether the file is still the one that was fingerprinted.
    pub fn is_unchanged(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|now| Mark::of(&now) == self.mark)
    }
}

/// Finds the files of a source: `path` itself, every table file in it when it is a folder, or
/// every match when it is a pattern; in order of their names.
///
/// # Errors
/// When nothing is found, or a file is empty or cannot be read.
pub fn find(path: &Path) -> Result<Vec<SourceFile>, ReadError> {
    let failed = |message: String| ReadError::new(path, message);
    let mut paths = if path.is_dir() {
        in_folder(path).map_err(|error| failed(format!("cannot be listed ({error})")))?
    } else if path.exists() {
        vec![path.to_owned()]
    } else {
        matching(path).map_err(&failed)?
    };
    paths.sort();
    if paths.is_empty() {
        return Err(failed(
            "no such file, and no file matches; check `path` and `root` in the pipeline, or give --root or --source".into(),
        ));
    }
    paths.into_iter().map(describe).collect()
}

fn in_folder(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
            paths.push(path);
        }
    }
    Ok(paths)
}

fn matching(pattern: &Path) -> Result<Vec<PathBuf>, String> {
    let Some(text) = pattern.to_str() else {
        return Ok(Vec::new());
    };
    let found = glob::glob(text).map_err(|error| format!("is not a pattern: {error}"))?;
    Ok(found
        .filter_map(Result::ok)
        .filter(|path| path.is_file())
        .collect())
}

fn describe(path: PathBuf) -> Result<SourceFile, ReadError> {
    let failed = |message: String| ReadError::new(&path, message);
    let mut file =
        File::open(&path).map_err(|error| failed(format!("cannot be opened ({error})")))?;
    let mark = file
        .metadata()
        .map(|metadata| Mark::of(&metadata))
        .map_err(|error| failed(format!("cannot be read ({error})")))?;
    let mut hasher = blake3::Hasher::new();
    let mut bytes = 0;
    let mut start = Vec::with_capacity(START);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file
            .read(&mut buffer)
            .map_err(|error| failed(format!("cannot be read ({error})")))?;
        if read == 0 {
            break;
        }
        start.extend_from_slice(&buffer[..read.min(START - start.len().min(START))]);
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    if bytes == 0 {
        return Err(failed(
            "is empty; expected Parquet, a workbook, or delimited text with a header".into(),
        ));
    }
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .map(str::to_lowercase);
    let is_parquet = start.starts_with(b"PAR1");
    let is_workbook = may_be_workbook(&start);
    let format = match ending.as_deref() {
        Some("parquet" | "pq") if !is_parquet => {
            return Err(failed(
                "is not Parquet, though its name says so: it does not start with PAR1; fetch it again".into(),
            ));
        }
        _ if is_parquet => Format::Parquet,
        _ if is_workbook => Format::Workbook,
        Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => {
            return Err(failed(
                "is not a workbook, though its name says so: it begins as none does; fetch it again, or give it the ending of what it is".into(),
            ));
        }
        _ => Format::Delimited,
    };
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(SourceFile {
        name,
        format,
        bytes,
        digest: hasher.finalize().to_hex().to_string(),
        mark,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_took_the_place_of_the_one_fingerprinted_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (path, kept) = (folder.path().join("a.csv"), folder.path().join("kept"));
        std::fs::write(&path, "code\n301\n").unwrap();
        let found = find(&path).unwrap().remove(0);
        std::fs::rename(&path, &kept).unwrap();
        std::fs::write(&path, "code\n302\n").unwrap();
        assert!(
            found
                .open()
                .unwrap_err()
                .contains("changed while it was read")
        );
        // The first one is back: no check at the end would notice.
        std::fs::rename(&kept, &path).unwrap();
        assert!(found.open().is_ok() && found.is_unchanged());
    }
}
