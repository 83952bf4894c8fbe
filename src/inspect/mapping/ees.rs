//! Files in the open data standard of Explore education statistics.

use std::fmt::Write;

use super::ees_rows::{LEVEL, StandardRows, TIME_IDENTIFIER, TIME_PERIOD};
use super::part::MappingPart;
use super::row_check::RowCheck;
use super::toml::{column, comment, key, list, literal, text};
use crate::contract::SourceKind;
use crate::domain::shown::listed;
use crate::domain::{GeographicLevel, PeriodKind, PeriodLabel, PeriodUnit};
use crate::inspect::candidate::Candidate;
use crate::inspect::certainty::Certainty;
use crate::inspect::column::ColumnSummary;
use crate::inspect::kind::Kind;
use crate::inspect::raw_table::RawColumns;

/// Columns that the open data standard of Explore education statistics fixes. Source: "Creating
/// statistics: open data standards" of the Department for Education's *Analysts' guide*.
const FIXED: [&str; 10] = [
    TIME_PERIOD,
    TIME_IDENTIFIER,
    LEVEL,
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];

/// The standard's columns without which a file is not of it.
const NEEDED: [&str; 3] = [TIME_PERIOD, TIME_IDENTIFIER, LEVEL];

/// The endings of the columns with which the standard names areas and places of its other levels;
/// each level has one for names.
const OF_AREAS: [&str; 5] = ["_name", "_code", "_id", "_urn", "_laestab"];

/// Columns of numbers that say whom a figure is about and are no figures.
const NO_FIGURES: [&str; 2] = ["age", "year_group"];

/// Words for how final a figure is. A column of them says so of the figures, and is no group of
/// children.
const STATUSES: [&str; 5] = ["provisional", "final", "revised", "amended", "unrevised"];

/// The mapping of a file in the standard; none where the table is not of it.
pub(super) fn part(columns: &[ColumnSummary], read: &RawColumns) -> Option<MappingPart> {
    Standard::of(columns, read).map(Standard::part)
}

/// A file in the open data standard.
struct Standard<'a> {
    indicators: Vec<String>,
    filters: Vec<String>,
    status: Option<String>,
    /// Indicators with words such as `NULL`, which the standard does not have.
    no_values: Vec<(String, Vec<&'a str>)>,
    times: Times<'a>,
    /// What is said of indicators with values that are none.
    unread: Vec<String>,
    /// Why none of its rows can be read, where that is so.
    cannot: Vec<String>,
}

/// The kinds of period that a file in the standard has.
#[derive(Default)]
struct Times<'a> {
    /// The `time_identifier`s of one kind, years where there are any.
    read: Vec<&'a str>,
    /// Those of other kinds.
    left_out: Vec<&'a str>,
}

impl<'a> Standard<'a> {
    /// What a table of these columns has of the standard, if it is in it.
    fn of(columns: &[ColumnSummary], read: &'a RawColumns) -> Option<Self> {
        let has = |name: &&str| columns.iter().any(|column| column.name == *name);
        if !NEEDED.iter().all(has) {
            return None;
        }
        let own: Vec<Candidate<'a>> = columns
            .iter()
            .filter(|column| !is_of_areas(&column.name, columns) && !column.name.is_empty())
            .map(|column| {
                let mut raw = read.columns.iter();
                let raw = raw.find(|known| known.name == column.name);
                Candidate::new(column.name.clone(), column.kind, raw.into_iter().collect())
            })
            .collect();
        let is_figure = |column: &&Candidate<'a>| {
            matches!(column.kind, Kind::Number | Kind::Whole)
                && !NO_FIGURES.contains(&column.name.as_str())
        };
        let figures: Vec<&Candidate<'a>> = own.iter().filter(is_figure).collect();
        if figures.is_empty() {
            return None;
        }
        let said = |name: &str| {
            let raw = read.columns.iter().find(|column| column.name == name);
            Candidate::new(name, Kind::Text, raw.into_iter().collect())
        };
        let times = Times::of(&said(TIME_PERIOD), &said(TIME_IDENTIFIER));
        let mut cannot = Vec::new();
        if times.read.is_empty() {
            cannot.push("none of its periods can be read".to_owned());
        }
        let levels = said(LEVEL);
        let is_read = |level: &str| {
            GeographicLevel::parse(level).is_some_and(|level| level != GeographicLevel::Other)
        };
        if !levels.values().any(is_read) {
            cannot.push(format!(
                "none of its rows is about a council, a region or the nation; its levels are {}",
                listed(levels.values())
            ));
        }
        let status = own.iter().find(|column| says_how_final(column));
        let filters = own
            .iter()
            .filter(|column| !is_figure(column) && column.kind != Kind::Blank)
            .filter(|column| status.is_none_or(|status| status.name != column.name))
            .filter(|column| column.values().take(2).count() > 1);
        Some(Self {
            filters: filters.map(|column| column.name.clone()).collect(),
            status: status.map(|column| column.name.clone()),
            no_values: figures
                .iter()
                .map(|column| (column.name.clone(), column.no_values()))
                .filter(|(_, words)| !words.is_empty())
                .collect(),
            unread: figures
                .iter()
                .filter_map(|column| match column.unread_figures() {
                    (0, _) => None,
                    (rows, examples) => Some(format!(
                        "{rows} of {:?} are neither numbers nor missing markers: {examples}",
                        column.name
                    )),
                })
                .collect(),
            indicators: figures.iter().map(|column| column.name.clone()).collect(),
            times,
            cannot,
        })
    }

    /// The mapping.
    fn part(self) -> MappingPart {
        let mut toml = String::from(
            "format = \"ees\"\n# Each column with the catalogue's name of its indicator.\n",
        );
        for (name, words) in &self.no_values {
            let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
            toml.push_str(&comment(&format!(
                "{name:?} has {} where the standard has missing markers: their rows are rejected.",
                words.join(", ")
            )));
        }
        let named: Vec<String> = self
            .indicators
            .iter()
            .map(|name| format!("{} = {}", key(name), text(name)))
            .collect();
        let _ = writeln!(toml, "indicators = {{ {} }}", named.join(", "));
        if !self.filters.is_empty() {
            let filters = list(self.filters.iter().map(String::as_str));
            let _ = writeln!(toml, "filters = {filters}");
        }
        if !self.times.is_plain() {
            toml.push_str(&self.times.filter());
        }
        if let Some(status) = &self.status {
            let _ = writeln!(
                toml,
                "\n[sources.observations.columns]\nstatus = {}",
                text(&column(status))
            );
        }
        MappingPart {
            contract: SourceKind::Observations,
            share: 1.0,
            certainty: Certainty::Sure,
            toml,
            used: NEEDED
                .iter()
                .map(|name| (*name).to_owned())
                .chain(self.indicators.iter().cloned())
                .collect(),
            cannot: self.cannot,
            check: RowCheck::Standard(StandardRows {
                filters: self.filters,
                unread: self.unread,
                times: match self.times.is_plain() {
                    true => None,
                    false => Some(self.times.read.into_iter().map(str::to_owned).collect()),
                },
            }),
        }
    }
}

impl<'a> Times<'a> {
    /// The kinds of the `periods` of these `identifiers`. Which stands beside which is not known,
    /// so that an identifier is of the kind that it makes of any of them.
    fn of(periods: &Candidate<'a>, identifiers: &Candidate<'a>) -> Self {
        let mut kinds: Vec<(PeriodKind, Vec<&'a str>)> = Vec::new();
        let mut left_out = Vec::new();
        for identifier in identifiers.values() {
            let kind = periods.values().find_map(|period| {
                let label = PeriodLabel::parse(&format!("{period}, {identifier}"));
                label.ok().map(|label| label.kind())
            });
            match (
                kind,
                kinds.iter_mut().find(|(known, _)| Some(*known) == kind),
            ) {
                (_, Some((_, identifiers))) => identifiers.push(identifier),
                (Some(kind), None) => kinds.push((kind, vec![identifier])),
                (None, None) => left_out.push(identifier),
            }
        }
        let is_years = |(kind, _): &(PeriodKind, Vec<&str>)| {
            matches!(kind.unit, PeriodUnit::Year | PeriodUnit::Years(_))
        };
        let place = kinds.iter().position(is_years).unwrap_or(0);
        let read = match kinds.is_empty() {
            true => Vec::new(),
            false => kinds.remove(place).1,
        };
        left_out.extend(kinds.into_iter().flat_map(|(_, identifiers)| identifiers));
        Self { read, left_out }
    }

    /// Whether the file has nothing but years of one kind, which are read without a condition.
    fn is_plain(&self) -> bool {
        let is_year = |identifier: &&str| identifier.to_lowercase().ends_with("year");
        self.read.is_empty() || self.left_out.is_empty() && self.read.iter().all(is_year)
    }

    /// The condition that keeps the periods of one kind.
    fn filter(&self) -> String {
        let mut toml = String::new();
        if !self.left_out.is_empty() {
            toml.push_str(&comment(&format!(
                "A series has periods of one kind: the rows of {} are left out.",
                listed(self.left_out.iter().copied())
            )));
        }
        let kept: Vec<String> = self.read.iter().map(|kept| literal(kept)).collect();
        let sql = format!("{TIME_IDENTIFIER} IN ({})", kept.join(", "));
        let _ = writeln!(toml, "where = {}", text(&sql));
        toml
    }
}

/// Whether the standard names areas by a column of this name.
fn is_of_areas(name: &str, columns: &[ColumnSummary]) -> bool {
    let has = |name: &str| columns.iter().any(|column| column.name == name);
    let stems = OF_AREAS
        .iter()
        .filter_map(|ending| name.strip_suffix(ending));
    let mut stems = stems.filter(|stem| has(&format!("{stem}_name")) && *stem != "la");
    FIXED.contains(&name)
        || stems.any(|stem| {
            OF_AREAS[1..]
                .iter()
                .any(|ending| has(&format!("{stem}{ending}")))
        })
}

/// Whether a column says nothing but how final the figures are.
fn says_how_final(column: &Candidate<'_>) -> bool {
    let mut values = column.values().peekable();
    values.peek().is_some() && values.all(|value| STATUSES.contains(&value.to_lowercase().as_str()))
}
