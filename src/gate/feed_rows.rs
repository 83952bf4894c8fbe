//! What was read of a source, now and in the current run.

/// What was read of a source.
#[derive(Debug, Clone, Copy)]
pub struct FeedRows<'a> {
    /// The source.
    pub source: &'a str,
    /// Rows read.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Rows that were neither left out nor rejected.
    pub kept: u64,
    /// Rows that only the as-of date leaves out.
    pub untimely: u64,
    /// Rows that have a value; none where its contract has none.
    pub values: Option<u64>,
    /// The codes of the areas that it has rows of, in their order.
    pub areas: &'a [String],
    /// Whether ratings rest on it.
    pub is_evidence: bool,
}

/// What a source is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Before<'a> {
    /// There is no current run, or it did not have the source.
    Nothing,
    /// What the current run read of it.
    Feed(FeedBefore<'a>),
    /// There was a run, and what it says is gone, for this reason.
    Gone(&'a str),
}

/// What the current run read of the same source.
#[derive(Debug, Clone, Copy)]
pub struct FeedBefore<'a> {
    /// Rows that were neither left out nor rejected.
    pub kept: u64,
    /// Rows that had a value.
    pub values: Option<u64>,
    /// The codes of the areas that it had rows of.
    pub areas: Option<&'a [String]>,
}

impl FeedRows<'_> {
    /// The rows that are kept, and of how many.
    pub(super) fn rows_kept(&self) -> String {
        if self.kept == self.rows {
            format!("{} rows", self.kept)
        } else {
            format!("{} rows, of {} read,", self.kept, self.rows)
        }
    }
}
