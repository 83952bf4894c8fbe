//! What stands at `current`: a run, nothing, or something that is no run any more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::history::{History, published_folders};
use super::run_folder::{CURRENT, not_a_link};
use super::{Manifest, OutFolder, PublishError};

/// The run that counts in an output folder, as far as there is one.
#[derive(Debug, Clone, PartialEq)]
pub enum Current {
    /// Nothing was published yet.
    Nothing,
    /// There are runs, and `current` leads to none of them.
    Unset,
    /// The run in this folder, with the account of it.
    Run(PathBuf, Box<Manifest>),
    /// A run that is not there any more or whose account cannot be read, and why.
    Damaged(String),
}

impl Current {
    /// The run, where there is one to read.
    #[must_use]
    pub fn run(&self) -> Option<(&Path, &Manifest)> {
        match self {
            Self::Run(folder, manifest) => Some((folder, manifest)),
            Self::Nothing | Self::Unset | Self::Damaged(_) => None,
        }
    }

    /// Why there is nothing to compare a run with although runs were published; none where there
    /// is, and where nothing was published yet.
    #[must_use]
    pub fn gone(&self) -> Option<&str> {
        match self {
            Self::Nothing | Self::Run(..) => None,
            Self::Unset => Some("there are runs, and `current` leads to none of them"),
            Self::Damaged(why) => Some(why),
        }
    }
}

impl Current {
    /// Looks at the run that counts in the output folder `out`.
    ///
    /// # Errors
    /// When `current` is not a link, or the folder cannot be read.
    pub fn of(out: &Path) -> Result<Self, PublishError> {
        let link = out.join(CURRENT);
        match fs::symlink_metadata(&link) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(if published_folders(out)?.is_empty() {
                    Self::Nothing
                } else {
                    Self::Unset
                });
            }
            Err(error) => return Err(PublishError::file(&link, "read the link", error)),
            Ok(found) if !found.is_symlink() => return Err(not_a_link(link)),
            Ok(_) => {}
        }
        let target = fs::read_link(&link)
            .map_err(|error| PublishError::file(&link, "read the link", error))?;
        let run = out.join(target);
        Ok(match Manifest::find(&run) {
            Ok(manifest) => Self::Run(run, Box::new(manifest)),
            Err(why) => Self::Damaged(why),
        })
    }
}

impl OutFolder {
    /// Looks at the run that counts.
    ///
    /// # Errors
    /// As [`Current::of`].
    pub fn current(&self) -> Result<Current, PublishError> {
        Current::of(self.path())
    }

    /// The name of the pipeline whose runs are kept here: that of the current run, or else of the
    /// newest run that can be read.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn pipeline(&self, current: &Current) -> Result<Option<String>, PublishError> {
        if let Some((_, manifest)) = current.run() {
            return Ok(Some(manifest.pipeline.name.clone()));
        }
        let history = History::read(self.path())?;
        let newest = history.runs.last();
        Ok(newest.map(|run| run.manifest.pipeline.name.clone()))
    }
}

#[cfg(test)]
mod tests {
    use crate::system::link_folder as symlink;

    use super::*;

    #[test]
    fn what_is_no_run_any_more_is_told_apart_from_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        assert_eq!(out.current().unwrap(), Current::Nothing);
        assert_eq!(out.current().unwrap().gone(), None);

        fs::create_dir_all(folder.path().join("runs/run=one")).unwrap();
        assert_eq!(out.current().unwrap(), Current::Unset);

        let link = folder.path().join(CURRENT);
        symlink("runs/run=one", &link).unwrap();
        let why = |out: &OutFolder| out.current().unwrap().gone().unwrap().to_owned();
        assert!(why(&out).ends_with("runs/run=one/manifest.json is not there"));

        fs::write(folder.path().join("runs/run=one/manifest.json"), "{\"man").unwrap();
        assert!(why(&out).contains("manifest.json is not a run's manifest: EOF"));

        fs::remove_dir_all(folder.path().join("runs")).unwrap();
        assert!(why(&out).ends_with("runs/run=one is not there"));

        fs::remove_file(&link).unwrap();
        symlink(CURRENT, &link).unwrap();
        assert!(why(&out).ends_with("current is not there"));
    }
}
