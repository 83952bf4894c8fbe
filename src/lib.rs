//! plumbline rates children's services: national extracts in, rated and explained tables out.
//!
//! The way of the data is `read -> extract -> profile -> rate -> publish`, with [`tables`] and
//! [`stats`] beneath and [`job`] as the one place where all of them meet.

#![warn(clippy::disallowed_macros, clippy::disallowed_methods)]

mod catch_panic;
pub mod cli;
pub mod config;
pub mod contract;
pub mod domain;
pub mod error;
pub mod export;
pub mod extract;
pub mod gate;
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
mod system;
mod system_limit;
pub mod tables;
pub mod telemetry;
pub mod warning;

/// The version of the software, which every table and manifest carries.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
