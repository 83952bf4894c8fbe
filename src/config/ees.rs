//! `format = "ees"`: files in the open data standard of Explore education statistics.
//!
//! The standard fixes the columns of time and place; only the indicator columns and the filters
//! differ from file to file. So an analyst names these, and the rest of the mapping is here.
//! Source: "Creating statistics: open data standards" of the Department for Education's
//! *Analysts' guide* to Explore education statistics.

use std::fmt::Write;
use std::ops::Range;

use toml::Spanned;

use super::mapping::{Mapping, ValueMap};
use super::unpivot::Unpivot;
use super::{ConfigError, ConfigFile};

/// What the unpivoted columns are called; no published column has a space in its name.
const VALUE: &str = "ees value";
const INDICATOR: &str = "ees indicator";

/// The mapping that the standard implies.
pub(super) struct Implied {
    /// Contract columns of observations.
    pub(super) columns: Vec<(&'static str, Mapping)>,
    /// One row an indicator.
    pub(super) unpivot: Unpivot,
    /// The geographic levels that the contract knows.
    pub(super) levels: &'static str,
}

/// Keeps the nation, the regions and the councils; the standard has wards, schools and a dozen
/// levels more.
const LEVELS: &str = r#"LOWER("geographic_level") IN ('national', 'regional', 'local authority')"#;

/// A council by the code that outlasts a change of boundary, which the standard calls old, and by
/// the nine characters where it has none (`z` says that it never had one).
const AUTHORITY: &str = r#"
CASE LOWER("geographic_level")
     WHEN 'national' THEN "country_code"
     WHEN 'regional' THEN "region_code"
     ELSE CASE WHEN COALESCE(CAST("old_la_code" AS VARCHAR), '') IN ('', 'z', 'x', ':', '.')
               THEN "new_la_code"
               ELSE CAST("old_la_code" AS VARCHAR) END
END
"#;

/// A year is a year, whether it is a calendar, financial, academic or reporting one. A term, a
/// month or a week is not, and says so in its label, which is then no period.
const PERIOD: &str = r#"
CASE WHEN LOWER("time_identifier") LIKE '%year%' THEN CAST("time_period" AS VARCHAR)
     ELSE CAST("time_period" AS VARCHAR) || ', ' || "time_identifier" END
"#;

/// The mapping of a file with these `indicators` (the file's column, the catalogue's indicator)
/// and `filters`.
pub(super) fn implied(
    file: &ConfigFile,
    indicators: &Spanned<Vec<(String, String)>>,
    filters: &[String],
) -> Result<Implied, ConfigError> {
    let span = indicators.span();
    if indicators.get_ref().is_empty() {
        return Err(file.error_at(&span, "indicators is empty; name at least one column"));
    }
    let parse = |sql: &str| Mapping::parse(file, span.clone(), &[sql]);
    let mut indicator = parse(&quoted(INDICATOR))?;
    indicator.values = ValueMap::new(indicators.get_ref().iter().cloned());
    let mut columns = vec![
        ("authority", parse(AUTHORITY)?),
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
        unpivot: Unpivot {
            span: span.clone(),
            columns: vec![(VALUE.to_owned(), wide.collect())],
            name: Some(INDICATOR.to_owned()),
            position: None,
        },
        levels: LEVELS,
    })
}

/// Both conditions; a condition that is not known is not fulfilled.
pub(super) fn both(own: Option<(Range<usize>, String)>, levels: &str) -> (Range<usize>, String) {
    match own {
        None => (0..0, levels.to_owned()),
        Some((span, own)) => (span, format!("({own}) AND ({levels})")),
    }
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

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
