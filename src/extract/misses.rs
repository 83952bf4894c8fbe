//! Texts of columns that a row can do without, and that the column's look-up does not have: they are
//! missing, and told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::map::Batch;
use crate::domain::shown::shortened;
use crate::warning::{Warning, WarningKind};

/// Texts of a column that are named.
const NAMED: usize = 3;

/// The longest of a text that is shown.
const LONGEST: usize = 40;

/// What the columns of a feed miss, by the column's name.
#[derive(Debug, Default)]
pub(super) struct Misses(Mutex<BTreeMap<&'static str, Missed>>);

#[derive(Debug, Default)]
struct Missed {
    rows: u64,
    /// The first texts in their order.
    texts: BTreeSet<String>,
}

impl Misses {
    /// Counts the kept rows of a batch.
    pub(super) fn count(&self, batch: &Batch<'_>) {
        for (column, mapped) in batch.contract.columns.iter().zip(&batch.columns) {
            let Some(mapped) = mapped.as_ref().filter(|mapped| !mapped.missed.is_empty()) else {
                continue;
            };
            let mut rows = vec![0_u64; mapped.coded.values.len()];
            for row in batch.kept() {
                rows[mapped.coded.codes[row] as usize] += 1;
            }
            let mut misses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for (code, text) in &mapped.missed {
                let count = rows[*code as usize];
                if count == 0 {
                    continue;
                }
                let missed = misses.entry(column.name).or_default();
                missed.rows += count;
                missed.texts.insert(text.clone());
                while missed.texts.len() > NAMED {
                    missed.texts.pop_last();
                }
            }
        }
    }

    /// One warning for each column of the feed called `label`; they are told once.
    pub(super) fn warnings(&self, label: &str) -> impl Iterator<Item = Warning> {
        let mut misses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let misses = std::mem::take(&mut *misses);
        misses.into_iter().map(move |(column, missed)| {
            let texts = missed.texts.iter();
            let texts: Vec<String> = texts
                .map(|text| format!("\"{}\"", shortened(text, LONGEST)))
                .collect();
            Warning::of(WarningKind::NotLookedUp, label)
                .about(column)
                .with(format!("such as {}", texts.join(", ")))
                .counting(missed.rows)
        })
    }
}
