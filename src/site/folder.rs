//! Where a site goes: it takes the place of an earlier site, and of nothing else.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::SiteError;
use crate::replacement;
use crate::runs::PublishError;

/// The account of a site, by which the next one sees that it may take the folder's place.
const ACCOUNT: &str = "site.json";

/// A file of a site.
#[derive(Debug)]
pub(super) struct File {
    /// Where it stands in the site's folder.
    pub(super) path: String,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

/// What is kept in a site's folder about it.
#[derive(Debug, Serialize, Deserialize)]
struct Account {
    written_by: String,
    run: String,
    pipeline: String,
    files: Vec<Written>,
}

/// A file that was written.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    file: String,
    bytes: u64,
    digest: String,
}

/// How large a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Files in it.
    pub files: usize,
    /// Bytes in all of them.
    pub bytes: u64,
}

/// Why nothing took the place.
enum Failed {
    Site(SiteError),
    System(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Writes the site at `out`, whole or not at all. `parts` are independent of one another and are
/// made in any order; each gives some of the files.
///
/// # Errors
/// When something else stands there, a part cannot be made, or a file cannot be written.
pub(super) fn write<P: Sync>(
    out: &Path,
    (run, pipeline): (&str, &str),
    folders: &[&str],
    parts: &[P],
    make: impl Fn(&P) -> Result<Vec<File>, SiteError> + Sync,
) -> Result<Size, SiteError> {
    may_replace(out)?;
    if let Some(parent) = out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)
            .map_err(|error| PublishError::file(parent, "make the folder", error))?;
    }
    let size = replacement::replace_folder(out, |folder| -> Result<Size, Failed> {
        for name in folders {
            fs::create_dir(folder.join(name))?;
        }
        let written: Vec<Vec<Written>> = parts
            .par_iter()
            .map(|part| {
                let files = make(part).map_err(Failed::Site)?;
                files.iter().map(|file| put(folder, file)).collect()
            })
            .collect::<Result<_, Failed>>()?;
        let mut files: Vec<Written> = written.into_iter().flatten().collect();
        files.sort_by(|a, b| a.file.cmp(&b.file));
        let size = Size {
            files: files.len(),
            bytes: files.iter().map(|file| file.bytes).sum(),
        };
        let account = Account {
            written_by: format!("plumbline {}", crate::VERSION),
            run: run.to_owned(),
            pipeline: pipeline.to_owned(),
            files,
        };
        let mut text = serde_json::to_vec_pretty(&account).map_err(io::Error::from)?;
        text.push(b'\n');
        fs::write(folder.join(ACCOUNT), text)?;
        Ok(size)
    });
    size.map_err(|failed| match failed {
        Failed::Site(error) => error,
        Failed::System(error) => PublishError::file(out, "write the site", error).into(),
    })
}

fn put(folder: &Path, file: &File) -> Result<Written, Failed> {
    let path = folder.join(&file.path);
    fs::write(&path, &file.bytes)
        .map_err(|error| Failed::Site(PublishError::file(&path, "write the page", error).into()))?;
    Ok(Written {
        file: file.path.clone(),
        bytes: file.bytes.len() as u64,
        digest: blake3::hash(&file.bytes).to_hex().to_string(),
    })
}

/// Whether a site may take the place of what stands at `out`: nothing, an empty folder, or a site
/// to which nothing was added and in which nothing was changed.
fn may_replace(out: &Path) -> Result<(), SiteError> {
    let refused = |why: &str| {
        Err(SiteError::Refused(format!(
            "{}: {why}, so it is not replaced; name a folder that is not there yet, or move this away",
            out.display()
        )))
    };
    if out.file_name().is_none() {
        return refused("has no name of its own");
    }
    let found = match fs::symlink_metadata(out) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PublishError::file(out, "read what stands there", error).into()),
    };
    if found.is_symlink() {
        return refused("is a link");
    }
    if !found.is_dir() {
        return refused("is no folder");
    }
    match untouched(out) {
        Ok(()) => Ok(()),
        Err(why) => refused(&format!("is not as an earlier site left it: {why}")),
    }
}

/// Whether the folder holds a site's own files and nothing else.
fn untouched(folder: &Path) -> Result<(), String> {
    let unread = |error: io::Error| format!("it cannot be read ({error})");
    if fs::read_dir(folder).map_err(unread)?.next().is_none() {
        return Ok(());
    }
    let account: Account = fs::read(folder.join(ACCOUNT))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .ok_or_else(|| format!("it has no {ACCOUNT} of a site"))?;
    let mut known: std::collections::BTreeSet<String> =
        account.files.iter().map(|file| file.file.clone()).collect();
    known.insert(ACCOUNT.to_owned());
    let mut folders = vec![String::new()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(folder.join(&within)).map_err(unread)? {
            let entry = entry.map_err(unread)?;
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            let sort = entry.file_type().map_err(unread)?;
            if sort.is_dir() {
                folders.push(format!("{name}/"));
            } else if !sort.is_file() || !known.contains(&name) {
                return Err(format!("{name} was added"));
            }
        }
    }
    for file in &account.files {
        let path = folder.join(&file.file);
        let Ok(bytes) = fs::read(&path) else { continue };
        if blake3::hash(&bytes).to_hex().as_str() != file.digest {
            return Err(format!("{} was changed", file.file));
        }
    }
    Ok(())
}
