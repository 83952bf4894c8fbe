//! What is rejected of one batch, while others are read beside it.

use std::cell::RefCell;

use super::ledger::Ledger;
use super::rejections::Rejections;
use super::row_location::RowEvidence;
use crate::tables::Fault;

/// The rows of one batch that are rejected as they are read, which is without waiting for other
/// batches.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// `None` where rows are read once more: those that broke a rule were rejected the first time.
    ledger: Option<&'a Ledger>,
    rejected: RefCell<Rejections>,
}

impl<'a> Page<'a> {
    /// An empty page of `ledger`; without one, nothing is noted.
    pub(crate) fn new(ledger: Option<&'a Ledger>) -> Self {
        Self {
            ledger,
            rejected: RefCell::default(),
        }
    }

    /// Rejects a row for a fault; `key` says what is known of its key.
    pub(crate) fn reject(
        &self,
        row: &impl RowEvidence,
        key: impl FnOnce() -> String,
        fault: Fault,
    ) {
        let Some(ledger) = self.ledger else {
            return;
        };
        ledger.reject_into(&mut self.rejected.borrow_mut(), row, key, fault);
    }

    /// Whether rows are read for the first time, so that what is wrong with them is noted.
    pub(crate) fn is_of_ledger(&self) -> bool {
        self.ledger.is_some()
    }

    /// What was rejected.
    pub(crate) fn into_rejected(self) -> Rejections {
        self.rejected.into_inner()
    }
}
