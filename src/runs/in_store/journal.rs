//! The journal of an output folder in a store: nothing can be appended to an object, so that each
//! line is one.

use std::hash::{BuildHasher, RandomState};

use chrono::Utc;

use super::names::{LINES, failed};
use crate::runs::{Entry, PublishError};
use crate::store::{Address, FaultKind, Store};

/// Adds a line.
///
/// # Errors
/// As the store has them.
pub(in crate::runs) fn add_entry(out: &Address, entry: &Entry) -> Result<(), PublishError> {
    let moment = entry.moment().unwrap_or_else(Utc::now);
    // Two runs may end in the same millisecond.
    let digits = RandomState::new().hash_one(std::process::id()) as u32;
    let name = format!("{}-{digits:08x}.json", moment.format("%Y%m%dT%H%M%S%3fZ"));
    let at = out.join(LINES).join(&name);
    let line = serde_json::to_vec(entry).map_err(|error| PublishError::Store {
        place: at.as_path(),
        message: format!("cannot be put into JSON ({error})"),
    })?;
    let store = Store::of(out).map_err(|fault| failed(&at, &fault))?;
    store
        .put(&at.key, line)
        .map_err(|fault| failed(&at, &fault))
}

/// Every line that can be read, the oldest first.
///
/// # Errors
/// As the store has them.
pub(in crate::runs) fn entries(out: &Address) -> Result<Vec<Entry>, PublishError> {
    let at = out.join(LINES);
    let store = Store::of(out).map_err(|fault| failed(&at, &fault))?;
    let listed = store.list(&at.key, false);
    let listed = listed.map_err(|fault| failed(&at, &fault))?;
    let mut keys: Vec<String> = listed.objects.into_iter().map(|known| known.key).collect();
    keys.sort();
    let read = store.read(&keys).map_err(|fault| failed(&at, &fault))?;
    let mut entries = Vec::new();
    for line in read {
        match line {
            Ok(line) => entries.extend(serde_json::from_slice(&line).ok()),
            Err(fault) if fault.kind == FaultKind::Absent => {}
            Err(fault) => return Err(failed(&at, &fault)),
        }
    }
    Ok(entries)
}
