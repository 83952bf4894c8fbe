//! `plumbline neighbours`.

mod compare;
mod list;
mod show;
mod side;

use std::path::PathBuf;

use clap::Args;

use self::compare::Comparison;
use self::side::Side;
use super::arguments::{LogArguments, OutputFormat, PipelineArguments};
use super::logging;
use super::output::Output;
use crate::config::{Overrides, Pipeline};
use crate::error::Error;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The pipeline file, or the folder that holds pipeline.toml
    #[arg(required_unless_present = "compare")]
    pipeline: Option<PathBuf>,
    /// The council, by code or name
    #[arg(required_unless_present = "compare")]
    authority: Option<String>,
    /// Two lists to compare: each a run's folder, an output folder for its current run, or a
    /// Parquet or CSV file with the columns authority, neighbour and rank
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["pipeline", "authority", "as_of", "root", "sources"])]
    compare: Option<Vec<PathBuf>>,
    /// Of two lists only this council, by code or name, and more of it
    #[arg(long = "authority", value_name = "AUTHORITY", requires = "compare")]
    only: Option<String>,
    /// Councils that are open on this day (replaces as_of)
    #[arg(long, value_name = "DATE")]
    as_of: Option<chrono::NaiveDate>,
    /// The folder that holds the data (replaces root in [sources])
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Another file, folder or pattern for one source
    #[arg(long = "source", value_name = "NAME=PATH", value_parser = super::arguments::named_path)]
    sources: Vec<(String, PathBuf)>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
    #[command(flatten)]
    log: LogArguments,
}

/// Prints the neighbours of a council beside the published list, or compares two lists.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let out = &mut Output::standard();
    match (
        &arguments.compare,
        &arguments.pipeline,
        &arguments.authority,
    ) {
        (Some(lists), _, _) => {
            let [old, new] = lists.as_slice() else {
                return Err(Error::Usage("--compare takes two lists".into()));
            };
            let (old, new) = (Side::read(old)?, Side::read(new)?);
            let found = Comparison::of(&old, &new, arguments.only.as_deref())?;
            match arguments.format {
                OutputFormat::Text => found.print(out),
                OutputFormat::Json => out.json(&found),
            }
        }
        (None, Some(pipeline), Some(authority)) => {
            let pipeline = PipelineArguments {
                pipeline: pipeline.clone(),
                as_of: arguments.as_of,
                root: arguments.root.clone(),
                sources: arguments.sources.clone(),
            };
            let overrides: Overrides = pipeline.overrides();
            let pipeline = Pipeline::read(&pipeline.file(), &overrides)?;
            let found = show::Found::of(pipeline, authority)?;
            match arguments.format {
                OutputFormat::Text => found.print(out),
                OutputFormat::Json => out.json(&found.document()),
            }
        }
        _ => Err(Error::Usage(
            "name a pipeline and a council, or --compare two lists".into(),
        )),
    }
}
