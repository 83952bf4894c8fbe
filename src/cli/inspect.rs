//! `plumbline inspect`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::OutputFormat;
use super::output::Output;
use crate::error::Error;
use crate::inspect::inspect;
use crate::read::ReadOptions;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file: Parquet, XLSX, ODS or text with a separator, packed or not
    file: PathBuf,
    /// The sheet of a workbook, by its name or a pattern with `*`
    #[arg(long)]
    sheet: Option<String>,
    /// The row of the sheet, or the line of the text, in which the header begins
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    header_row: Option<u64>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Prints what is in the file, and a mapping to start from, to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let options = ReadOptions {
        sheet: arguments.sheet.clone(),
        header_row: arguments.header_row,
        ..ReadOptions::default()
    };
    let inspection = inspect(&arguments.file, &options)?;
    let mut out = Output::standard();
    match arguments.format {
        OutputFormat::Text => {
            for line in inspection.to_string().lines() {
                out.line(line)?;
            }
        }
        OutputFormat::Json => {
            out.json(&inspection)?;
        }
    }
    Ok(())
}
