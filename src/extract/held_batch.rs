//! Rows with their contract columns computed, held to be read again for another as-of date.

use std::sync::Arc;

use super::map::{Batch, Mapped};
use super::quarantine::RawBatch;

/// A batch of rows as [`Batch`] has them, without what is rejected of it.
#[derive(Debug)]
pub(super) struct HeldBatch {
    /// The columns, by the contract's order.
    pub(super) columns: Vec<Option<Mapped>>,
    /// The rows that the feed's `where` keeps.
    pub(super) kept: Vec<u32>,
    /// The rows as they stand in their file.
    pub(super) raw: Arc<RawBatch>,
}

impl HeldBatch {
    /// What `batch` has.
    pub(super) fn of(batch: &Batch<'_>) -> Self {
        Self {
            columns: batch.columns.clone(),
            kept: batch.kept.clone(),
            raw: Arc::clone(&batch.raw),
        }
    }
}
