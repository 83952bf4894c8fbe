//! The hall where the stages meet: [`run`] reads from top to bottom as extract, profile, rate,
//! publish; [`import`] keeps what was extracted; [`check`] extracts and writes nothing.
//!
//! A run first makes a claim on its output folder, which says whether anything has changed since
//! the current run. If so, it becomes an attempt, which carries the gates, the clock, the manifest
//! and the staging folder through the stages and ends as a commit or with the evidence of a stop.

mod account;
mod attempt;
mod bind;
mod check;
mod claim;
mod clock;
mod engine;
mod firmness;
mod held;
mod import;
mod measures;
mod medians;
mod neighbour_lists;
mod news;
mod notable;
#[cfg(feature = "cluster")]
mod parts;
mod progress;
mod reference;
mod request;
mod run;
mod triggers;

pub use self::account::LeastFirm;
pub use self::check::{Checked, check, examine};
pub use self::engine::{EngineChoice, OnCluster};
pub use self::held::hold;
pub use self::import::{Imported, import};
pub use self::notable::NotableTally;
#[cfg(feature = "cluster")]
pub use self::parts::parts;
pub use self::progress::{Progress, Stage};
pub use self::request::Request;
pub use self::run::{Done, run};
