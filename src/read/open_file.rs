//! A file that is opened once: whoever reads it reads from the same descriptor, or the same state of
//! an object in a store, so that the bytes are those of the digest whatever takes the file's name
//! meanwhile.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};

#[cfg(feature = "store")]
use crate::store::Object;
use crate::system::{self, SpecialFile, open_without_waiting, special_file};
use crate::system_limit::SystemLimit;

/// An open file, for many readers at once.
#[derive(Debug, Clone)]
pub struct OpenFile {
    content: Content,
    bytes: u64,
}

/// Where its bytes are.
#[derive(Debug, Clone)]
enum Content {
    /// On the disk.
    Disk(Arc<File>),
    /// In a store, and some of them at hand.
    #[cfg(feature = "store")]
    Store(Object),
}

/// A reader of an open file, with a place of its own in it.
#[derive(Debug)]
pub struct Reading {
    of: OpenFile,
    at: u64,
}

impl OpenFile {
    /// Opens the plain file at `path`, and says what the file system knows of it. Whatever else
    /// stands there is refused and never waited for.
    ///
    /// # Errors
    /// When there is no file, it may not be read, or it is no plain file.
    pub fn open(path: &Path) -> Result<(Self, Metadata), String> {
        let failed = |error: io::Error| match SystemLimit::of(&error) {
            Some(limit) => format!("cannot be opened: {limit}"),
            None => format!("cannot be opened ({error})"),
        };
        // Even to open a device can act on it.
        let about = std::fs::metadata(path).map_err(failed)?;
        NotPlain::refuse(&about)?;
        // Something else may take the file's place now.
        let file = open_without_waiting(path).map_err(failed)?;
        let about = file.metadata().map_err(failed)?;
        NotPlain::refuse(&about)?;
        let open = Self {
            content: Content::Disk(Arc::new(file)),
            bytes: about.len(),
        };
        Ok((open, about))
    }

    /// An object of a store.
    #[cfg(feature = "store")]
    pub fn of_store(object: Object) -> Self {
        Self {
            bytes: object.known().bytes,
            content: Content::Store(object),
        }
    }

    /// The same file with these ranges at hand: of the disk everything is, and of a store they are
    /// fetched, several at once.
    ///
    /// # Errors
    /// As the store has them.
    pub fn with(&self, ranges: impl FnOnce() -> Vec<Range<u64>>) -> io::Result<Self> {
        match &self.content {
            Content::Disk(_) => {
                // Nobody has to work the ranges out.
                drop(ranges);
                Ok(self.clone())
            }
            #[cfg(feature = "store")]
            Content::Store(object) => Ok(Self {
                content: Content::Store(object.with(ranges())?),
                bytes: self.bytes,
            }),
        }
    }

    /// What the store said when it could not be read, where that is why reading failed.
    pub fn fault(&self) -> Option<String> {
        match &self.content {
            Content::Disk(_) => None,
            #[cfg(feature = "store")]
            Content::Store(object) => object.fault().map(|fault| fault.to_string()),
        }
    }

    /// Its size when it was opened.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A reader from its beginning.
    pub fn reader(&self) -> Reading {
        self.reader_at(0)
    }

    /// All of its bytes.
    ///
    /// # Errors
    /// As the operating system has them, or memory that is not there.
    pub fn content(&self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        let bytes = usize::try_from(self.bytes).map_err(|_| io::ErrorKind::OutOfMemory)?;
        content.try_reserve_exact(bytes)?;
        self.reader().read_to_end(&mut content)?;
        Ok(content)
    }

    fn reader_at(&self, at: u64) -> Reading {
        Reading {
            of: self.clone(),
            at,
        }
    }

    /// Reads from `at` on until `buffer` is full or the file ends; gives the bytes read.
    ///
    /// # Errors
    /// As the operating system has them.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read_once(&mut buffer[filled..], at + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Reads from `at` on; gives the bytes read, which may be fewer than there are.
    fn read_once(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match &self.content {
            Content::Disk(file) => system::read_at(file, buffer, at),
            #[cfg(feature = "store")]
            Content::Store(object) => object.read_at(buffer, at),
        }
    }
}

/// What stands in the place of a plain file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotPlain {
    Folder,
    Pipe,
    Socket,
    Device,
    Other,
}

impl NotPlain {
    /// What it is, if it is no plain file.
    pub(crate) fn of(about: &Metadata) -> Option<Self> {
        let kind = about.file_type();
        if kind.is_file() {
            return None;
        }
        if kind.is_dir() {
            return Some(Self::Folder);
        }
        Some(match special_file(kind) {
            SpecialFile::Pipe => Self::Pipe,
            SpecialFile::Socket => Self::Socket,
            SpecialFile::Device => Self::Device,
            SpecialFile::Other => Self::Other,
        })
    }

    fn refuse(about: &Metadata) -> Result<(), String> {
        Self::of(about).map_or(Ok(()), |kind| Err(kind.to_string()))
    }
}

impl fmt::Display for NotPlain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, remedy) = match self {
            Self::Folder => (
                "a folder",
                "name one file, or give the folder a source of its own",
            ),
            Self::Pipe => (
                "a pipe",
                "save what comes out of it as a file, and name that",
            ),
            Self::Socket => (
                "a socket",
                "save what comes out of it as a file, and name that",
            ),
            Self::Device => (
                "a device",
                "save what comes out of it as a file, and name that",
            ),
            Self::Other => ("something else", "name a file"),
        };
        write!(out, "is not a plain file but {kind}; {remedy}")
    }
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.of.read_once(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reading {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(from) => self.of.bytes.checked_add_signed(from),
            SeekFrom::Current(from) => self.at.checked_add_signed(from),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl Length for OpenFile {
    fn len(&self) -> u64 {
        self.bytes
    }
}

impl ChunkReader for OpenFile {
    type T = io::BufReader<Reading>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(io::BufReader::new(self.reader_at(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.bytes) {
            return Err(ParquetError::EOF(format!(
                "{length} bytes from byte {start} on are asked for, and it has {}",
                self.bytes
            )));
        }
        #[cfg(feature = "store")]
        if let Content::Store(object) = &self.content {
            return Ok(object.bytes(start..start + length as u64)?);
        }
        let mut buffer = vec![0; length];
        let read = self.read_at(&mut buffer, start)?;
        if read < length {
            return Err(ParquetError::EOF(format!(
                "{length} bytes were expected from byte {start} on, and {read} are there"
            )));
        }
        Ok(buffer.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_of_one_file_have_each_its_own_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "0123456789").unwrap();
        let (open, _) = OpenFile::open(&path).unwrap();
        // What takes its name is another file.
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "another").unwrap();
        let (mut one, mut other) = (open.reader(), open.reader());
        let mut text = [0; 4];
        one.read_exact(&mut text).unwrap();
        other.seek(SeekFrom::End(-2)).unwrap();
        let mut rest = String::new();
        other.read_to_string(&mut rest).unwrap();
        assert_eq!((&text, rest.as_str()), (b"0123", "89"));
        assert_eq!(&open.get_bytes(2, 3).unwrap()[..], b"234");
        assert!(open.get_bytes(8, 3).is_err() && open.get_bytes(u64::MAX, 1).is_err());
    }

    #[cfg(all(unix, not(feature = "portable")))]
    #[test]
    fn what_is_no_plain_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for (path, kind) in [
            (folder.path(), "a folder"),
            (Path::new("/dev/zero"), "a device"),
        ] {
            let error = OpenFile::open(path).unwrap_err();
            assert!(error.contains("is not a plain file"), "{error}");
            assert!(error.contains(kind), "{error}");
        }
    }
}
