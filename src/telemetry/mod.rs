//! What operators watch: a file of metrics for Prometheus, and OpenLineage events.
//!
//! Both are files, because a job that runs once a night is not there to be asked. Each is
//! replaced in one step, so whoever collects it never reads half of it. Neither can stop a run:
//! the tables matter more than the news of them.

pub mod openlineage;
pub mod prometheus;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;
use crate::job::Done;
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

/// Replaces the file at `path` by one that holds `text`, in one step.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut next = name.to_os_string();
    next.push(".new");
    let next = path.with_file_name(next);
    let mut file = File::create(&next)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&next, path)
}
