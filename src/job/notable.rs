//! How many figures of a run are notable, for its summary.

use std::collections::BTreeMap;

use crate::domain::AuthorityIx;
use crate::profile::NotableFigures;
use crate::tables::Tables;

/// How many authorities with the most notable figures are named.
const NAMED: usize = 5;

/// How many figures are notable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotableTally {
    /// Comparisons that were made.
    pub comparisons: u64,
    /// Figures that are notable.
    pub figures: usize,
    /// Authorities that have one.
    pub authorities: usize,
    /// The names of those that have the most, and how many.
    pub most: Vec<(String, usize)>,
}

impl NotableTally {
    /// The tally of the figures that were asked.
    pub(super) fn of(notable: &NotableFigures, tables: &Tables) -> Self {
        let mut counts: BTreeMap<AuthorityIx, usize> = BTreeMap::new();
        for figure in notable.figures.iter().filter(|figure| figure.is_notable) {
            *counts.entry(figure.authority).or_default() += 1;
        }
        let mut most: Vec<(AuthorityIx, usize)> =
            counts.iter().map(|(at, of)| (*at, *of)).collect();
        most.sort_by_key(|(at, of)| (std::cmp::Reverse(*of), *at));
        let name = |at: AuthorityIx| tables.authorities.get(at).name.clone();
        Self {
            comparisons: notable.comparisons,
            figures: counts.values().sum(),
            authorities: counts.len(),
            most: most
                .into_iter()
                .take(NAMED)
                .map(|(at, of)| (name(at), of))
                .collect(),
        }
    }
}
