//! The files of a source, found by path, folder or pattern.

use std::fs;
use std::path::Path;

use super::found::{Found, PassedOver, entries, first, has_table_ending, is_hidden};
use super::pattern::Walk;
use super::source_path::SourcePath;
use crate::read::ReadError;

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
        Ok(_) => Found::of_one(whole.clone()),
        Err(_) => Walk::new(path)?.walked()?,
    };
    let found = found.in_order();
    if found.is_empty() {
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
