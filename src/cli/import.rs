//! `plumbline import`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::arguments::{LogArguments, PipelineArguments};
use super::progress::Bars;
use super::{logging, signals};
use crate::config::Pipeline;
use crate::error::Error;
use crate::gate::Accepted;
use crate::job::{self, Request};
use crate::runs::Status;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    /// Where imports are kept; `current` in it is the latest, with a pipeline.toml of its own
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Import even when inputs and configuration are those of the current import
    #[arg(long)]
    force: bool,
    /// Take over a folder that holds the imports of a pipeline of another name
    #[arg(long)]
    adopt: bool,
    /// Wait up to so many seconds for another import into the same folder to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
    /// Let this import pass a gate that stopped it, for all sources or for one
    #[arg(long = "accept", value_name = "GATE[:SOURCE]")]
    accept: Vec<Accepted>,
    #[command(flatten)]
    log: LogArguments,
}

/// Imports the pipeline's sources, and prints what was written to standard output.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &arguments.pipeline.overrides())?;
    // Nobody but the log is told of an import that is stopped.
    signals::answer(|_, _| ())?;
    let request = Request {
        out: &arguments.out,
        force: arguments.force,
        adopt: arguments.adopt,
        wait: Duration::from_secs(arguments.wait),
        accept: &arguments.accept,
    };
    let imported = job::import(&pipeline, &request, &mut Bars::new(arguments.log.quiet))?;
    if arguments.log.quiet {
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    let manifest = &imported.manifest;
    if manifest.status == Status::Unchanged {
        writeln!(out, "unchanged since {}", imported.folder.display())?;
        return Ok(());
    }
    writeln!(out, "{:<26} {:>12} {:>12}", "table", "rows", "bytes")?;
    for table in &manifest.outputs {
        writeln!(
            out,
            "{:<26} {:>12} {:>12}",
            table.table, table.rows, table.bytes
        )?;
    }
    writeln!(out)?;
    writeln!(
        out,
        "plumbline run {}",
        arguments.out.join("current").display()
    )?;
    Ok(())
}
