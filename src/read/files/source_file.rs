//! What a file of a source is: by its first bytes, by its digest, and by what tells it from the one
//! that takes its place.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::partition::Partition;
use crate::read::open_file::OpenFile;
use crate::read::workbook::may_be_workbook;
#[cfg(feature = "store")]
use crate::store::Object;
use crate::system;

/// What is said of a file without a byte.
pub(super) const EMPTY: &str =
    "is empty; expected Parquet, a workbook, or delimited text with a header";

/// A file of a source, by what was read of it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name for the quarantine and the manifest, as it was found.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// blake3 of its bytes, in hexadecimal; of Parquet in a store, of which only a part is read,
    /// `etag:` and its entity tag.
    pub digest: String,
    /// What the folders above it say of all its rows.
    pub partitions: Vec<Partition>,
    /// What was said of it before its bytes were read.
    pub(super) mark: Mark,
}

/// What a file is by its first bytes, ready to be read.
#[derive(Debug)]
pub enum Opened {
    /// Apache Parquet.
    Parquet(OpenFile),
    /// Text with a separator, packed or not: all of its bytes.
    Delimited(Vec<u8>),
    /// GeoJSON, packed or not: all of its bytes.
    Features(Vec<u8>),
    /// A workbook.
    Workbook(OpenFile),
}

/// What tells a file from the one that takes its place or is written over it.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// What the file system says.
    Disk(DiskMark),
    /// What the store says.
    #[cfg(feature = "store")]
    Store(Object),
}

/// What the file system says of a file. When its bytes or its name last changed is the system's own
/// clock, which whoever writes it cannot set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DiskMark {
    bytes: u64,
    pub(super) written: Option<SystemTime>,
    changed: system::Changed,
    place: system::Place,
}

impl DiskMark {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            written: metadata.modified().ok(),
            changed: system::changed(metadata),
            place: system::place(metadata),
        }
    }
}

/// What a file is known by, and its bytes or the way to them.
pub(super) type Fingerprinted = (Mark, u64, String, Opened);
/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parquet,
    Delimited,
    Features,
    Workbook,
}

impl Format {
    /// The format of the file at `path` that begins with `start`.
    pub(super) fn of(path: &Path, start: &[u8]) -> Result<Self, String> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.map(str::to_lowercase);
        if start.starts_with(b"PARE") {
            return Err(
                "is Parquet with an encrypted footer, which is not read; write it without encryption"
                    .into(),
            );
        }
        if start.starts_with(b"PAR1") {
            return Ok(Self::Parquet);
        }
        if may_be_workbook(start) {
            return Ok(Self::Workbook);
        }
        match ending.as_deref() {
            Some("parquet" | "pq") => Err(
                "is not Parquet, though its name says so: it does not start with PAR1; fetch it again".into(),
            ),
            Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => Err(
                "is not a workbook, though its name says so: it begins as none does; fetch it again, or give it the ending of what it is".into(),
            ),
            Some("geojson" | "json") => Ok(Self::Features),
            Some("gz" | "zst") if is_packed_features(path) => Ok(Self::Features),
            Some("csv" | "tsv" | "tab" | "txt" | "gz" | "zst") => Ok(Self::Delimited),
            _ if begins_an_object(start) => Ok(Self::Features),
            _ => Ok(Self::Delimited),
        }
    }
}

/// Whether a packed file is called as GeoJSON is, but for its packing.
fn is_packed_features(path: &Path) -> bool {
    let inner = path.file_stem().map(Path::new).and_then(Path::extension);
    let inner = inner.and_then(|ending| ending.to_str());
    inner.is_some_and(|ending| {
        ending.eq_ignore_ascii_case("geojson") || ending.eq_ignore_ascii_case("json")
    })
}

/// Whether text begins as an object of JSON does.
fn begins_an_object(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    text.trim_ascii_start().first() == Some(&b'{')
}
