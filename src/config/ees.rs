//! `format = "ees"`: files in the open data standard of Explore education statistics.
//!
//! The standard fixes the columns of time and place; only the indicator columns and the filters
//! differ from file to file. So an analyst names these, and the rest of the mapping is here.
//! Source: "Creating statistics: open data standards" of the Department for Education's
//! *Analysts' guide* to Explore education statistics.

use std::fmt::Write;

use toml::Spanned;

use super::implied::{Implied, quoted};
use super::mapping::{Mapping, ValueMap};
use super::unpivot::Unpivot;
use super::{ConfigError, ConfigFile};
use crate::domain::{GeographicLevel, folded};
use crate::sql::SqlExpression;

/// What the unpivoted columns are called; no published column has a space in its name.
const VALUE: &str = "ees value";
const INDICATOR: &str = "ees indicator";

/// Signs with which the standard says that a code does not exist.
const NO_CODE: &str = "('z', 'x', ':')";

/// Which rows are kept, by the columns of codes that a file has. Rows of the levels that are no
/// nation, region or council are left out; a level that the standard does not have is a fault of
/// its rows, because it may be meant for one of those three. What lies outside England, or is not
/// known, is a region or a council without a code.
fn levels() -> Vec<String> {
    let others: Vec<String> = GeographicLevel::others()
        .map(|level| format!("'{level}'"))
        .collect();
    let known = format!(
        r#"COALESCE(LOWER(TRIM("geographic_level")), '') NOT IN ({})"#,
        others.join(", ")
    );
    let none =
        |column: &str| format!(r#"LOWER(COALESCE(CAST("{column}" AS VARCHAR), '')) IN {NO_CODE}"#);
    let (new, old) = (none("new_la_code"), none("old_la_code"));
    let mut alternatives = Vec::new();
    for council in [Some(format!("{new} AND {old}")), Some(new), Some(old), None] {
        for region in [Some(none("region_code")), None] {
            let mut kept = known.clone();
            for (level, none) in [("regional", region), ("local authority", council.clone())] {
                if let Some(none) = none {
                    let _ = write!(
                        kept,
                        r#" AND NOT (LOWER(TRIM("geographic_level")) = '{level}' AND {none})"#
                    );
                }
            }
            alternatives.push(kept);
        }
    }
    alternatives
}

/// The code of a row's area, by the columns that a file has: the standard lets those of levels be
/// left out that no row is of. A council goes by the code that outlasts a change of boundary,
/// which the standard calls old, and by the nine characters where it has none.
fn authority() -> Vec<String> {
    const REGION: &str = r#" WHEN 'regional' THEN "region_code""#;
    const BOTH: &str = r#" WHEN 'local authority' THEN
        CASE WHEN LOWER(COALESCE(CAST("old_la_code" AS VARCHAR), '')) IN ('', 'z', 'x', ':', '.')
             THEN "new_la_code" ELSE CAST("old_la_code" AS VARCHAR) END"#;
    const NEW: &str = r#" WHEN 'local authority' THEN "new_la_code""#;
    const OLD: &str = r#" WHEN 'local authority' THEN CAST("old_la_code" AS VARCHAR)"#;
    let mut alternatives = Vec::new();
    for council in [BOTH, NEW, OLD, ""] {
        for region in [REGION, ""] {
            alternatives.push(format!(
                r#"CASE LOWER(TRIM("geographic_level")) WHEN 'national' THEN "country_code"{region}{council} ELSE 'geographic level ' || "geographic_level" END"#
            ));
        }
    }
    alternatives
}

/// A year is a calendar, financial, academic, tax or reporting one, and a term, a quarter, a month
/// or a week is none: what it is stands beside the figures of the time.
const PERIOD: &str = r#"CAST("time_period" AS VARCHAR) || ', ' || "time_identifier""#;

/// The column that says what kind of period a row is of.
const TIME_IDENTIFIER: &str = "time_identifier";

/// Whether a condition of a feed says which kinds of period it keeps. Where none does, years are
/// kept and everything else breaks the contract.
fn chooses_periods(sql: &str) -> bool {
    SqlExpression::parse(sql).is_ok_and(|sql| {
        sql.columns()
            .iter()
            .any(|name| folded(name) == TIME_IDENTIFIER)
    })
}

/// The mapping of a file with these `indicators` (the file's column, the catalogue's indicator)
/// and `filters`, of which the feed's own condition keeps some rows.
pub(super) fn implied(
    file: &ConfigFile,
    indicators: &Spanned<Vec<(String, String)>>,
    filters: &[String],
    own: Option<&str>,
) -> Result<Implied, ConfigError> {
    let span = indicators.span();
    if indicators.get_ref().is_empty() {
        return Err(file.error_at(&span, "indicators is empty; name at least one column"));
    }
    let parse = |sql: &str| Mapping::parse(file, span.clone(), &[sql]);
    let authority = Mapping::parse(file, span.clone(), &authority())?;
    let mut indicator = parse(&quoted(INDICATOR))?;
    indicator.values = ValueMap::new(indicators.get_ref().iter().cloned());
    let mut columns = vec![
        ("authority", authority),
        ("indicator", indicator),
        ("period", parse(PERIOD)?),
        ("value", parse(&quoted(VALUE))?),
    ];
    if !filters.is_empty() {
        columns.push(("breakdown", parse(&breakdown(filters))?));
    }
    let wide = indicators
        .get_ref()
        .iter()
        .map(|(column, _)| column.clone());
    Ok(Implied {
        columns,
        unpivot: Some(Unpivot {
            span: span.clone(),
            columns: vec![(VALUE.to_owned(), wide.collect())],
            name: Some(INDICATOR.to_owned()),
            position: None,
        }),
        kept: levels(),
        whole_years: !own.is_some_and(chooses_periods),
        may_repeat: false,
        total: None,
    })
}

/// The groups that a row is about, without those that stand for everybody.
fn breakdown(filters: &[String]) -> String {
    let mut sql = String::from("CONCAT_WS(' / '");
    for filter in filters {
        let name = quoted(filter);
        let _ = write!(
            sql,
            ", CASE WHEN LOWER({name}) IN ('total', 'all') THEN NULL ELSE {name} END"
        );
    }
    sql.push(')');
    sql
}
