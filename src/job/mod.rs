//! The hall where the stages meet: [`run`] reads from top to bottom as extract, profile, rate,
//! publish; [`import`] keeps what was extracted; [`check`] extracts and writes nothing.
//!
//! A run first makes a claim on its output folder, which says whether anything has changed since
//! the current run. If so, it becomes an attempt, which carries the gates, the clock, the manifest
//! and the staging folder through the stages and ends as a commit or with the evidence of a stop.

mod account;
mod attempt;
mod check;
mod claim;
mod clock;
mod import;
mod progress;
mod reference;
mod run;

use std::path::Path;
use std::time::Duration;

pub use self::check::check;
pub use self::import::{Imported, import};
pub use self::progress::{Progress, Stage};
pub use self::run::{Done, run};
use crate::config::Pipeline;
use crate::error::Error;
use crate::gate::Accepted;
use crate::letters::Letters;
use crate::rate::{self, BoundLimiter};

/// How a pipeline is to be run.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// Whether to run even when nothing has changed.
    pub force: bool,
    /// How long to wait for another run in the same output folder to end.
    pub wait: Duration,
    /// Gates that a person lets this run pass.
    pub accept: &'a [Accepted],
}

/// Tries the rulebook's limiters and the letter's template before any data is read; gives the
/// limiters.
fn bind(pipeline: &Pipeline) -> Result<Vec<BoundLimiter>, Error> {
    let limiters = rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    Ok(limiters)
}
