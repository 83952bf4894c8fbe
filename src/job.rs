//! The run, from top to bottom: extract, profile, rate, publish.
//!
//! This is the one place where the four stages meet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::Utc;

use crate::config::Pipeline;
use crate::domain::Rating;
use crate::error::Error;
use crate::extract::{self, Extract, SourceFile, SourceReport};
use crate::letters::Letters;
use crate::profile;
use crate::publish::{
    Fingerprint, InputFile, Manifest, OutFolder, PipelineEntry, RatingCount, Rejected, Results,
    RunId, SourceEntry, StageSeconds, Status, WrittenTable, keep_configuration, peak_memory_bytes,
    write_table,
};
use crate::rate::{self, AuthorityRating, Rated, Tally};

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

/// Runs `pipeline` and publishes its tables below `out`.
///
/// # Errors
/// Whatever stops the run; `current` is then what it was.
pub fn run(
    pipeline: &Pipeline,
    out: &Path,
    force: bool,
    watch: &mut dyn Watch,
) -> Result<Done, Error> {
    let started = Utc::now();
    let limiters = rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    let sources = extract::open(pipeline)?;

    let out = OutFolder::open(out)?;
    out.clear_leftovers()?;
    let configuration = configuration(pipeline);
    let opened: Vec<SourceEntry> = sources
        .iter()
        .map(|(name, files)| unread(name, files))
        .collect();
    let fingerprint = Fingerprint::of(crate::VERSION, pipeline.as_of, &configuration, &opened);
    if let Some((folder, manifest)) = out.current()?
        && !force
        && manifest.fingerprint == fingerprint
    {
        tracing::info!(run = manifest.run, "unchanged");
        return Ok(Done {
            folder,
            manifest: Manifest {
                status: Status::Unchanged,
                started,
                ended: Utc::now(),
                ..manifest
            },
            limiters: Vec::new(),
            national: Vec::new(),
        });
    }
    let staging = out.stage(&RunId::new(started, &fingerprint))?;
    tracing::info!(run = %staging.id(), pipeline = pipeline.name, as_of = %pipeline.as_of, "begins");
    let mut clock = Clock::default();

    watch.begin(Stage::Extract, pipeline.sources.len());
    let mut extract = extract::extract(pipeline, &mut |source| watch.step(source))?;
    clock.lap(Stage::Extract);

    watch.begin(Stage::Profile, 1);
    let profile = profile::profile(pipeline, &mut extract)?;
    watch.step("");
    clock.lap(Stage::Profile);

    watch.begin(Stage::Rate, 1);
    let rated = rate::rate(
        &extract,
        &profile,
        &pipeline.rulebook,
        &limiters,
        pipeline.as_of,
    )
    .map_err(Error::Rate)?;
    extract.refuse_judgements(pipeline, &rated.refused)?;
    watch.step("");
    clock.lap(Stage::Rate);

    let results = Results {
        pipeline,
        extract: &extract,
        profile: &profile,
        rated: &rated,
    };
    let outputs = write(&results, staging.path(), watch)?;
    keep_configuration(pipeline, staging.path())?;
    clock.lap(Stage::Publish);
    watch.end();

    let manifest = Manifest {
        manifest_version: Manifest::VERSION,
        run: staging.id().to_string(),
        status: Status::Complete,
        started,
        ended: Utc::now(),
        pipeline: PipelineEntry {
            name: pipeline.name.clone(),
            path: pipeline.file.path().to_owned(),
        },
        as_of: pipeline.as_of,
        software_version: crate::VERSION.to_owned(),
        fingerprint,
        configuration,
        inputs: extract.reports.iter().map(read).collect(),
        outputs,
        rejected: rejected(&extract),
        stages: clock.stages,
        peak_memory_bytes: peak_memory_bytes(),
        ratings: distribution(&rated),
    };
    manifest.write(staging.path())?;
    let folder = staging.publish()?;
    tracing::info!(run = manifest.run, folder = %folder.display(), "published");
    Ok(Done {
        folder,
        manifest,
        limiters: fired(pipeline, &rated),
        national: rated.national.unwrap_or_default(),
    })
}

/// Reads every source of `pipeline` against its contract and writes nothing.
///
/// # Errors
/// Whatever would stop a run before its tables are written.
pub fn check(pipeline: &Pipeline, watch: &mut dyn Watch) -> Result<Extract, Error> {
    rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    watch.begin(Stage::Extract, pipeline.sources.len());
    let extract = extract::extract(pipeline, &mut |source| watch.step(source))?;
    watch.end();
    Ok(extract)
}

/// Writes every table of `results` into `folder`.
fn write(
    results: &Results<'_>,
    folder: &Path,
    watch: &mut dyn Watch,
) -> Result<Vec<WrittenTable>, Error> {
    let pipeline = results.pipeline;
    let metadata = [
        ("pipeline".to_owned(), pipeline.name.clone()),
        ("as_of".to_owned(), pipeline.as_of.to_string()),
        ("rulebook".to_owned(), pipeline.rulebook.file.digest()),
        (
            "software".to_owned(),
            format!("plumbline {}", crate::VERSION),
        ),
    ];
    let tables = results.tables();
    watch.begin(Stage::Publish, tables.len());
    tables
        .into_iter()
        .map(|(table, rows)| {
            let written = write_table(
                &folder.join(table.file_name()),
                table,
                &metadata,
                rows.as_ref(),
            )?;
            watch.step(table.name);
            Ok(written)
        })
        .collect()
}

/// Seconds of each stage.
struct Clock {
    since: Instant,
    stages: Vec<StageSeconds>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            stages: Vec::new(),
        }
    }
}

impl Clock {
    fn lap(&mut self, stage: Stage) {
        let seconds = self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        tracing::info!(stage = stage.word(), seconds, "done");
        self.stages.push(StageSeconds {
            stage: stage.word().to_owned(),
            seconds,
        });
    }
}

fn configuration(pipeline: &Pipeline) -> BTreeMap<String, String> {
    let letter = pipeline.letter.iter();
    [&pipeline.file, &pipeline.rulebook.file]
        .into_iter()
        .chain(letter.flat_map(|letter| [&letter.template, &letter.page]))
        .map(|file| {
            let name = file.path().file_name().unwrap_or_default();
            (name.to_string_lossy().into_owned(), file.digest())
        })
        .collect()
}

/// A source before its rows are read.
fn unread(name: &str, files: &[SourceFile]) -> SourceEntry {
    SourceEntry {
        source: name.to_owned(),
        files: files.iter().map(input).collect(),
        rows: 0,
        rejected: 0,
        after_as_of: 0,
        missing: BTreeMap::new(),
    }
}

fn read(report: &SourceReport) -> SourceEntry {
    SourceEntry {
        source: report.source.to_owned(),
        files: report.files.iter().map(|(file, _)| input(file)).collect(),
        rows: report.rows,
        rejected: report.rejected,
        after_as_of: report.after_as_of,
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
        *counts.entry((row.source, row.fault.rule)).or_insert(0) += 1;
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
