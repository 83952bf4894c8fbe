//! Files as published become clean contract tables; rows that break their contract are rejected
//! into the quarantine with the reason.
//!
//! This stage knows the contracts, the pipeline's mappings and nothing of comparators or rules of
//! rating. [`open`] finds the files and binds the mappings, [`extract()`] reads them: `map` turns
//! the columns of a batch into those of its contract, `contract` these into typed rows, `reduce`
//! the rows of the two large sources into small tables.

mod contract;
mod engine;
mod error;
mod held_batch;
mod held_figures;
pub mod held_sources;
mod map;
mod misses;
mod mixtures;
mod open;
mod opened_feed;
mod opened_file;
mod passes;
#[cfg(feature = "cluster")]
pub mod plan;
mod quarantine;
mod reduce;
mod report;
mod row_areas;
mod row_filter;
mod scan;
mod seen;
mod source_scans;
mod take;
mod take_inspections;
pub mod unreduced;

use std::collections::BTreeSet;
use std::path::Path;

pub use self::contract::parse;
pub use self::engine::Engine;
pub use self::error::ExtractError;
pub use self::open::{FeedFiles, OpenedSources, open};
use self::quarantine::{ClosedLedger, SourceRow};
pub use self::quarantine::{Counts, commonest};
use self::reduce::memory_plan::{Memory, Plan};
pub use self::report::SourceReport;
use self::scan::Scan;
use self::source_scans::SourceScans;
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::tables::{Area, Correction, Fault, Meaning, Quarantined, Rule, Tables};

/// What came of the sources.
#[derive(Debug, Default)]
pub struct Extract {
    /// What they say, clean.
    pub tables: Tables,
    /// Where each judgement of the tables stands in its source.
    judgement_rows: Vec<SourceRow>,
    /// Rows rejected.
    pub quarantined: Vec<Quarantined>,
    /// What an extract says otherwise than the one retained; `None` where no source says when
    /// its extracts were taken.
    pub corrections: Option<Vec<Correction>>,
    /// What was read from each feed.
    pub reports: Vec<SourceReport>,
}

/// Sees what was read of a feed and the rows of its source rejected so far, and says whether the
/// next source is read.
pub type GoOn<'g> = dyn FnMut(&SourceReport, &[Quarantined]) -> bool + 'g;

/// Reads every source of `pipeline`; `begin` is told the name of each before it is read. After
/// each, `go_on` sees what was read so far of each of its feeds and says whether the next source
/// is read. `spill` is a folder for what the pipeline's limit does not let be in memory; without
/// one, the settings that it would hold are counted and not listed. `engine` reduces the two sources
/// that grow with the rows.
///
/// # Errors
/// A source that cannot be read, or a limit of memory that does not hold the least.
pub fn extract(
    pipeline: &Pipeline,
    opened: OpenedSources,
    engine: &Engine,
    spill: Option<&Path>,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut GoOn<'_>,
) -> Result<Extract, ExtractError> {
    let memory = Memory {
        plan: Plan::new(pipeline, &opened.sources)?,
        spill,
    };
    read_all(pipeline, opened, begin, go_on, &mut |extract, source| {
        extract.take(pipeline, source, memory, engine)
    })
}

/// How the rows of a source are taken in.
type Take<'t> = dyn FnMut(&mut Extract, &SourceScans) -> Result<(), ExtractError> + 't;

/// Takes one opened source after another in with `take`.
fn read_all(
    pipeline: &Pipeline,
    opened: OpenedSources,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut GoOn<'_>,
    take: &mut Take<'_>,
) -> Result<Extract, ExtractError> {
    needs_catalogue(pipeline)?;
    let mut extract = Extract::default();
    let mut open = true;
    for mut scan in opened.lookups {
        open &= extract.close(std::slice::from_mut(&mut scan), go_on);
    }
    if !open {
        return Ok(extract);
    }
    for mut source in opened.sources {
        begin(source.kind);
        source.know(pipeline, &extract.tables.authorities);
        for feed in &mut source.feeds {
            feed.read_joins(&extract.tables.authorities)?;
        }
        take(&mut extract, &source)?;
        if !extract.close(&mut source.feeds, go_on) {
            break;
        }
    }
    Ok(extract)
}

/// # Errors
/// Observations without the catalogue of their indicators.
fn needs_catalogue(pipeline: &Pipeline) -> Result<(), ExtractError> {
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
    Ok(())
}

impl Extract {
    /// Rejects the judgements that the rulebook does not allow, each by its place in
    /// [`Tables::judgements`] and with the reason; gives the reports of their feeds as they are
    /// then.
    pub fn refuse_judgements(&mut self, refused: &[(usize, String)]) -> Vec<SourceReport> {
        let rows: Vec<Quarantined> = refused
            .iter()
            .map(|(at, reason)| {
                self.judgement_rows[*at]
                    .clone()
                    .reject(Fault::new(Rule::ModerationTooFar, reason))
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
                "rejected"
            );
        }
        self.quarantined.extend(rows);
        reports
    }

    /// Closes the ledgers of a source's feeds, and asks of each whether the next source is read.
    fn close(&mut self, feeds: &mut [Scan], go_on: &mut GoOn<'_>) -> bool {
        let (rejected, reported) = (self.quarantined.len(), self.reports.len());
        for scan in feeds {
            let mut joins = scan.take_joins();
            joins.iter_mut().for_each(|join| self.close_one(join));
            self.close_one(scan);
        }
        let mut open = true;
        for report in &self.reports[reported..] {
            open &= go_on(report, &self.quarantined[rejected..]);
        }
        open
    }

    /// The codes of the areas that are written so, in their order.
    fn areas(&self, written: &BTreeSet<String>) -> Vec<String> {
        let list = &self.tables.authorities;
        let mut codes: Vec<String> = written
            .iter()
            .flat_map(|text| match list.meaning(text) {
                Ok(Meaning::Always(area)) => vec![area],
                Ok(Meaning::InTime(name)) => {
                    let bearers = list.bearers(name).iter().copied();
                    bearers.map(Area::Authority).collect()
                }
                Err(_) => Vec::new(),
            })
            .map(|area| list.code(area).to_owned())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Notes what was read of a feed.
    fn close_one(&mut self, scan: &mut Scan) {
        let source = std::sync::Arc::clone(scan.label());
        let is_dated = scan.is_dated();
        let unused_values = scan.unused_values();
        let (files, ledger) = scan.settle();
        let ClosedLedger {
            rows: rows_by_file,
            counts,
            rejected: kept,
            counted,
            corrections,
            warnings,
        } = ledger;
        let rows: u64 = rows_by_file.iter().sum();
        let only_counted: u64 = counted.values().sum();
        let rejected = kept.len() as u64 + only_counted;
        if only_counted > 0 {
            tracing::warn!(
                source = &*source,
                kept = kept.len(),
                rejected,
                "far more rows are rejected than allowed; only the first of them are kept"
            );
        }
        tracing::info!(
            source = &*source,
            rows,
            rejected,
            left_out = counts.left_out,
            after_as_of = counts.after_as_of,
            of_other_years = counts.of_other_years,
            superseded = counts.superseded,
            outside = counts.outside,
            "read"
        );
        self.reports.push(SourceReport {
            source,
            files: files.into_iter().zip(rows_by_file).collect(),
            rows,
            rejected,
            counted,
            areas: self.areas(&counts.seen.authorities),
            counts,
            unused_values,
            warnings,
        });
        self.quarantined.extend(kept);
        if is_dated {
            self.corrections.get_or_insert_default().extend(corrections);
        }
    }
}
