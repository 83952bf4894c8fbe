//! An expression bound to the kinds of its columns, and worked out for one row at a time.
//!
//! What is not needed is not worked out: the branches of a CASE that are not taken, the values of
//! a COALESCE behind the first, the right side of an AND that is false on its left. So a CAST
//! that fails in them fails nothing.

mod bind;
mod call;
mod convert;
mod steps;

pub(crate) use self::bind::bind;
pub(crate) use self::steps::Program;
