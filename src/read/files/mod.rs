//! The files of a source: found, opened once, and fingerprinted.

mod find;
mod found;
#[cfg(feature = "store")]
mod in_store;
#[cfg(feature = "store")]
mod objects;
mod partition;
mod pattern;
mod source_file;
mod source_path;

use std::io;
use std::path::Path;
use std::time::SystemTime;

pub use self::find::{alone, find};
pub use self::found::{Found, FoundFile, PassedOver, first};
pub use self::partition::Partition;
pub(super) use self::source_file::Opened;
pub use self::source_file::SourceFile;
use self::source_file::{DiskMark, EMPTY, Fingerprinted, Format, Mark};
pub use self::source_path::SourcePath;
use super::ReadError;
use super::open_file::OpenFile;
use super::options::ReadLimits;
use crate::system_limit::SystemLimit;

/// Bytes at the start of a file that tell its format.
const START: usize = 8;

/// Bytes that are read at once for the digest.
const AT_ONCE: usize = 1 << 18;

impl SourceFile {
    /// Opens the file that was `found` and fingerprints it: what is read of it from then on are the bytes
    /// of the digest, whatever takes its name meanwhile.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is not what its name says.
    pub fn open(found: FoundFile, limits: ReadLimits) -> Result<(Self, Opened), ReadError> {
        // Of the disk, what is too large is told by whoever unpacks it.
        #[cfg(not(feature = "store"))]
        let _ = limits;
        let fingerprinted = match found {
            #[cfg(feature = "store")]
            FoundFile {
                object: Some(object),
                ref path,
                ..
            } => in_store::opened(path, &object, limits),
            FoundFile { ref path, .. } => opened(path),
        };
        let FoundFile {
            path,
            name,
            partitions,
            ..
        } = found;
        let (mark, bytes, digest, opened) =
            fingerprinted.map_err(|message| ReadError::new(&path, message))?;
        let file = Self {
            path,
            name,
            bytes,
            digest,
            partitions,
            mark,
        };
        Ok((file, opened))
    }

    /// When it was last written, where that is said.
    pub fn written(&self) -> Option<SystemTime> {
        match &self.mark {
            Mark::Disk(mark) => mark.written,
            #[cfg(feature = "store")]
            Mark::Store(object) => object.known().written.map(SystemTime::from),
        }
    }
}

/// The first of these files that is not any more the one that was fingerprinted, or that somebody
/// wrote to.
///
/// # Errors
/// A store that cannot be asked.
pub fn first_changed(files: &[SourceFile]) -> Result<Option<&SourceFile>, ReadError> {
    let on_disk = files.iter().find(|file| match &file.mark {
        Mark::Disk(mark) => {
            let now = std::fs::metadata(&file.path);
            now.map_or(true, |now| DiskMark::of(&now) != *mark)
        }
        #[cfg(feature = "store")]
        Mark::Store(_) => false,
    });
    #[cfg(feature = "store")]
    if on_disk.is_none() {
        return in_store::first_changed(files);
    }
    Ok(on_disk)
}

fn opened(path: &Path) -> Result<Fingerprinted, String> {
    let failed = |error: io::Error| match SystemLimit::of(&error) {
        Some(limit) => format!("cannot be read: {limit}"),
        None => format!("cannot be read ({error})"),
    };
    let (file, about) = OpenFile::open(path)?;
    let mut start = [0; START];
    let read = file.read_at(&mut start, 0).map_err(failed)?;
    if read == 0 {
        return Err(EMPTY.into());
    }
    let mark = || Mark::Disk(DiskMark::of(&about));
    let text = |opened: fn(Vec<u8>) -> Opened| -> io::Result<Fingerprinted> {
        let text = file.content()?;
        let digest = blake3::hash(&text).to_hex().to_string();
        Ok((mark(), text.len() as u64, digest, opened(text)))
    };
    Ok(match Format::of(path, &start[..read])? {
        Format::Delimited => text(Opened::Delimited).map_err(failed)?,
        Format::Features => text(Opened::Features).map_err(failed)?,
        Format::Parquet => {
            let (bytes, digest) = fingerprint(&file).map_err(failed)?;
            (mark(), bytes, digest, Opened::Parquet(file))
        }
        Format::Workbook => {
            let (bytes, digest) = fingerprint(&file).map_err(failed)?;
            (mark(), bytes, digest, Opened::Workbook(file))
        }
    })
}

/// The size of a file and the digest of its bytes.
fn fingerprint(file: &OpenFile) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; AT_ONCE];
    let mut bytes = 0;
    loop {
        let read = file.read_at(&mut buffer, bytes)?;
        if read == 0 {
            return Ok((bytes, hasher.finalize().to_hex().to_string()));
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_takes_the_place_of_a_file_is_not_read_and_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (path, kept) = (folder.path().join("a.parquet"), folder.path().join("kept"));
        std::fs::write(&path, b"PAR1 the first").unwrap();
        let (file, opened) =
            SourceFile::open(FoundFile::alone(&path), ReadLimits::default()).unwrap();
        let files = [file];
        assert!(first_changed(&files).unwrap().is_none());
        std::fs::rename(&path, &kept).unwrap();
        std::fs::write(&path, b"PAR1 another").unwrap();
        assert!(first_changed(&files).unwrap().is_some());
        let Opened::Parquet(opened) = opened else {
            panic!("Parquet");
        };
        let mut text = Vec::new();
        opened.reader().read_to_end(&mut text).unwrap();
        assert_eq!(text, b"PAR1 the first");
        assert_eq!(files[0].digest, blake3::hash(&text).to_hex().to_string());
    }

    // Elsewhere than on Unix no clock tells of it but the one that a writer can set back.
    #[cfg(all(unix, not(feature = "portable")))]
    #[test]
    fn what_is_written_and_written_back_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        std::fs::write(&path, b"PAR1 A").unwrap();
        let written = std::fs::metadata(&path).unwrap().modified().unwrap();
        let (file, _) = SourceFile::open(FoundFile::alone(&path), ReadLimits::default()).unwrap();
        // The clock of a file system goes in steps.
        std::thread::sleep(std::time::Duration::from_millis(20));
        for content in [b"PAR1 B", b"PAR1 A"] {
            std::fs::write(&path, content).unwrap();
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(written).unwrap();
        }
        assert!(first_changed(&[file]).unwrap().is_some());
    }
}
