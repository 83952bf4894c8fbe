//! plumbline rates children's services: national extracts in, rated and explained tables out.
//!
//! A run goes one way, and each stage takes values, gives values and does not know the stage after
//! it. Begin with [`job::run`], which takes a pipeline through all of them on one screen:
//!
//! 1. [`read`] gives a file of any form as batches of named columns.
//! 2. [`extract`] maps them, by the pipeline's SQL, to the columns of the [`contract`]s and gives the
//!    clean [`tables`]; a row that breaks its contract is rejected with the reason.
//! 3. [`profile`] works out what the evidence says: every council beside similar areas, its region
//!    and the nation.
//! 4. [`rate`] follows the rulebook: bands, limiters and ratings, with the evidence for each.
//! 5. [`publish`] writes the output tables as Parquet into the folder of a run, and [`runs`] makes it
//!    the current one, whole or not at all. The [`gate`]s are asked on the way.
//!
//! What people read comes from the published tables alone: [`review`] reads them, and explains and
//! compares what they say; [`letters`], [`site`] and [`export`] write it down. Nothing is computed there.
//!
//! [`config`] reads the analyst's two files, which are checked completely before any data is read:
//! the pipeline says where the sources are and how their columns are mapped, the rulebook holds
//! every number that somebody might argue about. [`domain`] has the words of the field as types,
//! [`stats`] its statistics over plain slices, [`sql`] the analyst's language.
//!
//! [`store`] is the way to object stores, for [`read`] and [`runs`], and `cluster` (where the program is
//! built with it) the way to a cluster of Apache DataFusion Ballista, for [`extract`].
//!
//! Beside the way stand [`sensitivity`], which profiles and rates many times over to say how firm a
//! rating is, [`inspect`], which looks into a file that no pipeline names yet, [`sample`] and
//! [`starter`], which make up data and pipelines, [`telemetry`], and [`cli`], the command line over
//! all of it.

#![warn(clippy::disallowed_macros, clippy::disallowed_methods)]

mod catch_panic;
pub mod cli;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod config;
pub mod contract;
pub mod domain;
pub mod error;
pub mod export;
pub mod extract;
pub mod gate;
mod in_turn;
pub mod inspect;
pub mod job;
pub mod letters;
pub mod profile;
pub mod publish;
pub mod rate;
pub mod read;
mod replacement;
pub mod review;
pub mod runs;
pub mod sample;
pub mod sensitivity;
pub mod site;
pub mod sql;
pub mod starter;
pub mod stats;
pub mod store;
mod system;
mod system_limit;
pub mod tables;
pub mod telemetry;
pub mod warning;

/// The version of the software, which every table and manifest carries.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
