//! How a run is asked for.

use std::path::Path;
use std::time::Duration;

use super::EngineChoice;
use crate::gate::Accepted;

/// How a pipeline is to be run.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// Whether to run even when nothing has changed.
    pub force: bool,
    /// Whether to take over an output folder that holds the runs of a pipeline of another name.
    pub adopt: bool,
    /// How long to wait for another run in the same output folder to end.
    pub wait: Duration,
    /// Gates that a person lets this run pass.
    pub accept: &'a [Accepted],
    /// Who reduces the sources that grow with the rows.
    pub engine: EngineChoice,
}
