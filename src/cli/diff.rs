//! `plumbline diff`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::OutputFormat;
use super::output::Output;
use crate::error::Error;
use crate::review::{PublishedRun, diff};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The first run: its folder, or an output folder for the current run
    run_a: PathBuf,
    /// The second run
    run_b: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Prints what moved from the first run to the second to standard output; nothing where nothing
/// did.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let (a, b) = (
        PublishedRun::open(&arguments.run_a)?,
        PublishedRun::open(&arguments.run_b)?,
    );
    let difference = diff(&a, &b)?;
    let mut out = Output::standard();
    match arguments.format {
        OutputFormat::Text => {
            if let Some(note) = difference.note().filter(|_| !difference.is_empty()) {
                out.line(note)?;
            }
            for tree in difference.trees() {
                out.tree(&tree)?;
            }
        }
        OutputFormat::Json => {
            out.json(&difference)?;
        }
    }
    Ok(())
}
