//! Breakdowns and periods, which are the same however they are written.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::domain::{PeriodKind, PeriodLabel, folded};
use crate::tables::ALL;

/// Breakdowns, which are the same however their names are written.
#[derive(Default)]
pub(crate) struct Breakdowns {
    /// By the folded name.
    places: FxHashMap<String, u32>,
    /// The spellings of each, each with its rows.
    spellings: FxHashMap<String, BTreeMap<String, u64>>,
}

impl Breakdowns {
    /// Every spelling with its rows.
    #[cfg(feature = "cluster")]
    pub(crate) fn spellings(&self) -> impl Iterator<Item = (&str, u64)> {
        let spellings = self.spellings.values().flatten();
        spellings.map(|(name, rows)| (name.as_str(), *rows))
    }

    pub(super) fn place(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.places.len()).expect("breakdowns are fewer than 2^32");
        *self.places.entry(folded(name)).or_insert(next)
    }

    /// Counts rows that spell a breakdown so.
    pub(crate) fn count(&mut self, name: &str, rows: u64) {
        let spellings = self.spellings.entry(folded(name)).or_default();
        *spellings.entry(name.to_owned()).or_insert(0) += rows;
    }

    /// The spelling that most rows have of a breakdown that has several, the first in order where
    /// several do; that of everybody is one of the program's own words.
    pub(super) fn commonest(&self, name: &str) -> Option<&str> {
        let folded = folded(name);
        let spellings = self.spellings.get(&folded)?;
        if folded == ALL {
            return Some(ALL);
        }
        spellings
            .iter()
            .min_by_key(|(name, rows)| (std::cmp::Reverse(**rows), *name))
            .filter(|_| spellings.len() > 1)
            .map(|(name, _)| name.as_str())
    }
}

/// A period as tables show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// As the first of its rows writes it, from which it can be read again.
    pub written: String,
    /// What tables show.
    pub shown: String,
    /// Its kind.
    pub kind: PeriodKind,
}

/// The labels of periods, each once with its kind.
#[derive(Default)]
pub(super) struct Labels {
    places: FxHashMap<(String, PeriodKind), u32>,
    labels: Vec<Label>,
}

impl Labels {
    /// The place of a label that a row writes as `written`.
    pub(super) fn place(&mut self, written: &str, label: &PeriodLabel) -> u32 {
        let key = (label.shown.clone(), label.kind());
        *self.places.entry(key).or_insert_with_key(|(shown, kind)| {
            self.labels.push(Label {
                written: written.to_owned(),
                shown: shown.clone(),
                kind: *kind,
            });
            u32::try_from(self.labels.len() - 1).expect("labels are fewer than 2^32")
        })
    }

    /// The labels, in the order of their places.
    pub(super) fn into_list(self) -> Vec<Label> {
        self.labels
    }
}

/// Of these labels, the one that most rows have; of several the first in order.
pub(super) fn commonest<'l>(labels: &'l [Label], labelled: &[(u32, u64)]) -> &'l str {
    labelled
        .iter()
        .map(|(label, rows)| (std::cmp::Reverse(*rows), &*labels[*label as usize].shown))
        .min()
        .map_or("", |(_, label)| label)
}

/// Counts a row of a label.
pub(super) fn count(labelled: &mut Vec<(u32, u64)>, label: u32) {
    match labelled.iter_mut().find(|(known, _)| *known == label) {
        Some((_, rows)) => *rows += 1,
        None => labelled.push((label, 1)),
    }
}
