//! A mapping to start from: the part of a pipeline file that reads this table as the contract it
//! most resembles.

use std::fmt::Write;

use super::TableSummary;
use super::contracts::{Candidate, RESEMBLANCE, Resemblance, nearest_contract, resemblance};
use super::kind::Kind;
use super::raw_table::RawColumns;
use super::wide::Wide;
use crate::contract::Contract;
use crate::domain::folded;

/// Columns that the open data standard of Explore education statistics fixes. Source: "Creating
/// statistics: open data standards" of the Department for Education's *Analysts' guide*.
const STANDARD: [&str; 10] = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];

/// The standard's columns without which a file is not of it.
const NEEDED: [&str; 3] = ["time_period", "time_identifier", "geographic_level"];

/// What a required column of a contract is taken to be where a table does not say: what most
/// files of one kind have in all their rows.
const CONSTANTS: [(&str, &str, &str, &str); 3] = [
    (
        "authorities",
        "level",
        "'authority'",
        "taken to be councils only: say which rows are regions or the nation",
    ),
    (
        "inspections",
        "status",
        "'open'",
        "taken to be open: the file lists those that are registered",
    ),
    (
        "indicators",
        "polarity",
        "'neutral'",
        "taken to be neither good nor bad: say which way is good",
    ),
];

/// How much more a table must resemble a contract when its columns are made into rows.
const REMADE: f64 = 0.1;

/// A mapping to start from.
pub(super) struct Suggestion {
    /// The contract.
    pub contract: &'static str,
    /// The part of a pipeline file.
    pub toml: String,
}

/// A mapping of `table`; `sheets` is how many sheets its workbook has, and `find` says where a
/// pipeline would find the header by the names that a mapping uses, if it would.
pub(super) fn suggest(
    file: &str,
    table: &TableSummary,
    read: &RawColumns,
    sheets: usize,
    find: impl Fn(&dyn Fn(&[String]) -> (usize, usize)) -> Option<u64>,
) -> Option<Suggestion> {
    let part = ees(table).or_else(|| mapped(table, read))?;
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
    Some(Suggestion {
        contract: part.contract,
        toml,
    })
}

/// The lines of a mapping, and the file's columns that they use.
struct Part {
    contract: &'static str,
    toml: String,
    used: Vec<String>,
}

/// The mapping of a file in the open data standard.
fn ees(table: &TableSummary) -> Option<Part> {
    let has = |name: &&str| table.columns.iter().any(|column| column.name == *name);
    if !NEEDED.iter().all(has) {
        return None;
    }
    let own = || {
        let columns = table.columns.iter();
        columns.filter(|column| !STANDARD.contains(&column.name.as_str()))
    };
    let indicators: Vec<&str> = own()
        .filter(|column| matches!(column.kind, Kind::Number | Kind::Whole))
        .map(|column| column.name.as_str())
        .collect();
    if indicators.is_empty() {
        return None;
    }
    let filters: Vec<String> = own()
        .filter(|column| !matches!(column.kind, Kind::Number | Kind::Whole | Kind::Blank))
        .filter(|column| column.distinct > 1)
        .map(|column| text(&column.name))
        .collect();
    let mut toml = String::from(
        "format = \"ees\"\n# Each column with the catalogue's name of its indicator.\nindicators = { ",
    );
    let named: Vec<String> = indicators
        .iter()
        .map(|name| format!("{} = {}", key(name), text(name)))
        .collect();
    toml.push_str(&named.join(", "));
    toml.push_str(" }\n");
    if !filters.is_empty() {
        let _ = writeln!(toml, "filters = [{}]", filters.join(", "));
    }
    Some(Part {
        contract: "observations",
        toml,
        used: NEEDED
            .iter()
            .map(|name| (*name).to_owned())
            .chain(indicators.iter().map(|name| (*name).to_owned()))
            .collect(),
    })
}

/// The mapping of any other table: unpivoted where its columns stand for rows.
fn mapped(table: &TableSummary, read: &RawColumns) -> Option<Part> {
    let candidates = |wide: Option<&Wide>| -> Vec<Candidate> {
        let own = table.columns.iter();
        own.filter(|column| !column.name.is_empty())
            .filter(|column| wide.is_none_or(|wide| !wide.takes(&column.name)))
            .map(|column| Candidate {
                name: column.name.clone(),
                kind: column.kind,
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
            .filter_map(|name| Contract::named(name))
            .map(|contract| resemblance(contract, &made))
            .reduce(|best, next| if next.share > best.share { next } else { best })?;
        // Nothing of the wide columns is of use where the contract takes none of them.
        let takes =
            |(_, at): &(_, usize)| wide.made.iter().any(|column| column.name == made[*at].name);
        found
            .columns
            .iter()
            .any(takes)
            .then_some((found, made, Some(wide)))
    });
    // A table is what it is before it is what could be made of it.
    let doubt = |(found, _, wide): &(Resemblance, Vec<Candidate>, Option<Wide>)| {
        found.share - if wide.is_some() { REMADE } else { 0.0 }
    };
    let best = as_is
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
    Some(lines(&best.0, &best.1, best.2.as_ref()))
}

fn lines(found: &Resemblance, candidates: &[Candidate], wide: Option<&Wide>) -> Part {
    let contract = found.contract;
    let mut toml = String::new();
    let mut used: Vec<String> = Vec::new();
    if let Some(wide) = wide {
        let _ = writeln!(toml, "\n[sources.{}.unpivot]", contract.name);
        let groups: Vec<String> = wide
            .groups
            .iter()
            .map(|(name, columns)| {
                let columns: Vec<String> = columns.iter().map(|column| text(column)).collect();
                format!("{} = [{}]", key(name), columns.join(", "))
            })
            .collect();
        let _ = writeln!(toml, "columns = {{ {} }}", groups.join(", "));
        if let Some(name) = wide.name {
            let _ = writeln!(toml, "name = {}", text(name));
        }
        if let Some(position) = wide.position {
            let _ = writeln!(toml, "position = {}", text(position));
        }
        used.extend(wide.groups.iter().flat_map(|(_, columns)| columns.clone()));
    }
    let _ = writeln!(toml, "\n[sources.{}.columns]", contract.name);
    for column in contract.columns {
        let taken = found
            .columns
            .iter()
            .find(|(known, _)| known.name == column.name);
        if let Some((_, at)) = taken {
            let name = &candidates[*at].name;
            let _ = writeln!(toml, "{} = {}", column.name, sql(name));
            let is_made = wide.is_some_and(|wide| {
                let mut made = wide.made.iter();
                made.any(|known| known.name == *name)
            });
            if !is_made {
                used.push(name.clone());
            }
        } else if column.required {
            let constant = CONSTANTS
                .iter()
                .find(|(of, known, ..)| *of == contract.name && *known == column.name);
            let (sql, why) = match constant {
                Some((.., sql, why)) => (*sql, (*why).to_owned()),
                None => (
                    "NULL",
                    format!(
                        "nothing in the file looks like it: {}",
                        column.about.trim_end_matches('.')
                    ),
                ),
            };
            let _ = writeln!(toml, "{} = \"{sql}\"  # {why}", column.name);
        }
    }
    Part {
        contract: contract.name,
        toml,
        used,
    }
}

/// SQL that names a column, as a TOML text.
fn sql(name: &str) -> String {
    text(&format!("\"{}\"", name.replace('"', "\"\"")))
}

/// A TOML text: as it is where it can be, so that SQL stays legible.
fn text(value: &str) -> String {
    let is_plain = !value.contains(|c: char| c == '\'' || c.is_control());
    if is_plain && value.contains(['"', '\\']) {
        format!("'{value}'")
    } else {
        escaped(value)
    }
}

/// A TOML text in one line: its escapes are those of JSON.
fn escaped(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A TOML key.
fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if is_bare {
        name.to_owned()
    } else {
        escaped(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_kind_are_valid_toml_and_sql() {
        for name in [
            "LA Number",
            "Years\nof",
            "it's",
            "say \"x\"",
            "back\\slash",
            "both ' and \"",
        ] {
            let line: toml::Table = toml::from_str(&format!("a = {}", sql(name))).unwrap();
            let parsed = crate::sql::SqlExpression::parse(line["a"].as_str().unwrap()).unwrap();
            assert_eq!(parsed.as_column(), Some(name), "{name:?}");
            let line: toml::Table = toml::from_str(&format!("{} = 1", key(name))).unwrap();
            assert!(line.contains_key(name), "{name:?}");
        }
    }
}
