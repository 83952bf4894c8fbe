//! `plumbline check`.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use super::arguments::{LogArguments, OutputFormat, PipelineArguments};
use super::logging;
use super::output::Output;
use super::progress::Bars;
use super::summary;
use crate::config::Pipeline;
use crate::error::Error;
use crate::job::{self, Checked};
use crate::tables::{Quarantined, Rule};
use crate::warning::grouped;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pipeline: PipelineArguments,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
    #[command(flatten)]
    log: LogArguments,
}

/// Checks the pipeline, and prints what each source holds to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let pipeline = arguments.pipeline.read()?;
    let checked = job::examine(&pipeline, &mut Bars::new(arguments.log.quiet))?;
    for group in grouped(&checked.warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
    if arguments.log.quiet {
        return checked.passed().map(drop);
    }
    let mut out = Output::standard();
    match arguments.format {
        OutputFormat::Json => {
            out.json(&document(&pipeline, &checked))?;
            checked.passed().map(drop)
        }
        OutputFormat::Text => lines(&pipeline, checked, &mut out),
    }
}

/// What a check found as one JSON document.
fn document(pipeline: &Pipeline, checked: &Checked) -> Value {
    let sources = checked.extract.reports.iter().map(|report| {
        json!({
            "source": &*report.source,
            "files": report.files.len(),
            "rows": report.rows,
            "rejected": report.rejected,
            "left_out": report.left_out(),
            "notes": report.counts.notes,
            "missing": report.counts.missing.values().sum::<u64>(),
        })
    });
    let rejected = by_rule(&checked.extract.quarantined);
    let rejected = rejected.iter().map(|((source, rule), rows)| {
        let examples = rows.iter().take(EXAMPLES).map(
            |row| json!({ "file": row.file, "row": row.row, "reason": row.fault.reason.to_string() }),
        );
        json!({
            "source": source,
            "rule": rule.to_string(),
            "rows": rows.len(),
            "examples": examples.collect::<Vec<_>>(),
        })
    });
    json!({
        "pipeline": pipeline.name,
        "title": pipeline.title,
        "as_of": pipeline.as_of.to_string(),
        "rulebook": pipeline.rulebook.name,
        "rulebook_version": pipeline.rulebook.version,
        "sources": sources.collect::<Vec<_>>(),
        "rejected": rejected.collect::<Vec<_>>(),
        "warnings": checked.warnings,
        "gates": checked.stopped.as_ref().map_or(&[][..], |stopped| &stopped.gates),
        "passes": checked.stopped.is_none(),
    })
}

/// The same as lines, and what stands in the way of a run as an error.
fn lines(pipeline: &Pipeline, checked: Checked, out: &mut Output<'_>) -> Result<(), Error> {
    let extract = &checked.extract;
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
    rejected(&extract.quarantined, out)?;
    summary::warnings(&checked.warnings, out)?;
    checked.passed()?;
    out.line("ok")?;
    Ok(())
}

/// Examples of the rows that broke a rule.
const EXAMPLES: usize = 3;

/// The rejected rows of each source by the rule that they broke.
fn by_rule(rows: &[Quarantined]) -> BTreeMap<(&str, Rule), Vec<&Quarantined>> {
    let mut by_rule: BTreeMap<(&str, Rule), Vec<&Quarantined>> = BTreeMap::new();
    for row in rows {
        by_rule
            .entry((&*row.source, row.fault.rule))
            .or_default()
            .push(row);
    }
    by_rule
}

/// Prints the rejected rows of each source by the rule that they broke, the first of them in full.
fn rejected(rows: &[Quarantined], out: &mut Output<'_>) -> Result<(), Error> {
    for ((source, rule), rows) in by_rule(rows) {
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
