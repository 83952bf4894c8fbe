//! The command line: one file a command.

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

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Overrides;
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

/// A pipeline, and what the command line replaces in it.
#[derive(Debug, Clone, Args)]
struct PipelineArguments {
    /// The pipeline file, or the folder that holds pipeline.toml
    pipeline: PathBuf,
    /// Evidence published after this day is not known yet (replaces as_of)
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// The folder that holds the data (replaces root in [sources])
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Another file, folder or pattern for one source
    #[arg(long = "source", value_name = "NAME=PATH", value_parser = named_path)]
    sources: Vec<(String, PathBuf)>,
}

/// How the log is written to standard error.
#[derive(Debug, Clone, Args)]
struct LogArguments {
    /// Form of the log on standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// More of the log; twice for everything
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,
    /// No progress bar, no summary, and only warnings in the log
    #[arg(long)]
    quiet: bool,
}

/// Forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl PipelineArguments {
    fn file(&self) -> PathBuf {
        if self.pipeline.is_dir() {
            self.pipeline.join("pipeline.toml")
        } else {
            self.pipeline.clone()
        }
    }

    fn overrides(&self) -> Overrides {
        Overrides {
            as_of: self.as_of,
            root: self.root.clone(),
            sources: self.sources.clone(),
        }
    }
}

/// The form of a command's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// Lines for people, in colour on a terminal.
    Text,
    /// One JSON document.
    Json,
}

/// Whether standard output takes colour: a terminal does, unless NO_COLOR is set to anything
/// (see no-color.org).
fn colour() -> bool {
    use std::io::IsTerminal;
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|of| of.is_empty())
}

fn named_path(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(path)))
        }
        _ => Err("expected NAME=PATH, such as neighbours=lists/2021.csv".into()),
    }
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
