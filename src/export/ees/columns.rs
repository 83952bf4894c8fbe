//! The columns of indicators: names that the standard takes, labels and units.

use std::collections::HashSet;

use super::super::names::Names;
use super::areas;
use super::figures::Set;

/// The filter that says of which group of people a row is.
pub(super) const BREAKDOWN: &str = "breakdown";

/// Its label.
pub(super) const BREAKDOWN_LABEL: &str = "Breakdown";

/// The longest name of a column that the standard's interface takes.
const LONGEST: usize = 50;

/// Parts of names by which the screener sees that a group of people stands in a column's name.
const GROUPS: [&str; 19] = [
    "male",
    "female",
    "asian",
    "chinese",
    "indian",
    "pakistani",
    "bangladeshi",
    "black",
    "african",
    "caribbean",
    "white",
    "roma",
    "irish",
    "english",
    "british",
    "scottish",
    "welsh",
    "northern irish",
    "arab",
];

/// Words of columns that stand for something else in the standard.
const TAKEN: [&str; 3] = ["time_period", "time_identifier", BREAKDOWN];

/// The column of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IndicatorColumn {
    /// Its name: small letters, digits and underscores.
    pub(super) name: String,
    /// What it measures; no two of a file are alike.
    pub(super) label: String,
    /// Its outcome; blank where it has none.
    pub(super) grouping: String,
    /// One of the standard's units; blank for any other.
    pub(super) unit: &'static str,
    /// Its decimals; blank where the catalogue does not say.
    pub(super) decimals: String,
}

/// The columns of the indicators of a file, in their order.
pub(super) fn named(set: &Set, names: &Names) -> Vec<IndicatorColumn> {
    let mut taken: HashSet<String> = areas::COLUMNS.map(str::to_owned).into();
    taken.extend(TAKEN.map(str::to_owned));
    let mut labels = HashSet::from([BREAKDOWN_LABEL.to_owned()]);
    set.indicators
        .iter()
        .map(|key| {
            let entry = names.indicator(key);
            let title = entry.map_or(key.as_str(), |entry| entry.title.trim());
            let label = if title.is_empty() || !labels.insert(title.to_owned()) {
                let longer = format!("{title} ({key})");
                labels.insert(longer.clone());
                longer
            } else {
                title.to_owned()
            };
            IndicatorColumn {
                name: unlike(column_name(key), &mut taken),
                label,
                grouping: entry
                    .and_then(|entry| entry.outcome.clone())
                    .unwrap_or_default(),
                unit: entry
                    .and_then(|entry| entry.unit.as_deref())
                    .map_or("", unit),
                decimals: entry
                    .and_then(|entry| entry.decimals)
                    .map_or_else(String::new, |decimals| decimals.to_string()),
            }
        })
        .collect()
}

/// The columns in whose names the screener sees a group of people.
pub(super) fn like_groups(columns: &[IndicatorColumn]) -> impl Iterator<Item = String> {
    columns
        .iter()
        .filter(|column| GROUPS.iter().any(|group| column.name.contains(group)))
        .map(|column| column.name.clone())
}

/// A key as the name of a column: it begins with a letter, and every sign but letters and digits is
/// an underscore.
fn column_name(key: &str) -> String {
    let mut name = String::with_capacity(key.len());
    for letter in key.replace('%', " percent ").chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_matches('_');
    let mut name = if name.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        name.to_owned()
    } else {
        format!("indicator_{name}")
    };
    name.truncate(LONGEST);
    name.trim_end_matches('_').to_owned()
}

/// The name with a number behind it where another column has it.
fn unlike(name: String, taken: &mut HashSet<String>) -> String {
    let mut unlike = name.clone();
    let mut count = 1;
    while !taken.insert(unlike.clone()) {
        count += 1;
        let number = format!("_{count}");
        let kept = &name[..name.len().min(LONGEST - number.len())];
        unlike = format!("{kept}{number}");
    }
    unlike
}

/// One of the units that the standard has; blank for any other, which is said in the label.
fn unit(unit: &str) -> &'static str {
    match unit.trim().to_lowercase().as_str() {
        "%" | "percent" | "per cent" | "percentage" => "%",
        "pp" | "percentage point" | "percentage points" => "pp",
        "£" | "pounds" => "£",
        "£m" => "£m",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_becomes_a_name_that_the_standard_takes() {
        for (key, name) in [
            ("waits", "waits"),
            ("KS4Attain8", "ks4attain8"),
            ("%_2yr_olds", "percent_2yr_olds"),
            ("72", "indicator_72"),
            ("a - b", "a_b"),
            ("\u{e9}t\u{e9}", "t"),
            ("", "indicator"),
        ] {
            assert_eq!(column_name(key), name);
        }
        let long = column_name(&"x".repeat(80));
        assert_eq!(long.len(), LONGEST);
        let mut taken = HashSet::new();
        assert_eq!(unlike(long.clone(), &mut taken), long);
        let second = unlike(long.clone(), &mut taken);
        assert_eq!((second.len(), second.ends_with("x_2")), (LONGEST, true));
    }

    #[test]
    fn a_unit_is_one_of_the_standard_s_or_none() {
        assert_eq!(unit("Percentage"), "%");
        assert_eq!(unit("per 10,000"), "");
    }
}
