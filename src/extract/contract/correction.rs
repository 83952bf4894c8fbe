//! Rows that gave way to another extract's row of the same key and said something else: kept, so
//! that whoever wonders why a figure changed finds what it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::precedence::Recency;
use crate::extract::quarantine::RowLocation;
use crate::tables::Correction;

/// A contract column in which two rows differ, what the row that gave way says, and what the row
/// that stands says; `None` is a missing value.
pub type Differing = (&'static str, Option<String>, Option<String>);

/// A row that takes part in a correction.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// Where the row stands.
    pub place: RowLocation,
    /// When its extract was taken.
    pub recency: Recency,
}

/// A correction before its places have become names of files and its days are days again; `K` is
/// the key of both rows.
#[derive(Debug, Clone)]
pub struct Corrected<K> {
    /// The row that gave way.
    pub gave_way: Side,
    /// The row that stands.
    pub stands: Side,
    /// The key of both.
    pub key: K,
    /// The contract column in which they differ.
    pub column: &'static str,
    /// What each says, the row that gave way first.
    pub values: (Option<String>, Option<String>),
}

impl<K> Corrected<K> {
    /// The correction, where `files` has the feed and the name of each file of the contract.
    pub fn named(
        self,
        files: &[(&Arc<str>, &str)],
        as_of: NaiveDate,
        key: impl Fn(&K) -> String,
    ) -> Correction {
        let (said, stands) = self.values;
        let (feed, file) = files[self.gave_way.place.file()];
        let (_, stands_file) = files[self.stands.place.file()];
        Correction {
            source: Arc::clone(feed),
            file: file.to_owned(),
            row: self.gave_way.place.row(),
            key: key(&self.key),
            column: self.column,
            extracted_on: self.gave_way.recency.day(as_of),
            said,
            stands_file: stands_file.to_owned(),
            stands_row: self.stands.place.row(),
            stands_extracted_on: self.stands.recency.day(as_of),
            stands,
        }
    }
}

/// What came of rows of the same key in several extracts.
#[derive(Debug)]
pub struct Settled<K> {
    /// By the place of each file, how many of its rows gave way to a row of another extract.
    pub superseded: BTreeMap<usize, u64>,
    /// Those of them, extracted by the as-of date, that said something else.
    pub corrected: Vec<Corrected<K>>,
}

impl<K> Default for Settled<K> {
    fn default() -> Self {
        Self {
            superseded: BTreeMap::new(),
            corrected: Vec::new(),
        }
    }
}

impl<K: Clone> Settled<K> {
    /// Whether no row gave way to another.
    pub fn is_empty(&self) -> bool {
        self.superseded.is_empty()
    }

    /// Takes in what came of other rows.
    pub fn add(&mut self, other: Self) {
        for (file, rows) in other.superseded {
            *self.superseded.entry(file).or_insert(0) += rows;
        }
        self.corrected.extend(other.corrected);
    }

    /// Notes a row that gave way, and what it and the row that stands say in the columns in
    /// which they `differ`. What an extract taken after the as-of date says otherwise was not
    /// known then.
    pub fn note(
        &mut self,
        gave_way: Side,
        stands: Side,
        key: &K,
        differ: impl IntoIterator<Item = Differing>,
    ) {
        *self.superseded.entry(gave_way.place.file()).or_insert(0) += 1;
        if gave_way.recency.is_after() {
            return;
        }
        self.corrected
            .extend(differ.into_iter().map(|(column, said, says)| Corrected {
                gave_way,
                stands,
                key: key.clone(),
                column,
                values: (said, says),
            }));
    }
}
