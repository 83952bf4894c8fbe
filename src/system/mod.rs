//! What one operating system does otherwise than another, one file a matter: with Unix's own calls,
//! and beside them a counterpart of the standard library alone, which other systems take. Whoever
//! takes plumbline to Windows looks at these files, `allocator.rs` and `open_files.rs`, and no
//! others.
//!
//! The feature `portable` takes the counterparts on Unix too, so that they are built and tested
//! where no other system is at hand.

mod errors;
mod identity;
mod kind;
mod links;
mod on_disk;
mod opening;
#[cfg(feature = "cluster")]
mod owner;
mod positioned;
mod process;
mod signals;

pub(crate) use self::errors::{
    is_link_in_the_way, means_file_size, means_memory, means_open_files, means_threads, numbers,
};
pub(crate) use self::identity::{Changed, FolderIdentity, Place, changed, folder_identity, place};
pub(crate) use self::kind::{SpecialFile, special_file};
pub(crate) use self::links::link_folder;
pub(crate) use self::on_disk::sync;
pub(crate) use self::opening::{open_without_following, open_without_waiting};
#[cfg(feature = "cluster")]
pub(crate) use self::owner::have_one_owner;
pub(crate) use self::positioned::{read_at, read_exact_at};
pub(crate) use self::process::{give_back_memory, host_name, peak_memory_bytes};
pub(crate) use self::signals::{Stop, Stops, end_at_once, take_limits_as_errors};
