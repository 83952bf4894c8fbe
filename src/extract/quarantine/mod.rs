//! Rows that break their contract: kept, with the reason, never dropped in silence.

mod commonest;
mod ledger;
mod raw_batch;
mod record;
mod rejections;
mod row_location;
mod seen;
mod sheet_cells;
mod source_row;

pub use self::commonest::commonest;
pub use self::ledger::{ClosedLedger, Counts, Ledger, Ledgers, Page};
pub use self::raw_batch::{MisshapenRow, RawBatch};
pub use self::rejections::{RejectionBudget, Rejections};
pub use self::row_location::{RowEvidence, RowLocation};
pub use self::seen::Seen;
pub use self::sheet_cells::SheetCells;
pub use self::source_row::SourceRow;
