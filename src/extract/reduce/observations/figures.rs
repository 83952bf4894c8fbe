//! Figures as they are laid out, whoever has them: what they name by place, where they stand, and what
//! becomes of one that nobody needs.

use std::sync::Arc;

use crate::domain::PeriodLabel;
use crate::extract::contract::observation::{ObservationBatch, repeated};
use crate::extract::quarantine::{Ledgers, RowLocation};

/// The texts that figures name by place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts<'t> {
    /// Periods as the rows write them, and what that says.
    pub periods: &'t [(String, PeriodLabel)],
    /// Breakdowns.
    pub breakdowns: &'t [String],
    /// The states of figures in words.
    pub statuses: &'t [Arc<str>],
}

/// Rows of figures, each by its number among them.
pub(crate) trait FigureRows {
    /// The texts that they name by place.
    fn texts(&self) -> Texts<'_>;

    /// Whether a row may repeat the figures of an earlier one.
    fn may_repeat(&self) -> bool;

    /// Where a row stands.
    fn location(&self, row: u32) -> RowLocation;

    /// Leaves out a row that says what an earlier one says, with a value or without one.
    fn leave_out(&self, row: u32, has_value: bool);

    /// Rejects a row that has a figure for the place of an earlier one; `key` says which place.
    fn reject(&self, row: u32, key: String);
}

/// The rows of a batch, of which the ledgers are told.
pub(super) struct Noted<'a> {
    batch: &'a ObservationBatch,
    ledgers: &'a Ledgers<'a>,
}

impl<'a> Noted<'a> {
    pub(super) const fn new(batch: &'a ObservationBatch, ledgers: &'a Ledgers<'a>) -> Self {
        Self { batch, ledgers }
    }
}

impl FigureRows for Noted<'_> {
    fn texts(&self) -> Texts<'_> {
        Texts {
            periods: &self.batch.periods,
            breakdowns: &self.batch.breakdowns,
            statuses: &self.batch.statuses,
        }
    }

    fn may_repeat(&self) -> bool {
        self.batch.may_repeat
    }

    fn location(&self, row: u32) -> RowLocation {
        self.batch.raw.location(row as usize)
    }

    fn leave_out(&self, row: u32, has_value: bool) {
        let ledger = self.ledgers.of(self.location(row));
        ledger.note(|counts| counts.repeat(has_value));
    }

    fn reject(&self, row: u32, key: String) {
        let row = self.batch.raw.row(row as usize);
        self.ledgers.reject(&row, || key, repeated());
    }
}
