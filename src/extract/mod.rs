//! Files as published become clean contract tables; rows that break their contract are set
//! aside with the reason.
//!
//! This stage knows the contracts, the pipeline's mappings and nothing of comparators or
//! rules of rating.

pub mod cell;
mod error;
pub mod quarantine;
pub mod reduction;
mod rows;
mod source;
pub mod tables;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use self::error::ExtractError;
use self::quarantine::{Fault, Placed, Quarantined, rules};
use self::reduction::{Areas, Local, Reduction, SettingCounts, Slice};
use self::rows::Rows;
pub use self::source::SourceFile;
use self::source::{Batch, Counts, Scan};
use self::tables::{
    Authorities, Characteristic, EarlierRating, Finding, Indicators, Judgement, Neighbour,
    authorities, characteristics, earlier_ratings, findings, indicators, inspections, judgements,
    neighbours, observations,
};
use crate::config::{ConfigError, Pipeline, Source};

/// Everything that the sources say, clean.
#[derive(Debug, Default)]
pub struct Extract {
    /// Councils, regions and the nation.
    pub authorities: Authorities,
    /// The catalogue of indicators.
    pub indicators: Indicators,
    /// Published neighbours, in order of authority and rank; `None` without such a source.
    pub neighbours: Option<Vec<Neighbour>>,
    /// Background features.
    pub characteristics: Option<Vec<Characteristic>>,
    /// Open settings by grade.
    pub settings: Option<SettingCounts>,
    /// Findings about the authorities themselves, published by the as-of date.
    pub findings: Option<Vec<Finding>>,
    /// Indicator values, in order of indicator, breakdown and period.
    pub slices: Option<Vec<Slice>>,
    /// Moderated ratings decided by the as-of date.
    pub judgements: Option<Vec<Placed<Judgement>>>,
    /// Ratings of earlier years.
    pub earlier_ratings: Option<Vec<EarlierRating>>,
    /// Rows set aside.
    pub quarantined: Vec<Quarantined>,
    /// What was read from each source.
    pub reports: Vec<SourceReport>,
}

/// What was read from a source.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// Its name in the pipeline.
    pub source: &'static str,
    /// Its files with the rows of each.
    pub files: Vec<(SourceFile, u64)>,
    /// Rows read.
    pub rows: u64,
    /// Rows set aside.
    pub rejected: u64,
    /// Rows that the source's `where` left out.
    pub left_out: u64,
    /// Rows without any text.
    pub blank: u64,
    /// Rows whose key is written as missing.
    pub without_key: u64,
    /// Rows published or decided after the as-of date.
    pub after_as_of: u64,
    /// Values written as each sign for missing.
    pub missing: BTreeMap<&'static str, u64>,
}

/// What a source gave apart from its table.
#[derive(Debug, Default)]
struct Aside {
    quarantined: Vec<Quarantined>,
    without_key: u64,
    after_as_of: u64,
    missing: BTreeMap<&'static str, u64>,
}

/// Checks that every source of `pipeline` can be opened and that its mapping fits.
///
/// # Errors
/// The first that does not.
pub fn open(pipeline: &Pipeline) -> Result<Vec<(&'static str, Vec<SourceFile>)>, ExtractError> {
    pipeline
        .sources
        .iter()
        .map(|source| {
            let scan = Scan::open(pipeline, source)?;
            Ok((source.name, scan.files().cloned().collect()))
        })
        .collect()
}

/// Reads every source of `pipeline`; `begin` is told the name of each before it is read. After
/// each, `go_on` sees what was read so far and says whether the next one is read.
///
/// # Errors
/// A source that cannot be read, or a mapping that does not fit.
pub fn extract(
    pipeline: &Pipeline,
    begin: &mut dyn FnMut(&'static str),
    go_on: &mut dyn FnMut(&SourceReport, &[Quarantined]) -> bool,
) -> Result<Extract, ExtractError> {
    // Every mapping is bound before the first row is read.
    let scans = pipeline
        .sources
        .iter()
        .map(|source| Ok((source, Scan::open(pipeline, source)?)))
        .collect::<Result<Vec<_>, ExtractError>>()?;
    if pipeline.source("observations").is_some() && pipeline.source("indicators").is_none() {
        return Err(pipeline
            .file
            .error_near(
                "sources",
                "there is [sources.observations] but no [sources.indicators]; observations need the catalogue for their polarity",
            )
            .into());
    }
    let mut extract = Extract::default();
    for (source, scan) in scans {
        begin(source.name);
        let set_aside = extract.quarantined.len();
        extract.take(pipeline, source, &scan)?;
        let report = extract.reports.last();
        let report = report.expect("every source that is read is reported");
        if !go_on(report, &extract.quarantined[set_aside..]) {
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
        scan: &Scan<'_>,
    ) -> Result<(), ExtractError> {
        let rulebook = &pipeline.rulebook;
        let as_of = pipeline.as_of;
        let whole = |message: String| ConfigError::whole(pipeline.file.path(), message);
        let mut aside = Aside::default();
        let counts = match source.name {
            "authorities" => {
                let (rows, counts) = rows_of(scan, &mut aside, authorities::read)?;
                self.authorities =
                    Authorities::new(rows, &pipeline.authority_aliases, &mut aside.quarantined)
                        .map_err(whole)?;
                counts
            }
            "indicators" => {
                let (rows, counts) =
                    rows_of(scan, &mut aside, |batch| indicators::read(batch, rulebook))?;
                self.indicators = Indicators::new(rows, &mut aside.quarantined).map_err(whole)?;
                counts
            }
            "neighbours" => {
                let list = &self.authorities;
                let (rows, counts) =
                    rows_of(scan, &mut aside, |batch| neighbours::read(batch, list))?;
                self.neighbours = Some(neighbours::checked(rows, &mut aside.quarantined));
                counts
            }
            "characteristics" => {
                let list = &self.authorities;
                let (rows, counts) =
                    rows_of(scan, &mut aside, |batch| characteristics::read(batch, list))?;
                self.characteristics = Some(characteristics::checked(rows, &mut aside.quarantined));
                counts
            }
            "inspections" => self.take_inspections(pipeline, scan, &mut aside)?,
            "findings" => {
                let list = &self.authorities;
                let (rows, counts) = rows_of(scan, &mut aside, |batch| {
                    findings::read(batch, list, rulebook)
                })?;
                let all = findings::checked(rows, &mut aside.quarantined);
                let (known, later): (Vec<_>, Vec<_>) = all
                    .into_iter()
                    .partition(|finding| finding.published_on <= as_of);
                aside.after_as_of = later.len() as u64;
                self.findings = Some(known);
                counts
            }
            "observations" => self.take_observations(scan, as_of, &mut aside)?,
            "judgements" => {
                let list = &self.authorities;
                let (rows, counts) =
                    rows_of(scan, &mut aside, |batch| judgements::read(batch, list))?;
                let all = judgements::checked(rows, &mut aside.quarantined);
                // A judgement is made on the profile of its as-of date, some days after it.
                self.judgements = Some(all);
                counts
            }
            _ => {
                let list = &self.authorities;
                let (rows, counts) =
                    rows_of(scan, &mut aside, |batch| earlier_ratings::read(batch, list))?;
                self.earlier_ratings = Some(earlier_ratings::checked(rows, &mut aside.quarantined));
                counts
            }
        };
        self.finish(source, scan, counts, aside);
        Ok(())
    }

    fn take_inspections(
        &mut self,
        pipeline: &Pipeline,
        scan: &Scan<'_>,
        aside: &mut Aside,
    ) -> Result<Counts, ExtractError> {
        let (batches, counts, misshapen) = scan.read(|batch| {
            inspections::read(batch, &self.authorities, &pipeline.rulebook, pipeline.as_of)
        })?;
        aside.quarantined.extend(misshapen);
        let mut rows = Vec::with_capacity(batches.len());
        for batch in batches {
            rows.push(batch.rows);
            aside.after_as_of += batch.after_as_of;
            aside.quarantined.extend(batch.quarantined);
        }
        let (settings, duplicates) = Local.latest_inspections(
            rows,
            self.authorities.len(),
            pipeline.rulebook.provisions.len(),
        );
        let names: Vec<&str> = scan.files().map(|file| file.name.as_str()).collect();
        aside
            .quarantined
            .extend(duplicates.into_iter().map(|(visit, fault)| Quarantined {
                source: "inspections",
                file: names[visit.place.file()].to_owned(),
                row: visit.place.row(),
                key: reduction::key(visit.urn),
                record: reduction::record(&visit),
                fault,
            }));
        self.settings = Some(settings);
        Ok(counts)
    }

    fn take_observations(
        &mut self,
        scan: &Scan<'_>,
        as_of: NaiveDate,
        aside: &mut Aside,
    ) -> Result<Counts, ExtractError> {
        let (mut batches, counts, misshapen) = scan
            .read(|batch| observations::read(batch, &self.authorities, &self.indicators, as_of))?;
        aside.quarantined.extend(misshapen);
        for batch in &mut batches {
            aside.quarantined.append(&mut batch.quarantined);
            aside.after_as_of += batch.after_as_of;
            for (symbol, count) in std::mem::take(&mut batch.missing) {
                *aside.missing.entry(symbol).or_insert(0) += count;
            }
        }
        let areas = Areas {
            authorities: self.authorities.len(),
            regions: self.authorities.regions().len(),
        };
        let (slices, duplicates) = Local.latest_observations(batches, areas);
        aside.quarantined.extend(duplicates);
        self.slices = Some(slices);
        Ok(counts)
    }

    /// Sets aside the judgements that the rulebook does not let stand, each by its place in
    /// [`Extract::judgements`] and with the reason; gives the report of their source as it is
    /// then, where any was set aside.
    pub fn refuse_judgements(
        &mut self,
        pipeline: &Pipeline,
        refused: &[(usize, String)],
    ) -> Option<SourceReport> {
        let source = pipeline
            .source("judgements")
            .filter(|_| !refused.is_empty())?;
        let judgements = self.judgements.as_deref().unwrap_or_default();
        let rows: Vec<Quarantined> = refused
            .iter()
            .map(|(at, reason)| judgements[*at].set_aside(Fault::new(rules::MODERATION, reason)))
            .collect();
        let report = self
            .reports
            .iter_mut()
            .find(|report| report.source == source.name)
            .expect("a source that was read has its report");
        report.rejected += rows.len() as u64;
        for row in &rows {
            tracing::warn!(
                source = source.name,
                row = row.row,
                reason = row.fault.reason,
                "set aside"
            );
        }
        let report = report.clone();
        self.quarantined.extend(rows);
        Some(report)
    }

    /// Notes what was read.
    fn finish(&mut self, source: &Source, scan: &Scan<'_>, counts: Counts, mut aside: Aside) {
        aside
            .quarantined
            .sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
        let rows: u64 = counts.rows.iter().sum();
        let rejected = aside.quarantined.len() as u64;
        tracing::info!(
            source = source.name,
            rows,
            rejected,
            left_out = counts.left_out,
            after_as_of = aside.after_as_of,
            "read"
        );
        self.reports.push(SourceReport {
            source: source.name,
            files: scan.files().cloned().zip(counts.rows).collect(),
            rows,
            rejected,
            left_out: counts.left_out,
            blank: counts.blank,
            without_key: aside.without_key,
            after_as_of: aside.after_as_of,
            missing: aside.missing,
        });
        self.quarantined.extend(aside.quarantined);
    }
}

fn rows_of<T: Send>(
    scan: &Scan<'_>,
    aside: &mut Aside,
    read: impl Fn(&Batch) -> Rows<T> + Sync,
) -> Result<(Rows<T>, Counts), ExtractError> {
    let (parts, counts, misshapen) = scan.read(read)?;
    let mut rows = Rows::join(parts);
    aside.quarantined.extend(misshapen);
    aside.quarantined.append(&mut rows.quarantined);
    aside.without_key = rows.without_key;
    Ok((rows, counts))
}

/// The rule that rows of a source broke most often, with an example of it.
pub fn commonest(source: &str, quarantined: &[Quarantined]) -> String {
    let of_source = || quarantined.iter().filter(|row| row.source == source);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in of_source() {
        *counts.entry(row.fault.rule).or_insert(0) += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(rules::MISSING, |(rule, _)| rule);
    let example = of_source().find(|row| row.fault.rule == most);
    example.map_or_else(String::new, |row| {
        format!("{most}: {} row {}: {}", row.file, row.row, row.fault.reason)
    })
}
