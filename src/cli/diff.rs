//! `plumbline diff`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::arguments::{OutputFormat, colour};
use crate::error::Error;
use crate::review::{PublishedRun, diff};

#[derive(Debug, Args)]
pub struct Arguments {
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
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    let (a, b) = (
        PublishedRun::open(&arguments.run_a)?,
        PublishedRun::open(&arguments.run_b)?,
    );
    let difference = diff(&a, &b)?;
    let mut out = std::io::stdout().lock();
    match arguments.format {
        OutputFormat::Text => {
            if let Some(note) = difference.note().filter(|_| !difference.is_empty()) {
                writeln!(out, "{note}")?;
            }
            for tree in difference.trees() {
                write!(out, "{}", tree.render(colour()))?;
            }
        }
        OutputFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &difference).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(())
}
