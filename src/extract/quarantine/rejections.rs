//! How many rejected rows of a feed are kept in full.
//!
//! A row that is rejected is kept with its text and the reason. When a mapping or a feed is
//! broken, that is every row: a nation's inspections, each as a record in JSON. But a feed that
//! has lost more rows than its gate allows is not published, whatever follows. From then on only
//! the first rows of every batch are kept as evidence, and the others are counted by their rule.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::tables::{Quarantined, Rule};

/// Rows of a batch that are kept as evidence however many the feed has lost.
const FIRST: usize = 1_000;

/// The rows that a feed may lose before its gate stops the run for certain.
#[derive(Debug)]
pub(crate) struct RejectionBudget {
    share: f64,
    rows: Option<u64>,
    rejected: AtomicU64,
}

impl RejectionBudget {
    /// A gate that stops the run when more than `share` of a feed's `rows` are rejected. Where
    /// its files do not say how many rows they have, the budget is never spent.
    pub(crate) fn new(share: f64, rows: Option<u64>) -> Self {
        Self {
            share,
            rows,
            rejected: AtomicU64::new(0),
        }
    }

    /// A budget of the same rows, of which nothing is spent.
    #[cfg(feature = "cluster")]
    pub(super) fn like(&self) -> Self {
        Self::new(self.share, self.rows)
    }

    /// The share of the rows.
    #[cfg(feature = "cluster")]
    pub(super) const fn share(&self) -> f64 {
        self.share
    }

    /// Counts rows that were rejected elsewhere.
    #[cfg(feature = "cluster")]
    pub(super) fn count(&self, rows: u64) {
        self.rejected.fetch_add(rows, Ordering::Relaxed);
    }

    /// Whether the gate stops the run for certain. Once true, it stays true.
    fn is_spent(&self) -> bool {
        let rejected = self.rejected.load(Ordering::Relaxed);
        // The very sum that the gate asks, so that no row is left out of a run that passes it.
        self.rows
            .is_some_and(|rows| rejected as f64 / rows as f64 > self.share)
    }
}

/// Rows that were rejected, and how many more were counted only.
#[derive(Debug, Default)]
pub(crate) struct Rejections {
    /// The first rows of every batch.
    first: Vec<Quarantined>,
    /// Rows after them, which are kept unless the budget is spent in the end.
    further: Vec<Quarantined>,
    /// Rows that were counted only, by the rule that they broke.
    counted: BTreeMap<Rule, u64>,
}

/// What [`Rejections`] hold, for who passes them on to another process.
#[cfg(feature = "cluster")]
pub(crate) struct KeptRejections {
    /// The first rows of every batch.
    pub first: Vec<Quarantined>,
    /// Rows after them.
    pub further: Vec<Quarantined>,
    /// Rows that were counted only.
    pub counted: BTreeMap<Rule, u64>,
}

#[cfg(feature = "cluster")]
impl Rejections {
    /// What they hold.
    pub(crate) fn into_kept(self) -> KeptRejections {
        KeptRejections {
            first: self.first,
            further: self.further,
            counted: self.counted,
        }
    }

    /// Those that another process passed on.
    pub(crate) fn of_kept(kept: KeptRejections) -> Self {
        Self {
            first: kept.first,
            further: kept.further,
            counted: kept.counted,
        }
    }

    /// How many rows were rejected.
    pub(super) fn rows(&self) -> u64 {
        let kept = self.first.len() + self.further.len();
        kept as u64 + self.counted.values().sum::<u64>()
    }
}

impl Rejections {
    /// Adds a row of a batch that broke `rule`; `row` is asked for where it is to be kept.
    pub(crate) fn add(
        &mut self,
        budget: &RejectionBudget,
        rule: Rule,
        row: impl FnOnce() -> Quarantined,
    ) {
        budget.rejected.fetch_add(1, Ordering::Relaxed);
        if self.first.len() < FIRST {
            self.first.push(row());
        } else if budget.is_spent() {
            *self.counted.entry(rule).or_insert(0) += 1;
        } else {
            self.further.push(row());
        }
    }

    /// Adds the rows of a later batch.
    pub(crate) fn append(&mut self, later: Self) {
        self.first.extend(later.first);
        self.further.extend(later.further);
        for (rule, count) in later.counted {
            *self.counted.entry(rule).or_insert(0) += count;
        }
    }

    /// The rows, and how many were counted only, by rule. Which rows these are depends on the
    /// rows alone, not on which batch was read first: where the budget is spent in the end, they
    /// are the first of every batch.
    pub(crate) fn settle(
        mut self,
        budget: &RejectionBudget,
    ) -> (Vec<Quarantined>, BTreeMap<Rule, u64>) {
        if budget.is_spent() {
            for row in self.further.drain(..) {
                *self.counted.entry(row.fault.rule).or_insert(0) += 1;
            }
        }
        self.first.append(&mut self.further);
        (self.first, self.counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Fault;

    fn row(number: u64) -> Quarantined {
        Quarantined {
            source: "findings".into(),
            file: "findings.parquet".to_owned(),
            row: number,
            key: String::new(),
            fault: Fault::new(Rule::UnreadableGrade, "no grade"),
            record: "{}".to_owned(),
        }
    }

    fn read(budget: &RejectionBudget, batches: &[u64]) -> (usize, u64) {
        let mut all = Rejections::default();
        for rows in batches {
            let mut of_batch = Rejections::default();
            for number in 0..*rows {
                of_batch.add(budget, Rule::UnreadableGrade, || row(number));
            }
            all.append(of_batch);
        }
        let (rows, counted) = all.settle(budget);
        (rows.len(), counted.values().sum())
    }

    #[test]
    fn every_row_is_kept_where_the_gate_may_still_pass() {
        let budget = RejectionBudget::new(0.5, Some(10_000));
        assert_eq!(read(&budget, &[3_000, 2_000]), (5_000, 0));
    }

    #[test]
    fn past_the_gate_the_first_rows_of_every_batch_are_kept_and_all_are_counted() {
        let budget = RejectionBudget::new(0.5, Some(10_000));
        assert_eq!(read(&budget, &[3_000, 7_000]), (2_000, 8_000));
        let other_way_round = RejectionBudget::new(0.5, Some(10_000));
        assert_eq!(read(&other_way_round, &[7_000, 3_000]), (2_000, 8_000));
    }

    #[test]
    fn every_row_is_kept_where_a_person_accepts_the_gate_or_nobody_knows_how_many_rows_there_are() {
        for budget in [
            RejectionBudget::new(1.0, Some(5_000)),
            RejectionBudget::new(0.0, None),
        ] {
            assert_eq!(read(&budget, &[5_000]), (5_000, 0));
        }
    }
}
