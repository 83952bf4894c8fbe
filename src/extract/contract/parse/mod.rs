//! One contract column of a batch, read: text becomes a number, a day, a grade, an authority.
//!
//! Each distinct value is read once; rows look theirs up.

mod cells;
mod days;
mod figures;
mod numbers;
mod words;

pub use self::cells::{Cell, Parsed};
pub use self::days::{date, in_order, period, year};
pub use self::figures::{PublishedFigure, figure};
pub use self::numbers::{number, rank, rating};
pub use self::words::{flag, grade, is_open, missing_reason, polarity, text};
