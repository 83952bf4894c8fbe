//! What operators watch: a file of metrics for Prometheus, and OpenLineage events.
//!
//! Both are files, because a job that runs once a night is not there to be asked. Each is
//! replaced in one step, so whoever collects it never reads half of it. Neither can stop a run:
//! the tables matter more than the news of them.

pub mod openlineage;
pub mod prometheus;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::error::Error;
use crate::job::Done;
use crate::replacement;
use crate::runs::Manifest;

/// The account of a run that ended, where it went far enough to have one.
#[must_use]
pub fn account(outcome: &Result<Done, Error>) -> Option<&Manifest> {
    match outcome {
        Ok(done) => Some(&done.manifest),
        Err(Error::Gate(stopped)) => stopped.evidence.as_ref().map(|(_, manifest)| manifest),
        Err(_) => None,
    }
}

/// A file of news. It is replaced by the next run, so it must be one that a run left: a report
/// that was asked for in the place of a source would otherwise be the end of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Metrics for Prometheus.
    Metrics,
    /// OpenLineage events.
    Lineage,
}

/// How much of a file shows whether a run left it.
const BEGINNING: u64 = 1024;

impl News {
    /// Checks that the file at `path` may be replaced: it is not there yet, or it is a plain file
    /// that an earlier run left.
    ///
    /// # Errors
    /// What is there, and the remedy.
    pub fn may_replace(self, path: &Path) -> Result<(), String> {
        let found = match fs::symlink_metadata(path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("cannot be looked at: {error}")),
        };
        if found.is_symlink() {
            return Err("is a link; name the file that it leads to".to_owned());
        }
        if !found.is_file() {
            return Err("is no plain file, so it is not replaced; name a file".to_owned());
        }
        let mut beginning = Vec::new();
        File::open(path)
            .and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning))
            .map_err(|error| format!("cannot be looked into: {error}"))?;
        let beginning = String::from_utf8_lossy(&beginning);
        let (is_own, what) = match self {
            Self::Metrics => (
                beginning.starts_with("# HELP plumbline_"),
                "metrics of a run",
            ),
            Self::Lineage => (
                beginning.starts_with('{') && beginning.contains("\"producer\":\"urn:plumbline:"),
                "events of a run",
            ),
        };
        if is_own {
            Ok(())
        } else {
            Err(format!(
                "does not hold {what}, so it is not replaced; name a file that is not there yet, or remove this one"
            ))
        }
    }

    /// Replaces the file at `path` by one that holds `text`, in one step.
    fn replace(self, path: &Path, text: &str) -> io::Result<()> {
        self.may_replace(path).map_err(io::Error::other)?;
        replacement::replace_on_disk(path, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_run_left_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        assert_eq!(News::Metrics.may_replace(&path), Ok(()));
        for (text, metrics, lineage) in [
            ("", false, false),
            ("a source", false, false),
            ("# HELP plumbline_run_exit_code x\n", true, false),
            (
                "{\"eventType\":\"START\",\"producer\":\"urn:plumbline:0.1.0\"}\n",
                false,
                true,
            ),
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(News::Metrics.may_replace(&path).is_ok(), metrics, "{text}");
            assert_eq!(News::Lineage.may_replace(&path).is_ok(), lineage, "{text}");
        }
        let link = folder.path().join("link");
        crate::system::link_folder(&path, &link).unwrap();
        let why = News::Lineage.may_replace(&link).unwrap_err();
        assert!(why.contains("is a link"), "{why}");
        let why = News::Lineage.may_replace(folder.path()).unwrap_err();
        assert!(why.contains("no plain file"), "{why}");
    }
}
