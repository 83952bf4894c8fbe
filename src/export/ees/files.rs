//! The data file and the metadata file of a set of indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::super::ExportError;
use super::super::error::cannot_write;
use super::super::shorthand::Shorthand;
use super::areas::{self, Areas};
use super::columns::{BREAKDOWN, BREAKDOWN_LABEL, IndicatorColumn};
use super::figures::{Figures, Key, Set, Slice};

/// The columns of a metadata file.
const METADATA: [&str; 8] = [
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
];

/// What the files of each set are called, without their endings.
pub(super) fn named(pipeline: &str, sets: &[Set]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for set in sets {
        *counts.entry(set.identifier).or_default() += 1;
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let plain = |text: &str| -> String {
        let letters = text.chars().map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            _ => '_',
        });
        letters.collect()
    };
    sets.iter()
        .map(|set| {
            let place = seen.entry(set.identifier).or_default();
            *place += 1;
            let name = format!("{}_{}", plain(pipeline), plain(set.identifier));
            match counts[set.identifier] {
                1 => name,
                count => {
                    let digits = count.to_string().len();
                    format!("{name}_{place:0digits$}")
                }
            }
        })
        .collect()
}

/// Writes both files of a set into `folder`, and gives their names.
pub(super) fn write(
    folder: &Path,
    name: &str,
    set: &Set,
    columns: &[IndicatorColumn],
    (figures, areas): (&Figures, &Areas),
) -> Result<[PathBuf; 2], ExportError> {
    let breakdowns: BTreeSet<&str> = set.keys.iter().map(|(_, group)| group.as_str()).collect();
    let data = PathBuf::from(format!("{name}.csv"));
    let path = folder.join(&data);
    let refused = |error: csv::Error| cannot_write(&path, io::Error::from(error));
    let mut to = writer(&path)?;
    let fixed = ["time_period", "time_identifier"]
        .into_iter()
        .chain(areas::COLUMNS);
    let header = fixed
        .chain([BREAKDOWN])
        .chain(columns.iter().map(|column| column.name.as_str()));
    to.write_record(header).map_err(refused)?;
    for key in &set.keys {
        let slices: Vec<Option<&Slice>> = set
            .indicators
            .iter()
            .map(|indicator| figures.slice(indicator, key))
            .collect();
        for (place, cells) in rows(&slices, areas) {
            to.write_record(record(key, &place, cells))
                .map_err(refused)?;
        }
    }
    to.flush().map_err(|error| cannot_write(&path, error))?;
    let about = PathBuf::from(format!("{name}.meta.csv"));
    describe(&folder.join(&about), columns, breakdowns.len())?;
    Ok([data, about])
}

/// The rows of a period and a breakdown: England, the regions and the councils, each with its cells
/// of place and of indicators. An area that no indicator speaks of has no row.
fn rows(slices: &[Option<&Slice>], areas: &Areas) -> Vec<([String; 8], Vec<String>)> {
    let cells = |of: &dyn Fn(&Slice) -> Option<String>| -> Option<Vec<String>> {
        let found: Vec<Option<String>> = slices.iter().map(|slice| of((*slice)?)).collect();
        found.iter().any(Option::is_some).then(|| {
            let missing = || Shorthand::NotAvailable.letters().to_owned();
            found
                .into_iter()
                .map(|cell| cell.unwrap_or_else(missing))
                .collect()
        })
    };
    let mut rows = Vec::new();
    if let Some(cells) = cells(&|slice| slice.nation.clone()) {
        rows.push((Areas::nation(), cells));
    }
    for (name, code) in &areas.regions {
        if let Some(cells) = cells(&|slice| slice.regions.get(name).cloned()) {
            rows.push((Areas::region(name, code), cells));
        }
    }
    for (place, council) in areas.councils.iter().enumerate() {
        if let Some(cells) = cells(&|slice| slice.councils.get(place).cloned().flatten()) {
            rows.push((Areas::council(council), cells));
        }
    }
    rows
}

fn record(key: &Key, place: &[String; 8], cells: Vec<String>) -> Vec<String> {
    let (time, breakdown) = key;
    let mut record = vec![time.period.clone(), time.identifier.to_owned()];
    record.extend(place.iter().cloned());
    record.push(breakdown.clone());
    record.extend(cells);
    record
}

/// Writes the metadata file. A filter of one group is none in the standard.
fn describe(
    path: &Path,
    columns: &[IndicatorColumn],
    breakdowns: usize,
) -> Result<(), ExportError> {
    let refused = |error: csv::Error| cannot_write(path, io::Error::from(error));
    let mut to = writer(path)?;
    to.write_record(METADATA).map_err(refused)?;
    if breakdowns > 1 {
        to.write_record([BREAKDOWN, "Filter", BREAKDOWN_LABEL, "", "", "", "", ""])
            .map_err(refused)?;
    }
    for column in columns {
        to.write_record([
            &column.name,
            "Indicator",
            &column.label,
            &column.grouping,
            column.unit,
            &column.decimals,
            "",
            "",
        ])
        .map_err(refused)?;
    }
    to.flush().map_err(|error| cannot_write(path, error))
}

fn writer(path: &Path) -> Result<csv::Writer<File>, ExportError> {
    csv::Writer::from_path(path).map_err(|error| cannot_write(path, io::Error::from(error)))
}
