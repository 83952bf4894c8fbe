//! The history of ratings: one as-of date after another, each of which knows only what was out by
//! then, published as one table in partitions.

mod account;
mod asked;
mod every;
mod folder;
mod partition;

pub use self::account::{HistoryAccount, HistoryDate};
pub use self::asked::{HistoryRequest, history};
pub use self::every::Every;
