//! The tables of a backtest.

use std::path::Path;

use super::found::Backtest;
use crate::config::Pipeline;
use crate::error::Error;
use crate::publish::{backtest_tables, metadata, write_table};
use crate::replacement;
use crate::runs::PublishError;

/// Refuses a folder that is there and not empty, unless it holds the tables of a backtest alone.
///
/// # Errors
/// When something else stands at `path`.
pub(super) fn may_replace(path: &Path) -> Result<(), Error> {
    let refused = |why: &str| {
        Error::Usage(format!(
            "{}: {why}, so it is not replaced; name a folder that is not there yet, or move this one away",
            path.display()
        ))
    };
    if path.file_name().is_none() {
        return Err(refused("has no name of its own"));
    }
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PublishError::file(path, "read the folder", error).into()),
        Ok(found) if !found.is_dir() => return Err(refused("is no folder")),
        Ok(_) => {}
    }
    let entries = std::fs::read_dir(path)
        .map_err(|error| PublishError::file(path, "read the folder", error))?;
    let names = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name());
    for name in names {
        if name != "backtest.parquet" && name != "backtest_summary.parquet" {
            let name = name.to_string_lossy().into_owned();
            return Err(refused(&format!("holds {name}, which no backtest wrote")));
        }
    }
    Ok(())
}

/// Writes the tables into the folder at `path`, whole or not at all.
///
/// # Errors
/// When something else stands there, or they cannot be written.
pub fn write_backtest(pipeline: &Pipeline, found: &Backtest, path: &Path) -> Result<(), Error> {
    may_replace(path)?;
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        std::fs::create_dir_all(parent)
            .map_err(|error| PublishError::file(parent, "make the folder", error))?;
    }
    replacement::replace_folder(path, |folder| {
        for (table, rows) in backtest_tables(&found.rows, &found.summary) {
            let file = folder.join(table.file_name());
            write_table(&file, table, &metadata(pipeline), rows().as_ref())
                .map_err(Failed::Write)?;
        }
        Ok(())
    })
    .map_err(|failed| match failed {
        Failed::Write(error) => error.into(),
        Failed::System(error) => PublishError::file(path, "write the tables", error).into(),
    })
}

/// Why nothing took the place.
enum Failed {
    Write(PublishError),
    System(std::io::Error),
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::System(error)
    }
}
