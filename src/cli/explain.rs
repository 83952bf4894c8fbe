//! `plumbline explain`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::OutputFormat;
use super::output::Output;
use crate::error::Error;
use crate::review::{AuthorityRow, PublishedRun, explain, find_authority};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A run's folder, or the output folder of its pipeline for the current run
    run: PathBuf,
    /// The authority, by code or name
    authority: String,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Prints why an authority has its rating to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let run = PublishedRun::open(&arguments.run)?;
    let authorities = AuthorityRow::read(&run, None)?;
    let authority = find_authority(&arguments.authority, &authorities).map_err(Error::Usage)?;
    let explanation = explain(&run, authority)?;
    let mut out = Output::standard();
    match arguments.format {
        OutputFormat::Text => out.tree(&explanation.tree())?,
        OutputFormat::Json => {
            out.json(&explanation)?;
        }
    }
    Ok(())
}
