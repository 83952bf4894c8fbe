//! Arguments that several commands take.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::config::Overrides;

/// A pipeline, and what the command line replaces in it.
#[derive(Debug, Clone, Args)]
pub(super) struct PipelineArguments {
    /// The pipeline file, or the folder that holds pipeline.toml
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
        if self.pipeline.is_dir() {
            self.pipeline.join("pipeline.toml")
        } else {
            self.pipeline.clone()
        }
    }

    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            as_of: self.as_of,
            root: self.root.clone(),
            sources: self.sources.clone(),
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

pub(super) fn named_path(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(path)))
        }
        _ => Err("expected NAME=PATH, such as neighbours=lists/2021.csv".into()),
    }
}
