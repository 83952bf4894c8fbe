//! Where a history goes: it takes the place of an earlier history whole, and of nothing else.

use std::fs;
use std::io;
use std::path::Path;

use super::account::HistoryAccount;
use crate::error::Error;
use crate::replacement;
use crate::runs::PublishError;

/// The account's file in the folder.
const ACCOUNT: &str = "history.json";

/// Fills the folder at `path` whole or not at all: `fill` is given an empty one beside it, and the
/// account that it gives is kept with what it wrote.
///
/// # Errors
/// When something else stands there, or it cannot be written.
pub(super) fn replace(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<HistoryAccount, Error>,
) -> Result<HistoryAccount, Error> {
    may_replace(path)?;
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        fs::create_dir_all(parent)
            .map_err(|error| PublishError::file(parent, "make the folder", error))?;
    }
    replacement::replace_folder(path, |folder| {
        let account = fill(folder).map_err(Failed::Fill)?;
        let mut text = serde_json::to_vec_pretty(&account).map_err(io::Error::from)?;
        text.push(b'\n');
        fs::write(folder.join(ACCOUNT), text)?;
        Ok(account)
    })
    .map_err(|failed| match failed {
        Failed::Fill(error) => error,
        Failed::System(error) => PublishError::file(path, "write the history", error).into(),
    })
}

/// Why nothing took the place.
enum Failed {
    Fill(Error),
    System(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// # Errors
/// When something stands at `path` that no history wrote.
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
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PublishError::file(path, "read the folder", error).into()),
        Ok(found) if found.is_symlink() => return Err(refused("is a link")),
        Ok(found) if !found.is_dir() => return Err(refused("is no folder")),
        Ok(_) => {}
    }
    let mut entries = fs::read_dir(path)
        .map_err(|error| PublishError::file(path, "read the folder", error))?
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .peekable();
    if entries.peek().is_none() {
        return Ok(());
    }
    let account = fs::read(path.join(ACCOUNT)).ok();
    let account = account.and_then(|text| serde_json::from_slice::<HistoryAccount>(&text).ok());
    let Some(account) = account else {
        return Err(refused("holds something else than a history"));
    };
    let foreign = entries.find(|name| !is_own(name, &account));
    match foreign {
        None => Ok(()),
        Some(name) => Err(refused(&format!("holds {name}, which no history wrote"))),
    }
}

/// Whether a history of this account has an entry of this name.
fn is_own(name: &str, account: &HistoryAccount) -> bool {
    let of_date = |date: &&str| {
        let mut dates = account.dates.iter();
        dates.any(|own| own.as_of.to_string() == **date)
    };
    name == ACCOUNT
        || name == super::partition::RATING_HISTORY
        || name
            .strip_prefix(super::partition::AS_OF)
            .as_ref()
            .is_some_and(of_date)
}
