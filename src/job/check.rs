//! The check: what a run does before it rates, and nothing is written.

use super::bind::bind;
use super::claim::open;
use super::news;
use super::reference::Reference;
use super::{Progress, Stage};
use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::{self, Extract};
use crate::gate::{Gates, Stopped};
use crate::profile;
use crate::runs::Current;
use crate::warning::Warning;

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// What the sources say.
    pub extract: Extract,
    /// What a person should know of it.
    pub warnings: Vec<Warning>,
    /// The gates that would stop a run; none where it would pass.
    pub stopped: Option<Box<Stopped>>,
}

impl Checked {
    /// What the sources say, where every gate lets them pass.
    ///
    /// # Errors
    /// The gates that do not.
    pub fn passed(self) -> Result<Extract, Error> {
        match self.stopped {
            None => Ok(self.extract),
            Some(stopped) => Err(Error::Gate(stopped)),
        }
    }
}

/// Reads every source of `pipeline` against its contract and writes nothing.
///
/// # Errors
/// Whatever would stop a run before it rates.
pub fn check(pipeline: &Pipeline, progress: &mut dyn Progress) -> Result<Extract, Error> {
    examine(pipeline, progress)?.passed()
}

/// Reads every source of `pipeline` against its contract, up to the first that does not pass its
/// gates, and writes nothing.
///
/// # Errors
/// Whatever but a gate would stop a run before it rates.
pub fn examine(pipeline: &Pipeline, progress: &mut dyn Progress) -> Result<Checked, Error> {
    bind(pipeline)?;
    progress.begin(Stage::Extract, pipeline.sources.len());
    let mut gates = Gates::new(&[]);
    let opened = open(pipeline, &gates)?;
    let files = opened.files().into_iter();
    let mut warnings: Vec<Warning> = files.flat_map(|feed| feed.warnings).collect();
    let reference = Reference {
        pipeline,
        current: &Current::Nothing,
    };
    let mut extract = extract::extract(
        pipeline,
        opened,
        &extract::Engine::Local,
        None,
        &mut |source| progress.step(source.word()),
        &mut |report, rejected| {
            reference.ask_rows(&mut gates, report, rejected);
            gates.open()
        },
    )?;
    warnings.extend(news::of_sources(reference, &extract.reports));
    if gates.open() {
        let profile = profile::profile(pipeline, &mut extract.tables)?;
        warnings.extend(news::of_comparators(pipeline, &extract.tables, &profile));
        warnings.extend(news::of_boundaries(&extract.tables, &profile.rated));
        if let Some(slices) = &profile.indicators {
            let catalogue = &extract.tables.indicators;
            warnings.extend(news::of_indicators(pipeline, catalogue, slices));
            let share = pipeline.gates.lone_period;
            gates.lone_periods(share, &news::lone_periods(share, catalogue, slices));
        }
        profile.give_back(&mut extract.tables);
    }
    progress.end();
    let stopped = (!gates.open()).then(|| {
        Box::new(Stopped {
            gates: gates.entries().to_vec(),
            evidence: None,
        })
    });
    Ok(Checked {
        extract,
        warnings,
        stopped,
    })
}
