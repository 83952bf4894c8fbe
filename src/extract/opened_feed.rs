//! A feed's files, opened, and how their rows become batches of the contract's columns.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::error::ExtractError;
use super::held_batch::HeldBatch;
use super::map::{Batch, JoinTable};
use super::misses::Misses;
use super::opened_file::OpenedFile;
use super::quarantine::{Counts, Ledger, MisshapenRow, Page, RawBatch, Rejections, RowLocation};
use super::row_areas::AreaRules;
use super::row_filter;
use super::seen::seen;
use crate::config::Feed;
use crate::contract::Contract;
use crate::read::{PercentRows, RawRows, RowNumbers};

/// The files of a feed with its mapping bound to each, and what rows are read by beside it. A copy
/// reads the same files, opened once.
#[derive(Clone)]
pub(super) struct OpenedFeed {
    pub(super) feed: Arc<Feed>,
    /// The contract that its rows are to keep.
    pub(super) contract: &'static Contract,
    /// Files of the contract's earlier feeds.
    pub(super) files_before: usize,
    pub(super) files: Arc<Vec<OpenedFile>>,
    /// What its look-ups do not have, in columns that a row can do without.
    pub(super) misses: Arc<Misses>,
    /// What its joins say, once they are read.
    pub(super) tables: Arc<Vec<JoinTable>>,
    /// What becomes of rows that do not name one council, once the list of them is read.
    pub(super) areas: Option<Arc<AreaRules>>,
}

/// What was read at once.
pub(super) struct Piece<T> {
    /// The position of its file among those of the feed.
    pub(super) file: usize,
    /// Its rows.
    pub(super) rows: u64,
    /// What was counted of them.
    pub(super) counts: Counts,
    /// Those that broke their contract.
    pub(super) rejected: Rejections,
    /// What came of each batch.
    pub(super) results: Vec<T>,
}

impl OpenedFeed {
    /// What is read by itself: each row group of each file.
    pub(super) fn pieces(&self) -> Vec<(usize, usize)> {
        self.files
            .iter()
            .enumerate()
            .flat_map(|(at, opened)| (0..opened.table.pieces()).map(move |piece| (at, piece)))
            .collect()
    }

    /// Reads a piece and gives each batch of it to `read`; with a ledger, what is wrong with the rows
    /// is noted.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn read_piece<'s, T>(
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

    /// A batch that is held, with a page for what is rejected of it.
    pub(super) fn held<'s>(&'s self, held: &HeldBatch, page: Page<'s>) -> Batch<'s> {
        Batch {
            columns: held.columns.clone(),
            kept: held.kept.clone(),
            ..self.empty(page, Arc::clone(&held.raw))
        }
    }

    /// A batch without columns and rows.
    fn empty<'s>(&'s self, page: Page<'s>, raw: Arc<RawBatch>) -> Batch<'s> {
        Batch {
            contract: self.contract,
            page,
            available_after: self.feed.available_after.as_ref(),
            of_whole_years: self.feed.whole_years,
            above_whole: self.feed.above_whole,
            may_repeat: self.feed.may_repeat,
            of_snapshot: self.feed.snapshots,
            columns: Vec::new(),
            kept: Vec::new(),
            raw,
        }
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
        let raw = RawBatch {
            file: u16::try_from(self.files_before + at).map_err(
                |_| "is one of more than 65,535 files; give the source fewer, larger files",
            )?,
            names: opened.binding.names.clone(),
            columns: raw,
            rows,
            cells: opened.cells.clone(),
            again: Vec::new(),
        };
        let batch = Batch {
            columns: mapped.columns,
            kept,
            ..self.empty(page, Arc::new(raw))
        };
        Ok((batch, unknown))
    }
}
