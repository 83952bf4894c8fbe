//! The account of an exported folder: of which run it is, and which files are in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Notice;
use super::error::{ExportError, cannot_write};
use crate::review::PublishedRun;

/// The account's file in the folder.
const FILE_NAME: &str = "export.json";

/// What an export wrote into a folder, kept beside it: by this the next one sees that it may take
/// the folder's place.
#[derive(Debug)]
pub(super) struct Account {
    /// The files, in the order in which they were written.
    pub(super) files: Vec<PathBuf>,
    /// What a reader of them should know.
    pub(super) notices: Vec<Notice>,
    run: String,
    pipeline: String,
}

/// The account as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    written_by: String,
    run: String,
    pipeline: String,
    files: Vec<KeptFile>,
    notices: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptFile {
    file: String,
    digest: String,
}

impl Account {
    /// The account of an export of `run`, before anything is written.
    pub(super) fn new(run: &PublishedRun, notices: Vec<Notice>) -> Self {
        Self {
            files: Vec::new(),
            notices,
            run: run.manifest.run.clone(),
            pipeline: run.manifest.pipeline.name.clone(),
        }
    }

    /// Writes the account into `folder`, which holds the files.
    pub(super) fn write(&self, folder: &Path) -> Result<(), ExportError> {
        let path = folder.join(FILE_NAME);
        let kept = || -> io::Result<Vec<u8>> {
            let mut files = Vec::with_capacity(self.files.len());
            for file in &self.files {
                files.push(KeptFile {
                    file: file.display().to_string(),
                    digest: digest(&folder.join(file))?,
                });
            }
            let mut text = serde_json::to_vec_pretty(&Kept {
                written_by: format!("plumbline {}", crate::VERSION),
                run: self.run.clone(),
                pipeline: self.pipeline.clone(),
                files,
                notices: self.notices.iter().map(ToString::to_string).collect(),
            })?;
            text.push(b'\n');
            Ok(text)
        };
        kept()
            .and_then(|text| fs::write(&path, text))
            .map_err(|error| cannot_write(&path, error))
    }

    /// Checks that the folder at `path` is as an export left it: nothing was added and nothing was
    /// changed.
    ///
    /// # Errors
    /// What differs.
    pub(super) fn of_untouched(path: &Path) -> Result<(), String> {
        let unread = |error: io::Error| format!("it cannot be read ({error})");
        let entries: Vec<fs::DirEntry> = fs::read_dir(path)
            .and_then(Iterator::collect)
            .map_err(unread)?;
        if entries.is_empty() {
            return Ok(());
        }
        let kept: Kept = fs::read(path.join(FILE_NAME))
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .ok_or_else(|| format!("it has no {FILE_NAME} of an export"))?;
        let known: BTreeSet<&str> = kept.files.iter().map(|file| file.file.as_str()).collect();
        for entry in &entries {
            let name = entry.file_name();
            let is_known =
                name == FILE_NAME || name.to_str().is_some_and(|name| known.contains(name));
            if !is_known || !entry.file_type().map_err(unread)?.is_file() {
                return Err(format!("{} was added", entry.path().display()));
            }
        }
        for file in &kept.files {
            let path = path.join(&file.file);
            if path.exists() && digest(&path).map_err(unread)? != file.digest {
                return Err(format!("{} was changed", path.display()));
            }
        }
        Ok(())
    }
}

/// The BLAKE3 digest of a file, in hexadecimal.
fn digest(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().to_hex().to_string())
}
