//! `plumbline run`.

use std::path::PathBuf;

use clap::Args;

use super::progress::Bars;
use super::{LogArguments, PipelineArguments, logging, summary};
use crate::config::Pipeline;
use crate::error::Error;
use crate::job;

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
    let mut bars = Bars::new(arguments.log.quiet);
    let done = job::run(&pipeline, &out, arguments.force, &mut bars)?;
    if arguments.log.quiet {
        return Ok(());
    }
    summary::print(&done, &mut std::io::stdout().lock())
}
