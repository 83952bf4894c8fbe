//! A file that knows what was written to it.

use std::fs::File;
use std::io::{self, Write};

/// What is digested and written at once. The Parquet writer gives a few thousand bytes at a time, and
/// of many the digest is worked out side by side.
const AT_ONCE: usize = 1 << 17;

/// A file that knows the size and digest of what was written to it.
pub(super) struct DigestingFile {
    file: File,
    hasher: blake3::Hasher,
    bytes: u64,
    /// What is still to be written.
    waiting: Vec<u8>,
}

impl DigestingFile {
    /// An empty file, about to be written.
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
            waiting: Vec::new(),
        }
    }

    /// The bytes written when it was last flushed.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The BLAKE3 digest of these bytes, in hexadecimal.
    pub(super) fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl Write for DigestingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= AT_ONCE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.waiting)?;
        self.hasher.update(&self.waiting);
        self.bytes += self.waiting.len() as u64;
        self.waiting.clear();
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_of_all_that_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut file = DigestingFile::new(File::create(&path).unwrap());
        file.write_all(b"plumb").unwrap();
        file.write_all(b"line").unwrap();
        let long = vec![b'!'; AT_ONCE + 1];
        file.write_all(&long).unwrap();
        let whole = [b"plumbline", long.as_slice()].concat();
        file.flush().unwrap();
        assert_eq!(file.bytes(), whole.len() as u64);
        assert_eq!(file.digest(), blake3::hash(&whole).to_hex().to_string());
        assert_eq!(std::fs::read(path).unwrap(), whole);
    }
}
