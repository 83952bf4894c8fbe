//! Which contract a table resembles: names that publishers give to what a contract asks for, and
//! kinds that fit.

use std::sync::LazyLock;

use super::kind::Kind;
use crate::contract::{CONTRACTS, Column, Contract, Kind as ContractKind};
use crate::domain::folded;

/// The least share of a contract's columns that a table must have to resemble it.
pub(super) const RESEMBLANCE: f64 = 0.4;

/// How much a name counts that is only part of a publisher's, or only like one.
const ALIKE: f64 = 0.6;

/// How much an optional column counts beside a required one.
const OPTIONAL: f64 = 0.25;

/// How much an area's nine-character code counts beside a name: not every list of authorities has
/// the codes.
const BY_CODE: f64 = 0.95;

/// What is left of the resemblance where the first column of the contract's key is not there.
const WITHOUT_KEY: f64 = 0.6;

/// Names of published columns, by the column of a contract that they fill; the likelier first.
/// They are those of the published files that the shipped pipelines read, and of files like them.
static NAMES: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let mut records = csv::Reader::from_reader(include_str!("names.csv").as_bytes());
    let records = records.records().filter_map(Result::ok);
    records
        .map(|record| Known {
            contract: record[0].to_owned(),
            column: record[1].to_owned(),
            names: record[2].split("; ").map(str::to_owned).collect(),
        })
        .collect()
});

/// What publishers call a column of a contract.
struct Known {
    contract: String,
    column: String,
    names: Vec<String>,
}

/// A column that a mapping could use.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// What SQL calls it.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A contract that a table resembles.
#[derive(Debug, Clone)]
pub(super) struct Resemblance {
    /// The contract.
    pub contract: &'static Contract,
    /// For each of its columns that the table seems to have, the candidate, by position.
    pub columns: Vec<(&'static Column, usize)>,
    /// How much of the contract the table has, from 0 to 1.
    pub share: f64,
}

/// The contract that a table of these columns most resembles, if it resembles any.
pub(super) fn nearest_contract(candidates: &[Candidate]) -> Option<Resemblance> {
    CONTRACTS
        .iter()
        .map(|contract| resemblance(contract, candidates))
        .filter(|found| found.share >= RESEMBLANCE)
        .reduce(|best, next| if next.share > best.share { next } else { best })
}

/// How much a table of these columns resembles `contract`.
pub(super) fn resemblance(contract: &'static Contract, candidates: &[Candidate]) -> Resemblance {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (at, column) in contract.columns.iter().enumerate() {
        for (position, candidate) in candidates.iter().enumerate() {
            let score = score(contract, column, candidate);
            if score > 0.0 {
                scored.push((score, at, position));
            }
        }
    }
    // The best pair first, and each column once; of equal ones, in the order of the contract.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken: Vec<(usize, usize, f64)> = Vec::new();
    for (score, at, position) in scored {
        if taken
            .iter()
            .all(|(known, used, _)| *known != at && *used != position)
        {
            taken.push((at, position, score));
        }
    }
    taken.sort_unstable_by_key(|(at, ..)| *at);
    let weight = |column: &Column| if column.required { 1.0 } else { OPTIONAL };
    let found: f64 = taken
        .iter()
        .map(|(at, _, score)| weight(&contract.columns[*at]) * score)
        .sum();
    let needed = contract.columns.iter().filter(|column| column.required);
    let has_key = taken
        .iter()
        .any(|(at, ..)| contract.columns[*at].name == contract.key[0]);
    let share = found / needed.count() as f64;
    Resemblance {
        contract,
        columns: taken
            .into_iter()
            .map(|(at, position, _)| (&contract.columns[at], position))
            .collect(),
        share: if has_key { share } else { share * WITHOUT_KEY },
    }
}

/// How likely `candidate` fills `column`: 0 where its kind does not fit.
fn score(contract: &Contract, column: &Column, candidate: &Candidate) -> f64 {
    if !fits(column.kind, candidate.kind) {
        return 0.0;
    }
    let doubt = match (column.kind, candidate.kind) {
        (ContractKind::Authority, Kind::AreaCode) => BY_CODE,
        _ => 1.0,
    };
    let name = plain(&candidate.name);
    let known = NAMES
        .iter()
        .find(|known| known.contract == contract.name && known.column == column.name)
        .map_or(&[][..], |known| known.names.as_slice());
    let own = plain(column.name);
    let names = known.iter().chain(std::iter::once(&own));
    let likeness = names
        .enumerate()
        .map(|(at, known)| {
            // The likelier names stand first.
            let order = 1.0 - 0.01 * at as f64;
            if name == *known {
                order
            } else if (known.len() > 4 && name.contains(known.as_str()))
                || strsim::jaro_winkler(&name, known) > 0.93
            {
                ALIKE * order
            } else {
                0.0
            }
        })
        .fold(0.0, f64::max);
    likeness * doubt
}

/// A name as names are compared here: words, whatever is between them.
fn plain(name: &str) -> String {
    folded(&name.replace(['_', '-', '.', '/'], " "))
}

/// Whether a column of the file may fill one of the contract.
fn fits(wanted: ContractKind, found: Kind) -> bool {
    match wanted {
        ContractKind::Text
        | ContractKind::Provision
        | ContractKind::Level
        | ContractKind::Status
        | ContractKind::Outcome
        | ContractKind::Polarity => found != Kind::Blank,
        ContractKind::Authority => matches!(
            found,
            Kind::Council | Kind::AreaCode | Kind::Whole | Kind::Text
        ),
        ContractKind::Date => found == Kind::Day,
        ContractKind::Grade => matches!(found, Kind::Grade | Kind::Whole),
        ContractKind::Number => matches!(found, Kind::Whole | Kind::Number),
        ContractKind::Rank | ContractKind::Rating => found == Kind::Whole,
        ContractKind::Year => matches!(found, Kind::Whole | Kind::Period),
        ContractKind::Period => matches!(found, Kind::Period | Kind::Text),
        ContractKind::Flag => matches!(found, Kind::Flag | Kind::Whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(columns: &[(&str, Kind)]) -> Vec<Candidate> {
        columns
            .iter()
            .map(|(name, kind)| Candidate {
                name: (*name).to_owned(),
                kind: *kind,
            })
            .collect()
    }

    fn nearest(columns: &[(&str, Kind)]) -> Option<&'static str> {
        nearest_contract(&candidates(columns)).map(|found| found.contract.name)
    }

    #[test]
    fn every_name_is_of_a_column_of_its_contract() {
        for Known {
            contract, column, ..
        } in NAMES.iter()
        {
            let found = Contract::named(contract).and_then(|found| found.position(column));
            assert!(found.is_some(), "{contract}.{column}");
        }
        assert!(NAMES.len() > 40);
    }

    #[test]
    fn a_table_resembles_the_contract_whose_columns_it_has() {
        assert_eq!(
            nearest(&[
                ("LA Number", Kind::Whole),
                ("Short Desc", Kind::Text),
                ("Years", Kind::Period),
                ("Values", Kind::Number)
            ]),
            Some("observations")
        );
        assert_eq!(
            nearest(&[("LA Number", Kind::Whole), ("LA Name", Kind::Council)]),
            Some("authorities")
        );
        assert_eq!(
            nearest(&[
                ("URN", Kind::Text),
                ("Local authority", Kind::Council),
                ("Overall effectiveness", Kind::Grade),
                ("Inspection date", Kind::Day)
            ]),
            Some("inspections")
        );
        assert_eq!(nearest(&[("x", Kind::Text), ("y", Kind::Number)]), None);
    }

    #[test]
    fn a_column_whose_kind_does_not_fit_is_not_taken() {
        let contract = Contract::named("observations").unwrap();
        let found = resemblance(contract, &candidates(&[("Value", Kind::Text)]));
        assert!(found.columns.is_empty());
    }
}
