//! A file of a source in a store, told by its bytes or by its entity tag.

use std::path::Path;

use super::source_file::{EMPTY, Fingerprinted, Format, Mark, Opened, SourceFile};
use crate::read::ReadError;
use crate::read::open_file::OpenFile;
use crate::read::options::ReadLimits;
use crate::store::{Fault, Object};

/// Says what the object is, and reads all of it unless it is Parquet of any size: of that, the
/// columns that are needed are read when they are.
pub(super) fn opened(
    path: &Path,
    object: &Object,
    limits: ReadLimits,
) -> Result<Fingerprinted, String> {
    let failed = |fault: Fault| fault.to_string();
    let is_parquet = object.end().is_some_and(|end| end.ends_with(b"PAR1"));
    let tag = object.known().strong_tag();
    if let (true, false, Some(tag)) = (is_parquet, object.is_whole(), tag) {
        let digest = format!("etag:{}", tag.trim_matches('"'));
        let file = OpenFile::of_store(object.clone());
        return Ok((mark(object), file.bytes(), digest, Opened::Parquet(file)));
    }
    let (object, bytes) = object.whole(limits.unpacked_bytes).map_err(failed)?;
    if bytes.is_empty() {
        return Err(EMPTY.into());
    }
    let digest = blake3::hash(&bytes).to_hex().to_string();
    let (mark, size) = (mark(&object), bytes.len() as u64);
    let opened = match Format::of(path, &bytes)? {
        Format::Delimited => Opened::Delimited(bytes),
        Format::Features => Opened::Features(bytes),
        Format::Parquet => Opened::Parquet(OpenFile::of_store(object.holding(bytes))),
        Format::Workbook => Opened::Workbook(OpenFile::of_store(object.holding(bytes))),
    };
    Ok((mark, size, digest, opened))
}

/// What the object is told by, without the bytes of it that are at hand.
fn mark(object: &Object) -> Mark {
    Mark::Store(object.let_go())
}

/// The first of these files in a store that is not any more the one that was opened.
pub(super) fn first_changed(files: &[SourceFile]) -> Result<Option<&SourceFile>, ReadError> {
    let in_store: Vec<(&SourceFile, &Object)> = files
        .iter()
        .filter_map(|file| match &file.mark {
            Mark::Disk(_) => None,
            Mark::Store(object) => Some((file, object)),
        })
        .collect();
    let objects: Vec<&Object> = in_store.iter().map(|(_, object)| *object).collect();
    match Object::changed(&objects) {
        Ok(changed) => Ok(changed.map(|at| in_store[at].0)),
        Err((at, fault)) => Err(ReadError::new(&in_store[at].0.path, fault.to_string())),
    }
}
