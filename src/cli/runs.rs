//! `plumbline runs`.

use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use serde_json::{Value, json};

use super::arguments::{OutArgument, OutputFormat};
use super::output::Output;
use crate::error::Error;
use crate::runs::{Finished, GateState, History, SourceEntry};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    out: OutArgument,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Failed attempts that are listed; the journal has all of them.
const FAILED: usize = 10;

/// Lists the runs of an output folder, the newest last; an arrow marks the current one. Those that
/// cannot be read follow, each with what is wrong, and the last attempts that left no run.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let history = History::read(arguments.out.existing()?)?;
    if matches!(arguments.format, OutputFormat::Json) {
        return Output::standard().json(&document(&history));
    }
    let mut out = Output::standard();
    let first = history.runs.first().map(|run| &run.manifest.pipeline.name);
    let one = first.filter(|first| {
        let mut runs = history.runs.iter();
        runs.all(|run| run.manifest.pipeline.name == **first)
    });
    if let Some(one) = one {
        out.line(format_args!("pipeline {one}"))?;
    }
    out.line(format_args!(
        "  {:<25} {:<9} {:<10} {:>7} {:>6} {:>6} {:>9}",
        "run", "status", "as of", "seconds", "rated", "moved", "rejected",
    ))?;
    for run in &history.runs {
        for line in lines(run, one.is_none()) {
            out.line(line)?;
        }
    }
    for run in &history.damaged {
        let name = run.name.strip_prefix("run=").unwrap_or(&run.name);
        out.line(format_args!(
            "{} {name:<25} cannot be read: {}",
            arrow(run.current),
            run.why
        ))?;
    }
    failed(&history, &mut out)
}

/// Lists the last attempts that left no run.
fn failed(history: &History, out: &mut Output<'_>) -> Result<(), Error> {
    let failed = history.failed();
    if failed.is_empty() {
        return Ok(());
    }
    let older = failed.len().saturating_sub(FAILED);
    out.gap()?;
    out.line("  attempts that left no run, the last one last")?;
    if older > 0 {
        out.line(format_args!("  {older} older ones are in journal.jsonl"))?;
    }
    for entry in &failed[older..] {
        let moment = entry.moment().map_or_else(|| entry.at.clone(), second);
        out.line(format_args!(
            "  {moment}  exit {:>3}  {}",
            entry.exit_code.unwrap_or(1),
            entry
                .reason
                .as_deref()
                .and_then(|reason| reason.lines().next())
                .unwrap_or_default()
        ))?;
    }
    Ok(())
}

/// The history as one JSON document.
fn document(history: &History) -> Value {
    let runs = history.runs.iter().map(|run| {
        let manifest = &run.manifest;
        json!({
            "run": manifest.run,
            "current": run.current,
            "folder": run.place,
            "pipeline": manifest.pipeline.name,
            "status": manifest.status.word(),
            "as_of": manifest.as_of.to_string(),
            "started": second(manifest.started),
            "ended": second(manifest.ended),
            "ratings": manifest.ratings,
            "ratings_moved": manifest.ratings_moved,
            "rejected": manifest.inputs.iter().map(|input| input.rejected).sum::<u64>(),
            "left_out": manifest.inputs.iter().map(SourceEntry::all_left_out).sum::<u64>(),
            "gates": manifest.gates,
            "looks": run.looks,
            "last_look": run.last_look.map(second),
        })
    });
    let damaged = history
        .damaged
        .iter()
        .map(|run| json!({ "folder": run.name, "current": run.current, "reason": run.why }));
    json!({
        "runs": runs.collect::<Vec<_>>(),
        "damaged": damaged.collect::<Vec<_>>(),
        "failed": history.failed(),
    })
}

/// A moment to the second.
fn second(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn arrow(current: bool) -> &'static str {
    if current { "→" } else { " " }
}

/// A run as a line of the table, and what else there is to say of it beneath.
fn lines(run: &Finished, names_pipeline: bool) -> Vec<String> {
    let manifest = &run.manifest;
    let rated = manifest.rated();
    let moved = manifest
        .ratings_moved
        .map_or("-".to_owned(), |moved| moved.to_string());
    let rejected: u64 = manifest.inputs.iter().map(|input| input.rejected).sum();
    let seconds: f64 = manifest.stages.iter().map(|stage| stage.seconds).sum();
    let line = format!(
        "{} {:<25} {:<9} {:<10} {seconds:>7.2} {rated:>6} {moved:>6} {rejected:>9}",
        arrow(run.current),
        manifest.run,
        manifest.status.word(),
        manifest.as_of,
    );
    let notes = notes(run, names_pipeline);
    let notes = (!notes.is_empty()).then(|| notes.join("; "));
    let gates = manifest
        .gates
        .iter()
        .filter(|gate| gate.state != GateState::Passed)
        .filter_map(|gate| gate.message.clone());
    std::iter::once(line)
        .chain(
            notes
                .into_iter()
                .chain(gates)
                .map(|said| format!("      {said}")),
        )
        .collect()
}

/// What is not of every run: its pipeline, rows that are left out, and runs that found nothing new.
fn notes(run: &Finished, names_pipeline: bool) -> Vec<String> {
    let manifest = &run.manifest;
    let mut notes = Vec::new();
    if names_pipeline {
        notes.push(format!("pipeline {}", manifest.pipeline.name));
    }
    let left_out: u64 = manifest.inputs.iter().map(SourceEntry::all_left_out).sum();
    if left_out > 0 {
        let rows = if left_out == 1 { "row" } else { "rows" };
        notes.push(format!("{left_out} {rows} left out"));
    }
    if let Some(last) = run.last_look {
        let times = if run.looks == 1 { "time" } else { "times" };
        notes.push(format!(
            "found unchanged {} {times}, last {}",
            run.looks,
            second(last)
        ));
    }
    notes
}
