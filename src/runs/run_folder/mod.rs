//! The output folder: one run at a time, and a new run in place of the old one at once.
//!
//! A run is written to a staging folder on the same file system and put on the disk before it is
//! renamed to its place below `runs`; then the link `current` is replaced in one step. Whenever a
//! run is killed, `current` names a whole run: the one before it, or the new one. What the killed
//! one left is told by its name; see [`super::leftovers`].

mod lock;
mod names;
mod on_disk;
mod out_folder;
mod staging;

pub(super) use self::names::{CURRENT, JOURNAL, NEXT, PUBLISHING, REJECTED, RUNS, STAGING};
pub use self::out_folder::OutFolder;
pub(super) use self::out_folder::not_a_link;
pub use self::staging::Staging;

#[cfg(test)]
mod tests;
