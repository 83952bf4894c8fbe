//! What the kept rows of a feed hold, counted as they are read: facts for gates and warnings.

use std::collections::BTreeMap;

use super::map::Batch;
use super::quarantine::Seen;
use crate::contract::SourceKind;
use crate::read::{Scalar, missing_marker, show};

/// What the kept rows of `batch`, which is of a source of this kind, hold.
pub(super) fn seen(kind: SourceKind, batch: &Batch<'_>) -> Seen {
    let texts_if = |asked: bool, column| match asked {
        true => texts(batch, column),
        false => BTreeMap::new(),
    };
    let events = texts_if(kind == SourceKind::Inspections, "event");
    let areas = areas(kind).map(|column| texts(batch, column));
    let authorities = areas.unwrap_or_default().into_keys().collect();
    Seen {
        values: values(kind).map(|columns| rows_with_any(batch, columns)),
        authorities,
        events,
    }
}

/// The column that says which area a row of this kind is about, where it is news that one comes or
/// goes; judgements are of few areas, and of others every year.
const fn areas(kind: SourceKind) -> Option<&'static str> {
    match kind {
        SourceKind::Authorities => Some("code"),
        SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Characteristics
        | SourceKind::Inspections
        | SourceKind::Findings
        | SourceKind::Observations
        | SourceKind::EarlierRatings => Some("authority"),
        SourceKind::Boundaries
        | SourceKind::Indicators
        | SourceKind::Judgements
        | SourceKind::LookUp
        | SourceKind::Join => None,
    }
}

/// The columns of which a row of this kind has at least one to say anything.
fn values(kind: SourceKind) -> Option<&'static [&'static str]> {
    match kind {
        SourceKind::Observations => Some(&["value"]),
        SourceKind::Inspections => Some(&["grade"]),
        SourceKind::Findings => Some(&["grade", "outcome"]),
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Characteristics
        | SourceKind::Judgements
        | SourceKind::EarlierRatings
        | SourceKind::Boundaries
        | SourceKind::LookUp
        | SourceKind::Join => None,
    }
}

/// The kept rows that have something in one of these columns.
fn rows_with_any(batch: &Batch<'_>, columns: &[&str]) -> u64 {
    let present: Vec<(&[u32], Vec<bool>)> = columns
        .iter()
        .filter_map(|name| batch.mapped(name))
        .map(|mapped| {
            let values =
                (0..mapped.coded.values.len()).map(|at| match mapped.coded.values.scalar(at) {
                    Scalar::Missing => false,
                    Scalar::Text(text) => missing_marker(text.trim()).is_none(),
                    Scalar::Number(number) => !number.is_nan(),
                    Scalar::Integer(_) | Scalar::Flag(_) | Scalar::Date(_) => true,
                });
            (mapped.coded.codes.as_slice(), values.collect())
        })
        .collect();
    let has_any = |row: &usize| {
        let mut columns = present.iter();
        columns.any(|(codes, values)| values[codes[*row] as usize])
    };
    batch.kept().filter(has_any).count() as u64
}

/// The texts of a column in the kept rows, with the rows of each.
fn texts(batch: &Batch<'_>, column: &str) -> BTreeMap<String, u64> {
    let Some(mapped) = batch.mapped(column) else {
        return BTreeMap::new();
    };
    let mut rows = vec![0; mapped.coded.values.len()];
    for row in batch.kept() {
        rows[mapped.coded.codes[row] as usize] += 1;
    }
    let mut texts = BTreeMap::new();
    for (at, rows) in rows.into_iter().enumerate().filter(|(_, rows)| *rows > 0) {
        let text = show(mapped.coded.values.scalar(at));
        if !matches!(text.as_str(), "" | "-" | "..") {
            *texts.entry(text).or_insert(0) += rows;
        }
    }
    texts
}
