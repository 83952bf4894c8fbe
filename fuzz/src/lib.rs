//! What is asked of any bytes at all, where text of people reaches the project: the SQL of a
//! mapping, the label of a period, a rulebook.
//!
//! A function here panics when an answer is not what the project promises. The fuzz targets call
//! them with bytes that libFuzzer makes up, and `tests/night_fuzz_corpus.rs` with those that were
//! kept.

mod choices;
pub mod expressions;
pub mod mapping_sql;
pub mod numbers;
pub mod period;
mod profile_row;
pub mod rows;
pub mod rulebook;
mod rulebook_text;
