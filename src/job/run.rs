//! The run, from top to bottom: extract, profile, rate, publish.

use std::path::PathBuf;

use super::account::{self, LeastFirm};
use super::attempt::Attempt;
use super::bind::bind;
use super::claim::{Claim, Purpose};
use super::firmness::firmness;
use super::notable::NotableTally;
use super::triggers::AskedTriggers;
use super::{Progress, Request, Stage};
use crate::config::Pipeline;
use crate::error::Error;
use crate::extract;
use crate::profile::{self, FurtherStatistics, NotableFigures, Profile};
use crate::publish::Results;
use crate::rate::{self, Tally};
use crate::runs::{Manifest, keep_configuration};
use crate::sensitivity::levers;
use crate::tables::Tables;

/// What a run did.
#[derive(Debug)]
pub struct Done {
    /// The run's folder, or that of the current run where nothing has changed.
    pub folder: PathBuf,
    /// The account of it.
    pub manifest: Manifest,
    /// Limiters that fired, each with the number of authorities, in the order of the rulebook.
    pub limiters: Vec<(String, u64)>,
    /// How the ratings are distributed over the nation; empty where nothing was rated anew.
    pub national: Vec<Tally>,
    /// The least firm ratings, the least firm first; empty where nobody asks how firm they are.
    pub least_firm: Vec<LeastFirm>,
    /// How many figures are notable; none where the pipeline does not ask.
    pub notable: Option<NotableTally>,
    /// Triggers that fired, each with the number of authorities, in the order of the rulebook.
    pub triggers: Vec<(String, u64)>,
}

impl Done {
    /// A run that found nothing changed since the current one.
    fn unchanged(folder: PathBuf, manifest: Manifest) -> Self {
        Self {
            folder,
            manifest,
            limiters: Vec::new(),
            national: Vec::new(),
            least_firm: Vec::new(),
            notable: None,
            triggers: Vec::new(),
        }
    }
}

/// Runs `pipeline` and publishes its tables.
///
/// # Errors
/// Whatever stops the run; `current` is then what it was.
pub fn run(
    pipeline: &Pipeline,
    request: &Request<'_>,
    progress: &mut dyn Progress,
) -> Result<Done, Error> {
    let bound = bind(pipeline)?;
    let engine = request.engine.begin(pipeline)?;
    let (claim, opened) = Claim::take(pipeline, request, Purpose::Run)?;
    engine.check(pipeline, &opened)?;
    if let Some((folder, manifest)) = claim.unchanged()? {
        return Ok(Done::unchanged(folder, manifest));
    }
    let mut attempt = Attempt::begin(&claim, progress)?;
    attempt.note_engine(&request.engine);

    let (mut attempt, mut extract) = attempt.extract(
        |spill, begin, go_on| {
            extract::extract(pipeline, opened, &engine, Some(spill), begin, go_on)
        },
        |extract| extract,
    )?;

    attempt.stage(Stage::Profile, 1);
    let profile = profile::profile(pipeline, &mut extract.tables)?;
    let (notable, further) = asked_statistics(pipeline, &extract.tables, &profile);
    attempt.note_profile(&extract, &profile);
    attempt.step("");

    attempt.stage(Stage::Rate, 1);
    let rulebook = &pipeline.rulebook;
    let rated = rate::rate(&extract.tables, &profile, rulebook, &bound, pipeline.as_of)
        .map_err(Error::Rate)?;
    attempt.reject_judgements(&mut extract, &rated);
    attempt.note_ratings(&extract, &profile, &rated);
    let levers = levers::asked(pipeline, &bound, &extract.tables, &profile, &rated);
    let triggers = attempt.ask_triggers(&bound, (&extract.tables, &profile, &rated))?;
    attempt.step("");

    let asked = (pipeline, &bound);
    let robustness = firmness(&mut attempt, asked, &extract.tables, &profile, &rated)?;

    let outlines = profile::outlines(&extract.tables);
    let results = Results {
        pipeline,
        tables: &extract.tables,
        quarantined: &extract.quarantined,
        corrections: extract.corrections.as_deref(),
        profile: &profile,
        notable: notable.as_ref().map(|of| of.figures.as_slice()),
        further: &further,
        rated: &rated,
        robustness: robustness.as_ref(),
        levers: levers.as_deref(),
        triggers: triggers.as_ref().map(AskedTriggers::results),
        outlines: outlines.as_deref(),
    };
    let tables = results.tables();
    attempt.stage(Stage::Publish, tables.len());
    attempt.write_all(tables)?;
    keep_configuration(pipeline, attempt.folder())?;
    let attempt = attempt.through_gates(&extract)?;
    let limiters = account::fired(pipeline, &rated);
    let national = rated.national.clone().unwrap_or_default();
    let least_firm = account::least_firm(&extract, robustness.as_ref());
    let tally = notable
        .as_ref()
        .map(|of| NotableTally::of(of, &extract.tables));
    let fired = triggers.map_or_else(Vec::new, |asked| asked.fired(&bound.triggers));
    let_go((extract, profile, rated, notable, further, levers));
    let (folder, manifest) = attempt.commit()?;
    Ok(Done {
        folder,
        manifest,
        limiters,
        national,
        least_firm,
        notable: tally,
        triggers: fired,
    })
}

/// Gives the memory of what was worked out back while the disk is waited for: a hundred nations take
/// half a second of it.
fn let_go<T: Send + 'static>(worked_out: T) {
    // Where there can be no thread, it is given back here.
    let _ = std::thread::Builder::new().spawn(move || drop(worked_out));
}

/// What the pipeline asks of the figures beyond the profile; nothing where there are no figures.
fn asked_statistics(
    pipeline: &Pipeline,
    tables: &Tables,
    profile: &Profile,
) -> (Option<NotableFigures>, FurtherStatistics) {
    let Some(slices) = profile.indicators.as_deref() else {
        return (None, FurtherStatistics::default());
    };
    let similar = || profile.neighbours(tables);
    (
        profile::notable(pipeline, tables, slices, similar()),
        profile::further_statistics(&pipeline.statistics, tables, slices, similar()),
    )
}
