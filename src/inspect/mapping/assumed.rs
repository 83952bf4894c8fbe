//! What a required column of a contract is taken to be where no column of the table says it.

use super::regions;
use super::toml::{column, literal};
use crate::contract::{Column, SourceKind};
use crate::domain::folded;
use crate::inspect::candidate::Candidate;
use crate::inspect::contracts::Resemblance;

/// What a column is taken to be, and why.
pub(super) struct Assumed {
    /// The SQL.
    pub sql: String,
    /// What an analyst has to know of it.
    pub why: String,
    /// The rows that break the contract as long as it is this; none where they do not.
    pub breaks: Option<&'static str>,
}

impl Assumed {
    fn right(sql: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            why: why.into(),
            breaks: None,
        }
    }

    /// The rank of a neighbour that is its place below its council.
    pub(super) fn rank(rows_above: u64) -> Self {
        let sql = match rows_above {
            0 => "row_number".to_owned(),
            above => format!("row_number - {above}"),
        };
        Self::right(
            sql,
            "taken to be the place in the column: the nearest first",
        )
    }

    /// What `wanted` of the contract in `found` is taken to be.
    pub(super) fn of(wanted: &Column, found: &Resemblance, candidates: &[Candidate<'_>]) -> Self {
        let taken = |name: &str| found.taken(name).map(|taken| &candidates[taken.at]);
        let known = match found.contract.kind {
            SourceKind::Authorities => match wanted.name {
                "level" => Some(level(taken("name"))),
                _ => None,
            },
            SourceKind::Indicators => match wanted.name {
                "polarity" => Some(Self::right(
                    "'neutral'",
                    "taken to be neither good nor bad: say which way is good",
                )),
                "title" => taken("indicator").map(|indicator| {
                    Self::right(column(&indicator.name), "nothing else in the file names it")
                }),
                _ => None,
            },
            SourceKind::Inspections => match wanted.name {
                "status" => Some(Self::right(
                    "'open'",
                    "taken to be open: the file lists those that are registered",
                )),
                "published_on" => taken("inspected_on").map(|day| published(&day.name)),
                _ => None,
            },
            SourceKind::Findings => match wanted.name {
                "published_on" => taken("inspected_on").map(|day| published(&day.name)),
                _ => None,
            },
            SourceKind::Observations => match wanted.name {
                "indicator" => taken("value").map(|value| {
                    Self::right(
                        literal(&value.name),
                        "taken to be one indicator: name it as the catalogue does",
                    )
                }),
                _ => None,
            },
            SourceKind::Neighbours
            | SourceKind::Groups
            | SourceKind::Characteristics
            | SourceKind::Judgements
            | SourceKind::EarlierRatings
            | SourceKind::Boundaries
            | SourceKind::LookUp
            | SourceKind::Join => None,
        };
        known.unwrap_or_else(|| Self {
            sql: "NULL".to_owned(),
            why: format!(
                "nothing in the file looks like it: {}",
                wanted.about.trim_end_matches('.')
            ),
            breaks: breaks(wanted, taken("grade").is_some()),
        })
    }
}

/// The rows that a column without a value breaks.
fn breaks(wanted: &Column, is_graded: bool) -> Option<&'static str> {
    let is_of_inspection = matches!(wanted.name, "inspected_on" | "published_on");
    if !wanted.may_be_blank {
        Some("every row")
    } else if is_of_inspection && is_graded {
        Some("every row with a grade")
    } else {
        None
    }
}

/// A report is not published before the inspection that it is of.
fn published(inspected_on: &str) -> Assumed {
    Assumed::right(
        column(inspected_on),
        "taken to be the day of the inspection: nothing in the file says when its report came out",
    )
}

/// Whether a row is a council, a region or the nation, by the names that are in the list.
fn level(name: Option<&Candidate<'_>>) -> Assumed {
    let nation = name.and_then(|names| names.values().find(|name| folded(name) == "england"));
    let regions: Vec<String> = name
        .map(regions::of_list)
        .unwrap_or_default()
        .into_iter()
        .map(literal)
        .collect();
    let Some(name) = name.filter(|_| nation.is_some() || !regions.is_empty()) else {
        return Assumed::right(
            "'authority'",
            "taken to be councils only: say which rows are regions or the nation",
        );
    };
    let name = column(&name.name);
    let mut sql = String::from("CASE");
    if let Some(nation) = nation {
        sql.push_str(&format!(" WHEN {name} = {} THEN 'nation'", literal(nation)));
    }
    if !regions.is_empty() {
        let regions = regions.join(", ");
        sql.push_str(&format!(" WHEN {name} IN ({regions}) THEN 'region'"));
    }
    sql.push_str(" ELSE 'authority' END");
    Assumed::right(
        sql,
        "taken to be councils but for regions and the nation, which go by their names",
    )
}
