//! `plumbline new`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::Output;
use crate::error::Error;
use crate::starter::{Data, Starter};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to lay the pipeline out in; it must not be there yet, or be empty
    folder: PathBuf,
    /// The pipeline to start from
    #[arg(long, value_enum, default_value_t = From::Minimal)]
    from: From,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// A list of councils and some figures, without a rulebook
    Minimal,
    /// The whole way to a rating, on the sample
    AnnualRating,
    /// Neighbours computed by a model, on the sample
    SimilarAreas,
    /// The measures of LAIT, from its published files
    Lait,
    /// Ofsted's lists of social care settings, as published
    SocialCare,
    /// All councils of 2025 rated from published files
    #[value(name = "children-2025")]
    Children2025,
}

impl From {
    const fn starter(self) -> Starter {
        match self {
            Self::Minimal => Starter::Minimal,
            Self::AnnualRating => Starter::AnnualRating,
            Self::SimilarAreas => Starter::SimilarAreas,
            Self::Lait => Starter::Lait,
            Self::SocialCare => Starter::SocialCare,
            Self::Children2025 => Starter::Children2025,
        }
    }
}

/// Lays the pipeline out, and prints the next two commands to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let starter = arguments.from.starter();
    starter.lay_out(&arguments.folder)?;
    let folder = arguments.folder.display();
    let mut out = Output::standard();
    out.line(format_args!("{folder} has the pipeline {}", starter.name()))?;
    match starter.data() {
        Data::LaidOut => out.line("next:")?,
        Data::Published => out.line(format_args!(
            "put the published files that {folder}/pipeline.toml names into {folder}/data, then:"
        ))?,
    }
    out.line(format_args!("  plumbline check {folder}"))?;
    out.line(format_args!("  plumbline run {folder}"))
}
