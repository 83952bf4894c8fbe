//! Where the files of a source are.

use std::path::{Path, PathBuf};

use crate::store::{Address, is_url, shown};

/// A path below a folder: a file, a folder or a pattern; in a store as well as on the disk.
///
/// Only the path is ever a pattern. The folder is a folder's name, whatever signs are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePath {
    folder: PathBuf,
    path: PathBuf,
}

impl SourcePath {
    /// `path` below `folder`; an absolute path, or an address, has no folder above it.
    pub fn below(folder: impl Into<PathBuf>, path: impl Into<PathBuf>) -> Self {
        let (folder, path) = (folder.into(), path.into());
        let folder = if is_url(&path) {
            PathBuf::new()
        } else {
            on_the_disk(folder)
        };
        Self {
            folder,
            path: on_the_disk(path),
        }
    }

    /// `path` from where the process is.
    pub fn here(path: impl Into<PathBuf>) -> Self {
        Self::below(PathBuf::new(), path)
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path below it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Both in one, as they may be shown: without the credentials that an address may have.
    pub fn whole(&self) -> PathBuf {
        shown(&self.folder.join(&self.path))
    }

    /// Of a source in a store, the address of what is no pattern, and the path below it, which may
    /// be one; none of a source on the disk.
    ///
    /// # Errors
    /// An address that is not read, or not by this build.
    pub(super) fn address(&self) -> Option<Result<(Address, String), String>> {
        let (of, below) = match is_url(&self.folder) {
            true => (&self.folder, Some(&self.path)),
            false => (&self.path, None),
        };
        let address = Address::of(of)?;
        Some(address.and_then(|address| {
            address.is_built_in()?;
            let below = match below {
                Some(path) => path
                    .to_str()
                    .ok_or("is not UTF-8, as an address has to be")?,
                None => "",
            };
            Ok(match (address.scheme.lists(), below) {
                // Behind HTTP there are no patterns.
                (false, "") => (address, String::new()),
                (false, below) => (address.join(below), String::new()),
                (true, "") => {
                    let pattern = address.key.clone();
                    (address.with_key(""), pattern)
                }
                (true, below) => (address, below.to_owned()),
            })
        }))
    }

    /// Looks whether this build reads what lies there, and whether the path may be written down.
    ///
    /// # Errors
    /// An address that is not read, not by this build, or that has in it what must not be kept.
    pub fn check(&self) -> Result<(), String> {
        match self.address() {
            None | Some(Ok(_)) => Ok(()),
            Some(Err(message)) => Err(format!("{}: {message}", self.whole().display())),
        }
    }

    /// Whether whoever has the path can read what others may not: a pipeline's file, which is kept
    /// beside every run, is no place for it.
    pub fn has_secret(&self) -> bool {
        let address = self.address().and_then(Result::ok);
        address.is_some_and(|(address, _)| address.has_secret())
    }
}

/// A path of the file system that is written as an address, as a path.
fn on_the_disk(path: PathBuf) -> PathBuf {
    let text = path.to_str().unwrap_or_default();
    let of_file = text
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("file://"))
        .map(|_| &text[7..]);
    match of_file.map(|rest| rest.strip_prefix("localhost").unwrap_or(rest)) {
        Some(rest) if rest.starts_with('/') => PathBuf::from(decoded(rest)),
        Some(_) | None => path,
    }
}

/// Text with `%20` and the like as what they stand for.
pub(super) fn decoded(text: &str) -> String {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let coded = match bytes[at..] {
            [b'%', high, low, ..] => digit(high).zip(digit(low)),
            _ => None,
        };
        match coded {
            Some((high, low)) => {
                // Two hexadecimal digits are a byte.
                plain.push((high * 16 + low) as u8);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_be_written_as_an_address() {
        for (text, path) in [
            ("file:///data/a%20b.csv", "/data/a b.csv"),
            ("file://localhost/data", "/data"),
            ("FILE:///data/%zz", "/data/%zz"),
        ] {
            let source = SourcePath::below("root", text);
            assert_eq!(source.whole(), PathBuf::from(path));
            assert_eq!(source.check(), Ok(()));
        }
        assert!(SourcePath::here("file://data/x").check().is_err());
    }

    #[test]
    fn an_address_has_no_folder_above_it_and_may_be_the_folder() {
        let alone = SourcePath::below("root", "s3://bucket/a/*.csv");
        assert_eq!(alone.whole(), PathBuf::from("s3://bucket/a/*.csv"));
        let below = SourcePath::below("s3://bucket/a[1]", "b/*.csv");
        assert_eq!(below.whole(), PathBuf::from("s3://bucket/a[1]/b/*.csv"));
        if cfg!(feature = "store") {
            let (address, pattern) = below.address().unwrap().unwrap();
            assert_eq!(
                (address.key.as_str(), pattern.as_str()),
                ("a[1]", "b/*.csv")
            );
            let (address, pattern) = alone.address().unwrap().unwrap();
            assert_eq!((address.key.as_str(), pattern.as_str()), ("", "a/*.csv"));
        } else {
            assert!(alone.check().unwrap_err().contains("feature `store`"));
        }
    }
}
