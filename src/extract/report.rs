//! What was read from a feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::quarantine::Counts;
use crate::read::SourceFile;
use crate::tables::Rule;
use crate::warning::Warning;

/// What was read from a feed.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// What the pipeline calls it.
    pub source: Arc<str>,
    /// Its files with the rows of each.
    pub files: Vec<(SourceFile, u64)>,
    /// Rows read.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Those of them that were counted only, by the rule that they broke: none where the feed
    /// may pass its gate.
    pub counted: BTreeMap<Rule, u64>,
    /// Rows left out for other reasons, and what the others hold.
    pub counts: Counts,
    /// The codes of the areas that it has rows of, in their order.
    pub areas: Vec<String>,
    /// Columns with `values` none of which occurs.
    pub unused_values: Vec<&'static str>,
    /// What else there is to know of it.
    pub warnings: Vec<Warning>,
}

impl SourceReport {
    /// Rows that are left out because the as-of date has no use for them.
    #[must_use]
    pub const fn untimely(&self) -> u64 {
        self.counts.after_as_of + self.counts.of_other_years
    }

    /// Rows that are left out, by `where` or by the as-of date.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.counts.left_out + self.untimely()
    }

    /// Rows that are neither left out nor rejected and have a key.
    #[must_use]
    pub fn kept(&self) -> u64 {
        let lost = self.left_out() + self.rejected + self.counts.without_key;
        self.rows.saturating_sub(lost)
    }
}
