//! `plumbline site`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::on_the_disk;
use super::output::Output;
use crate::config::{Overrides, Pipeline, SiteFiles};
use crate::error::Error;
use crate::review::PublishedRun;
use crate::runs::{KeptConfiguration, Status};
use crate::site;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A run's folder, or the output folder of its pipeline for the current run
    run: PathBuf,
    /// The folder to write; only an earlier site is replaced
    #[arg(long, value_name = "DIR", value_parser = on_the_disk())]
    out: PathBuf,
    /// Another pipeline's templates in place of those that the run keeps
    #[arg(long, value_name = "PIPELINE")]
    pipeline: Option<PathBuf>,
}

/// Writes the site, and prints its first page to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let run = PublishedRun::open(&arguments.run)?;
    if run.manifest.status == Status::Rejected {
        return Err(Error::Usage(format!(
            "{}: a gate stopped this run, so nothing of it was published and no pages are made; run it again with --accept once somebody has looked at it",
            run.place().display()
        )));
    }
    let files = templates(arguments, &run)?;
    let before = match run.folder.parent() {
        Some(runs) => site::before(&run.manifest, runs)?,
        None => None,
    };
    let size = site::write(&run, before.as_ref(), &files.templates, &arguments.out)?;
    let mut out = Output::standard();
    out.line(arguments.out.join("index.html").display())?;
    out.line(format_args!(
        "{} files, {:.1} MB",
        size.files,
        // Sizes of sites are far below what such a number holds exactly.
        size.bytes as f64 / 1e6
    ))?;
    Ok(())
}

/// The templates that the run keeps, or those of the pipeline that was named.
fn templates(arguments: &Arguments, run: &PublishedRun) -> Result<SiteFiles, Error> {
    let Some(pipeline) = &arguments.pipeline else {
        let kept = KeptConfiguration::of(&run.folder).site();
        return if kept.is_dir() {
            Ok(SiteFiles::in_folder(&kept)?)
        } else {
            Ok(SiteFiles::default())
        };
    };
    let file = if pipeline.is_dir() {
        pipeline.join("pipeline.toml")
    } else {
        pipeline.clone()
    };
    let pipeline = Pipeline::read(&file, &Overrides::default())?;
    pipeline.site.ok_or_else(|| {
        Error::Usage(format!(
            "{}: there is no [site]; add it, with templates where the pages are not to be the program's own",
            file.display()
        ))
    })
}
