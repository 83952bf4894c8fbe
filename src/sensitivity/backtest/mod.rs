//! Whether a rating means anything: what each council's profile said before a judgement about it was
//! published, beside the judgement.

mod asked;
mod finding;
mod found;
mod judged;
mod summary;
mod tables;

pub use self::asked::{BacktestRequest, backtest};
pub use self::finding::ForetoldFinding;
pub use self::found::Backtest;
pub use self::tables::write_backtest;
