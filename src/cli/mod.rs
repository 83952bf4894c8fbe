//! The command line: one file a command.
//!
//! Each takes its arguments, calls the stage that does the work, prints what came of it and ends
//! with an exit code. Results go to standard output, the log and progress to standard error.

mod arguments;
mod backtest;
mod check;
mod diff;
mod explain;
mod export;
mod failure;
mod history;
mod import;
mod inspect;
mod letter;
mod logging;
mod neighbours;
mod new;
mod output;
mod progress;
mod rollback;
mod run;
mod runs;
mod sample;
mod scheduler;
mod schema;
mod signals;
mod site;
mod standard_error;
mod summary;
mod threads;
mod what_if;
mod worker;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::catch_panic::caught;
use crate::error::Error;

/// Rates children's services from national extracts: inspections, findings and indicators in;
/// profiles, ratings and the evidence for each out, as Parquet.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lay a pipeline out to start from
    New(new::Arguments),
    /// Run a pipeline and publish its tables
    Run(run::Arguments),
    /// Check a pipeline's configuration, sources and contracts; writes nothing
    Check(check::Arguments),
    /// Say what is in a file, and give a mapping to start from
    Inspect(inspect::Arguments),
    /// Keep what the sources say as Parquet, with a pipeline that runs on it
    Import(import::Arguments),
    /// Write the rating letters of a run
    Letter(letter::Arguments),
    /// Say why an authority has its rating
    Explain(explain::Arguments),
    /// Write a run as a workbook, as CSV, in the open data standard, or as views for DuckDB
    Export(export::Arguments),
    /// Write the pages of a run, to be opened from a folder in a browser
    Site(site::Arguments),
    /// Say what moved between two runs
    Diff(diff::Arguments),
    /// Say which ratings would move under another rulebook or list of neighbours; publishes nothing
    WhatIf(what_if::Arguments),
    /// Hold what the profile said against the judgements that followed
    Backtest(backtest::Arguments),
    /// Rate by what was known on one as-of date after another, as one table in partitions
    History(history::Arguments),
    /// Print a council's computed neighbours beside the published list, or compare two lists
    Neighbours(neighbours::Arguments),
    /// Print the contracts of the sources and the columns of the output tables
    Schema(schema::Arguments),
    /// List the runs of an output folder
    Runs(runs::Arguments),
    /// Make an earlier run the current one again
    Rollback(rollback::Arguments),
    /// Write sample national extracts as Parquet
    Sample(sample::Arguments),
    /// Give the tasks of runs on a cluster to its workers
    Scheduler(scheduler::Arguments),
    /// Do tasks of runs on a cluster
    Worker(worker::Arguments),
}

/// Bytes of a command's stack: what most systems give a process.
const STACK: usize = 8 << 20;

/// How long the last lines of the log may wait for whoever reads them.
const TO_THE_END: Duration = Duration::from_secs(1);

/// Runs the command that the arguments ask for.
#[must_use]
pub fn run() -> ExitCode {
    let code =
        match on_a_stack_of_its_own(|| caught(command)).unwrap_or_else(|fault| Err(fault.into())) {
            Ok(()) => 0,
            Err(error) if error.is_end_of_reading() => 0,
            Err(error) => {
                signals::yield_to_the_end();
                standard_error::say(&error.message());
                error.exit_code()
            }
        };
    standard_error::drain(TO_THE_END);
    ExitCode::from(code)
}

/// Does `work` on a stack that does not depend on what the system gives a process (`ulimit -s`);
/// on that of the process where no thread can be begun.
fn on_a_stack_of_its_own<T: Send>(work: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let begun = std::thread::Builder::new()
            .name("command".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, &work);
        match begun.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => work(),
        }
    })
}

fn command() -> Result<(), Error> {
    let cli = Cli::parse();
    signals::take_limits_as_errors()
        .map_err(|error| Error::system("take signals", &error))
        .and_then(|()| threads::check())
        .and_then(|()| match cli.command {
            Command::New(arguments) => new::run(&arguments),
            Command::Run(arguments) => run::run(&arguments),
            Command::Check(arguments) => check::run(&arguments),
            Command::Inspect(arguments) => inspect::run(&arguments),
            Command::Import(arguments) => import::run(&arguments),
            Command::Letter(arguments) => letter::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Export(arguments) => export::run(&arguments),
            Command::Site(arguments) => site::run(&arguments),
            Command::Diff(arguments) => diff::run(&arguments),
            Command::WhatIf(arguments) => what_if::run(&arguments),
            Command::Backtest(arguments) => backtest::run(&arguments),
            Command::History(arguments) => history::run(&arguments),
            Command::Neighbours(arguments) => neighbours::run(&arguments),
            Command::Schema(arguments) => schema::run(&arguments),
            Command::Runs(arguments) => runs::run(&arguments),
            Command::Rollback(arguments) => rollback::run(&arguments),
            Command::Sample(arguments) => sample::run(&arguments),
            Command::Scheduler(arguments) => scheduler::run(&arguments),
            Command::Worker(arguments) => worker::run(&arguments),
        })
}
