//! How sure a rating is, and what would change it.
//!
//! The sources are read once ([`crate::job::examine`]). From then on `profile` and `rate` are
//! called as they are, as often as is asked, with another rulebook, another list of neighbours or
//! other tables: nothing is rated by a second set of rules, and nothing is published. [`trial`] is
//! one such time.

pub mod backtest;
mod days;
mod held;
pub mod history;
pub mod levers;
pub mod robustness;
mod trial;
pub mod what_if;

pub use self::held::{Held, OfFigures};
pub use self::trial::{Trial, trial};
