//! Where the files of a source are.

use std::path::{Path, PathBuf};

/// A path below a folder: a file, a folder or a pattern.
///
/// Only the path is ever a pattern. The folder is a folder's name, whatever signs are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePath {
    folder: PathBuf,
    path: PathBuf,
}

impl SourcePath {
    /// `path` below `folder`; an absolute path has no folder above it.
    pub fn below(folder: impl Into<PathBuf>, path: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            path: path.into(),
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

    /// Both in one.
    pub fn whole(&self) -> PathBuf {
        self.folder.join(&self.path)
    }
}
