//! Exports of Fingertips, the public health data of the Office for Health Improvement and
//! Disparities.

use std::fmt::Write;

use super::part::MappingPart;
use super::row_check::RowCheck;
use super::toml::{comment, key, text};
use crate::contract::SourceKind;
use crate::inspect::certainty::Certainty;
use crate::inspect::raw_table::RawColumns;

/// The columns by which an export is known.
const COLUMNS: [&str; 8] = [
    "Indicator ID",
    "Indicator Name",
    "Area Code",
    "Area Name",
    "Sex",
    "Age",
    "Time period",
    "Value",
];

/// Indicators that are named one by one; of more, all are read.
const NAMED: usize = 12;

/// The mapping of an export; none where the table is not one.
pub(super) fn part(read: &RawColumns) -> Option<MappingPart> {
    let column = |name: &str| read.columns.iter().find(|column| column.name == name);
    if !COLUMNS.iter().all(|name| column(name).is_some()) {
        return None;
    }
    let values = |name: &str| {
        let values = column(name).map_or(&[][..], |column| column.values.as_slice());
        values.iter().map(|(value, _)| value.as_str())
    };
    let numbers: Vec<&str> = values("Indicator ID").collect();
    let mut toml = String::from("format = \"fingertips\"\n");
    if numbers.len() <= NAMED {
        toml.push_str("# Each indicator by its number, with the catalogue's name of it.\n");
        let names: Vec<&str> = values("Indicator Name").collect();
        // Of a single indicator the name is known; of several, which is whose is not.
        if let ([number], [name]) = (numbers.as_slice(), names.as_slice()) {
            toml.push_str(&comment(&format!("{number}: {name}")));
        }
        let named: Vec<String> = numbers
            .iter()
            .map(|number| format!("{} = {}", key(number), text(number)))
            .collect();
        let _ = writeln!(toml, "indicators = {{ {} }}", named.join(", "));
    } else {
        toml.push_str("# All its indicators are read; the catalogue has their numbers.\n");
    }
    toml.push_str(&comment(
        "Areas go by their nine-character codes: the list of authorities needs its ons_code.",
    ));
    Some(MappingPart {
        contract: SourceKind::Observations,
        share: 1.0,
        certainty: Certainty::Sure,
        toml,
        used: COLUMNS.iter().map(|name| (*name).to_owned()).collect(),
        cannot: Vec::new(),
        check: RowCheck::Nothing,
    })
}
