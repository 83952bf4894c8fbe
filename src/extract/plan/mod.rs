//! The reduction of the two large sources as plans of Apache DataFusion, for an engine that divides the
//! work among cores or machines.
//!
//! A plan reads a source by a leaf of our own and groups its rows by bucket, so that the visits to a
//! setting, or the figures of a slice, meet. What becomes of the rows of a bucket says a function of our
//! own, which calls the very functions that a run of one process calls: there is one set of rules. The
//! rows keep their place in the order in which such a run reads them, so that it does not matter who read
//! which of them and when.
//!
//! ```text
//! Aggregate: groupBy=[block], aggr=[plumbline_setting_profile(bytes), array_agg(…), …]
//!   Unnest: the settings of each block of authorities, and one row of everything else
//!     Aggregate: groupBy=[bucket], aggr=[plumbline_settings(…), array_agg(note) FILTER (note IS NOT NULL)]
//!       TableScan: the visits to settings, each with its bucket; for each piece a note of its counts
//! ```
//!
//! Settings that all go into one table are encoded by whoever has those of a block: what comes back are
//! their counts and the row groups of the table. The function for that is of whoever publishes
//! ([`SettingEncoder`]). Observations end with the slices of their buckets.

mod aside;
mod figure_columns;
mod figure_rows;
mod figures;
mod fit;
mod functions;
mod laid;
mod lists;
mod note;
mod planned_observations;
mod planned_visits;
mod planner;
mod portions;
mod reader;
mod reduction;
mod runner;
mod sent;
mod spec;
mod table;
mod visits;
mod wire;

use datafusion::error::DataFusionError;

pub(super) use self::fit::check;
pub use self::functions::function;
pub(super) use self::planned_observations::reduce_observations;
pub(super) use self::planned_visits::{PlannedVisits, reduce_visits};
pub use self::planner::{Planner, SettingEncoder};
pub use self::runner::{InProcess, PlanRunner};
pub use self::sent::parts;
pub use self::spec::ScanSpec;
use crate::cluster;

/// The error of DataFusion that carries a sentence for a person, from wherever in a plan it was said.
fn told(sentence: String) -> DataFusionError {
    cluster::told(&sentence)
}

#[cfg(test)]
mod tests;
