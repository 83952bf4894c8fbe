//! Rows that break their contract: kept, with the reason, never dropped in silence.

mod commonest;
mod ledger;
mod page;
mod raw_batch;
mod record;
mod rejections;
mod row_location;
mod seen;
mod sheet_cells;
mod source_row;

pub use self::commonest::commonest;
pub use self::ledger::Counts;
pub(crate) use self::ledger::{ClosedLedger, Ledger, Ledgers};
pub(crate) use self::page::Page;
pub(crate) use self::raw_batch::{MisshapenRow, RawBatch};
#[cfg(feature = "cluster")]
pub(crate) use self::rejections::KeptRejections;
pub(crate) use self::rejections::{RejectionBudget, Rejections};
pub(crate) use self::row_location::{RowEvidence, RowLocation};
pub(super) use self::seen::Seen;
pub(crate) use self::sheet_cells::SheetCells;
pub(crate) use self::source_row::SourceRow;
