//! How many rows of a source may be set aside in full.
//!
//! A row that is set aside is kept with its text and the reason. When a mapping or a feed is
//! broken, that is every row: a nation's inspections, each as a record in JSON. But a source that
//! has lost more rows than its gate allows is not published, whatever follows. From then on only
//! the first rows of every batch are kept as evidence, and the others are counted by their rule.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::tables::{Quarantined, Rule};

/// Rows of a batch that are kept as evidence however many the source has lost.
const FIRST: usize = 1_000;

/// The rows that a source may lose before its gate stops the run for certain.
#[derive(Debug)]
pub struct Allowance {
    share: f64,
    rows: Option<u64>,
    rejected: AtomicU64,
}

impl Allowance {
    /// A gate that stops the run when more than `share` of a source's `rows` are rejected. Where
    /// its files do not say how many rows they have, the allowance is never spent.
    pub fn new(share: f64, rows: Option<u64>) -> Self {
        Self {
            share,
            rows,
            rejected: AtomicU64::new(0),
        }
    }

    /// Whether the gate stops the run for certain. Once true, it stays true.
    pub fn is_spent(&self) -> bool {
        let rejected = self.rejected.load(Ordering::Relaxed);
        // The very sum that the gate asks, so that no row is left out of a run that passes it.
        self.rows
            .is_some_and(|rows| rejected as f64 / rows as f64 > self.share)
    }
}

/// Rows of one batch that are set aside as they are read.
#[derive(Debug)]
pub struct SetAside<'a> {
    allowance: Option<&'a Allowance>,
    kept: RefCell<Kept>,
}

/// Rows that were set aside, and how many more were counted only.
#[derive(Debug, Default)]
pub struct Kept {
    /// The first rows of every batch.
    first: Vec<Quarantined>,
    /// Rows after them, which are kept unless the allowance is spent in the end.
    further: Vec<Quarantined>,
    /// Rows that were counted only, by the rule that they broke.
    counted: BTreeMap<Rule, u64>,
}

impl<'a> SetAside<'a> {
    /// No row yet. Without an allowance none is kept or counted: where rows are read once more,
    /// those that broke a rule were set aside the first time.
    pub fn new(allowance: Option<&'a Allowance>) -> Self {
        Self {
            allowance,
            kept: RefCell::default(),
        }
    }

    /// Sets a row aside that broke `rule`; `row` is asked for where it is to be kept.
    pub fn add(&self, rule: Rule, row: impl FnOnce() -> Quarantined) {
        let Some(allowance) = self.allowance else {
            return;
        };
        allowance.rejected.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.kept.borrow_mut();
        if kept.first.len() < FIRST {
            kept.first.push(row());
        } else if allowance.is_spent() {
            *kept.counted.entry(rule).or_insert(0) += 1;
        } else {
            kept.further.push(row());
        }
    }

    /// What was set aside.
    pub fn into_kept(self) -> Kept {
        self.kept.into_inner()
    }
}

impl Kept {
    /// Adds the rows of a later batch.
    pub fn append(&mut self, later: Self) {
        self.first.extend(later.first);
        self.further.extend(later.further);
        for (rule, count) in later.counted {
            *self.counted.entry(rule).or_insert(0) += count;
        }
    }

    /// The rows, and how many were counted only, by rule. Which rows these are depends on the
    /// rows alone, not on which batch was read first: where the allowance is spent in the end,
    /// they are the first of every batch.
    pub fn settle(mut self, allowance: &Allowance) -> (Vec<Quarantined>, BTreeMap<Rule, u64>) {
        if allowance.is_spent() {
            for row in self.further.drain(..) {
                *self.counted.entry(row.fault.rule).or_insert(0) += 1;
            }
        }
        self.first.append(&mut self.further);
        (self.first, self.counted)
    }
}

/// The rule that rows of a source broke most often, with an example of it: of the rows kept, and
/// of those that were only counted.
pub fn commonest(source: &str, kept: &[Quarantined], counted: &BTreeMap<Rule, u64>) -> String {
    let of_source = || kept.iter().filter(|row| *row.source == *source);
    let mut counts = counted.clone();
    for row in of_source() {
        *counts.entry(row.fault.rule).or_insert(0) += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(Rule::MissingValue, |(rule, _)| *rule);
    let example = of_source().find(|row| row.fault.rule == most);
    example.map_or_else(
        || most.word().to_owned(),
        |row| format!("{most}: {} row {}: {}", row.file, row.row, row.fault.reason),
    )
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

    fn read(allowance: &Allowance, batches: &[u64]) -> (usize, u64) {
        let mut kept = Kept::default();
        for rows in batches {
            let aside = SetAside::new(Some(allowance));
            for number in 0..*rows {
                aside.add(Rule::UnreadableGrade, || row(number));
            }
            kept.append(aside.into_kept());
        }
        let (rows, counted) = kept.settle(allowance);
        (rows.len(), counted.values().sum())
    }

    #[test]
    fn every_row_is_kept_where_the_gate_may_still_pass() {
        let allowance = Allowance::new(0.5, Some(10_000));
        assert_eq!(read(&allowance, &[3_000, 2_000]), (5_000, 0));
    }

    #[test]
    fn past_the_gate_the_first_rows_of_every_batch_are_kept_and_all_are_counted() {
        let allowance = Allowance::new(0.5, Some(10_000));
        assert_eq!(read(&allowance, &[3_000, 7_000]), (2_000, 8_000));
        let other_way_round = Allowance::new(0.5, Some(10_000));
        assert_eq!(read(&other_way_round, &[7_000, 3_000]), (2_000, 8_000));
    }

    #[test]
    fn rows_that_are_read_once_more_are_not_set_aside_a_second_time() {
        let allowance = Allowance::new(0.5, Some(10));
        assert_eq!(read(&allowance, &[4]), (4, 0));
        let again = SetAside::new(None);
        for number in 0..4 {
            again.add(Rule::UnreadableGrade, || row(number));
        }
        let (rows, counted) = again.into_kept().settle(&allowance);
        assert!(rows.is_empty() && counted.is_empty());
        assert!(!allowance.is_spent());
    }

    #[test]
    fn every_row_is_kept_where_a_person_accepts_the_gate_or_nobody_knows_how_many_rows_there_are() {
        for allowance in [Allowance::new(1.0, Some(5_000)), Allowance::new(0.0, None)] {
            assert_eq!(read(&allowance, &[5_000]), (5_000, 0));
        }
    }

    #[test]
    fn the_commonest_rule_counts_rows_that_were_not_kept() {
        let counted = BTreeMap::from([(Rule::UnreadableGrade, 2)]);
        let mut other = row(7);
        other.fault = Fault::new(Rule::UnreadableDate, "no day");
        let said = commonest("findings", &[other.clone(), other, row(9)], &counted);
        assert_eq!(said, "unreadable_grade: findings.parquet row 9: no grade");
    }
}
