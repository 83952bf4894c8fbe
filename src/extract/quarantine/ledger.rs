//! What a feed gave apart from its rows: how many there were, and each that was rejected, with
//! the reason.
//!
//! Every row that is rejected goes through [`Ledger::reject`], or through the [`Page`](super::Page) of
//! its batch while batches are read side by side: with its location, its key and its fault.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::rejections::{RejectionBudget, Rejections};
use super::row_location::{RowEvidence, RowLocation};
use super::seen::Seen;
use super::source_row::SourceRow;
use crate::tables::{Correction, Fault, Quarantined, Rule};
use crate::warning::Warning;

/// How many rows of a feed are left out, and why; rejected ones apart.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Rows that the feed's `where` or the pipeline's `outside` left out, or that repeat another where
    /// the format lets them.
    pub left_out: u64,
    /// Those of them that are of councils of other nations, which the pipeline leaves out.
    pub outside: u64,
    /// Whether all of its lists of settings were taken after the as-of date, and another feed's were
    /// before.
    pub not_taken_yet: bool,
    /// Rows of several councils that each of them was given, by the councils as they are written.
    pub joint: BTreeMap<String, u64>,
    /// Those that were left out for which `where` is neither true nor false.
    pub condition_unknown: u64,
    /// What the other rows hold.
    pub seen: Seen,
    /// Rows without any text.
    pub blank: u64,
    /// Rows of notes below the tables.
    pub notes: u64,
    /// Values whose footnote marker was taken off.
    pub footnotes: u64,
    /// Rows whose key is written as missing where the contract lets it be.
    pub without_key: u64,
    /// Rows published or decided after the as-of date, or for a time after it.
    pub after_as_of: u64,
    /// Rows about an earlier year of ratings than the one that is made.
    pub of_other_years: u64,
    /// Rows superseded by another extract's row of the same key.
    pub superseded: u64,
    /// Values written as each missing marker.
    pub missing: BTreeMap<&'static str, u64>,
}

/// The ledger of a feed.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// What the pipeline calls the feed.
    label: Arc<str>,
    /// The names of its files, in the order in which they are read.
    files: Vec<String>,
    /// Files of the source's earlier feeds.
    files_before: usize,
    budget: RejectionBudget,
    /// Whether it has been settled: rows that are read again are noted no more, only what a person
    /// should know.
    settled: bool,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// Rows read of each file.
    rows: Vec<u64>,
    counts: Counts,
    /// Rows rejected while they were read.
    rejected: Rejections,
    /// Rows rejected once all were read: they repeat or contradict another.
    rejected_late: Rejections,
    corrections: Vec<Correction>,
    warnings: Vec<Warning>,
}

/// A ledger, closed.
#[derive(Debug)]
pub(crate) struct ClosedLedger {
    /// Rows read of each file, in the order of the files; of a feed that is unpivoted, the rows
    /// that became of them.
    pub rows: Vec<u64>,
    /// Rows that were left out.
    pub counts: Counts,
    /// Rows rejected, in the order of file and row.
    pub rejected: Vec<Quarantined>,
    /// Rows rejected that were counted only, by the rule that they broke.
    pub counted: BTreeMap<Rule, u64>,
    /// What superseded rows say otherwise than those that were retained.
    pub corrections: Vec<Correction>,
    /// What else there is to know of the feed.
    pub warnings: Vec<Warning>,
}

impl Counts {
    /// Counts a row that repeats another, with a value or without one.
    pub fn repeat(&mut self, has_value: bool) {
        self.left_out += 1;
        if let Some(values) = self.seen.values.as_mut().filter(|_| has_value) {
            *values = values.saturating_sub(1);
        }
    }
}

impl Ledger {
    /// The ledger of the feed called `label`, with these `files`; `files_before` is how many the
    /// source's earlier feeds have.
    pub(crate) fn new(
        label: &Arc<str>,
        files: Vec<String>,
        files_before: usize,
        budget: RejectionBudget,
    ) -> Self {
        Self {
            label: Arc::clone(label),
            budget,
            settled: false,
            entries: Mutex::new(Entries {
                rows: vec![0; files.len()],
                counts: Counts::default(),
                rejected: Rejections::default(),
                rejected_late: Rejections::default(),
                corrections: Vec::new(),
                warnings: Vec::new(),
            }),
            files,
            files_before,
        }
    }

    /// Adds `rows` that were read of the file at `file` of the feed, how many of them were left
    /// out, and those that were `rejected`.
    pub(crate) fn add(&self, file: usize, rows: u64, counts: &Counts, rejected: Rejections) {
        if self.settled {
            return;
        }
        let mut entries = self.entries();
        entries.rows[file] += rows;
        entries.counts.left_out += counts.left_out;
        entries.counts.outside += counts.outside;
        for (councils, rows) in &counts.joint {
            *entries.counts.joint.entry(councils.clone()).or_insert(0) += rows;
        }
        entries.counts.condition_unknown += counts.condition_unknown;
        entries.counts.seen.add(&counts.seen);
        entries.counts.blank += counts.blank;
        entries.counts.notes += counts.notes;
        entries.counts.footnotes += counts.footnotes;
        entries.rejected.append(rejected);
    }

    /// Adds what [`Ledger::add`] does, of rows that another process read.
    #[cfg(feature = "cluster")]
    pub(crate) fn add_from_elsewhere(
        &self,
        file: usize,
        rows: u64,
        counts: &Counts,
        rejected: Rejections,
    ) {
        self.budget.count(rejected.rows());
        self.add(file, rows, counts, rejected);
    }

    /// Another ledger of the same files, for who notes there what this one is told later.
    #[cfg(feature = "cluster")]
    pub(crate) fn like(&self) -> Self {
        let budget = self.budget.like();
        Self::new(&self.label, self.files.clone(), self.files_before, budget)
    }

    /// The share of its rows that may be rejected before the run is stopped for certain.
    #[cfg(feature = "cluster")]
    pub(crate) const fn may_lose(&self) -> f64 {
        self.budget.share()
    }

    /// Notes rows that were read and left out.
    pub(crate) fn note(&self, note: impl FnOnce(&mut Counts)) {
        if !self.settled {
            note(&mut self.entries().counts);
        }
    }

    /// Notes what a person should know of the feed.
    pub(crate) fn warn(&self, warning: Warning) {
        self.entries().warnings.push(warning);
    }

    /// Notes a row that was superseded, and what it said otherwise than the one retained.
    pub(crate) fn correct(&self, correction: Correction) {
        if !self.settled {
            self.entries().corrections.push(correction);
        }
    }

    /// Rejects a row for a fault; `key` says what is known of its key.
    pub(crate) fn reject(
        &self,
        row: &impl RowEvidence,
        key: impl FnOnce() -> String,
        fault: Fault,
    ) {
        if self.settled {
            return;
        }
        self.reject_into(&mut self.entries().rejected_late, row, key, fault);
    }

    /// Adds a row that is rejected to others.
    pub(super) fn reject_into(
        &self,
        rejected: &mut Rejections,
        row: &impl RowEvidence,
        key: impl FnOnce() -> String,
        fault: Fault,
    ) {
        rejected.add(&self.budget, fault.rule, || {
            self.quarantined(row, key(), fault)
        });
    }

    fn quarantined(&self, row: &impl RowEvidence, key: String, mut fault: Fault) -> Quarantined {
        fault.reason = format!("{}{}", fault.reason, row.cells(&fault)).into();
        self.source_row(row, key).reject(fault)
    }

    /// A row with the names of its feed and its file, to be kept beyond the ledger.
    pub(crate) fn source_row(&self, row: &impl RowEvidence, key: String) -> SourceRow {
        let location = row.location();
        SourceRow {
            source: Arc::clone(&self.label),
            file: self.file(location).to_owned(),
            row: location.row(),
            key,
            record: row.record(),
        }
    }

    /// What the pipeline calls the feed.
    pub(crate) fn label(&self) -> &Arc<str> {
        &self.label
    }

    /// The name of the file that a row is of.
    pub(crate) fn file(&self, location: RowLocation) -> &str {
        &self.files[location.file() - self.files_before]
    }

    /// Whether it has been settled.
    pub(crate) const fn is_settled(&self) -> bool {
        self.settled
    }

    /// What a person should know of the feed, as far as it was not told yet.
    pub(crate) fn told(&self) -> Vec<Warning> {
        self.entries().warnings.clone()
    }

    /// Closes the ledger: what is read again of its rows is not noted any more.
    pub(crate) fn settle(&mut self) -> ClosedLedger {
        self.settled = true;
        let entries = self.entries.get_mut();
        let entries = std::mem::take(entries.unwrap_or_else(PoisonError::into_inner));
        let mut all = entries.rejected;
        all.append(entries.rejected_late);
        let (mut rejected, counted) = all.settle(&self.budget);
        rejected.sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
        ClosedLedger {
            rows: entries.rows,
            counts: entries.counts,
            rejected,
            counted,
            corrections: entries.corrections,
            warnings: entries.warnings,
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ledgers of a source's feeds, in the order of the feeds.
#[derive(Debug, Clone)]
pub(crate) struct Ledgers<'a>(Vec<&'a Ledger>);

impl<'a> Ledgers<'a> {
    /// These ledgers, of which there is one at least.
    pub(crate) fn new(ledgers: impl Iterator<Item = &'a Ledger>) -> Self {
        Self(ledgers.collect())
    }

    /// The ledger of the feed that a row is of.
    pub(crate) fn of(&self, location: RowLocation) -> &'a Ledger {
        self.of_file(location.file())
    }

    /// The ledger of the feed that the file at this position among the source's files is of.
    pub(crate) fn of_file(&self, file: usize) -> &'a Ledger {
        let end = self.0.partition_point(|ledger| ledger.files_before <= file);
        self.0[end.saturating_sub(1)]
    }

    /// Rejects a row for a fault; `key` says what is known of its key.
    pub(crate) fn reject(
        &self,
        row: &impl RowEvidence,
        key: impl FnOnce() -> String,
        fault: Fault,
    ) {
        self.of(row.location()).reject(row, key, fault);
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::Page;
    use super::*;

    struct Found(RowLocation);

    impl RowEvidence for Found {
        fn location(&self) -> RowLocation {
            self.0
        }

        fn record(&self) -> String {
            "{}".to_owned()
        }
    }

    fn ledger(label: &str, files: &[&str], files_before: usize) -> Ledger {
        let files = files.iter().map(|name| (*name).to_owned()).collect();
        Ledger::new(
            &label.into(),
            files,
            files_before,
            RejectionBudget::new(1.0, None),
        )
    }

    #[test]
    fn a_row_is_rejected_into_the_ledger_of_its_feed_with_the_name_of_its_file() {
        let first = ledger("findings.early", &["a.csv", "b.csv"], 0);
        let second = ledger("findings.late", &["c.csv"], 2);
        let ledgers = Ledgers::new([&first, &second].into_iter());
        for (file, row) in [(2, 7), (1, 9), (0, 3), (1, 4)] {
            let fault = Fault::new(Rule::DuplicateKey, "again");
            ledgers.reject(&Found(RowLocation::new(file, row)), String::new, fault);
        }
        let shown = |mut ledger: Ledger| -> Vec<(String, String, u64)> {
            let rejected = ledger.settle().rejected.into_iter();
            rejected
                .map(|row| (row.source.to_string(), row.file, row.row))
                .collect()
        };
        let early = |file: &str, row| ("findings.early".to_owned(), file.to_owned(), row);
        assert_eq!(
            shown(first),
            [early("a.csv", 3), early("b.csv", 4), early("b.csv", 9)]
        );
        assert_eq!(
            shown(second),
            [("findings.late".to_owned(), "c.csv".to_owned(), 7)]
        );
    }

    #[test]
    fn rows_that_are_read_once_more_are_not_rejected_a_second_time() {
        let mut ledger = ledger("findings", &["a.csv"], 0);
        for page in [Page::new(Some(&ledger)), Page::new(None)] {
            let fault = Fault::new(Rule::UnreadableGrade, "no grade");
            page.reject(&Found(RowLocation::new(0, 1)), String::new, fault);
            ledger.add(0, 1, &Counts::default(), page.into_rejected());
        }
        assert_eq!(ledger.settle().rejected.len(), 1);
    }
}
