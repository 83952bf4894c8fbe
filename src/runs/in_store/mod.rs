//! Runs in an object store, where nothing can be renamed and nobody holds a lock.
//!
//! ```text
//! OUT/runs/run=<UTC time>-<digest>/   tables, configuration/, and manifest.json last of all
//! OUT/current.json                    which run counts: replaced only where nobody did meanwhile
//! OUT/running/run=...                 a run is under way; written anew every minute
//! OUT/journal/<UTC time>-...json      every run that was begun, and how it ended
//! OUT/rejected/                       what a gate stopped, with its quarantine
//! ```
//!
//! A run is made on the disk, in a folder that looks as an output folder does: what is asked of the
//! runs before it is fetched into it when it is asked ([`at_hand`](super::at_hand)). Then its files
//! are put below its own prefix, the manifest last, and `current.json` is replaced on the condition
//! that it is still the one that the run began with.

#[cfg(not(feature = "store"))]
mod absent;
#[cfg(feature = "store")]
mod journal;
#[cfg(feature = "store")]
mod marker;
#[cfg(feature = "store")]
mod mirror;
#[cfg(feature = "store")]
mod names;
#[cfg(feature = "store")]
mod publish;

#[cfg(not(feature = "store"))]
pub(super) use self::absent::{Marker, OutStore, add_entry, entries, holds_runs};
#[cfg(feature = "store")]
pub(super) use self::journal::{add_entry, entries};
#[cfg(feature = "store")]
pub(super) use self::marker::Marker;
#[cfg(feature = "store")]
pub(super) use self::mirror::{OutStore, holds_runs};

use std::path::Path;

use super::PublishError;
use crate::store::{Address, shown};

/// The address that an output folder or a run is named by; none where it is a folder of the disk.
///
/// # Errors
/// An address that is not read, or not by this build, or that runs cannot be kept at.
pub(super) fn address(path: &Path) -> Option<Result<Address, PublishError>> {
    let refused = |message: String| PublishError::Address {
        place: shown(path),
        message,
    };
    let address = Address::of(path)?;
    Some(address.map_err(refused).and_then(|address| {
        address.is_built_in().map_err(refused)?;
        if address.scheme.lists() {
            return Ok(address);
        }
        Err(refused(
            "runs are kept in a folder, or in a bucket at s3://, gs:// or az://".to_owned(),
        ))
    }))
}
