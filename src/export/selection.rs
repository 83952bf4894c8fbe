//! Which tables and rows of a run are exported.

use std::collections::BTreeSet;

use super::{ExportError, Form, Notice};
use crate::domain::nearest;
use crate::publish::{Table, tables};
use crate::review::{AuthorityRow, CatalogueRow, Only, PublishedRun, find_authority};

/// The table of all figures, which the open data standard is made of.
const FIGURES: &str = "indicator_profile";

/// The catalogue of indicators, which says what the figures are.
const CATALOGUE: &str = "indicators";

/// What a user asks for; everything where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Names of tables.
    pub tables: Vec<String>,
    /// Authorities, by code or name.
    pub authorities: Vec<String>,
    /// Keys of indicators.
    pub indicators: Vec<String>,
}

/// What of a run is exported.
#[derive(Debug)]
pub(super) struct Selection {
    /// The tables, in the order in which they are documented.
    pub(super) tables: Vec<&'static Table>,
    /// Which of their rows.
    pub(super) only: Only,
    /// The names of the authorities that are asked for; none where all are.
    pub(super) authorities: Vec<String>,
    /// What was left out on the way here.
    pub(super) notices: Vec<Notice>,
}

impl Selection {
    /// What `asked` means in this run.
    ///
    /// # Errors
    /// A table, an authority or an indicator that the run does not have.
    pub(super) fn of(run: &PublishedRun, asked: &Asked, form: Form) -> Result<Self, ExportError> {
        let (codes, authorities) = authorities(run, &asked.authorities)?;
        let only = Only {
            authorities: codes,
            indicators: indicators(run, &asked.indicators)?,
        };
        let mut notices = Vec::new();
        let tables = match form {
            Form::Ees => figures(run, &asked.tables)?,
            Form::Workbook | Form::Csv | Form::DuckDb if asked.tables.is_empty() => {
                let (about, others): (Vec<&'static Table>, Vec<&'static Table>) = tables()
                    .iter()
                    .filter(|table| run.has(table.name))
                    .partition(|table| table.name == CATALOGUE || lacks(table, &only).is_none());
                if !others.is_empty() {
                    let tables = others.iter().map(|table| table.name).collect();
                    notices.push(Notice::TablesLeftOut { tables });
                }
                about
            }
            Form::Workbook | Form::Csv | Form::DuckDb => named(run, &asked.tables, &only)?,
        };
        Ok(Self {
            tables,
            only,
            authorities,
            notices,
        })
    }
}

/// The codes and the names of the authorities that are asked for.
fn authorities(
    run: &PublishedRun,
    asked: &[String],
) -> Result<(Option<BTreeSet<String>>, Vec<String>), ExportError> {
    if asked.is_empty() {
        return Ok((None, Vec::new()));
    }
    let known = AuthorityRow::read(run, None)?;
    let mut codes = BTreeSet::new();
    let mut names = Vec::new();
    for wanted in asked {
        let found = find_authority(wanted, &known, "this run").map_err(ExportError::Refused)?;
        if codes.insert(found.authority.clone()) {
            names.push(found.name.clone());
        }
    }
    Ok((Some(codes), names))
}

/// The keys of the indicators that are asked for.
fn indicators(
    run: &PublishedRun,
    asked: &[String],
) -> Result<Option<BTreeSet<String>>, ExportError> {
    if asked.is_empty() {
        return Ok(None);
    }
    let known = CatalogueRow::read(run, None)?;
    let keys: Vec<&str> = known.iter().map(|row| row.indicator.as_str()).collect();
    for wanted in asked {
        if !keys.contains(&wanted.as_str()) {
            return Err(ExportError::Refused(not_there("indicator", wanted, &keys)));
        }
    }
    Ok(Some(asked.iter().cloned().collect()))
}

/// The table of figures, which is all that the open data standard takes.
fn figures(run: &PublishedRun, asked: &[String]) -> Result<Vec<&'static Table>, ExportError> {
    if let Some(other) = asked.iter().find(|name| *name != FIGURES) {
        return Err(ExportError::Refused(format!(
            "the open data standard is made of the table `{FIGURES}` alone; leave `--table {other}` \
             out, or choose --format csv"
        )));
    }
    named(run, &[FIGURES.to_owned()], &Only::default())
}

/// The tables of these names.
fn named(
    run: &PublishedRun,
    asked: &[String],
    only: &Only,
) -> Result<Vec<&'static Table>, ExportError> {
    let there: Vec<&str> = tables()
        .iter()
        .map(|table| table.name)
        .filter(|name| run.has(name))
        .collect();
    for name in asked {
        if !there.contains(&name.as_str()) {
            return Err(ExportError::Refused(not_there("table", name, &there)));
        }
    }
    let chosen: Vec<&'static Table> = tables()
        .iter()
        .filter(|table| asked.iter().any(|name| name == table.name))
        .collect();
    for table in &chosen {
        if let Some(column) = lacks(table, only)
            && table.name != CATALOGUE
        {
            return Err(ExportError::Refused(format!(
                "the table `{}` has no column `{column}`, so that a part of it cannot be chosen by \
                 one; export it without --{column}",
                table.name
            )));
        }
    }
    Ok(chosen)
}

/// The column by which rows are chosen and that a table does not have.
fn lacks(table: &Table, only: &Only) -> Option<&'static str> {
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    if only.authorities.is_some() && !has("authority") {
        Some("authority")
    } else if only.indicators.is_some() && !has("indicator") {
        Some("indicator")
    } else {
        None
    }
}

/// That the run has no such thing, and which it has.
fn not_there(what: &str, name: &str, known: &[&str]) -> String {
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "it has none".to_owned(),
        None => {
            let shown: Vec<&str> = known.iter().copied().take(20).collect();
            format!("there are {}", shown.join(", "))
        }
    };
    format!("this run has no {what} `{name}`; {hint}")
}
