//! `plumbline run`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::progress::Bars;
use super::{LogArguments, PipelineArguments, logging, signals, summary};
use crate::config::Pipeline;
use crate::error::Error;
use crate::gate::Accepted;
use crate::job::{self, Request};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    /// Where runs are kept [default: out/ and the pipeline's name]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Run even when inputs and configuration are those of the current run
    #[arg(long)]
    force: bool,
    /// Wait up to so many seconds for another run in the same folder to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
    /// Let this run pass a gate that stopped it, for all sources or for one
    #[arg(long = "accept", value_name = "GATE[:SOURCE]")]
    accept: Vec<Accepted>,
    #[command(flatten)]
    log: LogArguments,
}

/// Runs the pipeline, and prints a summary to standard output.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &arguments.pipeline.overrides())?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(&pipeline.name));
    signals::answer()?;
    let mut bars = Bars::new(arguments.log.quiet);
    let request = Request {
        out: &out,
        force: arguments.force,
        wait: Duration::from_secs(arguments.wait),
        accept: &arguments.accept,
    };
    let done = job::run(&pipeline, &request, &mut bars)?;
    if arguments.log.quiet {
        return Ok(());
    }
    summary::print(&done, &mut std::io::stdout().lock())
}
