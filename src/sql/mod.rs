//! The analyst's SQL: one expression over named columns, worked out for one row at a time.
//!
//! It is parsed when the configuration is read (constants are worked out then), bound to columns
//! before data is read, and worked out for each distinct value. The parser is sqlparser; what the
//! expression means stands here, because what it must not do is part of what it is: whole numbers
//! that wrap, 0 / 0 that is greater than every number, a CAST that fails in a branch not taken.
//! Every function is held against DuckDB by `tests/witness/sql.py`.
//!
//! ```text
//! text -> Term (the language: names, literals, functions) -> Program (bound to kinds) -> Value
//! ```

mod cast;
mod condition;
mod constants;
mod expression;
mod functions;
mod like;
mod program;
mod reference;
mod size;
mod term;
mod value;

pub use self::condition::{Compared, Condition};
pub use self::expression::{BoundSql, SqlExpression};
pub use self::reference::{Example, examples, reference};
pub(crate) use self::term::BEFORE;
pub use self::value::{Value, ValueKind};

#[cfg(test)]
mod tests;
