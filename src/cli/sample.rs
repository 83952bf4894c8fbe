//! `plumbline sample`.

use std::path::PathBuf;

use clap::Args;

use super::output::Output;
use crate::error::Error;
use crate::sample;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many nations' worth of authorities, and everything with them
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    scale: u32,
    /// Another seed gives another nation
    #[arg(long, default_value_t = 2009)]
    seed: u64,
    /// The year of the ratings
    #[arg(long, default_value_t = 2009, value_parser = clap::value_parser!(i32).range(1990..=2100))]
    year: i32,
}

/// Writes the sample, and prints its tables to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let written = sample::generate(&sample::Options {
        out: arguments.out.clone(),
        scale: arguments.scale,
        seed: arguments.seed,
        year: arguments.year,
    })?;
    let mut out = Output::standard();
    for table in written {
        out.line(format_args!(
            "{:<16} {:>12} rows  {}",
            table.table,
            table.rows,
            table.path.display()
        ))?;
    }
    Ok(())
}
