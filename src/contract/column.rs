//! What a contract says of its table: its columns, and how each is read.

use serde::Serialize;

use super::kinds::SourceKind;

/// How a contract column's text or number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// Any text; white space around it is taken off.
    Text,
    /// A code, an ONS code, a name or an alias of a row of `authorities`.
    Authority,
    /// A key or an alias of a provision type of the rulebook.
    Provision,
    /// `authority`, `region` or `nation`.
    Level,
    /// A day: a date, or text such as `2009-12-09`, `09/12/2009` or `9 December 2009`.
    Date,
    /// 1 to 4, or the word for it in any year: Outstanding, Good, Satisfactory, Adequate,
    /// Requires improvement (to be good), Inadequate.
    Grade,
    /// A council's rating, 4 (best) to 1.
    Rating,
    /// A number; text with thousands separators is read.
    Number,
    /// A whole number from 1.
    Rank,
    /// A year.
    Year,
    /// A year, a span of years or a part of a year as published: `2016`, `2015/16`, `2014-16`,
    /// `2013/14-15/16`, `2018 (Rev)`.
    Period,
    /// `high`, `low` or `neutral`; blank or `-` is neutral.
    Polarity,
    /// `open` or `closed`.
    Status,
    /// A key of an outcome of the rulebook.
    Outcome,
    /// True or false, `yes` or `no`, 1 or 0.
    Flag,
}

/// A column of a contract.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// How it is read.
    pub kind: CellKind,
    /// Whether a mapping must give it.
    pub required: bool,
    /// Whether a row may leave it blank.
    pub may_be_blank: bool,
    /// What it means.
    pub about: &'static str,
}

/// A contract: one input table.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Contract {
    /// The kind of source that fills it.
    #[serde(skip)]
    pub kind: SourceKind,
    /// Its name, which is also the source's name in `pipeline.toml`.
    pub name: &'static str,
    /// What one row is.
    pub about: &'static str,
    /// The columns that together name a row; a second row with the same key, of the same
    /// extract where rows say when theirs was taken, is rejected.
    pub key: &'static [&'static str],
    /// Its columns.
    pub columns: &'static [Column],
}

impl Contract {
    /// The position of a column in [`Contract::columns`].
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

pub(super) const fn required(name: &'static str, kind: CellKind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        required: true,
        may_be_blank: false,
        about,
    }
}

/// A column that a mapping must give and that may be blank in a row.
pub(super) const fn required_or_blank(
    name: &'static str,
    kind: CellKind,
    about: &'static str,
) -> Column {
    Column {
        may_be_blank: true,
        ..required(name, kind, about)
    }
}

pub(super) const fn optional(name: &'static str, kind: CellKind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        required: false,
        may_be_blank: true,
        about,
    }
}
