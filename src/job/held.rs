//! Sources read once, for whoever asks about many as-of dates.

use super::bind::bind;
use super::claim::open;
use super::news;
use super::reference::Reference;
use super::{Progress, Stage};
use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::held_sources::hold as hold_sources;
use crate::gate::{Accepted, Gates, Stopped};
use crate::profile::IndicatorSlice;
use crate::runs::Current;
use crate::sensitivity::Held;
use crate::tables::Indicators;
use crate::warning::{Warning, WarningKind};

/// The indicators of outcomes whose newest period on the as-of date of `pipeline` only few authorities
/// have: a gate would stop a run of that day.
fn lone_periods(
    pipeline: &Pipeline,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    let lone = news::lone_periods(pipeline.gates.lone_period, catalogue, slices);
    let day = format!("as of {}", pipeline.as_of);
    lone.into_iter()
        .map(|series| {
            let warning = Warning::of(WarningKind::LonePeriod, "observations");
            warning.about(series).with(day.clone())
        })
        .collect()
}

/// Reads the sources of `pipeline` once and holds them; a gate of the reading stops it unless it is
/// among those that a person accepts. Nothing is written.
///
/// # Errors
/// Whatever would stop a run before it profiles.
pub fn hold(
    pipeline: &Pipeline,
    accept: &[Accepted],
    progress: &mut dyn Progress,
) -> Result<Held, Error> {
    let rules = bind(pipeline)?;
    progress.begin(Stage::Extract, pipeline.sources.len());
    let mut gates = Gates::new(accept);
    let opened = open(pipeline, &gates)?;
    let files = opened.files().into_iter();
    let mut warnings: Vec<Warning> = files.flat_map(|feed| feed.warnings).collect();
    let reference = Reference {
        pipeline,
        current: &Current::Nothing,
    };
    let (sources, extract) = hold_sources(
        pipeline,
        opened,
        &mut |source| progress.step(source.word()),
        &mut |report, rejected| {
            reference.ask_rows(&mut gates, report, rejected);
            gates.open()
        },
    )?;
    progress.end();
    warnings.extend(news::of_sources(reference, &extract.reports));
    match sources {
        Some(sources) if gates.open() => Ok(Held {
            rules,
            sources,
            extract,
            warnings,
            of_figures: lone_periods,
        }),
        _ => Err(Error::Gate(Box::new(Stopped {
            gates: gates.entries().to_vec(),
            evidence: None,
        }))),
    }
}
