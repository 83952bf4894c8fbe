//! Values of other rows by key, which a feed's SQL uses as a column.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::evaluation::{Mapped, combine};
use crate::read::Scalar;
use crate::read::dictionary::{Coded, Texts, Values};

/// Reads a cell of a contract's column as a part of a key, however it is written; `None` where it
/// is missing or cannot be read.
pub(crate) type ReadKey = dyn Fn(&str, Scalar<'_>) -> Option<String> + Send + Sync;

/// A join, read.
pub(crate) struct JoinTable {
    read_key: Box<ReadKey>,
    /// The value of each key as the file writes it; `None` where it is blank.
    values: FxHashMap<Vec<String>, Option<String>>,
    /// Kept rows whose key it does not have.
    unmatched: AtomicU64,
}

/// The column of a join in a batch.
pub(crate) struct Joined {
    /// Its values.
    pub coded: Coded,
    /// For each code, whether the join has the key.
    pub is_matched: Vec<bool>,
}

impl JoinTable {
    /// The join with these values.
    pub(crate) fn new(
        read_key: Box<ReadKey>,
        values: FxHashMap<Vec<String>, Option<String>>,
    ) -> Self {
        Self {
            read_key,
            values,
            unmatched: AtomicU64::new(0),
        }
    }

    /// Its column for rows with these columns, each with its name, as their key.
    pub(crate) fn column(&self, key: &[(&str, &Mapped)], rows: usize) -> Joined {
        let parts: Vec<Vec<Option<String>>> = key
            .iter()
            .map(|(name, mapped)| {
                let values = &mapped.coded.values;
                let read = |at| (self.read_key)(name, values.scalar(at));
                (0..values.len()).map(read).collect()
            })
            .collect();
        let coded: Vec<&Coded> = key.iter().map(|(_, mapped)| &mapped.coded).collect();
        let (codes, combinations) = combine(&coded, rows);
        let distinct = combinations.first().map_or(0, Vec::len);
        let found: Vec<Option<&Option<String>>> = (0..distinct)
            .map(|at| {
                let key: Option<Vec<String>> = parts
                    .iter()
                    .zip(&combinations)
                    .map(|(parts, places)| parts[places[at] as usize].clone())
                    .collect();
                self.values.get(&key?)
            })
            .collect();
        let texts = found.iter().map(|value| value.and_then(Option::as_deref));
        Joined {
            coded: Coded {
                codes,
                values: Values::Text(Texts::new(texts)),
            },
            is_matched: found.iter().map(Option::is_some).collect(),
        }
    }

    /// Counts the kept rows of a batch whose key it does not have.
    pub(crate) fn count(&self, joined: &Joined, kept: &[u32]) {
        let unmatched = kept
            .iter()
            .filter(|row| !joined.is_matched[joined.coded.codes[**row as usize] as usize]);
        self.unmatched
            .fetch_add(unmatched.count() as u64, Ordering::Relaxed);
    }

    /// Kept rows whose key it does not have.
    pub(crate) fn unmatched(&self) -> u64 {
        self.unmatched.load(Ordering::Relaxed)
    }
}
