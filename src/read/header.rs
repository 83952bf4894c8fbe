//! Headers: which record is one, how its names are compared, and how equal ones are told apart.

use rustc_hash::{FxHashMap, FxHashSet};

use super::footnotes::without_marker;
use crate::domain::folded;

/// Records or rows that are searched for the header.
pub(crate) const SEARCHED: usize = 50;

/// A header's names, as what a mapping asks for is looked up among them.
#[derive(Debug)]
pub(crate) struct Names {
    written: Vec<String>,
    compared: Vec<String>,
    unmarked: Vec<Option<String>>,
}

impl Names {
    /// These names, in the order of the columns.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let written: Vec<String> = names.map(str::to_owned).collect();
        let compared: Vec<String> = written.iter().map(|name| folded(name)).collect();
        let unmarked = compared
            .iter()
            .map(|name| without_marker(name).map(str::to_owned))
            .collect();
        Self {
            written,
            compared,
            unmarked,
        }
    }

    /// The column called `name`: the very same, or the same when white space and capitals are
    /// folded, or the only one that is the same but for a footnote marker at its end.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        if let Some(at) = self.written.iter().position(|known| known == name) {
            return Some(at);
        }
        let name = folded(name);
        if let Some(at) = self.compared.iter().position(|known| *known == name) {
            return Some(at);
        }
        let mut marked = (0..self.unmarked.len())
            .filter(|at| self.unmarked[*at].as_deref() == Some(name.as_str()));
        marked.next().filter(|_| marked.next().is_none())
    }

    /// The column that [`told_apart`] calls the second of the name of the column at `at`.
    pub(crate) fn second_of_its_name(&self, at: usize) -> Option<usize> {
        let second = folded(&numbered(self.written.get(at)?, 2));
        self.compared.iter().position(|known| *known == second)
    }
}

/// The names of a header so that each column can be named: where a name stands a second time it
/// is followed by ` (2)`, the third time by ` (3)`.
pub(crate) fn told_apart(names: Vec<String>) -> Vec<String> {
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    let compared: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let mut taken: FxHashSet<String> = compared.iter().cloned().collect();
    let mut apart = Vec::with_capacity(names.len());
    for (name, compared) in names.into_iter().zip(compared) {
        let so_far = times.entry(compared.clone()).or_insert(0);
        *so_far += 1;
        if *so_far == 1 || compared.is_empty() {
            apart.push(name);
            continue;
        }
        while !taken.insert(folded(&numbered(&name, *so_far))) {
            *so_far += 1;
        }
        apart.push(numbered(&name, *so_far));
    }
    apart
}

/// What the column is called that is the `number`th of its name.
fn numbered(name: &str, number: usize) -> String {
    format!("{} ({number})", name.trim())
}

/// The header among the first records of a table.
#[derive(Debug)]
pub(crate) struct Header {
    /// Its position among the records, from 0.
    pub at: usize,
    /// Its line or row, counted from 1, as messages and `header_row` have it.
    pub row: u64,
    /// Its names, told apart.
    pub names: Vec<String>,
    /// How many mapped columns it has.
    pub found: usize,
    /// Whether it has every mapped column.
    pub is_whole: bool,
    /// The row of another record that has every mapped column, too.
    pub rival: Option<u64>,
}

/// A search for the header: the first record that has every mapped column, otherwise the one
/// that has most of them, so that the message can name the column that is missing.
pub(crate) struct Search<F> {
    fit: F,
    best: Option<Header>,
}

impl<F: Fn(&[String]) -> (usize, usize)> Search<F> {
    /// A search by `fit`, which says how many mapped columns names have, and how many there are.
    pub(crate) fn new(fit: F) -> Self {
        Self { fit, best: None }
    }

    /// Looks at the record at `at`, which begins on `row`.
    pub(crate) fn offer(&mut self, at: usize, row: u64, names: Vec<String>) {
        let names = told_apart(names);
        let (found, all) = (self.fit)(&names);
        // Where nothing is asked for, any record would do: the first is taken.
        let is_whole = found == all && all > 0;
        match &mut self.best {
            Some(best) if best.is_whole => {
                if is_whole && best.rival.is_none() {
                    best.rival = Some(row);
                }
            }
            Some(best) if found <= best.found => {}
            best => {
                *best = Some(Header {
                    at,
                    row,
                    names,
                    found,
                    is_whole,
                    rival: None,
                });
            }
        }
    }

    /// What was found; `None` where no record was looked at.
    pub(crate) fn end(self) -> Option<Header> {
        self.best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_name_without_its_marker_is_found_only_where_it_is_the_only_one() {
        let names = Names::new(["Area [1]", "Rate (1)", "Rate (2)"].into_iter());
        assert_eq!(names.position("area"), Some(0));
        assert_eq!(names.position("Rate"), None);
        assert_eq!(names.position("rate (2)"), Some(2));
    }

    #[test]
    fn equal_names_are_numbered_from_the_second_on() {
        assert_eq!(
            told_apart(owned(&["LA", "SN1", "SNP", "SN2", "SNP", "", "", "snp "])),
            ["LA", "SN1", "SNP", "SN2", "SNP (2)", "", "", "snp (3)"]
        );
        assert_eq!(
            told_apart(owned(&["SNP", "SNP", "SNP (2)"])),
            ["SNP", "SNP (3)", "SNP (2)"]
        );
    }

    #[test]
    fn a_second_record_with_every_column_is_a_rival() {
        let mut search = Search::new(|names: &[String]| {
            (
                names
                    .iter()
                    .filter(|name| *name == "a" || *name == "b")
                    .count(),
                2,
            )
        });
        for (at, names) in [&["a"][..], &["b", "a"], &["1", "2"], &["a", "b"]]
            .iter()
            .enumerate()
        {
            search.offer(at, at as u64 + 1, owned(names));
        }
        let header = search.end().unwrap();
        assert_eq!((header.at, header.row, header.rival), (1, 2, Some(4)));
    }
}
