//! `plumbline check`.

use std::collections::BTreeMap;

use clap::Args;

use super::arguments::{LogArguments, PipelineArguments};
use super::logging;
use super::output::Output;
use super::progress::Bars;
use super::summary;
use crate::config::Pipeline;
use crate::error::Error;
use crate::job;
use crate::tables::{Quarantined, Rule};
use crate::warning::grouped;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    #[command(flatten)]
    log: LogArguments,
}

/// Checks the pipeline, and prints what each source holds to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &arguments.pipeline.overrides())?;
    let checked = job::examine(&pipeline, &mut Bars::new(arguments.log.quiet))?;
    for group in grouped(&checked.warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
    if arguments.log.quiet {
        return checked.passed().map(drop);
    }
    let extract = &checked.extract;
    let mut out = Output::standard();
    out.line(format_args!("{}: {}", pipeline.name, pipeline.title))?;
    out.line(format_args!(
        "as of {}, rulebook {} {}",
        pipeline.as_of, pipeline.rulebook.name, pipeline.rulebook.version
    ))?;
    out.gap()?;
    out.line(format_args!(
        "{:<16} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "source", "files", "rows", "rejected", "left out", "notes", "missing"
    ))?;
    for report in &extract.reports {
        let missing: u64 = report.counts.missing.values().sum();
        out.line(format_args!(
            "{:<16} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10}",
            report.source,
            report.files.len(),
            report.rows,
            report.rejected,
            report.left_out(),
            report.counts.notes,
            missing
        ))?;
    }
    rejected(&extract.quarantined, &mut out)?;
    summary::warnings(&checked.warnings, &mut out)?;
    checked.passed()?;
    out.line("ok")?;
    Ok(())
}

/// Examples of the rows that broke a rule.
const EXAMPLES: usize = 3;

/// Prints the rejected rows of each source by the rule that they broke, the first of them in full.
fn rejected(rows: &[Quarantined], out: &mut Output<'_>) -> Result<(), Error> {
    let mut by_rule: BTreeMap<(&str, Rule), Vec<&Quarantined>> = BTreeMap::new();
    for row in rows {
        by_rule
            .entry((&*row.source, row.fault.rule))
            .or_default()
            .push(row);
    }
    for ((source, rule), rows) in by_rule {
        for row in rows.iter().take(EXAMPLES) {
            out.line(format_args!(
                "rejected: {source} {} row {}: {rule}: {}",
                row.file, row.row, row.fault.reason
            ))?;
        }
        if rows.len() > EXAMPLES {
            let more = rows.len() - EXAMPLES;
            out.line(format_args!(
                "          … and {more} more of {source}: {rule}"
            ))?;
        }
    }
    Ok(())
}
