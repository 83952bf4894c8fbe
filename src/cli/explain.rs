//! `plumbline explain`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::OutputFormat;
use super::output::Output;
use crate::error::Error;
use crate::review::{
    AskedFigure, AuthorityRow, PublishedRun, explain, explain_figure, find_authority,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A run's folder, or the output folder of its pipeline for the current run
    run: PathBuf,
    /// The authority, by code or name
    authority: String,
    /// One figure in place of the rating: the indicator, by its key, title or part of either
    #[arg(long, value_name = "INDICATOR")]
    indicator: Option<String>,
    /// Of that indicator, the figure of this breakdown in place of everybody's
    #[arg(long, value_name = "BREAKDOWN", requires = "indicator")]
    breakdown: Option<String>,
    /// The figure of this period in place of the latest
    #[arg(long, value_name = "PERIOD", requires = "indicator")]
    period: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Prints why an authority has its rating, or how a figure of it stands, to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let run = PublishedRun::open(&arguments.run)?;
    let authorities = AuthorityRow::read(&run, None)?;
    let authority =
        find_authority(&arguments.authority, &authorities, "this run").map_err(Error::Usage)?;
    let mut out = Output::standard();
    let Some(indicator) = &arguments.indicator else {
        let explanation = explain(&run, authority)?;
        return match arguments.format {
            OutputFormat::Text => out.tree(&explanation.tree()),
            OutputFormat::Json => out.json(&explanation),
        };
    };
    let asked = AskedFigure {
        indicator,
        breakdown: arguments.breakdown.as_deref(),
        period: arguments.period.as_deref(),
    };
    let figure = explain_figure(&run, &authorities, authority, asked)?.map_err(Error::Usage)?;
    match arguments.format {
        OutputFormat::Text => figure
            .lines()
            .into_iter()
            .try_for_each(|line| out.line(line)),
        OutputFormat::Json => out.json(&figure),
    }
}
