//! Names that publishers give to what a contract asks for.

use std::sync::LazyLock;

use crate::contract::{Column, Contract};
use crate::domain::folded;

/// The contract of names that are those of a column in every contract that has it.
const ANY: &str = "any";

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

/// What publishers call this column of the contract, the likelier first.
pub(super) fn published_names(contract: &Contract, column: &Column) -> &'static [String] {
    let is_it = |known: &&Known| {
        known.column == column.name && (known.contract == contract.name || known.contract == ANY)
    };
    let known = NAMES.iter().find(is_it);
    known.map_or(&[], |known| known.names.as_slice())
}

/// A name as names are compared here: words, whatever is between them.
pub(super) fn plain(name: &str) -> String {
    folded(&name.replace(['_', '-', '.', '/'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::CONTRACTS;

    #[test]
    fn every_name_is_of_a_column_of_its_contract() {
        for Known {
            contract, column, ..
        } in NAMES.iter()
        {
            let mut contracts = CONTRACTS
                .iter()
                .filter(|known| contract == ANY || known.name == contract);
            assert!(
                contracts.any(|known| known.position(column).is_some()),
                "{contract}.{column}"
            );
        }
        assert!(NAMES.len() > 35);
    }
}
