//! Rows superseded by another extract's row of the same key that say something else: kept, so
//! that whoever wonders why a figure changed finds what it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::precedence::Precedence;
use crate::extract::quarantine::{Ledgers, RowLocation};
use crate::tables::Correction;

/// A contract column in which two rows differ, what the superseded row says, and what the
/// retained row says; `None` is a missing value.
pub(crate) type Differing = (&'static str, Option<String>, Option<String>);

/// A row that takes part in a correction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    /// Where the row stands.
    pub location: RowLocation,
    /// When its extract was taken.
    pub precedence: Precedence,
}

/// A correction before its places have become names of files and its days are days again; `K` is
/// the key of both rows.
#[derive(Debug, Clone)]
pub(crate) struct Corrected<K> {
    /// The superseded row.
    pub superseded: Side,
    /// The retained row.
    pub retained: Side,
    /// The key of both.
    pub key: K,
    /// The contract column in which they differ.
    pub column: &'static str,
    /// What each says, the superseded row first.
    pub values: (Option<String>, Option<String>),
}

impl<K> Corrected<K> {
    /// The correction in the words of its sources.
    fn named(
        self,
        ledgers: &Ledgers<'_>,
        as_of: NaiveDate,
        key: impl Fn(&K) -> String,
    ) -> Correction {
        let (said, says) = self.values;
        let (superseded, retained) = (self.superseded.location, self.retained.location);
        let ledger = ledgers.of(superseded);
        Correction {
            source: Arc::clone(ledger.label()),
            file: ledger.file(superseded).to_owned(),
            row: superseded.row(),
            key: key(&self.key),
            column: self.column,
            extracted_on: self.superseded.precedence.day(as_of),
            said,
            retained_file: ledgers.of(retained).file(retained).to_owned(),
            retained_row: retained.row(),
            retained_extracted_on: self.retained.precedence.day(as_of),
            retained: says,
        }
    }
}

/// What came of rows of the same key in several extracts.
#[derive(Debug)]
pub(crate) struct Settled<K> {
    /// By the place of each file, how many of its rows were superseded by a row of another extract.
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
    pub(crate) fn is_empty(&self) -> bool {
        self.superseded.is_empty()
    }

    /// Takes in what came of other rows.
    pub(crate) fn add(&mut self, other: Self) {
        for (file, rows) in other.superseded {
            *self.superseded.entry(file).or_insert(0) += rows;
        }
        self.corrected.extend(other.corrected);
    }

    /// Notes a superseded row, and what it and the retained row say in the columns in
    /// which they `differ`. What an extract taken after the as-of date says otherwise was not
    /// known then.
    pub(crate) fn note(
        &mut self,
        superseded: Side,
        retained: Side,
        key: &K,
        differ: impl IntoIterator<Item = Differing>,
    ) {
        *self
            .superseded
            .entry(superseded.location.file())
            .or_insert(0) += 1;
        if superseded.precedence.is_after() {
            return;
        }
        self.corrected
            .extend(differ.into_iter().map(|(column, said, says)| Corrected {
                superseded,
                retained,
                key: key.clone(),
                column,
                values: (said, says),
            }));
    }
}

impl<K> Settled<K> {
    /// Notes in the ledgers what came of the rows; `key` shows the key of a row.
    pub(crate) fn note_in(
        self,
        ledgers: &Ledgers<'_>,
        as_of: NaiveDate,
        key: impl Fn(&K) -> String,
    ) {
        for (file, rows) in self.superseded {
            let ledger = ledgers.of_file(file);
            ledger.note(|counts| counts.superseded += rows);
        }
        for corrected in self.corrected {
            let ledger = ledgers.of(corrected.superseded.location);
            ledger.correct(corrected.named(ledgers, as_of, &key));
        }
    }
}
