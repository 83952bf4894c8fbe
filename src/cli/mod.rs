//! The command line: one file a command.

mod arguments;
mod check;
mod diff;
mod explain;
mod import;
mod inspect;
mod letter;
mod logging;
mod neighbours;
mod progress;
mod rollback;
mod run;
mod runs;
mod sample;
mod schema;
mod signals;
mod summary;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// Say what moved between two runs
    Diff(diff::Arguments),
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
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Letter(arguments) => letter::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Neighbours(arguments) => neighbours::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Runs(arguments) => runs::run(&arguments),
        Command::Rollback(arguments) => rollback::run(&arguments),
        Command::Sample(arguments) => sample::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output may stop reading, as `head` does.
        Err(Error::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            signals::yield_to_the_end();
            eprintln!("plumbline: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
