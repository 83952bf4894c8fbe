//! The files of a source in a store, found by listing.

use std::path::{Path, PathBuf};

use super::found::{Found, PassedOver, has_table_ending, is_hidden};
use super::pattern::Steps;
use crate::read::ReadError;
use crate::store::{Address, Fault, FaultKind, Known, Object, Store};

/// Finds the objects of a source below `base`: the one at `path`, every table right below it where
/// it is a prefix, or every match where it is a pattern.
///
/// # Errors
/// When nothing is found, or the store refuses something.
pub(super) fn find(base: &Address, path: &str) -> Result<Found, ReadError> {
    let whole = match path {
        "" => base.clone(),
        path => base.join(path.trim_matches('/')),
    };
    let failed = |fault: &Fault| ReadError::new(&whole.as_path(), fault.to_string());
    let store = Store::of(base).map_err(|fault| failed(&fault))?;
    let mut found = Found::default();
    let objects = match Steps::of(path) {
        Ok(steps) if base.scheme.lists() && steps.are_a_pattern() => {
            matching(&store, base, &steps, &mut found).map_err(|fault| failed(&fault))?
        }
        Ok(_) => one_or_below(&store, &whole, &mut found).map_err(|fault| failed(&fault))?,
        Err(message) => {
            let message = format!("is not a pattern: {message}");
            return Err(ReadError::new(&whole.as_path(), message));
        }
    };
    let paths: Vec<PathBuf> = objects
        .iter()
        .map(|known| store.address(&known.key).as_path())
        .collect();
    let opened = Object::open(&store, objects).map_err(|fault| failed(&fault))?;
    for (path, object) in paths.into_iter().zip(opened) {
        let object = object.map_err(|fault| ReadError::new(&path, fault.to_string()))?;
        found.take_object(path, object);
    }
    Ok(found)
}

/// The object at `whole`, or the tables right below it.
fn one_or_below(store: &Store, whole: &Address, found: &mut Found) -> Result<Vec<Known>, Fault> {
    let absent = if whole.key.is_empty() && whole.scheme.lists() {
        None
    } else {
        match store.head(&whole.key) {
            Ok(known) => return Ok(vec![known]),
            Err(fault) if fault.kind == FaultKind::Absent && whole.scheme.lists() => Some(fault),
            Err(fault) => return Err(fault),
        }
    };
    let listed = store.list(&whole.key, false)?;
    if let (Some(absent), true) = (
        absent,
        listed.objects.is_empty() && listed.folders.is_empty(),
    ) {
        return Err(absent);
    }
    for folder in &listed.folders {
        found.pass_over(PassedOver::Subfolder, Path::new(folder));
    }
    let mut taken = Vec::new();
    for known in listed.objects {
        let path = Path::new(&known.key);
        if is_hidden(path) {
            found.pass_over(PassedOver::Hidden, path);
        } else if has_table_ending(path) {
            taken.push(known);
        } else if !is_folder(&known) {
            found.pass_over(PassedOver::OtherEnding, path);
        }
    }
    Ok(taken)
}

/// The objects that match a pattern.
fn matching(
    store: &Store,
    base: &Address,
    steps: &Steps,
    found: &mut Found,
) -> Result<Vec<Known>, Fault> {
    let fixed = steps.fixed();
    let prefix = match fixed.as_str() {
        "" => base.key.clone(),
        fixed => base.join(fixed).key,
    };
    let listed = store.list(&prefix, steps.go_deep())?;
    let above = if base.key.is_empty() {
        0
    } else {
        base.key.split('/').count()
    };
    let mut taken = Vec::new();
    for known in listed.objects {
        let names: Vec<&str> = known.key.split('/').skip(above).collect();
        if is_folder(&known) || !steps.match_all(&names) {
            continue;
        }
        let path = Path::new(&known.key);
        if is_hidden(path) && !steps.ask_for_hidden() {
            found.pass_over(PassedOver::Hidden, path);
        } else {
            taken.push(known);
        }
    }
    Ok(taken)
}

/// What some programs put where they would make a folder.
fn is_folder(known: &Known) -> bool {
    known.bytes == 0 && (known.key.ends_with('/') || known.key.ends_with("_$folder$"))
}
