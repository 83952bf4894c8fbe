//! The sources of a pipeline, opened: every file found, every mapping bound, before any row but
//! those of look-ups is read.

use std::sync::Arc;

use rayon::prelude::*;

use super::contract::lookups;
use super::error::ExtractError;
use super::map::{LookupTable, Lookups};
use super::quarantine::Ledgers;
use super::scan::Scan;
use super::source_scans::SourceScans;
use crate::config::{Feed, Pipeline};
use crate::read::SourceFile;
use crate::warning::Warning;

/// The sources of a pipeline, opened and bound, before any of their rows is read.
pub struct OpenedSources {
    /// The look-ups, which are read.
    pub(super) lookups: Vec<Scan>,
    /// The sources, in the order of the contracts.
    pub(super) sources: Vec<SourceScans>,
}

/// The files of a feed.
#[derive(Debug, Clone)]
pub struct FeedFiles {
    /// What the pipeline calls the feed.
    pub label: Arc<str>,
    /// Its files with their digests, in the order in which they are read.
    pub files: Vec<SourceFile>,
    /// What there is to know of them before any row is read.
    pub warnings: Vec<Warning>,
}

impl OpenedSources {
    /// The files of each feed, those of look-ups first.
    pub fn files(&self) -> Vec<FeedFiles> {
        let sources = self.sources.iter().flat_map(|source| &source.feeds);
        self.lookups
            .iter()
            .chain(sources)
            .flat_map(|scan| scan.joins().iter().chain([scan]))
            .map(|scan| FeedFiles {
                label: Arc::clone(scan.label()),
                files: scan.files().cloned().collect(),
                warnings: scan.warnings().to_vec(),
            })
            .collect()
    }
}

/// Reads the look-ups of `pipeline`, opens every feed and binds its mapping; `may_lose` says which
/// share of a feed's rows may be rejected before the run is stopped for certain.
///
/// # Errors
/// The first that cannot be opened, or whose mapping does not fit.
pub fn open(
    pipeline: &Pipeline,
    may_lose: &(dyn Fn(&Feed) -> f64 + Sync),
) -> Result<OpenedSources, ExtractError> {
    let (tables, lookups) = read_lookups(pipeline, may_lose)?;
    // Files are fingerprinted as they are opened, which reads every byte: side by side.
    let sources: Vec<Result<SourceScans, ExtractError>> = pipeline
        .sources
        .par_iter()
        .map(|source| SourceScans::open(pipeline, source, &tables, may_lose))
        .collect();
    Ok(OpenedSources {
        lookups,
        sources: sources.into_iter().collect::<Result<_, _>>()?,
    })
}

/// Reads the look-ups, which mappings need before any source is opened.
fn read_lookups(
    pipeline: &Pipeline,
    may_lose: &(dyn Fn(&Feed) -> f64 + Sync),
) -> Result<(Lookups, Vec<Scan>), ExtractError> {
    let mut tables = Lookups::new();
    let mut scans = Vec::with_capacity(pipeline.lookups.len());
    for lookup in &pipeline.lookups {
        let scan = Scan::open(pipeline, &lookup.feed, &tables, 0, may_lose(&lookup.feed))?;
        let ledgers = Ledgers::new(std::iter::once(scan.ledger()));
        let rows = lookups::checked(scan.rows(lookups::read)?, &ledgers);
        let table = LookupTable::new(&lookup.name, rows, &lookup.aliases).map_err(|message| {
            let section = format!("lookups.{}", lookup.name);
            pipeline.file.error_near(&section, message)
        })?;
        tables.insert(lookup.name.clone(), Arc::new(table));
        scans.push(scan);
    }
    Ok((tables, scans))
}
