//! The rows of a small source, each with its location, so that a later check can still reject it.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::correction::{Differing, Settled, Side};
use super::precedence::Precedence;
use crate::extract::map::Batch;
use crate::extract::quarantine::{Ledgers, RawBatch, RowLocation, SourceRow};
use crate::tables::{Fault, Rule};

/// Why a row that keeps its contract is not used on an as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Untimely {
    /// It is not known yet.
    AfterAsOf,
    /// It is about an earlier year of ratings than the one that is made.
    OfAnotherYear,
    /// It is of an earlier period than the one that counts.
    OfEarlierPeriod,
    /// It has no value.
    Blank,
}

/// Rows that were read.
#[derive(Debug)]
pub(crate) struct TypedRows<T> {
    rows: Vec<Held<T>>,
    /// Rows whose key is written as missing where the contract lets it be.
    pub without_key: u64,
}

#[derive(Debug)]
struct Held<T> {
    value: T,
    raw: Arc<RawBatch>,
    row: usize,
    key: String,
}

impl<T> Default for TypedRows<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            without_key: 0,
        }
    }
}

impl<T> TypedRows<T> {
    /// Reads each row of `batch` with `read`; `None` is a row without a key, which is counted
    /// only. `key` names the columns that a rejected row shows as its key.
    pub(crate) fn collect(
        batch: &Batch<'_>,
        key: &[&str],
        read: impl Fn(usize) -> Result<Option<T>, Fault>,
    ) -> Self {
        let mut rows = Self::default();
        for row in batch.kept() {
            let shown = || {
                let parts: Vec<String> = key.iter().map(|name| batch.shown(name, row)).collect();
                parts.join(" / ")
            };
            match read(row) {
                Ok(Some(value)) => rows.rows.push(Held {
                    value,
                    raw: Arc::clone(batch.raw()),
                    row,
                    key: shown(),
                }),
                Ok(None) => rows.without_key += 1,
                Err(fault) => batch.reject(row, shown, fault),
            }
        }
        rows
    }

    /// Joins the rows of several batches, in order.
    pub(crate) fn join(parts: Vec<Self>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            whole.rows.extend(part.rows);
            whole.without_key += part.without_key;
        }
        whole
    }

    /// Rejects every row whose key an earlier row has.
    pub(crate) fn reject_duplicates<K: Hash + Eq>(
        &mut self,
        ledgers: &Ledgers<'_>,
        key: impl Fn(&T) -> K,
    ) {
        let mut first: FxHashMap<K, RowLocation> = FxHashMap::default();
        self.reject_each(ledgers, |held| match first.entry(key(&held.value)) {
            Entry::Vacant(free) => {
                free.insert(held.location());
                Ok(())
            }
            Entry::Occupied(taken) => {
                let first = *taken.get();
                let (row, file) = (first.row(), ledgers.of(first).file(first));
                Err(Fault::new(
                    Rule::DuplicateKey,
                    format!("row {row} of {file} has the same key; the first is kept"),
                ))
            }
        });
    }

    /// Leaves out and counts the rows that the as-of date has no use for.
    pub(crate) fn leave_out(
        &mut self,
        ledgers: &Ledgers<'_>,
        untimely: impl Fn(&T) -> Option<Untimely>,
    ) {
        self.rows.retain(|held| {
            let untimely = untimely(&held.value);
            if let Some(untimely) = untimely {
                let ledger = ledgers.of(held.location());
                ledger.note(|counts| match untimely {
                    Untimely::AfterAsOf => counts.after_as_of += 1,
                    Untimely::OfAnotherYear => counts.of_other_years += 1,
                    Untimely::OfEarlierPeriod => counts.superseded += 1,
                    Untimely::Blank => counts.without_key += 1,
                });
            }
            untimely.is_none()
        });
    }

    /// Takes the rows out for which `is_taken`.
    pub(crate) fn take_out(&mut self, is_taken: impl Fn(&T) -> bool) -> Vec<T> {
        let rows = std::mem::take(&mut self.rows).into_iter();
        let (taken, kept): (Vec<_>, Vec<_>) = rows.partition(|held| is_taken(&held.value));
        self.rows = kept;
        taken.into_iter().map(|held| held.value).collect()
    }

    /// Rejects every row in which `check` finds a fault.
    pub(crate) fn reject_faulty(
        &mut self,
        ledgers: &Ledgers<'_>,
        mut check: impl FnMut(&T) -> Result<(), Fault>,
    ) {
        self.reject_each(ledgers, |held| check(&held.value));
    }

    fn reject_each(
        &mut self,
        ledgers: &Ledgers<'_>,
        mut check: impl FnMut(&Held<T>) -> Result<(), Fault>,
    ) {
        self.rows.retain(|held| {
            let fault = check(held).err();
            let is_kept = fault.is_none();
            if let Some(fault) = fault {
                ledgers.reject(&held.raw.row(held.row), || held.key.clone(), fault);
            }
            is_kept
        });
    }

    /// Keeps of the rows of each key, which stand together, the one of the preferred extract;
    /// `differ` says in which columns another one differs from it.
    pub(crate) fn prefer<K: Eq + Clone>(
        &mut self,
        key: impl Fn(&T) -> K,
        precedence: impl Fn(&T) -> Precedence,
        differ: impl Fn(&T, &T) -> Vec<Differing>,
    ) -> Settled<K> {
        let mut settled = Settled::default();
        let mut kept: Vec<Held<T>> = Vec::with_capacity(self.rows.len());
        let side = |held: &Held<T>| Side {
            location: held.location(),
            precedence: precedence(&held.value),
        };
        let mut rows = std::mem::take(&mut self.rows).into_iter().peekable();
        while let Some(first) = rows.next() {
            let key_of_all = key(&first.value);
            let mut extracts = vec![first];
            while let Some(row) = rows.next_if(|row| key(&row.value) == key_of_all) {
                extracts.push(row);
            }
            extracts.sort_by_key(|held| precedence(&held.value));
            let mut extracts = extracts.into_iter();
            let Some(retained) = extracts.next() else {
                continue;
            };
            for superseded in extracts {
                let columns = differ(&superseded.value, &retained.value);
                settled.note(side(&superseded), side(&retained), &key_of_all, columns);
            }
            kept.push(retained);
        }
        self.rows = kept;
        settled
    }

    /// Sorts the rows; those that compare equal stay in the order of the source.
    pub(crate) fn sort_by(&mut self, compare: impl Fn(&T, &T) -> Ordering + Sync)
    where
        T: Send,
    {
        self.rows.par_sort_by(|a, b| compare(&a.value, &b.value));
    }

    /// The rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|held| &held.value)
    }

    /// The rows, and where each stands, for a table that is checked again after its source.
    pub(crate) fn into_located(self, ledgers: &Ledgers<'_>) -> (Vec<T>, Vec<SourceRow>) {
        let located = self.rows.iter().map(|held| {
            let row = held.raw.row(held.row);
            ledgers
                .of(held.location())
                .source_row(&row, held.key.clone())
        });
        let located = located.collect();
        (self.into_values().collect(), located)
    }

    /// The rows, each with where it stands, such as `row 12 of authorities.csv`.
    pub(crate) fn with_locations<'a>(
        &'a self,
        ledgers: &'a Ledgers<'_>,
    ) -> impl Iterator<Item = (&'a T, String)> {
        self.rows.iter().map(|held| {
            let location = held.location();
            let (row, file) = (location.row(), ledgers.of(location).file(location));
            (&held.value, format!("row {row} of {file}"))
        })
    }

    /// The rows, without their locations.
    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        self.rows.into_iter().map(|held| held.value)
    }
}

impl<T> Held<T> {
    fn location(&self) -> RowLocation {
        self.raw.location(self.row)
    }
}
