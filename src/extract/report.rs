//! What was read from a feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::quarantine::Counts;
use crate::read::SourceFile;
use crate::tables::Rule;

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
    /// Rows left out for other reasons.
    pub counts: Counts,
}
