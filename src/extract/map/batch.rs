//! Rows of one file as their contract sees them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluation::Mapped;
use crate::config::AvailableAfter;
use crate::contract::Contract;
use crate::extract::quarantine::{Page, RawBatch, SheetCells};
use crate::read::ErrorCell;
use crate::tables::Fault;

/// Rows of one file with their contract columns computed.
pub(crate) struct Batch<'a> {
    /// The contract that they are to keep.
    pub contract: &'static Contract,
    /// Those that do not keep it.
    pub page: Page<'a>,
    /// Whether the file lists every setting that was open on the day of the extract.
    pub of_snapshot: bool,
    /// How long after a period its figures come out.
    pub available_after: Option<&'a AvailableAfter>,
    /// Whether a period that is no whole year breaks the contract.
    pub of_whole_years: bool,
    /// By which part of its whole a share may be above it.
    pub above_whole: f64,
    /// Whether a row may repeat the figures of an earlier one.
    pub may_repeat: bool,
    /// The rows as they stand in their file.
    pub raw: Arc<RawBatch>,
    /// The columns, by the contract's order; `None` where the source does not give one.
    pub columns: Vec<Option<Mapped>>,
    /// The rows that the source's `where` keeps.
    pub kept: Vec<u32>,
}

impl Batch<'_> {
    /// The rows that the source's `where` keeps, as positions in the batch.
    pub(crate) fn kept(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.kept.iter().map(|row| *row as usize)
    }

    /// Whether its file lists every setting that was open on the day of the extract.
    pub(crate) fn is_of_snapshot(&self) -> bool {
        self.of_snapshot
    }

    /// Whether a period that is no whole year breaks the contract.
    pub(crate) fn is_of_whole_years(&self) -> bool {
        self.of_whole_years
    }

    /// Rejects the kept rows among the `faulty` ones.
    pub(crate) fn reject_faulty(
        &mut self,
        faulty: &BTreeMap<usize, &ErrorCell>,
        cells: &SheetCells,
    ) {
        let (rejected, kept): (Vec<u32>, Vec<u32>) = std::mem::take(&mut self.kept)
            .into_iter()
            .partition(|row| faulty.contains_key(&(*row as usize)));
        self.kept = kept;
        for row in rejected {
            let row = row as usize;
            let fault = cells.fault(faulty[&row], &self.raw.rows);
            self.reject(row, String::new, fault);
        }
    }

    /// Repeats a row, so that the column at `column` has one of `codes` each time; the rows that
    /// were added.
    pub(crate) fn repeat(&mut self, row: u32, column: usize, codes: &[u32]) -> Vec<u32> {
        let (Some(raw), [first, others @ ..]) = (Arc::get_mut(&mut self.raw), codes) else {
            return Vec::new();
        };
        let mut added = Vec::with_capacity(others.len());
        for code in others {
            let place = raw.columns.num_rows() + raw.again.len();
            added.extend(u32::try_from(place).ok());
            raw.again.push(row);
            for mapped in self.columns.iter_mut().flatten() {
                let same = mapped.coded.codes[row as usize];
                mapped.coded.codes.push(same);
            }
            if let Some(mapped) = &mut self.columns[column] {
                mapped.coded.codes[place] = *code;
            }
        }
        if let Some(mapped) = &mut self.columns[column] {
            mapped.coded.codes[row as usize] = *first;
        }
        added
    }

    /// Its rows as they stand in their file.
    pub(crate) fn raw(&self) -> &Arc<RawBatch> {
        &self.raw
    }

    /// Rejects the row at `row`; `key` says what is known of its key.
    pub(crate) fn reject(&self, row: usize, key: impl FnOnce() -> String, fault: Fault) {
        self.page.reject(&self.raw.row(row), key, fault);
    }

    /// The position of the column called `name` in the contract.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.contract.position(name)
    }

    /// The column called `name`, if the source gives it.
    pub(crate) fn mapped(&self, name: &str) -> Option<&Mapped> {
        let at = self.contract.position(name)?;
        self.columns[at].as_ref()
    }
}
