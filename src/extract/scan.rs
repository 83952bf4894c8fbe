//! A feed as its contract sees it: files found and opened, columns mapped by SQL, in batches
//! that are read in parallel and handed over in order.

use std::sync::Arc;

use arrow::array::RecordBatch;
use rayon::prelude::*;

use super::contract::joins;
use super::contract::rows::TypedRows;
use super::error::ExtractError;
use super::map::{Batch, JoinTable, Lookups};
use super::misses::Misses;
use super::opened_file::{self, OpenedFile};
use super::quarantine::{
    ClosedLedger, Counts, Ledger, Ledgers, MisshapenRow, Page, RawBatch, RejectionBudget,
    Rejections, RowLocation,
};
use super::row_areas::AreaRules;
use super::row_filter;
use super::seen::seen;
use crate::config::{Feed, Pipeline};
use crate::contract::{Contract, SourceKind};
use crate::read::{Found, PercentRows, RawRows, RowNumbers, SourceFile, find, first};
use crate::tables::Authorities;
use crate::warning::{Warning, WarningKind};

/// A feed with its files opened and its mapping bound, before any row is read, and the ledger of
/// its rows.
pub(super) struct Scan<'a> {
    feed: &'a Feed,
    contract: &'static Contract,
    /// Files of the contract's earlier feeds.
    files_before: usize,
    files: Vec<OpenedFile>,
    warnings: Vec<Warning>,
    ledger: Ledger,
    /// What its look-ups do not have, in columns that a row can do without.
    misses: Misses,
    /// Its joins, opened; each is read before any row of the feed is.
    joins: Vec<Scan<'a>>,
    /// What they say, once they are read.
    tables: Vec<JoinTable>,
    /// What becomes of rows that do not name one council, once the list of them is read.
    areas: Option<AreaRules>,
}

impl<'a> Scan<'a> {
    /// Opens the files of `feed` and binds its mapping to their columns; `files_before` is how
    /// many files the contract's earlier feeds have. When more than the share `may_lose` of its
    /// rows are rejected, the run is stopped whatever follows.
    ///
    /// # Errors
    /// Files that are missing, empty, damaged or not what their names say, and mappings that
    /// do not fit them.
    pub(super) fn open(
        pipeline: &Pipeline,
        feed: &'a Feed,
        lookups: &Lookups,
        files_before: usize,
        may_lose: f64,
    ) -> Result<Self, ExtractError> {
        let contract = feed.kind.contract();
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
            feed,
            contract,
            files_before,
            files,
            warnings,
            ledger,
            misses: Misses::default(),
            joins,
            tables: Vec::new(),
            areas: None,
        })
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
        for (join, scan) in self.feed.joins.iter().zip(&self.joins) {
            let read_key = joins::key_reader(Arc::clone(authorities));
            let rows = scan.rows(|batch| joins::read(batch, &join.on, &read_key))?;
            let ledgers = Ledgers::new(std::iter::once(scan.ledger()));
            let values = joins::checked(&rows, &ledgers).map_err(|message| ExtractError::List {
                source_name: Arc::clone(scan.label()),
                message,
            })?;
            self.tables.push(JoinTable::new(read_key, values));
        }
        Ok(())
    }

    /// Takes the list of authorities, by which rows are left out and divided.
    pub(super) fn know(&mut self, areas: AreaRules) {
        self.areas = Some(areas);
    }

    /// What the pipeline calls the feed.
    pub(super) fn label(&self) -> &Arc<str> {
        &self.feed.label
    }

    /// Whether each extract lists every setting that was open on its day.
    pub(super) fn has_snapshots(&self) -> bool {
        self.feed.snapshots
    }

    /// The series that the pipeline says its lists belong to.
    pub(super) fn named_series(&self) -> Option<&str> {
        self.feed.series.as_deref()
    }

    /// Whether any file gives the contract's column of this name.
    pub(super) fn gives(&self, column: &str) -> bool {
        self.contract
            .position(column)
            .is_some_and(|at| self.files.iter().any(|opened| opened.binding.gives(at)))
    }

    /// Whether any file says when its rows came out, so that one may correct another.
    pub(super) fn is_dated(&self) -> bool {
        self.gives("extracted_on")
            || (self.contract.kind == SourceKind::Observations && self.gives("published_on"))
    }

    /// The files, in the order in which they are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().map(|opened| opened.table.file())
    }

    /// What there is to know of its files before any row is read.
    pub(super) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The ledger of its rows.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Its files with the rows of each, and its ledger, closed.
    pub(super) fn close(self) -> (Vec<SourceFile>, ClosedLedger) {
        for (join, table) in self.feed.joins.iter().zip(&self.tables) {
            if table.unmatched() > 0 {
                let warning = Warning::of(WarningKind::NotJoined, &*self.feed.label);
                let warning = warning.about(&join.name).counting(table.unmatched());
                self.ledger.warn(warning);
            }
        }
        for warning in self.misses.into_warnings(&self.feed.label) {
            self.ledger.warn(warning);
        }
        let files = self.files.into_iter();
        let files = files.map(|opened| opened.table.file().clone()).collect();
        (files, self.ledger.close())
    }

    /// Reads every row and gives each batch to `read`, in parallel; the results come back in
    /// the order of the rows, whatever the number of threads.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn read<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
    ) -> Result<Vec<T>, ExtractError> {
        let pieces = self.read_pieces(Some(&self.ledger), &read)?;
        let results = pieces.into_iter().flat_map(|piece| self.note(piece));
        Ok(results.collect())
    }

    /// The rows of a small source; those without a key are counted only.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn rows<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> TypedRows<T> + Sync,
    ) -> Result<TypedRows<T>, ExtractError> {
        let rows = TypedRows::join(self.read(read)?);
        self.ledger
            .note(|counts| counts.without_key += rows.without_key);
        Ok(rows)
    }

    /// Reads every row once more, as [`Scan::read`] does; what is wrong with the rows, and how many
    /// they are, was noted the first time.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn read_again<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
    ) -> Result<Vec<T>, ExtractError> {
        let pieces = self.read_pieces(None, &read)?;
        Ok(pieces.into_iter().flat_map(|piece| piece.results).collect())
    }

    /// Reads every row as [`Scan::read`] does, and gives each result to `take`, in the order of
    /// the rows, while others are being read: only few of them are in memory at a time.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn read_through<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
        mut take: impl FnMut(T) + Send,
    ) -> Result<(), ExtractError> {
        let mut ready: Vec<Piece<T>> = Vec::new();
        for pieces in self.pieces().chunks(Self::at_once()) {
            let before = std::mem::take(&mut ready);
            let (next, ()) = rayon::join(
                || {
                    pieces
                        .par_iter()
                        .map(|piece| self.read_piece(*piece, Some(&self.ledger), &read))
                        .collect::<Result<_, ExtractError>>()
                },
                || {
                    for piece in before {
                        self.note(piece).into_iter().for_each(&mut take);
                    }
                },
            );
            ready = next?;
        }
        for piece in ready {
            self.note(piece).into_iter().for_each(&mut take);
        }
        Ok(())
    }

    /// Notes what a piece says in the ledger, and gives its results.
    fn note<T>(&self, piece: Piece<T>) -> Vec<T> {
        self.ledger
            .add(piece.file, piece.rows, &piece.counts, piece.rejected);
        piece.results
    }

    /// Pieces that are read while those before them are taken in.
    fn at_once() -> usize {
        2 * rayon::current_num_threads()
    }

    /// What is read by itself: each row group of each file.
    fn pieces(&self) -> Vec<(usize, usize)> {
        self.files
            .iter()
            .enumerate()
            .flat_map(|(at, opened)| (0..opened.table.pieces()).map(move |piece| (at, piece)))
            .collect()
    }

    /// Its rows, as far as that is known before they are read: of text and workbooks, what their
    /// size allows.
    pub(super) fn rows_at_most(&self) -> u64 {
        let rows = self.files.iter().map(OpenedFile::rows_at_most);
        rows.fold(0, u64::saturating_add)
    }

    /// Of them, how many are in memory at a time while it is read through.
    pub(super) fn rows_at_once(&self) -> u64 {
        let pieces = 2 * Self::at_once() as u64;
        let largest = self.files.iter().map(OpenedFile::rows_of_a_piece).max();
        let rows = largest.unwrap_or(0).saturating_mul(pieces);
        rows.min(self.rows_at_most())
    }

    /// Bytes of its files that are in memory from when they are opened until they are read.
    pub(super) fn held_bytes(&self) -> u64 {
        self.files
            .iter()
            .map(|opened| opened.table.held_bytes())
            .sum()
    }

    /// Every piece, read in parallel, in the order of the rows.
    fn read_pieces<T: Send>(
        &self,
        ledger: Option<&Ledger>,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Result<Vec<Piece<T>>, ExtractError> {
        let pieces = self.pieces().into_par_iter();
        pieces
            .map(|piece| self.read_piece(piece, ledger, read))
            .collect()
    }

    fn read_piece<'s, T>(
        &'s self,
        (at, piece): (usize, usize),
        ledger: Option<&'s Ledger>,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Result<Piece<T>, ExtractError> {
        let opened = &self.files[at];
        let wanted = opened.layout.columns(&opened.binding.wanted);
        let mut taken = Piece {
            file: at,
            rows: 0,
            counts: Counts::default(),
            rejected: Rejections::default(),
            results: Vec::new(),
        };
        opened
            .table
            .read(piece, &wanted, &mut |raw| {
                self.take(at, raw, ledger, read, &mut taken)
            })
            .map_err(|error| ExtractError::read(&self.feed.label, error))?;
        Ok(taken)
    }

    /// Takes rows of the file at `at` into `piece`.
    fn take<'s, T>(
        &'s self,
        at: usize,
        raw: RawRows,
        ledger: Option<&'s Ledger>,
        read: &impl Fn(&Batch<'_>) -> T,
        piece: &mut Piece<T>,
    ) -> Result<(), String> {
        let opened = &self.files[at];
        piece.counts.blank += raw.blank;
        piece.counts.notes += raw.notes;
        piece.counts.footnotes += raw.footnotes;
        piece.rows += raw.misshapen.len() as u64;
        let percentages = opened.cells.as_ref();
        let percentages = percentages.map(|cells| cells.percentages(&raw.percentages));
        let (mut batch, unknown) = self.batch(
            at,
            (raw.batch, percentages.unwrap_or_default()),
            raw.rows,
            Page::new(ledger),
        )?;
        opened.mixtures.check(&batch)?;
        for line in raw.misshapen {
            let row = MisshapenRow {
                location: RowLocation::new(batch.raw().file, line.row),
                text: line.text,
            };
            let fault = MisshapenRow::fault(line.shape, opened.columns);
            batch.page.reject(&row, String::new, fault);
        }
        let all = batch.raw.columns.num_rows();
        piece.rows += all as u64;
        piece.counts.left_out += (all - batch.kept.len()) as u64;
        piece.counts.condition_unknown += unknown;
        if let Some(areas) = &self.areas {
            let outside = areas.leave_out(&mut batch);
            piece.counts.outside += outside;
            piece.counts.left_out += outside;
        }
        let errors = opened.cells.as_ref().filter(|_| !raw.errors.is_empty());
        let faulty = errors.map(|cells| (cells.faulty(&raw.errors), cells));
        if ledger.is_some() {
            self.misses.count(&batch);
            piece.counts.seen.add(&seen(self.feed.kind, &batch));
        }
        if let Some((faulty, cells)) = &faulty {
            batch.reject_faulty(faulty, cells);
        }
        if let Some(areas) = &self.areas {
            piece.counts.joint.extend(areas.divide(&mut batch));
            piece.rows += batch.raw.again.len() as u64;
        }
        piece.results.push(read(&batch));
        piece.rejected.append(batch.page.into_rejected());
        Ok(())
    }

    fn batch<'s>(
        &'s self,
        at: usize,
        (raw, percentages): (RecordBatch, Vec<Option<PercentRows>>),
        rows: RowNumbers,
        page: Page<'s>,
    ) -> Result<(Batch<'s>, u64), String> {
        let opened = &self.files[at];
        let (raw, rows) = opened.layout.reshape(raw, &opened.binding.wanted, rows)?;
        let mapped = opened
            .binding
            .map(&raw, &rows, &self.tables, &percentages)?;
        let all =
            u32::try_from(raw.num_rows()).map_err(|_| "has more than 2^32 rows in a batch")?;
        let (kept, unknown) = match &mapped.filter {
            None => ((0..all).collect(), 0),
            Some(filter) => row_filter::kept(filter),
        };
        if page.is_of_ledger() {
            for (at, joined) in &mapped.joined {
                self.tables[*at].count(joined, &kept);
            }
        }
        let batch = Batch {
            contract: self.contract,
            page,
            of_whole_years: self.feed.whole_years,
            above_whole: self.feed.above_whole,
            may_repeat: self.feed.may_repeat,
            of_snapshot: self.feed.snapshots,
            columns: mapped.columns,
            kept,
            raw: Arc::new(RawBatch {
                file: u16::try_from(self.files_before + at).map_err(
                    |_| "is one of more than 65,535 files; give the source fewer, larger files",
                )?,
                names: opened.binding.names.clone(),
                columns: raw,
                rows,
                cells: opened.cells.clone(),
                again: Vec::new(),
            }),
        };
        Ok((batch, unknown))
    }

    /// Columns with `values` none of which occurs in any file.
    pub(super) fn unused_values(&self) -> Vec<&'static str> {
        let columns = self.contract.columns.iter().enumerate();
        columns
            .filter(|(at, _)| {
                let files = self.files.iter();
                let mut used = files.filter_map(|of| of.binding.values_used(*at));
                used.next()
                    .is_some_and(|first| !first && !used.any(|used| used))
            })
            .map(|(_, column)| column.name)
            .collect()
    }
}

/// What was read at once.
struct Piece<T> {
    /// The position of its file among those of the feed.
    file: usize,
    rows: u64,
    counts: Counts,
    rejected: Rejections,
    results: Vec<T>,
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
