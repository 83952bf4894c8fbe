//! `plumbline history`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::arguments::{LogArguments, OutputFormat, PipelineSources, on_the_disk};
use super::logging;
use super::output::Output;
use super::progress::Bars;
use super::summary;
use crate::config::{Overrides, Pipeline};
use crate::domain::Rating;
use crate::error::Error;
use crate::gate::Accepted;
use crate::job;
use crate::sensitivity::history::{Every, HistoryAccount, HistoryRequest, history};
use crate::warning::grouped;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pipeline: PipelineSources,
    /// The first as-of date
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// No as-of date is after it
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// How far apart the as-of dates are
    #[arg(long, value_enum)]
    every: Step,
    /// The folder for the partitions
    #[arg(long, value_name = "DIR", value_parser = on_the_disk())]
    out: PathBuf,
    /// A gate that this reading may pass, as for `run`
    #[arg(long, value_name = "GATE[=SOURCE]")]
    accept: Vec<Accepted>,
    /// Form of what is printed
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
    #[command(flatten)]
    log: LogArguments,
}

/// How far apart as-of dates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Step {
    /// Three months.
    Quarter,
    /// One month.
    Month,
    /// Twelve months.
    Year,
}

impl Step {
    pub(super) const fn every(self) -> Every {
        match self {
            Self::Quarter => Every::Quarter,
            Self::Month => Every::Month,
            Self::Year => Every::Year,
        }
    }
}

/// Makes the history and prints which dates it has.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let overrides = Overrides {
        as_of: Some(arguments.to),
        ..arguments.pipeline.overrides()
    };
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &overrides)?;
    let request = HistoryRequest {
        from: arguments.from,
        to: arguments.to,
        every: arguments.every.every(),
        out: &arguments.out,
    };
    request.dates(&pipeline)?;
    let mut bars = Bars::new(arguments.log.quiet);
    let held = job::hold(&pipeline, &arguments.accept, &mut bars)?;
    let account = history(&pipeline, &held, &request)?;
    for group in grouped(&account.warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
    let mut out = Output::standard();
    match arguments.format {
        OutputFormat::Json => out.json(&Printed {
            folder: &arguments.out,
            history: &account,
        }),
        OutputFormat::Text if arguments.log.quiet => Ok(()),
        OutputFormat::Text => print(&account, arguments, &mut out),
    }
}

#[derive(Serialize)]
struct Printed<'a> {
    folder: &'a std::path::Path,
    #[serde(flatten)]
    history: &'a HistoryAccount,
}

fn print(
    account: &HistoryAccount,
    arguments: &Arguments,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let (Some(first), Some(last)) = (account.dates.first(), account.dates.last()) else {
        return Ok(());
    };
    out.line(format_args!(
        "{} from {} to {}: {} as-of dates",
        account.pipeline,
        first.as_of,
        last.as_of,
        account.dates.len()
    ))?;
    out.gap()?;
    out.line("  as of          4     3     2     1  not rated  moved  triggers")?;
    for date in &account.dates {
        let awarded = |rating: Rating| date.ratings.get(&rating.level()).copied().unwrap_or(0);
        let fired: u64 = date.triggers.values().sum();
        let moved = date
            .moved
            .map_or_else(String::new, |moved| moved.to_string());
        out.line(format_args!(
            "  {}  {:>5} {:>5} {:>5} {:>5} {:>10} {moved:>6} {fired:>9}",
            date.as_of,
            awarded(Rating::PerformsExcellently),
            awarded(Rating::PerformsWell),
            awarded(Rating::PerformsAdequately),
            awarded(Rating::PerformsPoorly),
            date.not_rated,
        ))?;
    }
    out.gap()?;
    out.line(format_args!("  tables   {}", arguments.out.display()))?;
    summary::warnings_in_lines(&account.warnings, out)
}
