//! `plumbline letter`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::arguments::on_the_disk;
use super::output::Output;
use super::standard_error;
use crate::config::{ConfigFile, LetterFiles, Overrides, Pipeline};
use crate::error::Error;
use crate::letters::{self, Format, LetterError, Letters, RunFacts, Written};
use crate::review::{AuthorityRow, PublishedRun, find_authority};
use crate::runs::{KeptConfiguration, PublishError, Status};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A run's folder, or the output folder of its pipeline for the current run
    run: PathBuf,
    /// Authorities, by code or name
    #[arg(value_name = "AUTHORITY", required_unless_present = "all")]
    authorities: Vec<String>,
    /// A letter to every authority of the run
    #[arg(long, conflicts_with = "authorities")]
    all: bool,
    /// The folder to write to [default: letters in the run's folder]
    #[arg(long, value_name = "DIR", value_parser = on_the_disk())]
    out: Option<PathBuf>,
    /// Another pipeline's templates in place of those that the run keeps
    #[arg(long, value_name = "PIPELINE")]
    pipeline: Option<PathBuf>,
    /// Forms of the letters; `both` is Markdown and HTML
    #[arg(long, value_enum, default_value_t = Forms::Both)]
    format: Forms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Forms {
    Markdown,
    Html,
    Both,
    Pdf,
}

impl Forms {
    const fn formats(self) -> &'static [Format] {
        match self {
            Self::Markdown => &[Format::Markdown],
            Self::Html => &[Format::Html],
            Self::Both => &[Format::Markdown, Format::Html],
            Self::Pdf => &[Format::Pdf],
        }
    }
}

/// Writes the letters, and prints their files to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    for format in arguments.format.formats() {
        format.is_built_in()?;
    }
    let run = PublishedRun::open(&arguments.run)?;
    if !run.has("ratings") && !run.has("indicator_profile") {
        return Err(Error::Usage(format!(
            "{}: the pipeline {} neither rates nor compares indicators, so there is nothing to \
             write letters about",
            arguments.run.display(),
            run.manifest.pipeline.name
        )));
    }
    if run.manifest.status == Status::Rejected {
        return Err(Error::Usage(format!(
            "{}: a gate stopped this run, so nothing of it was published and no letters are written; run it again with --accept once somebody has looked at it",
            run.place().display()
        )));
    }
    let files = templates(arguments, &run)?;
    let letters = Letters::new(&files)?;
    let facts = RunFacts::read(&run)?;
    let known: Vec<AuthorityRow> = AuthorityRow::read(&run, None)?
        .into_iter()
        .filter(|authority| facts.is_about(authority))
        .collect();
    let wanted: Vec<&AuthorityRow> = if arguments.all {
        known.iter().collect()
    } else {
        arguments
            .authorities
            .iter()
            .map(|name| find_authority(name, &known, "this run").map_err(Error::Usage))
            .collect::<Result<_, _>>()?
    };
    if run.is_in_store() && arguments.out.is_none() {
        return Err(Error::Usage(format!(
            "{}: lies in a store, beside which no letters are written; name a folder with --out",
            run.place().display()
        )));
    }
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| run.folder.join("letters"));
    std::fs::create_dir_all(&folder)
        .map_err(|error| PublishError::file(&folder, "make the folder of the letters", error))?;
    let written: Vec<Written> = wanted
        .par_iter()
        .filter_map(|authority| Some((authority, facts.of(authority)?)))
        .map(|(authority, facts)| {
            let letter = letters.fill(&facts)?;
            let formats = arguments.format.formats();
            letters::write(&letter, authority, &folder, formats).map_err(|error| match error {
                LetterError::Unshown { .. } => {
                    Error::Config(files.template.error_on_line(None, error.to_string()))
                }
                error => Error::from(error),
            })
        })
        .collect::<Result<_, Error>>()?;
    tell_of_unknown(&written);
    let mut out = Output::standard();
    if arguments.all {
        out.line(format_args!(
            "{} letters in {}",
            written.len(),
            folder.display()
        ))?;
        return Ok(());
    }
    for path in written.iter().flat_map(|letter| &letter.files) {
        out.line(format_args!("{}", path.display()))?;
    }
    Ok(())
}

/// Says which signs of the letters the typeface of their PDFs does not have.
fn tell_of_unknown(written: &[Written]) {
    let unknown: BTreeSet<char> = written
        .iter()
        .flat_map(|letter| &letter.unknown)
        .copied()
        .collect();
    if unknown.is_empty() {
        return;
    }
    let letters = written.iter().filter(|letter| !letter.unknown.is_empty());
    let signs: Vec<String> = unknown
        .iter()
        .map(|sign| format!("{sign} (U+{:04X})", u32::from(*sign)))
        .collect();
    standard_error::say(&format!(
        "the typeface of PDFs does not have {}: a replacement sign stands for each in the PDF of {} \
         of the letters; --format html has them",
        signs.join(", "),
        letters.count(),
    ));
}

/// The templates that the run keeps, or those of the pipeline that was named.
fn templates(arguments: &Arguments, run: &PublishedRun) -> Result<LetterFiles, Error> {
    let Some(pipeline) = &arguments.pipeline else {
        let kept = KeptConfiguration::of(&run.folder);
        if !kept.template().exists() {
            return Err(Error::Usage(format!(
                "the pipeline {} has no [letter], so this run keeps no template; name a pipeline \
                 that has one with --pipeline",
                run.manifest.pipeline.name
            )));
        }
        return Ok(LetterFiles {
            template: ConfigFile::read(&kept.template())?,
            page: ConfigFile::read(&kept.page())?,
        });
    };
    let file = if pipeline.is_dir() {
        pipeline.join("pipeline.toml")
    } else {
        pipeline.clone()
    };
    let pipeline = Pipeline::read(&file, &Overrides::default())?;
    pipeline.letter.ok_or_else(|| {
        Error::Usage(format!(
            "{}: there is no [letter]; add it with template and page",
            file.display()
        ))
    })
}
