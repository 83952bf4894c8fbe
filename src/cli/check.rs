//! `plumbline check`.

use std::io::Write;

use clap::Args;

use super::arguments::{LogArguments, PipelineArguments};
use super::logging;
use super::progress::Bars;
use crate::config::Pipeline;
use crate::error::Error;
use crate::job;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    #[command(flatten)]
    log: LogArguments,
}

/// Checks the pipeline, and prints what each source holds to standard output.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &arguments.pipeline.overrides())?;
    let extract = job::check(&pipeline, &mut Bars::new(arguments.log.quiet))?;
    if arguments.log.quiet {
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}: {}", pipeline.name, pipeline.title)?;
    writeln!(
        out,
        "as of {}, rulebook {} {}",
        pipeline.as_of, pipeline.rulebook.name, pipeline.rulebook.version
    )?;
    writeln!(out)?;
    writeln!(
        out,
        "{:<16} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "source", "files", "rows", "rejected", "left out", "notes", "missing"
    )?;
    for report in &extract.reports {
        let missing: u64 = report.counts.missing.values().sum();
        writeln!(
            out,
            "{:<16} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10}",
            report.source,
            report.files.len(),
            report.rows,
            report.rejected,
            report.counts.left_out,
            report.counts.notes,
            missing
        )?;
    }
    for row in extract.quarantined.iter().take(10) {
        writeln!(
            out,
            "rejected: {} {} row {}: {}: {}",
            row.source, row.file, row.row, row.fault.rule, row.fault.reason
        )?;
    }
    if extract.quarantined.len() > 10 {
        writeln!(out, "… and {} more", extract.quarantined.len() - 10)?;
    }
    writeln!(out, "ok")?;
    Ok(())
}
