//! What a run carries from its begin to its end, and the two ends that it may have: a commit, or
//! the evidence of what a gate stopped.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::Utc;
use tracing::span::EnteredSpan;

use super::account;
use super::claim::Claim;
use super::clock::Clock;
use super::news;
use super::triggers::{self, AskedTriggers};
use super::{EngineChoice, Progress, Stage};
use crate::contract::SourceKind;
use crate::error::Error;
use crate::extract::{Extract, ExtractError, SourceReport};
use crate::gate::{Gates, Stopped};
use crate::in_turn::in_turn;
use crate::profile::Profile;
use crate::publish::{Filled, Table, TableRows, quarantine, write_table};
use crate::rate::{BoundRules, Rated};
use crate::review::PublishedRun;
use crate::runs::{
    Entry, Event, History, Manifest, PublishError, RunId, Staging, Status, inputs_digest,
};
use crate::site;
use crate::system::peak_memory_bytes;
use crate::tables::{Quarantined, Tables};
use crate::warning::Warning;

/// Tables that are written at a time: the end of one leaves threads to the next.
const TABLES_AT_ONCE: usize = 2;

/// What a source is told to before it is read.
pub(super) type Begin<'b> = dyn FnMut(SourceKind) + 'b;

/// What is asked of a source after it was read: whether the next one is to be read.
pub(super) type GoOn<'b> = dyn FnMut(&SourceReport, &[Quarantined]) -> bool + 'b;

/// A run or an import under way.
pub(super) struct Attempt<'c> {
    claim: &'c Claim<'c>,
    gates: Gates,
    manifest: Manifest,
    progress: &'c mut (dyn Progress + 'c),
    // Fields are dropped in this order: the stage's span ends before that of the run.
    clock: Clock,
    _span: EnteredSpan,
    staging: Staging<'c>,
}

impl<'c> Attempt<'c> {
    /// Begins the run that was claimed, unless a gate stops it before anything is read.
    pub(super) fn begin(
        claim: &'c Claim<'c>,
        progress: &'c mut (dyn Progress + 'c),
    ) -> Result<Self, Error> {
        let id = RunId::new(claim.started, &claim.fingerprint);
        let staging = claim.out.stage(&id)?;
        let mut manifest = Manifest::begun(
            staging.id(),
            claim.started,
            account::pipeline_entry(claim.pipeline),
            claim.pipeline.as_of,
        );
        manifest.configuration = claim.configuration.clone();
        manifest.inputs = claim.unread.clone();
        manifest.replaced = claim.current.run().map(|(_, before)| before.run.clone());
        let span = tracing::info_span!("run", run = %staging.id()).entered();
        let pipeline = claim.pipeline;
        tracing::info!(pipeline = pipeline.name, as_of = %pipeline.as_of, "begins");
        let mut attempt = Self {
            claim,
            gates: claim.gates.clone(),
            manifest,
            progress,
            clock: Clock::default(),
            _span: span,
            staging,
        };
        attempt.warn(claim.warnings.clone());
        attempt.through_gates(&Extract::default())
    }

    /// The folder that the run is written to.
    pub(super) fn folder(&self) -> &Path {
        self.staging.path()
    }

    /// The account so far.
    pub(super) const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Notes who reduces the sources that grow with the rows.
    pub(super) fn note_engine(&mut self, engine: &EngineChoice) {
        engine.word().clone_into(&mut self.manifest.engine);
        tracing::info!(engine = engine.word(), "reduces");
    }

    /// Begins a stage of so many steps.
    pub(super) fn stage(&mut self, stage: Stage, steps: usize) {
        self.clock.begin(stage);
        self.progress.begin(stage, steps);
    }

    /// A step of the stage is done.
    pub(super) fn step(&mut self, what: &str) {
        self.progress.step(what);
    }

    /// Has the sources read by `read`, each of which must pass its gates before the next one is
    /// read; `extract` says what in the result was read. A source that changed meanwhile is an
    /// error.
    pub(super) fn extract<T>(
        mut self,
        read: impl FnOnce(&Path, &mut Begin<'_>, &mut GoOn<'_>) -> Result<T, ExtractError>,
        extract: impl FnOnce(&T) -> &Extract,
    ) -> Result<(Self, T), Error> {
        self.stage(Stage::Extract, self.claim.pipeline.sources.len());
        let (gates, reference) = (&mut self.gates, self.claim.reference());
        let progress = &mut *self.progress;
        let read = read(
            self.staging.path(),
            &mut |source| progress.step(source.word()),
            &mut |report, rejected| {
                reference.ask_rows(gates, report, rejected);
                gates.open()
            },
        )?;
        self.claim.check_sources()?;
        let extract = extract(&read);
        self.note_inputs(extract);
        self.warn(news::of_sources(self.claim.reference(), &extract.reports));
        Ok((self.through_gates(extract)?, read))
    }

    /// Notes what was read and rejected.
    fn note_inputs(&mut self, extract: &Extract) {
        self.manifest.inputs = account::inputs(extract, std::mem::take(&mut self.manifest.inputs));
        self.manifest.rejected = account::rejected(extract);
    }

    /// Notes what a person should know, and tells the log.
    fn warn(&mut self, warnings: Vec<Warning>) {
        news::tell(&warnings);
        self.manifest.warnings.extend(warnings);
    }

    /// Notes what there is to say of the indicators, and holds them against the current run.
    pub(super) fn note_profile(&mut self, extract: &Extract, profile: &Profile) {
        let pipeline = self.claim.pipeline;
        self.warn(news::of_comparators(pipeline, &extract.tables, profile));
        self.warn(news::of_boundaries(&extract.tables, &profile.rated));
        let Some(slices) = &profile.indicators else {
            return;
        };
        let (reference, catalogue) = (self.claim.reference(), &extract.tables.indicators);
        self.warn(news::of_indicators(self.claim.pipeline, catalogue, slices));
        let share = self.claim.pipeline.gates.lone_period;
        let lone = news::lone_periods(share, catalogue, slices);
        self.gates.lone_periods(share, &lone);
        reference.ask_indicators(&mut self.gates, catalogue, slices);
    }

    /// Rejects the judgements that the rulebook does not let stand, and asks their feeds again.
    pub(super) fn reject_judgements(&mut self, extract: &mut Extract, rated: &Rated) {
        for report in extract.refuse_judgements(&rated.refused) {
            let reference = self.claim.reference();
            reference.ask_rows(&mut self.gates, &report, &extract.quarantined);
            self.note_inputs(extract);
        }
    }

    /// Notes the ratings, and holds them against those of the current run.
    pub(super) fn note_ratings(&mut self, extract: &Extract, profile: &Profile, rated: &Rated) {
        let pipeline = self.claim.pipeline;
        let evidence = news::evidence(pipeline, profile, rated);
        let catalogue = &extract.tables.indicators;
        let gone = news::evidence_gone(self.claim.reference(), catalogue, &evidence);
        self.gates.evidence_gone(&gone);
        self.manifest.evidence = Some(evidence);
        if let Some(ratings) = &rated.ratings
            && pipeline.needs_evidence()
        {
            let awarded = ratings.iter().filter(|rating| rating.awarded.is_some());
            let (awarded, all) = (awarded.count() as u64, ratings.len() as u64);
            self.gates.nobody_rated(awarded, all);
        }
        self.manifest.ratings = account::distribution(rated);
        let awarded = account::awarded(extract, rated);
        let reference = self.claim.reference();
        self.manifest.ratings_moved = reference.ask_ratings(&mut self.gates, &awarded);
    }

    /// Asks the triggers of the rulebook, beside the runs that this one follows.
    pub(super) fn ask_triggers(
        &mut self,
        rules: &BoundRules,
        results: (&Tables, &Profile, &Rated),
    ) -> Result<Option<AskedTriggers>, Error> {
        let out = self.claim.out.path();
        let history = || match History::read(out) {
            Ok(history) => Some(history),
            Err(error) => {
                tracing::warn!(%error, "no trigger can look back at an earlier run");
                None
            }
        };
        let asked = triggers::ask(self.claim.pipeline, &rules.triggers, results, history)?;
        if let Some(asked) = &asked {
            self.warn(asked.warnings.clone());
        }
        Ok(asked)
    }

    /// Writes a table under `name`, with `metadata` in its file.
    pub(super) fn write(
        &mut self,
        name: &str,
        table: &'static Table,
        metadata: &[(String, String)],
        rows: &dyn TableRows,
    ) -> Result<(), PublishError> {
        let mut written = write_table(&self.staging.table(name), table, metadata, rows)?;
        name.clone_into(&mut written.table);
        self.manifest.outputs.push(written);
        Ok(())
    }

    /// Writes `tables`, each a step of the stage. While the last columns of one are encoded, the next
    /// is begun, unless memory is limited.
    pub(super) fn write_all(&mut self, tables: Vec<Filled<'_>>) -> Result<(), PublishError> {
        let pipeline = self.claim.pipeline;
        let metadata = crate::publish::metadata(pipeline);
        let at_once = match pipeline.limits.memory_limit {
            None => TABLES_AT_ONCE,
            Some(_) => 1,
        };
        let names: Vec<&str> = tables.iter().map(|(table, _)| table.name).collect();
        let tables: Vec<Mutex<Option<Filled<'_>>>> =
            tables.into_iter().map(|of| Mutex::new(Some(of))).collect();
        let staging = &self.staging;
        let write = |at: usize| {
            let filled = tables[at]
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let (table, rows) = filled.expect("every table is written once");
            let path = staging.table(table.name);
            write_table(&path, table, &metadata, rows().as_ref())
        };
        let mut names = names.into_iter();
        let (outputs, progress) = (&mut self.manifest.outputs, &mut *self.progress);
        in_turn(tables.len(), at_once, write, |written| {
            progress.step(names.next().unwrap_or_default());
            outputs.push(written);
            Ok(())
        })
    }

    /// Gives the attempt back where every gate so far lets it pass; otherwise keeps the evidence,
    /// and is the error that says where.
    pub(super) fn through_gates(mut self, extract: &Extract) -> Result<Self, Error> {
        if self.gates.open() {
            return Ok(self);
        }
        if self.manifest.outputs.is_empty() {
            let (table, rows) = quarantine(&extract.quarantined);
            let metadata = crate::publish::metadata(self.claim.pipeline);
            self.write(table.name, table, &metadata, rows().as_ref())?;
        }
        self.write_manifest()?;
        let folder = self.staging.reject()?;
        let run = self.manifest.run.clone();
        let stopped = Error::Gate(Box::new(Stopped {
            gates: self.gates.entries().to_vec(),
            evidence: Some((folder, self.manifest)),
        }));
        let entry =
            Entry::now(Event::Rejected, run, None).ended(stopped.exit_code(), &stopped.to_string());
        self.claim.journal.add(&entry)?;
        Err(stopped)
    }

    /// Puts the run in its place as the current one; gives its folder and the account of it.
    pub(super) fn commit(mut self) -> Result<(PathBuf, Manifest), Error> {
        self.manifest.status = self.claim.purpose.status();
        self.write_manifest()?;
        self.write_site()?;
        let folder = self.staging.commit()?;
        tracing::info!(folder = %folder.display(), "published");
        prune_history(self.claim, &self.manifest);
        Ok((folder, self.manifest))
    }

    /// Writes the pages of the run into its folder, where the pipeline asks for them. They are made
    /// of what is published, so they come last.
    fn write_site(&self) -> Result<(), Error> {
        let pipeline = self.claim.pipeline;
        let Some(files) = pipeline
            .site
            .as_ref()
            .filter(|_| self.manifest.status == Status::Complete)
        else {
            return Ok(());
        };
        let run = PublishedRun::open(self.staging.path())?;
        let runs = self.claim.out.path().join("runs");
        let before = site::before(&run.manifest, &runs)?;
        site::write(
            &run,
            before.as_ref(),
            &files.templates,
            &run.folder.join("site"),
        )?;
        Ok(())
    }

    /// Ends the last stage, and writes the account into the folder.
    fn write_manifest(&mut self) -> Result<(), PublishError> {
        self.clock.end();
        self.progress.end();
        self.manifest.stages = self.clock.stages();
        self.manifest.gates = self.gates.entries().to_vec();
        self.manifest.ended = Utc::now();
        self.manifest.peak_memory_bytes = peak_memory_bytes();
        self.manifest.write(self.staging.path())
    }
}

/// Adds the publication to the journal and removes the runs that the pipeline does not retain.
/// The run is published whatever comes of this.
fn prune_history(claim: &Claim<'_>, manifest: &Manifest) {
    let entry = Entry {
        inputs: Some(inputs_digest(&manifest.inputs)),
        ..Entry::now(Event::Published, &manifest.run, manifest.replaced.clone())
    };
    let pruned = claim
        .journal
        .add(&entry)
        .and_then(|()| match claim.pipeline.retain {
            None => Ok(Vec::new()),
            Some(retain) => claim.out.remove_old(retain, Utc::now()),
        });
    if let Err(error) = pruned {
        tracing::warn!(%error, "the run is published, but the history could not be kept");
    }
}
