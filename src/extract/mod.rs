//! Files as published become clean contract tables; rows that break their contract are set
//! aside with the reason.
//!
//! This stage knows the contracts, the pipeline's mappings and nothing of comparators or
//! rules of rating.

mod contract;
mod error;
mod map;
pub mod quarantine;
mod reduce;
mod scan;
pub mod unreduced;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use self::contract::area_names::ListError;
use self::contract::correction::Settled;
use self::contract::inspections::InspectionBatch;
use self::contract::observations::ObservationBatch;
pub use self::contract::parse;
use self::contract::rows::Rows;
use self::contract::{
    area_names, authorities, catalogue, characteristics, earlier_ratings, findings, indicators,
    inspections, judgements, lookups, neighbours, observations,
};
pub use self::error::ExtractError;
use self::map::{Batch, LookupTable, Lookups};
use self::quarantine::SourceRow;
pub use self::quarantine::commonest;
use self::reduce::inspections::{Reduced, Series, Snapshot};
use self::reduce::memory_plan::{Memory, Plan};
use self::reduce::setting_list::SettingList;
use self::scan::{Counts, OpenedSource, Scan};
use crate::config::{ConfigError, Feed, Pipeline, Source};
use crate::contract::SourceKind;
use crate::read::SourceFile;
use crate::tables::{Areas, Correction, Day, Fault, Quarantined, Rule, SettingCounts, Tables};

/// What came of the sources.
#[derive(Debug, Default)]
pub struct Extract {
    /// What they say, clean.
    pub tables: Tables,
    /// Where each judgement of the tables stands in its source.
    judgement_rows: Vec<SourceRow>,
    /// Rows set aside.
    pub quarantined: Vec<Quarantined>,
    /// What an extract says otherwise than the one that stands; `None` where no source says when
    /// its extracts were taken.
    pub corrections: Option<Vec<Correction>>,
    /// What was read from each feed.
    pub reports: Vec<SourceReport>,
}

/// What was read from a feed.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// What the pipeline calls it.
    pub source: Arc<str>,
    /// Its files with the rows of each.
    pub files: Vec<(SourceFile, u64)>,
    /// Rows read.
    pub rows: u64,
    /// Rows set aside.
    pub rejected: u64,
    /// Those of them that were counted only, by the rule that they broke: none where the feed
    /// may pass its gate.
    pub counted: BTreeMap<Rule, u64>,
    /// Rows that the feed's `where` left out.
    pub left_out: u64,
    /// Rows without any text.
    pub blank: u64,
    /// Rows of notes below the tables.
    pub notes: u64,
    /// Values whose footnote marker was taken off.
    pub footnotes: u64,
    /// Rows whose key is written as missing.
    pub without_key: u64,
    /// Rows published or decided after the as-of date.
    pub after_as_of: u64,
    /// Rows that gave way to another extract's row of the same key.
    pub superseded: u64,
    /// Values written as each sign for missing.
    pub missing: BTreeMap<&'static str, u64>,
}

/// What a feed gave apart from its rows.
#[derive(Debug, Default)]
struct Aside {
    counts: Counts,
    quarantined: Vec<Quarantined>,
    without_key: u64,
    after_as_of: u64,
    superseded: u64,
    corrections: Vec<Correction>,
    missing: BTreeMap<&'static str, u64>,
}

/// The sources of a pipeline, opened and bound, before any of their rows is read.
pub struct Opened<'a> {
    lookups: Vec<(Scan<'a>, Aside)>,
    sources: Vec<OpenedSource<'a>>,
}

/// The files of a feed.
#[derive(Debug, Clone)]
pub struct FeedFiles {
    /// What the pipeline calls the feed.
    pub label: Arc<str>,
    /// Its files with their digests, in the order in which they are read.
    pub files: Vec<SourceFile>,
}

impl Opened<'_> {
    /// The files of each feed, those of look-ups first.
    pub fn files(&self) -> Vec<FeedFiles> {
        let lookups = self.lookups.iter().map(|(scan, _)| scan);
        lookups
            .chain(self.sources.iter().flat_map(|opened| &opened.scans))
            .map(|scan| FeedFiles {
                label: Arc::clone(scan.label()),
                files: scan.files().cloned().collect(),
            })
            .collect()
    }
}

/// Reads the look-ups of `pipeline`, opens every feed and binds its mapping; `may_lose` says which
/// share of a feed's rows may be rejected before the run is stopped for certain.
///
/// # Errors
/// The first that cannot be opened, or whose mapping does not fit.
pub fn open<'a>(
    pipeline: &'a Pipeline,
    may_lose: &(dyn Fn(&Feed) -> f64 + Sync),
) -> Result<Opened<'a>, ExtractError> {
    let (lookups, read) = read_lookups(pipeline, may_lose)?;
    // Files are fingerprinted as they are opened, which reads every byte: side by side.
    let sources: Vec<Result<OpenedSource<'_>, ExtractError>> = pipeline
        .sources
        .par_iter()
        .map(|source| {
            let scans = scans(pipeline, source, &lookups, may_lose)?;
            Ok(OpenedSource { source, scans })
        })
        .collect();
    Ok(Opened {
        lookups: read,
        sources: sources.into_iter().collect::<Result<_, _>>()?,
    })
}

/// Reads the look-ups, which mappings need before any source is opened.
fn read_lookups<'a>(
    pipeline: &'a Pipeline,
    may_lose: &(dyn Fn(&Feed) -> f64 + Sync),
) -> Result<(Lookups, Vec<(Scan<'a>, Aside)>), ExtractError> {
    let mut tables = Lookups::new();
    let mut read = Vec::with_capacity(pipeline.lookups.len());
    for lookup in &pipeline.lookups {
        let scan = Scan::open(pipeline, &lookup.feed, &tables, 0, may_lose(&lookup.feed))?;
        let mut asides = Vec::with_capacity(1);
        let rows = rows_of(std::slice::from_ref(&scan), &mut asides, lookups::read)?;
        let mut aside = asides.pop().unwrap_or_default();
        let rows = lookups::checked(rows, &mut aside.quarantined);
        let table = LookupTable::new(&lookup.name, rows, &lookup.aliases).map_err(|message| {
            let section = format!("lookups.{}", lookup.name);
            pipeline.file.error_near(&section, message)
        })?;
        tables.insert(lookup.name.clone(), Arc::new(table));
        read.push((scan, aside));
    }
    Ok((tables, read))
}

/// The feeds of `source`, opened.
fn scans<'a>(
    pipeline: &Pipeline,
    source: &'a Source,
    lookups: &Lookups,
    may_lose: &(dyn Fn(&Feed) -> f64 + Sync),
) -> Result<Vec<Scan<'a>>, ExtractError> {
    let mut files = 0;
    source
        .feeds
        .iter()
        .map(|feed| {
            let scan = Scan::open(pipeline, feed, lookups, files, may_lose(feed))?;
            files += scan.files().count();
            Ok(scan)
        })
        .collect()
}

/// Reads every source of `pipeline`; `begin` is told the name of each before it is read. After
/// each, `go_on` sees what was read so far of each of its feeds and says whether the next source
/// is read. `spill` is a folder for what the pipeline's limit does not let be in memory; without
/// one, the settings that it would hold are counted and not listed.
///
/// # Errors
/// A source that cannot be read, or a limit of memory that does not hold the least.
pub fn extract(
    pipeline: &Pipeline,
    opened: Opened<'_>,
    spill: Option<&Path>,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut dyn FnMut(&SourceReport, &[Quarantined]) -> bool,
) -> Result<Extract, ExtractError> {
    let memory = Memory {
        plan: Plan::new(pipeline, &opened.sources)?,
        spill,
    };
    read_all(
        pipeline,
        opened,
        begin,
        go_on,
        &mut |extract, source, scans| extract.take(pipeline, source, scans, memory),
    )
}

/// How the rows of a source are taken in.
type Take<'t> = dyn FnMut(&mut Extract, &Source, &[Scan<'_>]) -> Result<(), ExtractError> + 't;

/// Takes one opened source after another in with `take`.
fn read_all(
    pipeline: &Pipeline,
    opened: Opened<'_>,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut dyn FnMut(&SourceReport, &[Quarantined]) -> bool,
    take: &mut Take<'_>,
) -> Result<Extract, ExtractError> {
    if pipeline.source(SourceKind::Observations).is_some()
        && pipeline.source(SourceKind::Indicators).is_none()
    {
        return Err(pipeline
            .file
            .error_near(
                "sources",
                "there is [sources.observations] but no [sources.indicators]; observations need the catalogue for their polarity",
            )
            .into());
    }
    let mut extract = Extract::default();
    let mut open = true;
    for (scan, aside) in opened.lookups {
        let set_aside = extract.quarantined.len();
        extract.finish(&scan, aside);
        let report = extract.reports.last();
        let report = report.expect("what is read is reported");
        open &= go_on(report, &extract.quarantined[set_aside..]);
    }
    if !open {
        return Ok(extract);
    }
    for OpenedSource { source, scans } in opened.sources {
        begin(source.kind);
        let (set_aside, reported) = (extract.quarantined.len(), extract.reports.len());
        take(&mut extract, source, &scans)?;
        for report in &extract.reports[reported..] {
            open &= go_on(report, &extract.quarantined[set_aside..]);
        }
        if !open {
            break;
        }
    }
    Ok(extract)
}

impl Extract {
    fn take(
        &mut self,
        pipeline: &Pipeline,
        source: &Source,
        scans: &[Scan<'_>],
        memory: Memory<'_>,
    ) -> Result<(), ExtractError> {
        let rulebook = &pipeline.rulebook;
        let as_of = pipeline.as_of;
        let whole = |message: String| ConfigError::whole(pipeline.file.path(), message);
        let mut asides: Vec<Aside> = Vec::with_capacity(scans.len());
        let mut late = Vec::new();
        match source.kind {
            SourceKind::Authorities => {
                let rows = rows_of(scans, &mut asides, authorities::read)?;
                self.tables.authorities =
                    area_names::list(rows, &pipeline.authority_aliases, &mut late).map_err(
                        |error| match error {
                            ListError::Codes(message) => ExtractError::List {
                                source_name: Arc::clone(scans[0].label()),
                                message,
                            },
                            ListError::Alias { alias, message } => {
                                let key = ["authority_aliases", &alias];
                                pipeline.file.error_at_key(&key, message).into()
                            }
                        },
                    )?;
            }
            SourceKind::Indicators => {
                let rows = rows_of(scans, &mut asides, |batch| {
                    indicators::read(batch, rulebook)
                })?;
                self.tables.indicators = catalogue::catalogue(rows, &mut late)
                    .map_err(|message| whole(message.to_owned()))?;
                catalogue::covers(&self.tables.indicators, rulebook)?;
            }
            SourceKind::Neighbours => {
                let list = &self.tables.authorities;
                let rows = rows_of(scans, &mut asides, |batch| neighbours::read(batch, list))?;
                self.tables.neighbours = Some(neighbours::checked(rows, &mut late));
            }
            SourceKind::Characteristics => {
                let list = &self.tables.authorities;
                let rows = rows_of(scans, &mut asides, |batch| {
                    characteristics::read(batch, list)
                })?;
                self.tables.characteristics = Some(characteristics::checked(rows, &mut late));
            }
            SourceKind::Inspections => {
                self.take_inspections(pipeline, scans, memory, &mut asides, &mut late)?;
            }
            SourceKind::Findings => {
                let list = &self.tables.authorities;
                let mut rows = rows_of(scans, &mut asides, |batch| {
                    findings::read(batch, list, rulebook)
                })?;
                let later = rows.leave_out(|finding| finding.published_on > as_of);
                for (scan, aside) in scans.iter().zip(&mut asides) {
                    aside.after_as_of = later.get(scan.label()).copied().unwrap_or(0);
                }
                let (known, settled) = findings::checked(rows, as_of, &mut late);
                settle(
                    scans,
                    &mut asides,
                    as_of,
                    settled,
                    |(authority, kind, aspect, day)| {
                        let code = &list.get(*authority).code;
                        format!("{code} / {kind} / {aspect} / {day}")
                    },
                );
                self.tables.findings = Some(known);
            }
            SourceKind::Observations => {
                self.take_observations(scans, as_of, &mut asides, &mut late)?
            }
            SourceKind::Judgements => {
                let list = &self.tables.authorities;
                let rows = rows_of(scans, &mut asides, |batch| judgements::read(batch, list))?;
                // A judgement is made on the profile of its as-of date, some days after it.
                let (checked, places) = judgements::checked(rows, &mut late);
                self.tables.judgements = Some(checked);
                self.judgement_rows = places;
            }
            SourceKind::EarlierRatings => {
                let list = &self.tables.authorities;
                let rows = rows_of(scans, &mut asides, |batch| {
                    earlier_ratings::read(batch, list)
                })?;
                self.tables.earlier_ratings = Some(earlier_ratings::checked(rows, &mut late));
            }
            // Look-ups are read before any source is opened.
            SourceKind::LookUp => {}
        }
        self.conclude(scans, asides, late);
        Ok(())
    }

    /// Notes what was read of each feed of a source, rows that were set `late` among it.
    fn conclude(&mut self, scans: &[Scan<'_>], mut asides: Vec<Aside>, late: Vec<Quarantined>) {
        for row in late {
            let at = scans.iter().position(|scan| *scan.label() == row.source);
            let at = at.expect("a row is of one of the feeds that were read");
            asides[at].quarantined.push(row);
        }
        for (scan, aside) in scans.iter().zip(asides) {
            self.finish(scan, aside);
        }
    }

    fn take_inspections(
        &mut self,
        pipeline: &Pipeline,
        scans: &[Scan<'_>],
        memory: Memory<'_>,
        asides: &mut Vec<Aside>,
        late: &mut Vec<Quarantined>,
    ) -> Result<(), ExtractError> {
        let (authorities, provisions) = (
            self.tables.authorities.len(),
            pipeline.rulebook.provisions.len(),
        );
        let as_of = pipeline.as_of;
        let mut reduced = Reduced {
            counts: SettingCounts::new(authorities, provisions),
            ..Reduced::default()
        };
        let mut list = SettingList::new(memory, scans)?;
        let mut series = Vec::new();
        for (pass, parts) in memory.plan.passes().enumerate() {
            let read = |batch: &Batch<'_>| {
                inspections::read(
                    batch,
                    &self.tables.authorities,
                    &pipeline.rulebook,
                    as_of,
                    &parts,
                )
            };
            let mut rows = Vec::new();
            for scan in scans {
                // Every pass sees every row, and the first says what is wrong with them.
                let batches = if pass == 0 {
                    let (batches, counts, quarantined) = scan.read(read)?;
                    asides.push(Aside {
                        counts,
                        quarantined,
                        after_as_of: batches.iter().map(|batch| batch.after_as_of).sum(),
                        ..Aside::default()
                    });
                    series.extend(series_of(scan, &batches, as_of));
                    batches
                } else {
                    scan.read_again(read)?
                };
                rows.extend(batches.into_iter().map(|batch| batch.rows));
            }
            if scans.iter().all(|scan| !scan.has_snapshots()) {
                series.clear();
            }
            let of_pass = reduce::inspections::latest(rows, &series, authorities, provisions);
            reduced.counts.add(&of_pass.counts);
            list.add(of_pass.settings)?;
            reduced.duplicates.extend(of_pass.duplicates);
            reduced.settled.add(of_pass.settled);
        }
        self.tables.setting_list = list.finish()?;
        let files = files_of(scans);
        let duplicates = reduced.duplicates.into_iter();
        late.extend(duplicates.map(|(visit, fault)| {
            let (feed, name) = files[visit.place.file()];
            Quarantined {
                source: Arc::clone(feed),
                file: name.to_owned(),
                row: visit.place.row(),
                key: reduce::inspections::key(visit.urn),
                record: reduce::inspections::record(
                    visit.urn,
                    visit.standing.grade(),
                    visit.standing.is_open(),
                ),
                fault,
            }
        }));
        settle(scans, asides, as_of, reduced.settled, ToString::to_string);
        self.tables.settings = Some(reduced.counts);
        Ok(())
    }

    fn take_observations(
        &mut self,
        scans: &[Scan<'_>],
        as_of: NaiveDate,
        asides: &mut Vec<Aside>,
        late: &mut Vec<Quarantined>,
    ) -> Result<(), ExtractError> {
        let areas = Areas {
            authorities: self.tables.authorities.len(),
            regions: self.tables.authorities.regions().len(),
        };
        let read = |batch: &Batch<'_>| {
            observations::read(
                batch,
                &self.tables.authorities,
                &self.tables.indicators,
                as_of,
            )
        };
        let feed = |take: &mut (dyn FnMut(ObservationBatch) + Send)| {
            for scan in scans {
                let mut aside = Aside::default();
                let (counts, quarantined) = scan.read_through(read, |mut batch| {
                    aside.after_as_of += batch.after_as_of;
                    for (symbol, count) in std::mem::take(&mut batch.missing) {
                        *aside.missing.entry(symbol).or_insert(0) += count;
                    }
                    take(batch);
                })?;
                asides.push(Aside {
                    counts,
                    quarantined,
                    ..aside
                });
            }
            Ok::<(), ExtractError>(())
        };
        let dated = scans.iter().any(|scan| scan.gives("extracted_on"));
        let laid = reduce::observations::latest(feed, dated, areas, as_of)?;
        if let Some(two) = laid.two_kinds {
            let indicator = &self.tables.indicators.get(two.indicator).name;
            return Err(ExtractError::two_kinds(scans[0].label(), indicator, &two));
        }
        late.extend(laid.duplicates);
        settle(scans, asides, as_of, laid.settled, |figure| {
            let area = self.tables.authorities.code(figure.area);
            let indicator = &self.tables.indicators.get(figure.indicator).name;
            let period = &laid.labels[figure.slice];
            format!("{area} / {indicator} / {} / {period}", figure.breakdown)
        });
        self.tables.slices = Some(laid.slices);
        Ok(())
    }

    /// Sets aside the judgements that the rulebook does not let stand, each by its place in
    /// [`Tables::judgements`] and with the reason; gives the reports of their feeds as they are
    /// then.
    pub fn refuse_judgements(&mut self, refused: &[(usize, String)]) -> Vec<SourceReport> {
        let rows: Vec<Quarantined> = refused
            .iter()
            .map(|(at, reason)| {
                self.judgement_rows[*at].reject(Fault::new(Rule::ModerationTooFar, reason))
            })
            .collect();
        let mut reports = Vec::new();
        for report in &mut self.reports {
            let of_feed = rows.iter().filter(|row| row.source == report.source);
            let rejected = of_feed.count() as u64;
            if rejected > 0 {
                report.rejected += rejected;
                reports.push(report.clone());
            }
        }
        for row in &rows {
            tracing::warn!(
                source = &*row.source,
                row = row.row,
                reason = row.fault.reason,
                "set aside"
            );
        }
        self.quarantined.extend(rows);
        reports
    }

    /// Notes what was read.
    fn finish(&mut self, scan: &Scan<'_>, mut aside: Aside) {
        aside
            .quarantined
            .sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
        let counts = aside.counts;
        let rows: u64 = counts.rows.iter().sum();
        let only_counted: u64 = counts.counted.values().sum();
        let rejected = aside.quarantined.len() as u64 + only_counted;
        if only_counted > 0 {
            tracing::warn!(
                source = &**scan.label(),
                kept = aside.quarantined.len(),
                rejected,
                "far more rows are rejected than allowed; only the first of them are kept"
            );
        }
        tracing::info!(
            source = &**scan.label(),
            rows,
            rejected,
            left_out = counts.left_out,
            after_as_of = aside.after_as_of,
            superseded = aside.superseded,
            "read"
        );
        self.reports.push(SourceReport {
            source: Arc::clone(scan.label()),
            files: scan.files().cloned().zip(counts.rows).collect(),
            rows,
            rejected,
            counted: counts.counted,
            left_out: counts.left_out,
            blank: counts.blank,
            notes: counts.notes,
            footnotes: counts.footnotes,
            without_key: aside.without_key,
            after_as_of: aside.after_as_of,
            superseded: aside.superseded,
            missing: aside.missing,
        });
        self.quarantined.extend(aside.quarantined);
        if scan.gives("extracted_on") {
            self.corrections
                .get_or_insert_default()
                .extend(aside.corrections);
        }
    }
}

/// How the rows of each file of an inspections feed say which settings there are.
fn series_of(scan: &Scan<'_>, batches: &[InspectionBatch], as_of: NaiveDate) -> Vec<Series> {
    let mut series = Series::Visits;
    if scan.has_snapshots() {
        let preferred = batches.iter().filter_map(|batch| batch.preferred).min();
        let taken_by_then = preferred.filter(|recency| !recency.is_after());
        if taken_by_then.is_none() {
            tracing::warn!(
                source = &**scan.label(),
                %as_of,
                first = preferred.and_then(|first| first.day(as_of)).map(tracing::field::display),
                "no snapshot was taken by the as-of date; only settings that a later one lists with an inspection published by then are counted"
            );
        }
        series = Series::Snapshots(taken_by_then.and_then(|recency| {
            let day = Day::new(recency.day(as_of)?)?;
            Some(Snapshot { recency, day })
        }));
    }
    vec![series; scan.files().count()]
}

/// The feed and the name of each file of a contract, in the order of their places.
fn files_of<'a>(scans: &'a [Scan<'_>]) -> Vec<(&'a Arc<str>, &'a str)> {
    scans
        .iter()
        .flat_map(|scan| scan.files().map(|file| (scan.label(), file.name.as_str())))
        .collect()
}

/// Gives each feed what came of its rows that have a key in several extracts.
fn settle<K>(
    scans: &[Scan<'_>],
    asides: &mut [Aside],
    as_of: NaiveDate,
    settled: Settled<K>,
    key: impl Fn(&K) -> String,
) {
    let files = files_of(scans);
    let feed = |label: &Arc<str>| scans.iter().position(|scan| scan.label() == label);
    for (file, rows) in settled.superseded {
        if let Some(at) = feed(files[file].0) {
            asides[at].superseded += rows;
        }
    }
    for corrected in settled.corrected {
        let correction = corrected.named(&files, as_of, &key);
        if let Some(at) = feed(&correction.source) {
            asides[at].corrections.push(correction);
        }
    }
}

/// The rows of a small source, those of its feeds one after another.
fn rows_of<T: Send>(
    scans: &[Scan<'_>],
    asides: &mut Vec<Aside>,
    read: impl Fn(&Batch<'_>) -> Rows<T> + Sync,
) -> Result<Rows<T>, ExtractError> {
    let mut feeds = Vec::with_capacity(scans.len());
    for scan in scans {
        let (parts, counts, quarantined) = scan.read(&read)?;
        let mut rows = Rows::join(parts);
        asides.push(Aside {
            counts,
            quarantined,
            without_key: std::mem::take(&mut rows.without_key),
            ..Aside::default()
        });
        feeds.push(rows);
    }
    Ok(Rows::join(feeds))
}
