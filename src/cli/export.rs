//! `plumbline export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::on_the_disk;
use super::output::Output;
use crate::error::Error;
use crate::export::{self, Asked, Form, TimeIdentifiers};
use crate::review::PublishedRun;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A run's folder, or the output folder of its pipeline for the current run
    run: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// The file (xlsx, duckdb) or folder (csv, ees) to write; only an earlier export is replaced
    #[arg(long, value_name = "PATH", value_parser = on_the_disk())]
    out: PathBuf,
    /// Only this table; can be given several times [default: every table of the run]
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    /// Only rows about this authority, by code or name; can be given several times
    #[arg(long = "authority", value_name = "AUTHORITY")]
    authorities: Vec<String>,
    /// Only rows about this indicator, by its key; can be given several times
    #[arg(long = "indicator", value_name = "INDICATOR")]
    indicators: Vec<String>,
    /// Which year a period is in the open data standard, where its label does not say: Academic,
    /// Financial or Tax year for 2015/16, Calendar or Reporting year for 2016 [ees only]
    #[arg(long = "time-identifier", value_name = "YEAR")]
    time_identifiers: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A workbook of an accessible form
    Xlsx,
    /// CSV files, each with its description (CSV on the Web)
    Csv,
    /// The open data standard of Explore education statistics
    Ees,
    /// A script of views for DuckDB
    Duckdb,
}

impl Format {
    const fn form(self) -> Form {
        match self {
            Self::Xlsx => Form::Workbook,
            Self::Csv => Form::Csv,
            Self::Ees => Form::Ees,
            Self::Duckdb => Form::DuckDb,
        }
    }
}

/// Writes the export, and prints its files and what is to be known of them to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let times = TimeIdentifiers::parse(&arguments.time_identifiers)?;
    if !arguments.time_identifiers.is_empty() && arguments.format != Format::Ees {
        return Err(Error::Usage(
            "--time-identifier is for --format ees; leave it out".into(),
        ));
    }
    let run = PublishedRun::open(&arguments.run)?;
    let asked = Asked {
        tables: arguments.tables.clone(),
        authorities: arguments.authorities.clone(),
        indicators: arguments.indicators.clone(),
    };
    let form = arguments.format.form();
    let exported = export::export(&run, &asked, form, &times, &arguments.out)?;
    let mut out = Output::standard();
    for file in &exported.files {
        out.line(file.display())?;
    }
    for notice in &exported.notices {
        out.line(format_args!("note: {notice}"))?;
    }
    Ok(())
}
