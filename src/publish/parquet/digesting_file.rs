//! A file that knows what was written to it.

use std::fs::File;
use std::io::{self, Write};

/// A file that knows the size and digest of what was written to it.
///
/// It has no buffer, for the Parquet writer has one.
pub(super) struct DigestingFile {
    file: File,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl DigestingFile {
    /// An empty file, about to be written.
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    /// The bytes written so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The BLAKE3 digest of the bytes written so far, in hexadecimal.
    pub(super) fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl Write for DigestingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
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
        assert_eq!(file.bytes(), 9);
        assert_eq!(
            file.digest(),
            blake3::hash(b"plumbline").to_hex().to_string()
        );
        assert_eq!(std::fs::read(path).unwrap(), b"plumbline");
    }
}
