//! A column that a mapping could use.

use super::kind::{Kind, is_council_code};
use super::no_value::is_no_value;
use super::raw_table::RawColumn;
use crate::domain::shown::shortened;
use crate::read::missing_marker;

/// A column that a mapping could use.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    /// What SQL calls it.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// The columns of the file that it is, or is made of.
    raw: Vec<&'a RawColumn>,
}

impl<'a> Candidate<'a> {
    /// A column of this name that is, or is made of, these of the file.
    pub(super) fn new(name: impl Into<String>, kind: Kind, raw: Vec<&'a RawColumn>) -> Self {
        Self {
            name: name.into(),
            kind,
            raw,
        }
    }

    /// Its distinct values, missing markers apart.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a str> {
        self.said().map(|(value, _)| value)
    }

    /// The words in it that say that there is no value and are no missing markers, such as
    /// `NULL`.
    pub(super) fn no_values(&self) -> Vec<&'a str> {
        let raw = self.raw.iter().flat_map(|column| &column.values);
        let mut words: Vec<&str> = raw
            .map(|(value, _)| value.as_str())
            .filter(|value| is_no_value(value))
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The share of its rows, those without a value apart, that are of this kind.
    pub(super) fn share(&self, kind: Kind) -> f64 {
        let rows = |keep: &dyn Fn(&str) -> bool| -> u64 {
            let said = self.said().filter(|(value, _)| keep(value));
            said.map(|(_, rows)| rows).sum()
        };
        rows(&|value| kind.has(value)) as f64 / rows(&|_| true).max(1) as f64
    }

    /// How many of its rows are not of this kind, and the commonest two of what they say.
    pub(super) fn others(&self, kind: Kind) -> (u64, String) {
        commonest(self.said().filter(|(value, _)| !kind.has(value)))
    }

    /// How many of its rows say neither a number nor why there is none, and the commonest two of
    /// what they say.
    pub(super) fn unread_figures(&self) -> (u64, String) {
        let raw = self.raw.iter().flat_map(|column| &column.values);
        let values = raw.map(|(value, rows)| (value.as_str(), *rows));
        commonest(
            values.filter(|(value, _)| missing_marker(value).is_none() && !Kind::Number.has(value)),
        )
    }

    /// Its distinct values with their rows, missing markers apart.
    fn said(&self) -> impl Iterator<Item = (&'a str, u64)> {
        let raw = self.raw.iter().flat_map(|column| &column.values);
        raw.map(|(value, rows)| (value.as_str(), *rows))
            .filter(|(value, _)| missing_marker(value).is_none() && !is_no_value(value))
    }

    /// Whether it holds keys, such as a rulebook has, and no words of a publisher.
    pub(super) fn is_of_keys(&self) -> bool {
        let is_key =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        self.values().all(|value| value.chars().all(is_key))
    }

    /// Whether it holds nine-character codes of councils, not of regions or other areas.
    pub(super) fn is_of_council_codes(&self) -> bool {
        self.kind == Kind::AreaCode && self.values().any(is_council_code)
    }
}

/// How many rows have these values, and the commonest two of them in quotation marks.
fn commonest<'a>(values: impl Iterator<Item = (&'a str, u64)>) -> (u64, String) {
    let mut values: Vec<(&str, u64)> = values.collect();
    values.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let first = values.iter().take(2);
    let first: Vec<String> = first
        .map(|(value, _)| format!("{:?}", shortened(value, 40)))
        .collect();
    let rows = values.iter().map(|(_, rows)| rows).sum();
    (rows, first.join(" or "))
}
