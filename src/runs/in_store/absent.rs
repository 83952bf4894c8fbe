//! What a build without stores has in their place: nothing, and every address is refused before.

use std::path::{Path, PathBuf};

use crate::runs::{Entry, PublishError, RunId};
use crate::store::Address;

/// An output folder in a store, of which there is none.
#[derive(Debug)]
pub(in crate::runs) enum OutStore {}

/// The sign that a run is under way, of which there is none.
#[derive(Debug)]
pub(in crate::runs) enum Marker {}

impl OutStore {
    pub(in crate::runs) fn open(out: &Address) -> Result<Self, PublishError> {
        Err(refused(out))
    }

    pub(in crate::runs) fn folder(&self) -> &Path {
        match *self {}
    }

    pub(in crate::runs) fn place(&self, _: &Path) -> PathBuf {
        match *self {}
    }

    pub(in crate::runs) fn begin(&self, _: &RunId) -> Result<Option<Marker>, PublishError> {
        match *self {}
    }

    pub(in crate::runs) fn clear(&self) -> Result<Vec<String>, PublishError> {
        match *self {}
    }

    pub(in crate::runs) fn upload(&self, _: &Path, _: &str, _: &str) -> Result<(), PublishError> {
        match *self {}
    }

    pub(in crate::runs) fn check_marked(&self, _: &str) -> Result<(), PublishError> {
        match *self {}
    }

    pub(in crate::runs) fn point_to(&self, _: &str) -> Result<(), PublishError> {
        match *self {}
    }

    pub(in crate::runs) fn remove(&self, _: &str, _: &str) -> Result<(), PublishError> {
        match *self {}
    }
}

impl Marker {
    pub(in crate::runs) fn end(self) {
        match self {}
    }
}

pub(in crate::runs) fn add_entry(out: &Address, _: &Entry) -> Result<(), PublishError> {
    Err(refused(out))
}

pub(in crate::runs) fn entries(out: &Address) -> Result<Vec<Entry>, PublishError> {
    Err(refused(out))
}

pub(in crate::runs) fn holds_runs(out: &Address) -> Result<bool, PublishError> {
    Err(refused(out))
}

fn refused(out: &Address) -> PublishError {
    PublishError::Address {
        place: out.as_path(),
        message: "lies in a store".to_owned(),
    }
}
