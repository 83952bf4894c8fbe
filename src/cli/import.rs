//! `plumbline import`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{LogArguments, PipelineArguments, RequestArguments};
use super::failure::{note_error, note_failure};
use super::output::Output;
use super::progress::Bars;
use super::{logging, signals};
use crate::error::Error;
use crate::job::{self, Imported};
use crate::runs::Status;
use crate::store::is_url;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    /// Where imports are kept; `current` in it is the latest, with a pipeline.toml of its own
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    request: RequestArguments,
    #[command(flatten)]
    log: LogArguments,
}

/// Imports the pipeline's sources, and prints what was written to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let note = |error: &Error| {
        // Whoever answers a signal tells of it instead.
        signals::yield_to_the_end();
        note_error(&arguments.out, error);
    };
    let read = arguments.pipeline.read();
    let pipeline = read.inspect_err(note)?;
    signals::answer({
        let out = arguments.out.clone();
        move |exit_code, why| note_failure(&out, exit_code, why)
    })
    .map_err(|error| Error::system("answer signals", &error))?;
    let request = arguments.request.request(&arguments.out);
    let imported =
        job::import(&pipeline, &request, &mut Bars::new(arguments.log.quiet)).inspect_err(note)?;
    if arguments.log.quiet {
        return Ok(());
    }
    let printed = print(&imported, &arguments.out, &mut Output::standard());
    if let Err(error) = printed
        && !error.is_end_of_reading()
    {
        tracing::warn!("the import is published, but its summary is lost: {error}");
    }
    Ok(())
}

/// Prints what an import wrote.
fn print(imported: &Imported, into: &Path, out: &mut Output<'_>) -> Result<(), Error> {
    let manifest = &imported.manifest;
    if manifest.status == Status::Unchanged {
        out.line(format_args!(
            "unchanged since {}",
            imported.folder.display()
        ))?;
        return Ok(());
    }
    out.line(format_args!(
        "{:<26} {:>12} {:>12}",
        "table", "rows", "bytes"
    ))?;
    for table in &manifest.outputs {
        out.line(format_args!(
            "{:<26} {:>12} {:>12}",
            table.table, table.rows, table.bytes
        ))?;
    }
    out.gap()?;
    let current = match is_url(into) {
        true => into.to_owned(),
        false => into.join("current"),
    };
    out.line(format_args!("plumbline run {}", current.display()))?;
    Ok(())
}
