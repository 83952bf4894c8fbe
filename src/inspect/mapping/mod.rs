//! A mapping to start from: the part of a pipeline file that reads this table as the contract it
//! most resembles.

mod assumed;
mod ees;
mod ees_rows;
mod fingertips;
mod found_rows;
mod lines;
mod part;
mod regions;
mod row_check;
mod toml;

use std::fmt::Write;

use self::part::MappingPart;
use self::row_check::RowCheck;
use self::toml::text;
use super::candidate::Candidate;
use super::certainty::Certainty;
use super::column::ColumnSummary;
use super::contracts::{RESEMBLANCE, Resemblance, nearest_contract, resemblance};
use super::inspection::TableSummary;
use super::raw_table::RawColumns;
use super::wide::Wide;
use crate::contract::SourceKind;
use crate::domain::folded;

/// How much more a table must resemble a contract when its columns are made into rows.
const REMADE: f64 = 0.1;

/// A mapping to start from.
pub(super) struct Suggestion {
    /// The contract.
    pub contract: SourceKind,
    /// How much of the contract the table has, from 0 to 1.
    pub share: f64,
    /// How sure it is that the contract is this one.
    pub certainty: Certainty,
    /// The part of a pipeline file.
    pub toml: String,
    /// Why a pipeline cannot read the file by it as it stands; empty where it can.
    pub cannot: Vec<String>,
    /// How the table's rows are looked through for those that it rejects.
    pub check: RowCheck,
}

/// What a table is likely to be, before anything is written down.
pub(super) enum Likeness<'a> {
    /// A file of a shape that the program knows.
    Known(MappingPart),
    /// A table whose columns are those of a contract.
    Mapped {
        /// The contract.
        found: Resemblance,
        /// The columns that the mapping can use.
        candidates: Vec<Candidate<'a>>,
        /// The columns that are made into rows, if any are.
        wide: Option<Wide<'a>>,
    },
}

impl<'a> Likeness<'a> {
    /// What a table of these columns is likely to be; none where it resembles no contract.
    pub(super) fn of(columns: &[ColumnSummary], read: &'a RawColumns) -> Option<Self> {
        ees::part(columns, read)
            .or_else(|| fingertips::part(read))
            .map(Self::Known)
            .or_else(|| mapped(columns, read))
    }

    /// The contract.
    pub(super) fn contract(&self) -> SourceKind {
        match self {
            Self::Known(part) => part.contract,
            Self::Mapped { found, .. } => found.contract.kind,
        }
    }

    /// How much of the contract the table has, from 0 to 1.
    pub(super) fn share(&self) -> f64 {
        match self {
            Self::Known(part) => part.share,
            Self::Mapped { found, .. } => found.share.min(1.0),
        }
    }

    /// `rows_above` is how many rows of the file are numbered before its first.
    fn part(self, rows_above: u64) -> MappingPart {
        match self {
            Self::Known(part) => part,
            Self::Mapped {
                found,
                candidates,
                wide,
            } => lines::part(&found, &candidates, wide.as_ref(), rows_above),
        }
    }

    /// A mapping of the table; `sheets` is how many sheets its workbook has, and `find` says where
    /// a pipeline would find the header by the names that a mapping uses, if it would.
    pub(super) fn suggestion(
        self,
        file: &str,
        table: &TableSummary,
        sheets: usize,
        find: impl Fn(&dyn Fn(&[String]) -> (usize, usize)) -> Option<u64>,
    ) -> Suggestion {
        // Rows of a sheet have the sheet's numbers; those of a text begin below its header.
        let rows_above = table.sheet.as_ref().and(table.header_row).unwrap_or(0);
        let part = self.part(rows_above);
        let used: Vec<String> = part.used.iter().map(|name| folded(name)).collect();
        let fit = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| folded(name)).collect();
            let found = used.iter().filter(|name| names.contains(name)).count();
            (found, used.len())
        };
        let is_found = table.header_row.is_none() || find(&fit) == table.header_row;
        let mut toml = format!("[sources.{}]\npath = {}\n", part.contract, text(file));
        if let (Some(sheet), true) = (&table.sheet, sheets > 1) {
            let _ = writeln!(toml, "sheet = {}", text(sheet));
        }
        if let (Some(row), false) = (table.header_row, is_found) {
            let _ = writeln!(toml, "header_row = {row}");
        }
        toml.push_str(&part.toml);
        Suggestion {
            contract: part.contract,
            share: part.share,
            certainty: part.certainty,
            toml,
            cannot: part.cannot,
            check: part.check,
        }
    }
}

/// The likeness of any other table: unpivoted where its columns stand for rows.
fn mapped<'a>(columns: &[ColumnSummary], read: &'a RawColumns) -> Option<Likeness<'a>> {
    let named = |name: &str| read.columns.iter().find(|column| column.name == name);
    let is_used = |column: &&ColumnSummary| {
        // A column without a name can be used where it is the only one: it is called `""`.
        let unnamed = columns.iter().filter(|other| other.name.is_empty()).count();
        !column.name.is_empty() || unnamed == 1
    };
    let candidates = |wide: Option<&Wide<'a>>| -> Vec<Candidate<'a>> {
        columns
            .iter()
            .filter(is_used)
            .filter(|column| wide.is_none_or(|wide| !wide.takes(&column.name)))
            .map(|column| {
                let raw = named(&column.name).into_iter().collect();
                Candidate::new(column.name.clone(), column.kind, raw)
            })
            .chain(wide.into_iter().flat_map(|wide| wide.made.iter().cloned()))
            .collect()
    };
    let plain = candidates(None);
    let as_is = nearest_contract(&plain).map(|found| (found, plain, None));
    let unpivoted = Wide::all(read).into_iter().filter_map(|wide| {
        let made = candidates(Some(&wide));
        let found = wide
            .contracts
            .iter()
            .map(|kind| resemblance(kind.contract(), &made))
            .reduce(|best, next| if next.share > best.share { next } else { best })?;
        // Nothing of the wide columns is of use where the contract takes none of them.
        let takes = found
            .columns
            .iter()
            .any(|taken| wide.makes(&made[taken.at].name));
        takes.then_some((found, made, Some(wide)))
    });
    // A table is what it is before it is what could be made of it.
    let doubt = |(found, _, wide): &(Resemblance, Vec<Candidate<'a>>, Option<Wide<'a>>)| {
        found.share - if wide.is_some() { REMADE } else { 0.0 }
    };
    let (found, candidates, wide) = as_is
        .into_iter()
        .chain(unpivoted)
        .filter(|(found, ..)| found.share >= RESEMBLANCE)
        .reduce(|best, next| {
            if doubt(&next) > doubt(&best) {
                next
            } else {
                best
            }
        })?;
    Some(Likeness::Mapped {
        found,
        candidates,
        wide,
    })
}
