//! What an expression is before its columns have kinds, and how the parser's tree becomes that:
//! what the mapping language has, and for what it does not have the alternative.

mod call;
mod cast_target;
mod days;
mod literal;
mod named;
mod reader;
mod tree;
mod words;

pub(crate) use self::reader::{BEFORE, Reader, before_column};
pub(crate) use self::tree::Term;
