//! A feed as its contract sees it: files found and opened, columns mapped by SQL, in batches
//! that are read in parallel and handed over in order.

mod reading;

use std::sync::Arc;

use super::contract::joins;
use super::error::ExtractError;
use super::held_batch::HeldBatch;
use super::held_figures::HeldFigures;
use super::map::{JoinTable, Lookups};
use super::opened_feed::OpenedFeed;
use super::opened_file::{self, OpenedFile};
use super::quarantine::{ClosedLedger, Ledger, Ledgers, RejectionBudget};
use super::row_areas::AreaRules;
use crate::config::{AvailableAfter, Feed, Pipeline};
use crate::contract::SourceKind;
use crate::read::{Found, SourceFile, find, first};
use crate::tables::Authorities;
use crate::warning::{Warning, WarningKind};

/// A feed with its files opened and its mapping bound, before any row is read, and the ledger of
/// its rows.
pub(super) struct Scan {
    opened: OpenedFeed,
    warnings: Vec<Warning>,
    ledger: Ledger,
    /// Its joins, opened; each is read before any row of the feed is.
    joins: Vec<Scan>,
    /// Its rows, where they are held to be read again.
    held: Option<Vec<HeldBatch>>,
    /// Its figures, where they are held.
    figures: Option<Vec<HeldFigures>>,
}

impl Scan {
    /// Opens the files of `feed` and binds its mapping to their columns; `files_before` is how
    /// many files the contract's earlier feeds have. When more than the share `may_lose` of its
    /// rows are rejected, the run is stopped whatever follows.
    ///
    /// # Errors
    /// Files that are missing, empty, damaged or not what their names say, and mappings that
    /// do not fit them.
    pub(super) fn open(
        pipeline: &Pipeline,
        feed: &Feed,
        lookups: &Lookups,
        files_before: usize,
        may_lose: f64,
    ) -> Result<Self, ExtractError> {
        let found = find(&feed.path).map_err(|error| ExtractError::read(&feed.label, error))?;
        let warnings = passed_over(&feed.label, &found);
        let files: Vec<OpenedFile> = found
            .files()
            .into_iter()
            .map(|file| OpenedFile::open(pipeline, feed, lookups, file))
            .collect::<Result<_, _>>()?;
        let warnings = warnings
            .into_iter()
            .chain(opened_file::same_names(&feed.label, &files));
        let warnings = warnings.collect();
        // Of what is unpivoted, a row of the file is several of the feed.
        let rows = files.iter().map(|opened| {
            let rows = opened.table.declared_rows();
            rows.filter(|_| feed.unpivot.is_none())
        });
        let budget = RejectionBudget::new(may_lose, rows.sum());
        let names = files.iter().map(|opened| opened.table.file().name.clone());
        let ledger = Ledger::new(&feed.label, names.collect(), files_before, budget);
        let joins = feed
            .joins
            .iter()
            .map(|join| {
                let mut scan = Self::open(pipeline, &join.feed, lookups, 0, may_lose)?;
                if join.is_of_own_files {
                    // The feed itself tells of them.
                    let is_told = |of: &Warning| of.kind == WarningKind::PassedOver;
                    scan.warnings.retain(|warning| !is_told(warning));
                }
                Ok(scan)
            })
            .collect::<Result<_, ExtractError>>()?;
        Ok(Self {
            opened: OpenedFeed {
                feed: Arc::new(feed.clone()),
                contract: feed.kind.contract(),
                files_before,
                files: Arc::new(files),
                misses: Arc::default(),
                tables: Arc::default(),
                areas: None,
            },
            warnings,
            ledger,
            joins,
            held: None,
            figures: None,
        })
    }

    /// Its files, opened, and what rows are read by.
    #[cfg(feature = "cluster")]
    pub(super) const fn opened(&self) -> &OpenedFeed {
        &self.opened
    }

    /// Its joins.
    pub(super) fn joins(&self) -> &[Self] {
        &self.joins
    }

    /// Takes its joins out, with all that is known of them.
    pub(super) fn take_joins(&mut self) -> Vec<Self> {
        std::mem::take(&mut self.joins)
    }

    /// Reads its joins, areas by this list.
    ///
    /// # Errors
    /// Damage found while reading, or a key that two rows have.
    pub(super) fn read_joins(
        &mut self,
        authorities: &Arc<Authorities>,
    ) -> Result<(), ExtractError> {
        let mut tables = Vec::with_capacity(self.joins.len());
        for (join, scan) in self.opened.feed.joins.iter().zip(&self.joins) {
            let read_key = joins::key_reader(Arc::clone(authorities));
            let rows = scan.rows(|batch| joins::read(batch, &join.on, &read_key))?;
            let ledgers = Ledgers::new(std::iter::once(scan.ledger()));
            let values = joins::checked(&rows, &ledgers).map_err(|message| ExtractError::List {
                source_name: Arc::clone(scan.label()),
                message,
            })?;
            tables.push(JoinTable::new(read_key, values));
        }
        self.opened.tables = Arc::new(tables);
        Ok(())
    }

    /// Takes the list of authorities, by which rows are left out and divided.
    pub(super) fn know(&mut self, areas: AreaRules) {
        self.opened.areas = Some(Arc::new(areas));
    }

    /// What the pipeline calls the feed.
    pub(super) fn label(&self) -> &Arc<str> {
        &self.opened.feed.label
    }

    /// Whether each extract lists every setting that was open on its day.
    pub(super) fn has_snapshots(&self) -> bool {
        self.opened.feed.snapshots
    }

    /// How long after a period its figures come out, as the pipeline says.
    pub(super) fn available_after(&self) -> Option<&AvailableAfter> {
        self.opened.feed.available_after.as_ref()
    }

    /// The series that the pipeline says its lists belong to.
    pub(super) fn named_series(&self) -> Option<&str> {
        self.opened.feed.series.as_deref()
    }

    /// Whether any file gives the contract's column of this name.
    pub(super) fn gives(&self, column: &str) -> bool {
        self.opened.contract.position(column).is_some_and(|at| {
            self.opened
                .files
                .iter()
                .any(|opened| opened.binding.gives(at))
        })
    }

    /// Whether any file says when its rows came out, so that one may correct another.
    pub(super) fn is_dated(&self) -> bool {
        self.gives("extracted_on")
            || (self.opened.contract.kind == SourceKind::Observations && self.gives("published_on"))
    }

    /// The files, in the order in which they are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.opened.files.iter().map(|opened| opened.table.file())
    }

    /// What there is to know of its files before any row is read.
    pub(super) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The ledger of its rows.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Its files with the rows of each, and its ledger, settled.
    pub(super) fn settle(&mut self) -> (Vec<SourceFile>, ClosedLedger) {
        for (join, table) in self.opened.feed.joins.iter().zip(&*self.opened.tables) {
            if table.unmatched() > 0 {
                let warning = Warning::of(WarningKind::NotJoined, &*self.opened.feed.label);
                let warning = warning.about(&join.name).counting(table.unmatched());
                self.ledger.warn(warning);
            }
        }
        for warning in self.opened.misses.warnings(&self.opened.feed.label) {
            self.ledger.warn(warning);
        }
        let files = self.files().cloned().collect();
        (files, self.ledger.settle())
    }

    /// Its rows, as far as that is known before they are read: of text and workbooks, what their
    /// size allows.
    pub(super) fn rows_at_most(&self) -> u64 {
        let rows = self.opened.files.iter().map(OpenedFile::rows_at_most);
        rows.fold(0, u64::saturating_add)
    }

    /// Of them, how many are in memory at a time while it is read through.
    pub(super) fn rows_at_once(&self) -> u64 {
        let pieces = Self::at_once() as u64;
        let largest = self
            .opened
            .files
            .iter()
            .map(OpenedFile::rows_of_a_piece)
            .max();
        let rows = largest.unwrap_or(0).saturating_mul(pieces);
        rows.min(self.rows_at_most())
    }

    /// Bytes of its files that are in memory from when they are opened until they are read.
    pub(super) fn held_bytes(&self) -> u64 {
        self.opened
            .files
            .iter()
            .map(|opened| opened.table.held_bytes())
            .sum()
    }

    /// Columns with `values` none of which occurs in any file.
    pub(super) fn unused_values(&self) -> Vec<&'static str> {
        let columns = self.opened.contract.columns.iter().enumerate();
        columns
            .filter(|(at, _)| {
                let files = self.opened.files.iter();
                let mut used = files.filter_map(|of| of.binding.values_used(*at));
                used.next()
                    .is_some_and(|first| !first && !used.any(|used| used))
            })
            .map(|(_, column)| column.name)
            .collect()
    }
}

/// What lies among the files of a feed and is not read.
fn passed_over(label: &str, found: &Found) -> Vec<Warning> {
    let reasons = found.passed_over.iter();
    reasons
        .map(|(why, names)| {
            Warning::of(WarningKind::PassedOver, label)
                .about(why.counted(names.len()))
                .with(first(names))
        })
        .collect()
}
