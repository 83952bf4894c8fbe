//! `plumbline backtest`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::arguments::{LogArguments, OutputFormat, PipelineSources};
use super::history::Step;
use super::logging;
use super::output::Output;
use super::progress::Bars;
use super::summary;
use crate::config::{Overrides, Pipeline};
use crate::error::Error;
use crate::gate::Accepted;
use crate::job;
use crate::publish::{Foretelling, PredictorSummary};
use crate::sensitivity::backtest::{Backtest, BacktestRequest, backtest, write_backtest};
use crate::warning::{Warning, grouped};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pipeline: PipelineSources,
    /// The judgement to foretell: KIND.ASPECT of the rulebook's findings, or its beginning
    #[arg(long, value_name = "KIND.ASPECT")]
    finding: String,
    /// The first day of publication of a judgement that counts
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The last (the pipeline's as_of where there is none)
    #[arg(long, value_name = "DATE")]
    to: Option<NaiveDate>,
    /// Ask the last of as-of dates so far apart, in place of the day before each judgement
    #[arg(long, value_enum)]
    every: Option<Step>,
    /// The column of the profile row that is the plain rival
    #[arg(long, value_name = "COLUMN")]
    rival: Option<String>,
    /// How often councils are drawn anew for the intervals
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    draws: u32,
    /// Where the draws begin
    #[arg(long, default_value_t = 2009)]
    seed: u64,
    /// A folder for the tables `backtest` and `backtest_summary`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A gate that this reading may pass, as for `run`
    #[arg(long, value_name = "GATE[=SOURCE]")]
    accept: Vec<Accepted>,
    /// Form of what is printed
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
    #[command(flatten)]
    log: LogArguments,
}

/// Foretells the judgements, and prints how well.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start(&arguments.log);
    let overrides = Overrides {
        as_of: arguments.to,
        ..arguments.pipeline.overrides()
    };
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &overrides)?;
    let request = BacktestRequest {
        finding: &arguments.finding,
        from: arguments.from,
        every: arguments.every.map(Step::every),
        rival: arguments.rival.as_deref(),
        draws: arguments.draws,
        seed: arguments.seed,
        out: arguments.out.as_deref(),
    };
    request.checked(&pipeline)?;
    let mut bars = Bars::new(arguments.log.quiet);
    let held = job::hold(&pipeline, &arguments.accept, &mut bars)?;
    let found = backtest(&pipeline, &held, &request)?;
    if let Some(folder) = request.out {
        write_backtest(&pipeline, &found, folder)?;
    }
    for group in grouped(&found.warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
    let mut out = Output::standard();
    match arguments.format {
        OutputFormat::Json => out.json(&printed(&found, &request)),
        OutputFormat::Text if arguments.log.quiet => Ok(()),
        OutputFormat::Text => print(&found, &request, &mut out),
    }
}

#[derive(Serialize)]
struct Printed<'a> {
    finding: &'a str,
    from: String,
    judgements: usize,
    bands: BTreeMap<u8, usize>,
    draws: u32,
    seed: u64,
    folder: Option<&'a Path>,
    summary: Vec<PrintedPredictor<'a>>,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct PrintedPredictor<'a> {
    predictor: &'a str,
    judgements: u32,
    lower_two: u32,
    lowest: u32,
    tau_b: PrintedFigure,
    somers_d: PrintedFigure,
    auc_lower_two: PrintedFigure,
    auc_lowest: PrintedFigure,
}

#[derive(Serialize)]
struct PrintedFigure {
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

fn printed<'a>(found: &'a Backtest, request: &BacktestRequest<'a>) -> Printed<'a> {
    let figure = |of: Foretelling| PrintedFigure {
        value: of.value,
        low: of.interval.map(|(low, _)| low),
        high: of.interval.map(|(_, high)| high),
    };
    let of = |of: &'a PredictorSummary| PrintedPredictor {
        predictor: &of.predictor,
        judgements: of.judgements,
        lower_two: of.lower_two,
        lowest: of.lowest,
        tau_b: figure(of.tau_b),
        somers_d: figure(of.somers_d),
        auc_lower_two: figure(of.area_lower_two),
        auc_lowest: figure(of.area_lowest),
    };
    Printed {
        finding: &found.finding,
        from: request.from.to_string(),
        judgements: found.rows.len(),
        bands: bands(found),
        draws: request.draws,
        seed: request.seed,
        folder: request.out,
        summary: found.summary.iter().map(of).collect(),
        warnings: &found.warnings,
    }
}

/// How many judgements are in each band.
fn bands(found: &Backtest) -> BTreeMap<u8, usize> {
    let mut bands = BTreeMap::new();
    for row in &found.rows {
        *bands.entry(row.band.level()).or_insert(0) += 1;
    }
    bands
}

fn print(
    found: &Backtest,
    request: &BacktestRequest<'_>,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    out.line(format_args!(
        "{} judgements of {} from {} on",
        found.rows.len(),
        found.finding,
        request.from
    ))?;
    let bands: Vec<String> = bands(found)
        .into_iter()
        .rev()
        .map(|(band, judgements)| format!("{judgements} in band {band}"))
        .collect();
    out.line(format_args!("  {}", bands.join(", ")))?;
    out.gap()?;
    out.line("  What the profile said before beside the judgement; 95% intervals by")?;
    out.line(format_args!(
        "  {} draws of councils. 0 of tau-b and 0.5 of the areas are chance.",
        request.draws
    ))?;
    for of in &found.summary {
        out.gap()?;
        out.line(format_args!("  {}", of.predictor))?;
        out.line(format_args!(
            "    {} judgements, {} in the two lower bands, {} in the lowest",
            of.judgements, of.lower_two, of.lowest
        ))?;
        for (name, figure) in [
            ("Kendall's tau-b", of.tau_b),
            ("Somers' D", of.somers_d),
            ("area, two lower bands", of.area_lower_two),
            ("area, lowest band", of.area_lowest),
        ] {
            out.line(format_args!("    {name:<22} {}", shown(figure)))?;
        }
    }
    if let Some(folder) = request.out {
        out.gap()?;
        out.line(format_args!("  tables   {}", folder.display()))?;
    }
    summary::warnings_in_lines(&found.warnings, out)
}

fn shown(figure: Foretelling) -> String {
    match (figure.value, figure.interval) {
        (None, _) => "-".to_owned(),
        (Some(value), None) => format!("{value:>6.3}"),
        (Some(value), Some((low, high))) => format!("{value:>6.3}  from {low:.3} to {high:.3}"),
    }
}
