//! Circles of imports.

use std::collections::{BTreeMap, BTreeSet};

/// Sets of more than one that import each other, however indirectly.
pub(crate) fn circles(edges: &BTreeSet<(String, String)>) -> Vec<Vec<String>> {
    let mut after: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        after.entry(from).or_default().insert(to);
    }
    let reached = |start: &str| {
        let mut seen = BTreeSet::new();
        let mut left: Vec<&str> = after.get(start).into_iter().flatten().copied().collect();
        while let Some(next) = left.pop() {
            if seen.insert(next) {
                left.extend(after.get(next).into_iter().flatten());
            }
        }
        seen
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        after.keys().map(|from| (*from, reached(from))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, to) in &reach {
        if to.contains(from) {
            let circle = reach
                .iter()
                .filter(|(other, back)| to.contains(*other) && back.contains(from));
            found.insert(circle.map(|(name, _)| (*name).to_owned()).collect());
        }
    }
    found.into_iter().collect()
}
