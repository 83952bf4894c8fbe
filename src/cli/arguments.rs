//! Arguments that several commands take.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::config::{Overrides, Pipeline};
use crate::error::Error;
use crate::gate::Accepted;
use crate::job::{EngineChoice, Request};
use crate::runs::{AtHand, OutFolder};
use crate::store::is_url;

/// A pipeline, and what the command line replaces in it.
#[derive(Debug, Clone, Args)]
pub(super) struct PipelineArguments {
    /// The pipeline file, or the folder that holds pipeline.toml; of an import in a store, the
    /// address that it was written to
    pub(super) pipeline: PathBuf,
    /// Evidence published after this day is not known yet (replaces as_of)
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<NaiveDate>,
    /// The folder that holds the data (replaces root in [sources])
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Another file, folder or pattern for one source
    #[arg(long = "source", value_name = "NAME=PATH", value_parser = named_path)]
    pub(super) sources: Vec<(String, PathBuf)>,
}

/// Where runs or imports are kept.
#[derive(Debug, Clone, Args)]
pub(super) struct OutArgument {
    /// The output folder, such as out/annual-rating
    out: PathBuf,
}

impl OutArgument {
    /// The folder.
    ///
    /// # Errors
    /// When it is no output folder.
    pub(super) fn existing(&self) -> Result<&Path, Error> {
        match OutFolder::is_one_anywhere(&self.out)? {
            true => Ok(&self.out),
            false => Err(Error::Usage(format!(
                "{}: is not an output folder; name the folder that holds runs/",
                self.out.display()
            ))),
        }
    }
}

/// What may be asked of a run or an import.
#[derive(Debug, Clone, Args)]
pub(super) struct RequestArguments {
    /// Go on even when inputs and configuration are those of the current run or import
    #[arg(long)]
    force: bool,
    /// Take over an output folder that a pipeline of another name has written to
    #[arg(long)]
    adopt: bool,
    /// Wait up to so many seconds for whatever else is writing to the same folder to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
    /// Pass a gate that stopped the last attempt, for all sources or for one
    #[arg(long = "accept", value_name = "GATE[:SOURCE]")]
    accept: Vec<Accepted>,
}

impl RequestArguments {
    /// What is asked, with the results to be kept in `out`.
    pub(super) fn request<'a>(&'a self, out: &'a Path) -> Request<'a> {
        Request {
            out,
            force: self.force,
            adopt: self.adopt,
            wait: Duration::from_secs(self.wait),
            accept: &self.accept,
            engine: EngineChoice::default(),
        }
    }
}

/// A pipeline that is asked about as-of dates of its own, and where its sources are.
#[derive(Debug, Clone, Args)]
pub(super) struct PipelineSources {
    /// The pipeline file, or the folder that holds pipeline.toml
    pipeline: PathBuf,
    /// The folder that holds the data (replaces root in [sources])
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Another file, folder or pattern for one source
    #[arg(long = "source", value_name = "NAME=PATH", value_parser = named_path)]
    sources: Vec<(String, PathBuf)>,
}

impl PipelineSources {
    /// The pipeline file.
    pub(super) fn file(&self) -> PathBuf {
        file_of(&self.pipeline)
    }

    /// What is replaced in it.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            as_of: None,
            root: self.root.clone(),
            sources: self.sources.clone(),
            place: None,
        }
    }
}

fn file_of(pipeline: &Path) -> PathBuf {
    if pipeline.is_dir() {
        pipeline.join("pipeline.toml")
    } else {
        pipeline.to_owned()
    }
}

/// How the log is written to standard error.
#[derive(Debug, Clone, Args)]
pub(super) struct LogArguments {
    /// Form of the log on standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
    /// More of the log; twice for everything
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    /// No progress bar, no summary, and only warnings in the log
    #[arg(long)]
    pub(super) quiet: bool,
}

/// Forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl PipelineArguments {
    pub(super) fn file(&self) -> PathBuf {
        file_of(&self.pipeline)
    }

    /// The pipeline, with what is replaced in it.
    ///
    /// # Errors
    /// Any mistake in its files, or a replacement of what it does not have.
    pub(super) fn read(&self) -> Result<Pipeline, Error> {
        if !is_url(&self.pipeline) {
            return Ok(Pipeline::read(&self.file(), &self.overrides())?);
        }
        // An import in a store: its configuration is fetched, and its tables are read where they are.
        let at_hand = AtHand::of(&self.pipeline)?;
        let folder = at_hand.import()?;
        let overrides = Overrides {
            place: Some(at_hand.place(&folder)),
            ..self.overrides()
        };
        Ok(Pipeline::read(&file_of(&folder), &overrides)?)
    }

    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            as_of: self.as_of,
            root: self.root.clone(),
            sources: self.sources.clone(),
            place: None,
        }
    }
}

/// The form of a command's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// Lines for people, in colour on a terminal.
    Text,
    /// One JSON document.
    Json,
}

/// A folder or a file that is written: what is in a store is read, and only runs and imports are kept
/// there.
pub(super) fn on_the_disk() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match is_url(&path) {
        true => Err("is an address; this is written on the disk only, so name a path"),
        false => Ok(path),
    })
}

pub(super) fn named_path(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(path)))
        }
        _ => Err("expected NAME=PATH, such as neighbours=lists/2021.csv".into()),
    }
}
