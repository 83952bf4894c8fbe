//! `plumbline runs`.

use std::path::PathBuf;

use chrono::SecondsFormat;
use clap::Args;

use super::output::Output;
use crate::error::Error;
use crate::runs::{Finished, GateState, History, OutFolder, SourceEntry};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The output folder, such as out/annual-rating
    out: PathBuf,
}

/// Lists the runs of an output folder, the newest last; an arrow marks the current one. Those that
/// cannot be read follow, each with what is wrong.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    if !OutFolder::is_one(&arguments.out) {
        return Err(Error::Usage(format!(
            "{}: is not an output folder; name the folder that holds runs/",
            arguments.out.display()
        )));
    }
    let history = History::read(&arguments.out)?;
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
    Ok(())
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
    let last_look = run.last_look.map_or(String::new(), |moment| {
        moment.to_rfc3339_opts(SecondsFormat::Secs, true)
    });
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
