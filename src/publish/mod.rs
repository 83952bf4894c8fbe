//! Tables to files, and files to a run that replaces the one before it.
//!
//! Nothing here knows how a number came about. [`tables`] says what every output table holds,
//! [`write_table`] writes one to a Parquet file, [`Manifest`] is the account of a run, and
//! [`OutFolder`] puts a finished run in its place so that a reader sees either the old run or
//! the new one, never half of either.

mod awarded;
mod column_form;
mod configuration;
mod contracts;
mod digesting_file;
mod error;
mod history;
mod journal;
mod key_order;
mod leftovers;
mod manifest;
mod parquet;
mod parquet_properties;
mod rows;
mod run_folder;
mod run_id;
mod schema;
mod table_rows;
mod unfinished;

pub use awarded::moved_since;
pub use configuration::{KeptConfiguration, keep_configuration, keep_imported};
pub use contracts::{Part, parts};
pub use error::PublishError;
pub use history::{Finished, History};
pub use journal::{Entry, Event, Journal};
pub use manifest::{
    GateEntry, GateState, InputFile, Manifest, PipelineEntry, RatingCount, Rejected, SourceEntry,
    StageSeconds, Status, peak_memory_bytes,
};
pub use parquet::{WrittenTable, write_table};
pub use rows::{Results, quarantine};
pub use run_folder::{OutFolder, Staging};
pub use run_id::{Fingerprint, RunId};
pub use schema::{Column, DESCRIPTION, Kind, Table, UNIT, table, tables};
pub use table_rows::TableRows;
pub use unfinished::give_up as give_up_unfinished;
