//! The files of a source, found by path, folder or pattern.

use std::fs;
use std::path::Path;

use super::found::{Found, FoundFile, PassedOver, entries, first, has_table_ending, is_hidden};
use super::pattern::Walk;
use super::source_path::SourcePath;
use crate::read::ReadError;

/// Finds the files of a source: `path` itself, every table file in it when it is a folder, or
/// every match when it is a pattern; in order of their names, on the disk or in a store. Endings are
/// compared without regard to capitals.
///
/// # Errors
/// When nothing is found, or something that would be a file of the source cannot be looked at.
pub fn find(path: &SourcePath) -> Result<Found, ReadError> {
    let whole = path.whole();
    let found = match path.address() {
        Some(Err(message)) => return Err(ReadError::new(&whole, message)),
        #[cfg(feature = "store")]
        Some(Ok((base, below))) => super::objects::find(&base, &below)?,
        #[cfg(not(feature = "store"))]
        Some(Ok(_)) => Found::default(),
        None => match fs::metadata(&whole) {
            Ok(about) if about.is_dir() => in_folder(&whole)?,
            Ok(_) => Found::of_one(whole.clone()),
            Err(_) => Walk::new(path)?.walked()?,
        },
    };
    let found = found.in_order().below(path.folder());
    if found.is_empty() {
        return Err(ReadError::new(&whole, nothing_in(&found)));
    }
    Ok(found)
}

/// The one file at `path`, on the disk or in a store.
///
/// # Errors
/// When there is none, or it is a folder or several.
pub fn alone(path: &Path) -> Result<FoundFile, ReadError> {
    let source = SourcePath::here(path);
    let path = source.whole();
    if source.address().is_none() {
        if path.is_dir() {
            return Err(ReadError::new(&path, "is a folder; name one file in it"));
        }
        if !path.exists() {
            return Err(ReadError::new(&path, "no such file; check the path"));
        }
        return Ok(FoundFile::alone(&path));
    }
    let several = match <[FoundFile; 1]>::try_from(find(&source)?.files()) {
        Ok([file]) => return Ok(file),
        Err(several) => several.len(),
    };
    let message = format!("is {several} files; name one of them");
    Err(ReadError::new(&path, message))
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
