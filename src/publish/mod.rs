//! Results to tables, and tables to Parquet files.
//!
//! Nothing here knows how a number came about. [`tables()`] says what every output table holds,
//! and [`write_table`] writes one to a file; where the file lies is the matter of [`crate::runs`].

mod contracts;
mod metadata;
mod parquet;
pub(crate) mod tables;

pub use self::metadata::metadata;
pub use contracts::{ContractTable, parts};
pub use parquet::{Coded, CodedValues, Stretch, TableRows, write_table};
pub use tables::{
    BacktestRow, Column, ColumnKind, DESCRIPTION, Foretelling, PredictorSummary, ProfileSaid,
    RatingPoint, Results, Table, UNIT, backtest_tables, quarantine, rating_history, table, tables,
};
