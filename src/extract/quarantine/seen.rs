//! What the kept rows of a feed hold, as far as gates and warnings ask for it.

use std::collections::{BTreeMap, BTreeSet};

/// Counts of the rows of a feed that its `where` keeps.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Rows that have a value, a grade or an outcome; `None` where its contract has none.
    pub values: Option<u64>,
    /// Authorities as they are written.
    pub authorities: BTreeSet<String>,
    /// Events, with the rows of each.
    pub events: BTreeMap<String, u64>,
}

impl Seen {
    /// Adds what other rows of the same feed hold.
    pub fn add(&mut self, other: &Self) {
        if let Some(values) = other.values {
            *self.values.get_or_insert(0) += values;
        }
        self.authorities.extend(other.authorities.iter().cloned());
        for (event, rows) in &other.events {
            *self.events.entry(event.clone()).or_insert(0) += rows;
        }
    }
}
