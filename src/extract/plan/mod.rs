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
//! Aggregate: groupBy=[bucket], aggr=[plumbline_settings(…), array_agg(note) FILTER (note IS NOT NULL)]
//!   TableScan: the visits to settings, each with its bucket; for each piece a note of its counts
//! ```

mod aside;
mod figure_columns;
mod figure_rows;
mod figures;
mod fit;
mod functions;
mod gathered;
mod laid;
mod lists;
mod note;
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
pub(super) use self::reduction::{PlannedVisits, reduce_observations, reduce_visits};
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
