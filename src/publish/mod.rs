//! Results to tables, and tables to Parquet files.
//!
//! Nothing here knows how a number came about. [`tables()`] says what every output table holds,
//! and [`write_table`] writes one to a file; where the file lies is the matter of [`crate::runs`].

mod contracts;
mod metadata;
mod parquet;
#[cfg(feature = "cluster")]
mod setting_encoder;
pub(crate) mod tables;

pub use self::metadata::metadata;
pub use contracts::{ContractTable, parts};
pub use parquet::{Coded, CodedValues, Stretch, TableRows, write_table};
#[cfg(feature = "cluster")]
pub use setting_encoder::{encoded_settings, known_setting_encoder, setting_encoder};
pub(crate) use tables::Filled;
pub use tables::{
    BacktestRow, Column, ColumnKind, DESCRIPTION, Foretelling, PredictorSummary, ProfileSaid,
    RatingPoint, Results, Table, UNIT, backtest_tables, quarantine, rating_history, table, tables,
};
