//! The rows of a small source, each with its place, so that a later check can still say which
//! row of which file it sets aside.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::correction::{Differing, Settled, Side};
use super::precedence::Recency;
use crate::extract::map::Batch;
use crate::extract::quarantine::{RawBatch, SourceRow};
use crate::tables::{Fault, Quarantined, Rule};

/// Rows that were read.
#[derive(Debug)]
pub struct Rows<T> {
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

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            without_key: 0,
        }
    }
}

impl<T> Rows<T> {
    /// Reads each row of `batch` with `read`; `None` is a row without a key, which is counted
    /// only. `key` names the columns that a quarantined row shows as its key.
    pub fn collect(
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
                Err(fault) => batch.set_aside(row, shown, fault),
            }
        }
        rows
    }

    /// Joins the rows of several batches, in order.
    pub fn join(parts: Vec<Self>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            whole.rows.extend(part.rows);
            whole.without_key += part.without_key;
        }
        whole
    }

    /// Sets every row aside whose key an earlier row has.
    pub fn reject_duplicates<K: Hash + Eq>(
        &mut self,
        key: impl Fn(&T) -> K,
        quarantined: &mut Vec<Quarantined>,
    ) {
        let mut first: FxHashMap<K, (String, u64)> = FxHashMap::default();
        self.rows
            .retain(|held| match first.entry(key(&held.value)) {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert((held.raw.file_name.clone(), held.raw.place(held.row).row()));
                    true
                }
                std::collections::hash_map::Entry::Occupied(taken) => {
                    let (file, row) = taken.get();
                    let fault = Fault::new(
                        Rule::DuplicateKey,
                        format!("row {row} of {file} has the same key; the first is kept"),
                    );
                    quarantined.push(held.set_aside(fault));
                    false
                }
            });
    }

    /// Takes the rows out that are `later` than what can be known; gives how many of each feed.
    pub fn leave_out(&mut self, later: impl Fn(&T) -> bool) -> BTreeMap<Arc<str>, u64> {
        let mut counts = BTreeMap::new();
        self.rows.retain(|held| {
            let later = later(&held.value);
            if later {
                *counts.entry(Arc::clone(&held.raw.feed)).or_insert(0) += 1;
            }
            !later
        });
        counts
    }

    /// Sets every row aside for which `check` finds a fault.
    pub fn retain(
        &mut self,
        quarantined: &mut Vec<Quarantined>,
        mut check: impl FnMut(&T) -> Result<(), Fault>,
    ) {
        self.rows.retain(|held| match check(&held.value) {
            Ok(()) => true,
            Err(fault) => {
                quarantined.push(held.set_aside(fault));
                false
            }
        });
    }

    /// Keeps of the rows of each key, which stand together, the one of the preferred extract;
    /// `differ` says in which columns another one differs from it.
    pub fn prefer<K: Eq + Clone>(
        &mut self,
        key: impl Fn(&T) -> K,
        recency: impl Fn(&T) -> Recency,
        differ: impl Fn(&T, &T) -> Vec<Differing>,
    ) -> Settled<K> {
        let mut settled = Settled::default();
        let mut kept: Vec<Held<T>> = Vec::with_capacity(self.rows.len());
        let side = |held: &Held<T>| Side {
            place: held.raw.place(held.row),
            recency: recency(&held.value),
        };
        let mut rows = std::mem::take(&mut self.rows).into_iter().peekable();
        while let Some(first) = rows.next() {
            let key_of_all = key(&first.value);
            let mut extracts = vec![first];
            while let Some(row) = rows.next_if(|row| key(&row.value) == key_of_all) {
                extracts.push(row);
            }
            extracts.sort_by_key(|held| recency(&held.value));
            let mut extracts = extracts.into_iter();
            let Some(stands) = extracts.next() else {
                continue;
            };
            for gave_way in extracts {
                let columns = differ(&gave_way.value, &stands.value);
                settled.note(side(&gave_way), side(&stands), &key_of_all, columns);
            }
            kept.push(stands);
        }
        self.rows = kept;
        settled
    }

    /// Sorts the rows; those that compare equal stay in the order of the source.
    pub fn sort_by(&mut self, compare: impl Fn(&T, &T) -> std::cmp::Ordering) {
        self.rows.sort_by(|a, b| compare(&a.value, &b.value));
    }

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|held| &held.value)
    }

    /// The rows, and where each stands, for a table that is checked again after its source.
    pub fn into_placed(self) -> (Vec<T>, Vec<SourceRow>) {
        let places = self
            .rows
            .iter()
            .map(|held| held.raw.source_row(held.row, &held.key));
        let places = places.collect();
        (self.into_values().collect(), places)
    }

    /// The rows, each with where it stands, such as `row 12 of authorities.csv`.
    pub fn with_places(&self) -> impl Iterator<Item = (&T, String)> {
        self.rows.iter().map(|held| {
            let row = held.raw.place(held.row).row();
            (&held.value, format!("row {row} of {}", held.raw.file_name))
        })
    }

    /// The rows, without their places.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.rows.into_iter().map(|held| held.value)
    }
}

impl<T> Held<T> {
    fn set_aside(&self, fault: Fault) -> Quarantined {
        self.raw.quarantine(self.row, self.key.clone(), fault)
    }
}
