//! The input contracts: what every source must say, whatever shape its files have.
//!
//! This is a description only. `config` checks mappings against it, `extract` fulfils it and
//! `plumbline schema` prints it.

mod all;
mod column;
mod kinds;

pub use self::all::{CONTRACTS, JOIN, LOOKUP};
pub use self::column::{CellKind, Column, Contract};
pub use self::kinds::SourceKind;
