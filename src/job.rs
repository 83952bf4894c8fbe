//! The run, from top to bottom: extract, profile, rate, publish.
//!
//! This is the one place where the four stages meet.

mod import;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

pub use self::import::{Imported, import};
use crate::config::Pipeline;
use crate::domain::Rating;
use crate::error::Error;
use crate::extract::{self, Extract, ExtractError, FeedFiles, Opened, SourceReport};
use crate::gate::{Accepted, Gates, Stopped};
use crate::letters::Letters;
use crate::profile;
use crate::publish::{Results, quarantine, write_table};
use crate::rate::{self, AuthorityRating, Rated, Tally};
use crate::read::SourceFile;
use crate::runs::{
    Entry, Event, Fingerprint, History, InputFile, Journal, Manifest, OutFolder, PipelineEntry,
    PublishError, RatingCount, Rejected, RunId, SourceEntry, StageSeconds, Staging, Status,
    WrittenTable, keep_configuration, moved_since, peak_memory_bytes,
};
use crate::tables::Quarantined;

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files become contract tables.
    Extract,
    /// Contract tables become profiles.
    Profile,
    /// Profiles become ratings.
    Rate,
    /// Results become files.
    Publish,
}

impl Stage {
    /// Its name in logs and in the manifest.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Profile => "profile",
            Self::Rate => "rate",
            Self::Publish => "publish",
        }
    }
}

/// Whoever watches a run.
pub trait Watch {
    /// A stage of so many steps begins.
    fn begin(&mut self, stage: Stage, steps: usize);
    /// A step of it is done.
    fn step(&mut self, what: &str);
    /// The last stage is done.
    fn end(&mut self);
}

/// Nobody watches.
impl Watch for () {
    fn begin(&mut self, _: Stage, _: usize) {}
    fn step(&mut self, _: &str) {}
    fn end(&mut self) {}
}

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
}

/// How a pipeline is to be run.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// Whether to run even when nothing has changed.
    pub force: bool,
    /// How long to wait for another run in the same output folder to end.
    pub wait: Duration,
    /// Gates that a person lets this run pass.
    pub accept: &'a [Accepted],
}

/// Runs `pipeline` and publishes its tables.
///
/// # Errors
/// Whatever stops the run; `current` is then what it was.
pub fn run(
    pipeline: &Pipeline,
    request: &Request<'_>,
    watch: &mut dyn Watch,
) -> Result<Done, Error> {
    let started = Utc::now();
    let limiters = rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    let mut gates = Gates::new(request.accept);
    let (opened, out) = take_folder(pipeline, request, &gates)?;
    let sources = opened.files();
    let journal = Journal::of(out.path());
    let configuration = configuration(pipeline);
    let unread: Vec<SourceEntry> = sources.iter().map(not_read_yet).collect();
    let fingerprint = Fingerprint::of(crate::VERSION, pipeline.as_of, &configuration, &unread);
    let before = out.current()?;
    if before
        .as_ref()
        .is_some_and(|(_, manifest)| manifest.status == Status::Imported)
    {
        return Err(Error::Usage(format!(
            "{} holds an import; give the run a folder of its own with --out",
            request.out.display()
        )));
    }
    ask_ages(&mut gates, pipeline, &sources, started);
    if let Some((folder, manifest)) = &before
        && gates.open()
        && !request.force
        && manifest.fingerprint == fingerprint
    {
        tracing::info!(run = manifest.run, "unchanged");
        journal.add(&Entry::now(Event::Unchanged, &manifest.run, None))?;
        return Ok(Done {
            folder: folder.clone(),
            manifest: unchanged(manifest, started, &gates),
            limiters: Vec::new(),
            national: Vec::new(),
        });
    }
    let staging = out.stage(&RunId::new(started, &fingerprint))?;
    let span = tracing::info_span!("run", run = %staging.id());
    let _inside = span.enter();
    tracing::info!(pipeline = pipeline.name, as_of = %pipeline.as_of, "begins");
    let mut manifest = Manifest {
        configuration,
        inputs: unread,
        replaced: before.as_ref().map(|(_, manifest)| manifest.run.clone()),
        ..begun(pipeline, staging.id(), started, fingerprint)
    };
    let mut clock = Clock::begin(Stage::Extract);

    watch.begin(Stage::Extract, pipeline.sources.len());
    let mut extract = if gates.open() {
        extract_through(
            &mut gates,
            pipeline,
            opened,
            Some(staging.path()),
            before.as_ref(),
            watch,
        )?
    } else {
        Extract::default()
    };
    still_the_same(&sources)?;
    manifest.inputs = inputs(&extract, manifest.inputs);
    manifest.rejected = rejected(&extract);
    if !gates.open() {
        clock.end();
        manifest.stages = clock.stages;
        return Err(stop(pipeline, &extract, gates, manifest, staging, &journal));
    }

    clock.lap(Stage::Profile);
    watch.begin(Stage::Profile, 1);
    let profile = profile::profile(pipeline, &mut extract.tables)?;
    watch.step("");

    clock.lap(Stage::Rate);
    watch.begin(Stage::Rate, 1);
    let rated = rate::rate(
        &extract.tables,
        &profile,
        &pipeline.rulebook,
        &limiters,
        pipeline.as_of,
    )
    .map_err(Error::Rate)?;
    for report in extract.refuse_judgements(&rated.refused) {
        ask_rows(
            &mut gates,
            pipeline,
            before.as_ref(),
            &report,
            &extract.quarantined,
        );
        manifest.inputs = inputs(&extract, manifest.inputs);
        manifest.rejected = rejected(&extract);
    }
    watch.step("");
    manifest.ratings = distribution(&rated);
    if let Some((folder, earlier)) = &before
        && earlier.pipeline.name == pipeline.name
        && let Some(moved) = moved_since(folder, &awarded(&extract, &rated))?
    {
        manifest.ratings_moved = Some(moved.moved);
        gates.ratings_moved(pipeline.max_ratings_moved, moved.moved, moved.of);
    }

    clock.lap(Stage::Publish);
    let results = Results {
        pipeline,
        tables: &extract.tables,
        quarantined: &extract.quarantined,
        corrections: extract.corrections.as_deref(),
        profile: &profile,
        rated: &rated,
    };
    manifest.outputs = write(&results, staging.path(), watch)?;
    keep_configuration(pipeline, staging.path())?;
    clock.end();
    watch.end();
    manifest.stages = clock.stages;
    if !gates.open() {
        return Err(stop(pipeline, &extract, gates, manifest, staging, &journal));
    }

    manifest.status = Status::Complete;
    let folder = put_in_place(pipeline, &out, &journal, &gates, staging, &mut manifest)?;
    Ok(Done {
        folder,
        manifest,
        limiters: fired(pipeline, &rated),
        national: rated.national.unwrap_or_default(),
    })
}

/// Opens the sources of `pipeline`, and the output folder, which nobody else writes to from then
/// on. Where another run was waited for, the sources may have changed meanwhile and are opened
/// again.
fn take_folder<'a>(
    pipeline: &'a Pipeline,
    request: &Request<'_>,
    gates: &Gates,
) -> Result<(Opened<'a>, OutFolder), Error> {
    let mut opened = open(pipeline, gates)?;
    let (out, waited) = OutFolder::open_within(request.out, request.wait)?;
    if waited {
        drop(opened);
        opened = open(pipeline, gates)?;
    }
    out.clear_leftovers()?;
    Ok((opened, out))
}

/// Publishes what was staged with the account of it, and keeps the house; gives its folder.
fn put_in_place(
    pipeline: &Pipeline,
    out: &OutFolder,
    journal: &Journal,
    gates: &Gates,
    staging: Staging<'_>,
    manifest: &mut Manifest,
) -> Result<PathBuf, Error> {
    manifest.gates = gates.entries().to_vec();
    manifest.ended = Utc::now();
    manifest.peak_memory_bytes = peak_memory_bytes();
    manifest.write(staging.path())?;
    let folder = staging.publish()?;
    tracing::info!(folder = %folder.display(), "published");
    keep_house(pipeline, out, journal, manifest);
    Ok(folder)
}

/// The manifest of a run that has just begun.
fn begun(
    pipeline: &Pipeline,
    id: &RunId,
    started: DateTime<Utc>,
    fingerprint: Fingerprint,
) -> Manifest {
    Manifest {
        manifest_version: Manifest::VERSION,
        run: id.to_string(),
        status: Status::Rejected,
        started,
        ended: started,
        pipeline: PipelineEntry {
            name: pipeline.name.clone(),
            path: pipeline.file.path().to_owned(),
        },
        as_of: pipeline.as_of,
        software_version: crate::VERSION.to_owned(),
        fingerprint,
        configuration: BTreeMap::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        rejected: Vec::new(),
        stages: Vec::new(),
        peak_memory_bytes: None,
        ratings: Vec::new(),
        gates: Vec::new(),
        ratings_moved: None,
        replaced: None,
    }
}

/// The account of a run that found nothing changed since the one of this manifest.
fn unchanged(manifest: &Manifest, started: DateTime<Utc>, gates: &Gates) -> Manifest {
    Manifest {
        status: Status::Unchanged,
        started,
        ended: Utc::now(),
        gates: gates.entries().to_vec(),
        ..manifest.clone()
    }
}

/// Reads every source of `pipeline` against its contract and writes nothing.
///
/// # Errors
/// Whatever would stop a run before its tables are written.
pub fn check(pipeline: &Pipeline, watch: &mut dyn Watch) -> Result<Extract, Error> {
    rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    watch.begin(Stage::Extract, pipeline.sources.len());
    let mut gates = Gates::new(&[]);
    let opened = open(pipeline, &gates)?;
    let extract = extract_through(&mut gates, pipeline, opened, None, None, watch)?;
    watch.end();
    if !gates.open() {
        return Err(Error::Gate(Box::new(Stopped {
            gates: gates.entries().to_vec(),
            evidence: None,
        })));
    }
    Ok(extract)
}

/// Asks how old each source is that has a limit.
fn ask_ages(gates: &mut Gates, pipeline: &Pipeline, sources: &[FeedFiles], now: DateTime<Utc>) {
    for FeedFiles { label, files } in sources {
        if let Some(feed) = pipeline.feed(label) {
            let newest = files.iter().filter_map(|file| file.mark.written()).max();
            gates.age(label, &feed.gates, newest.map(DateTime::from), now);
        }
    }
}

/// Opens every source, each of which may lose as many rows as its gates let pass.
fn open<'a>(pipeline: &'a Pipeline, gates: &Gates) -> Result<Opened<'a>, ExtractError> {
    extract::open(pipeline, &|feed| gates.may_lose(&feed.label, &feed.gates))
}

/// Extracts every source, and stops after the first that does not pass its gates.
fn extract_through(
    gates: &mut Gates,
    pipeline: &Pipeline,
    opened: Opened<'_>,
    spill: Option<&Path>,
    before: Option<&(PathBuf, Manifest)>,
    watch: &mut dyn Watch,
) -> Result<Extract, Error> {
    let extract = extract::extract(
        pipeline,
        opened,
        spill,
        &mut |source| watch.step(source),
        &mut |report, set_aside| {
            ask_rows(gates, pipeline, before, report, set_aside);
            gates.open()
        },
    )?;
    Ok(extract)
}

/// Asks how many rows a source has, how many were rejected, and how many it had before.
fn ask_rows(
    gates: &mut Gates,
    pipeline: &Pipeline,
    before: Option<&(PathBuf, Manifest)>,
    report: &SourceReport,
    set_aside: &[Quarantined],
) {
    let Some(feed) = pipeline.feed(&report.source) else {
        return;
    };
    let rows_before = before
        .map(|(_, manifest)| manifest)
        .filter(|manifest| manifest.pipeline.name == pipeline.name)
        .and_then(|manifest| {
            let mut inputs = manifest.inputs.iter();
            inputs.find(|input| *input.source == *report.source)
        })
        .map(|input| input.rows);
    gates.rows(
        &report.source,
        &feed.gates,
        report.rows,
        report.rejected,
        rows_before,
        || extract::commonest(&report.source, set_aside, &report.counted),
    );
}

/// Fails when a file changed since it was fingerprinted: the tables would be of other bytes than
/// the manifest says.
fn still_the_same(sources: &[FeedFiles]) -> Result<(), ExtractError> {
    for FeedFiles { label, files } in sources {
        if let Some(changed) = files.iter().find(|file| !file.is_unchanged()) {
            return Err(ExtractError::Changed {
                source_name: Arc::clone(label),
                path: changed.path.clone(),
            });
        }
    }
    Ok(())
}

/// Keeps the evidence of a run that a gate stopped, and says so.
fn stop(
    pipeline: &Pipeline,
    extract: &Extract,
    gates: Gates,
    mut manifest: Manifest,
    staging: Staging<'_>,
    journal: &Journal,
) -> Error {
    let kept = || -> Result<PathBuf, PublishError> {
        if manifest.outputs.is_empty() {
            let (table, rows) = quarantine(&extract.quarantined);
            let path = staging.path().join(table.file_name());
            let written = write_table(&path, table, &metadata(pipeline), rows().as_ref())?;
            manifest.outputs.push(written);
        }
        manifest.gates = gates.entries().to_vec();
        manifest.ended = Utc::now();
        manifest.peak_memory_bytes = peak_memory_bytes();
        manifest.write(staging.path())?;
        let folder = staging.reject()?;
        journal.add(&Entry::now(Event::Rejected, &manifest.run, None))?;
        Ok(folder)
    };
    match kept() {
        Ok(folder) => Error::Gate(Box::new(Stopped {
            gates: gates.entries().to_vec(),
            evidence: Some((folder, manifest)),
        })),
        Err(error) => error.into(),
    }
}

/// What follows a publication: the run stands whatever comes of this.
fn keep_house(pipeline: &Pipeline, out: &OutFolder, journal: &Journal, manifest: &Manifest) {
    let entry = Entry::now(Event::Published, &manifest.run, manifest.replaced.clone());
    let kept = journal.add(&entry).and_then(|()| match pipeline.retain {
        None => Ok(Vec::new()),
        Some(retain) => History::read(out.path())?.remove_old(retain, Utc::now()),
    });
    if let Err(error) = kept {
        tracing::warn!(%error, "the run is published, but the history could not be kept");
    }
}

/// What goes into every table's file.
fn metadata(pipeline: &Pipeline) -> [(String, String); 4] {
    [
        ("pipeline".to_owned(), pipeline.name.clone()),
        ("as_of".to_owned(), pipeline.as_of.to_string()),
        ("rulebook".to_owned(), pipeline.rulebook.file.digest()),
        (
            "software".to_owned(),
            format!("plumbline {}", crate::VERSION),
        ),
    ]
}

/// Writes every table of `results` into `folder`.
fn write(
    results: &Results<'_>,
    folder: &Path,
    watch: &mut dyn Watch,
) -> Result<Vec<WrittenTable>, Error> {
    let pipeline = results.pipeline;
    let metadata = metadata(pipeline);
    let tables = results.tables();
    watch.begin(Stage::Publish, tables.len());
    tables
        .into_iter()
        .map(|(table, rows)| {
            let written = write_table(
                &folder.join(table.file_name()),
                table,
                &metadata,
                rows().as_ref(),
            )?;
            watch.step(table.name);
            Ok(written)
        })
        .collect()
}

/// Seconds of each stage, and the span that its log lines carry.
struct Clock {
    stage: Stage,
    since: Instant,
    span: tracing::span::EnteredSpan,
    stages: Vec<StageSeconds>,
}

impl Clock {
    fn begin(stage: Stage) -> Self {
        Self {
            stage,
            since: Instant::now(),
            span: span_of(stage),
            stages: Vec::new(),
        }
    }

    /// Ends the stage that is under way.
    fn end(&mut self) {
        let seconds = self.since.elapsed().as_secs_f64();
        tracing::info!(seconds, "done");
        self.stages.push(StageSeconds {
            stage: self.stage.word().to_owned(),
            seconds,
        });
    }

    /// Ends the stage that is under way, and begins the next one.
    fn lap(&mut self, next: Stage) {
        self.end();
        self.stage = next;
        self.since = Instant::now();
        // The old span ends before the new one begins, so that they do not lie in each other.
        self.span = tracing::Span::none().entered();
        self.span = span_of(next);
    }
}

fn span_of(stage: Stage) -> tracing::span::EnteredSpan {
    tracing::info_span!("stage", stage = stage.word()).entered()
}

/// The digest of every configuration file, by what it is: two of them may share a file name.
fn configuration(pipeline: &Pipeline) -> BTreeMap<String, String> {
    let mut files = vec![
        ("pipeline", &pipeline.file),
        ("rulebook", &pipeline.rulebook.file),
    ];
    if let Some(letter) = &pipeline.letter {
        files.extend([("letter", &letter.template), ("page", &letter.page)]);
    }
    files
        .into_iter()
        .map(|(what, file)| (what.to_owned(), file.digest()))
        .collect()
}

/// A feed before its rows are read.
fn not_read_yet(feed: &FeedFiles) -> SourceEntry {
    SourceEntry {
        source: feed.label.to_string(),
        files: feed.files.iter().map(input).collect(),
        rows: 0,
        rejected: 0,
        after_as_of: 0,
        superseded: 0,
        notes: 0,
        missing: BTreeMap::new(),
    }
}

/// What was read, in place of what was only opened.
fn inputs(extract: &Extract, before: Vec<SourceEntry>) -> Vec<SourceEntry> {
    let unread = before.into_iter().skip(extract.reports.len());
    extract.reports.iter().map(read).chain(unread).collect()
}

/// The ratings awarded, by the authority's code as the tables have it.
fn awarded(extract: &Extract, rated: &Rated) -> BTreeMap<String, u8> {
    rated
        .ratings
        .iter()
        .flatten()
        .filter_map(|rating| {
            let code = extract
                .tables
                .authorities
                .get(rating.authority)
                .code
                .clone();
            Some((code, rating.awarded?.level()))
        })
        .collect()
}

fn read(report: &SourceReport) -> SourceEntry {
    SourceEntry {
        source: report.source.to_string(),
        files: report.files.iter().map(|(file, _)| input(file)).collect(),
        rows: report.rows,
        rejected: report.rejected,
        after_as_of: report.after_as_of,
        superseded: report.superseded,
        notes: report.notes,
        missing: report
            .missing
            .iter()
            .map(|(symbol, count)| ((*symbol).to_owned(), *count))
            .collect(),
    }
}

fn input(file: &SourceFile) -> InputFile {
    InputFile {
        path: file.path.clone(),
        bytes: file.bytes,
        digest: file.digest.clone(),
    }
}

fn rejected(extract: &Extract) -> Vec<Rejected> {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &extract.quarantined {
        *counts.entry((&*row.source, row.fault.rule)).or_insert(0) += 1;
    }
    for report in &extract.reports {
        for (rule, rows) in &report.counted {
            *counts.entry((&*report.source, *rule)).or_insert(0) += rows;
        }
    }
    counts
        .into_iter()
        .map(|((source, rule), rows)| Rejected {
            source: source.to_owned(),
            rule: rule.to_owned(),
            rows,
        })
        .collect()
}

/// How many authorities were awarded each rating, the best first, then those not rated.
fn distribution(rated: &Rated) -> Vec<RatingCount> {
    let Some(ratings) = &rated.ratings else {
        return Vec::new();
    };
    let awarded = |wanted: Option<Rating>| {
        ratings
            .iter()
            .filter(|rating: &&AuthorityRating| rating.awarded == wanted)
            .count() as u64
    };
    let mut counts: Vec<RatingCount> = Rating::ALL
        .into_iter()
        .map(|rating| RatingCount {
            rating: Some(rating.level()),
            descriptor: rating.descriptor().to_owned(),
            authorities: awarded(Some(rating)),
        })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.rating));
    if awarded(None) > 0 {
        counts.push(RatingCount {
            rating: None,
            descriptor: "Not rated".to_owned(),
            authorities: awarded(None),
        });
    }
    counts
}

/// Limiters that fired, with the number of authorities each fired for.
fn fired(pipeline: &Pipeline, rated: &Rated) -> Vec<(String, u64)> {
    let ratings = rated.ratings.as_deref().unwrap_or_default();
    pipeline
        .rulebook
        .limiters
        .iter()
        .map(|limiter| {
            let count = ratings
                .iter()
                .filter(|rating| rating.limiters.contains(&limiter.name))
                .count() as u64;
            (limiter.name.clone(), count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}
