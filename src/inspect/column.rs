//! A column in short: its kind, how full it is, and what it says.

use std::collections::BTreeMap;

use serde::Serialize;

use super::kind::{self, Kind};
use super::no_value::is_no_value;
use super::raw_table::{RawColumn, RawColumns};
use crate::domain::Period;
use crate::extract::parse::{self, Cell};
use crate::read::{Scalar, missing_marker};

/// Examples that are shown.
const EXAMPLES: usize = 3;

/// Periods that are listed; of more, the first and the last.
const PERIODS: usize = 8;

/// A column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Rows in which it says something, missing markers apart.
    pub filled: u64,
    /// Rows in which it says nothing.
    pub blank: u64,
    /// Rows with each missing marker, and with each word such as `NULL`.
    pub missing: BTreeMap<String, u64>,
    /// Different values, missing markers apart.
    pub distinct: usize,
    /// The smallest number or the first day or period, as it is written.
    pub first: Option<String>,
    /// The largest or the last.
    pub last: Option<String>,
    /// The periods of a column of periods, in their order, where they are few.
    pub periods: Vec<String>,
    /// The values that most rows have.
    pub examples: Vec<String>,
    /// Values that are not of the kind.
    pub exceptions: Vec<Exception>,
}

/// A value that is not of its column's kind.
#[derive(Debug, Clone, Serialize)]
pub struct Exception {
    /// The value.
    pub value: String,
    /// Rows that have it.
    pub rows: u64,
}

impl ColumnSummary {
    /// The columns that have a name or say something.
    pub(super) fn all(read: &RawColumns) -> Vec<Self> {
        let columns = read.columns.iter();
        columns
            .filter(|column| !column.name.is_empty() || !column.values.is_empty())
            .map(Self::of)
            .collect()
    }

    /// What `column` says, in short.
    fn of(column: &RawColumn) -> Self {
        let kind = Kind::of(column);
        let is_missing = |value: &str| {
            is_no_value(value)
                || missing_marker(value).is_some()
                    && (kind.has_missing() || kind == Kind::Blank || matches!(value, "-" | ".."))
        };
        let (missing, said): (Vec<_>, Vec<_>) = column
            .values
            .iter()
            .partition(|(value, _)| is_missing(value));
        let mut common: Vec<&(String, u64)> = said.clone();
        common.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        let mut ordered: Vec<&str> = said
            .iter()
            .map(|(value, _)| value.as_str())
            .filter(|value| kind.has(value))
            .collect();
        match kind {
            Kind::Period => {
                ordered.sort_by_key(|value| Period::parse(value).ok());
            }
            Kind::Day => ordered.sort_by_key(|value| match parse::date(Scalar::Text(value)) {
                Cell::Value(day) => Some(day),
                _ => None,
            }),
            Kind::Whole | Kind::Number => {
                let number = |value: &str| kind::number(value).unwrap_or(f64::NAN);
                ordered.sort_by(|a, b| number(a).total_cmp(&number(b)));
            }
            _ => ordered.clear(),
        }
        let exceptions = said.iter().filter(|(value, _)| !kind.has(value));
        Self {
            name: column.name.clone(),
            kind,
            filled: said.iter().map(|(_, rows)| rows).sum(),
            blank: column.blank,
            distinct: said.len(),
            first: ordered.first().map(|value| (*value).to_owned()),
            last: ordered.last().map(|value| (*value).to_owned()),
            periods: match kind {
                Kind::Period if ordered.len() <= PERIODS => {
                    ordered.iter().map(|value| (*value).to_owned()).collect()
                }
                _ => Vec::new(),
            },
            examples: common
                .iter()
                .take(EXAMPLES)
                .map(|(value, _)| value.clone())
                .collect(),
            exceptions: exceptions
                .take(EXAMPLES)
                .map(|(value, rows)| Exception {
                    value: value.clone(),
                    rows: *rows,
                })
                .collect(),
            missing: missing
                .into_iter()
                .map(|(symbol, rows)| (symbol.clone(), *rows))
                .collect(),
        }
    }
}
