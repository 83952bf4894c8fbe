//! `plumbline runs`.

use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use serde_json::{Value, json};

use super::arguments::OutputFormat;
use super::output::Output;
use crate::error::Error;
use crate::runs::{Finished, GateState, History, OutFolder, SourceEntry};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The output folder, such as out/annual-rating
    out: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Failed attempts that are listed; the journal has all of them.
const FAILED: usize = 10;

/// Lists the runs of an output folder, the newest last; an arrow marks the current one. Those that
/// cannot be read follow, each with what is wrong, and the last attempts that left no run.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    if !OutFolder::is_one(&arguments.out) {
        return Err(Error::Usage(format!(
            "{}: is not an output folder; name the folder that holds runs/",
            arguments.out.display()
        )));
    }
    let history = History::read(&arguments.out)?;
    if matches!(arguments.format, OutputFormat::Json) {
        return Output::standard().json(&document(&history));
    }
    let names = history.runs.iter().map(|run| &run.manifest.pipeline.name);
    let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let width = width.max("pipeline".len());
    let mut out = Output::standard();
    out.line(format_args!(
        "  {:<26} {:<width$} {:<9} {:<10} {:>7} {:>7} {:>8} {:>9} {:>9} {:>6}  last look",
        "run",
        "pipeline",
        "status",
        "as of",
        "seconds",
        "rated",
        "moved",
        "rejected",
        "left out",
        "looks"
    ))?;
    for run in &history.runs {
        for line in lines(run, width) {
            out.line(line)?;
        }
    }
    for run in &history.damaged {
        let name = run.name.strip_prefix("run=").unwrap_or(&run.name);
        out.line(format_args!(
            "{} {name:<26} cannot be read: {}",
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
            "folder": run.folder,
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

fn lines(run: &Finished, width: usize) -> Vec<String> {
    let manifest = &run.manifest;
    let rated: u64 = manifest
        .ratings
        .iter()
        .filter(|count| count.rating.is_some())
        .map(|count| count.authorities)
        .sum();
    let moved = manifest
        .ratings_moved
        .map_or("-".to_owned(), |moved| moved.to_string());
    let rejected: u64 = manifest.inputs.iter().map(|input| input.rejected).sum();
    let left_out: u64 = manifest.inputs.iter().map(SourceEntry::all_left_out).sum();
    let last_look = run.last_look.map_or(String::new(), second);
    let seconds: f64 = manifest.stages.iter().map(|stage| stage.seconds).sum();
    let line = format!(
        "{} {:<26} {:<width$} {:<9} {:<10} {seconds:>7.2} {rated:>7} {moved:>8} {rejected:>9} {left_out:>9} {:>6}  {last_look}",
        arrow(run.current),
        manifest.run,
        manifest.pipeline.name,
        manifest.status.word(),
        manifest.as_of,
        run.looks,
    );
    let gates = manifest
        .gates
        .iter()
        .filter(|gate| gate.state != GateState::Passed)
        .filter_map(|gate| gate.message.as_deref());
    std::iter::once(line.trim_end().to_owned())
        .chain(gates.map(|message| format!("      {message}")))
        .collect()
}
