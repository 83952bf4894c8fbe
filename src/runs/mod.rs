//! Runs on disk, and how one takes the place of the one before it.
//!
//! [`Manifest`] is the account of a run, and [`OutFolder`] puts a finished run in its place so
//! that a reader sees either the old run or the new one, never half of either. Where the folder is in
//! an object store, [`AtHand`] is a folder of the disk in its place.

mod at_hand;
mod at_hand_import;
mod configuration;
mod current;
mod entry;
mod error;
mod failure;
mod files;
mod history;
mod in_store;
mod journal;
mod leftovers;
mod manifest;
mod own_file;
mod run_folder;
mod run_id;
mod source_entry;
mod unfinished;
mod whereabouts;

pub use at_hand::AtHand;
pub use configuration::{KeptConfiguration, keep_configuration, keep_imported};
pub use current::Current;
pub use entry::{Entry, Event};
pub use error::PublishError;
pub use failure::note_failure;
pub use files::Look;
pub use history::{Damaged, Finished, History};
pub use journal::{Journal, withdrawn};
pub use manifest::{
    EvidenceCounts, GateEntry, GateState, Manifest, PipelineEntry, RatingCount, Rejected,
    StageSeconds, Status, WrittenTable,
};
pub use run_folder::{OutFolder, Staging};
pub use run_id::{Fingerprint, RunId, inputs_digest};
pub use source_entry::{InputFile, SourceEntry};
pub use unfinished::give_up as give_up_unfinished;
