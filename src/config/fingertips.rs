//! `format = "fingertips"`: CSV exports of Fingertips, the public health data of the Office for
//! Health Improvement and Disparities.
//!
//! Every export has the same columns: an indicator by number and name, an area with its parent, sex,
//! age and category, the value with its limits, its count and its denominator. England and regions
//! stand there once for each level of areas that was asked for, and `-1` means that there are no
//! limits. Source: the column headers of `fingertips.phe.org.uk/api/all_data/csv`.

use std::fmt::Write;

use toml::Spanned;

use super::implied::{Implied, quoted};
use super::mapping::{Mapping, ValueMap};
use super::{ConfigError, ConfigFile};

/// The columns that together say of whom a figure is, in the order in which a breakdown names them.
const FILTERS: [&str; 3] = ["Category", "Sex", "Age"];

/// Everybody of an indicator that is for one age: persons, whatever the age is called.
const PERSONS_OF_AN_AGE: &str = "Persons / *";

/// The kinds of area that are kept, by the beginning of their codes: England, regions, unitary
/// authorities, metropolitan districts, London boroughs and counties. Districts below a county,
/// practices, wards, parts of the health service and what lies outside England are not.
const AREAS: [&str; 6] = ["E92", "E12", "E06", "E08", "E09", "E10"];

/// What each of the file's other columns gives: the columns of the contract, and by which names the
/// exports of several years call theirs.
const LIMITS: [(&str, [&str; 2]); 2] = [
    ("low", ["Lower CI 95.0 limit", "Lower CI limit"]),
    ("high", ["Upper CI 95.0 limit", "Upper CI limit"]),
];

/// The mapping of an export of which these `indicators` (number or name in the file, the catalogue's
/// indicator) are read, all of them without; `filters` are what is the breakdown.
pub(super) fn implied(
    file: &ConfigFile,
    indicators: Option<&Spanned<Vec<(String, String)>>>,
    filters: Option<&[String]>,
) -> Result<Implied, ConfigError> {
    let span = indicators.map_or(0..0, Spanned::span);
    let parse = |alternatives: &[String]| Mapping::parse(file, span.clone(), alternatives);
    let named = indicators.map_or(&[][..], |list| list.get_ref().as_slice());
    if indicators.is_some() && named.is_empty() {
        return Err(file.error_at(&span, "indicators is empty; name at least one"));
    }
    let names: Vec<&str> = named
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !is_number(name))
        .collect();
    let mut indicator = parse(&[indicator(&names)])?;
    indicator.values = ValueMap::new(named.iter().cloned());
    let mut columns = vec![
        ("authority", parse(&[quoted("Area Code")])?),
        ("indicator", indicator),
        ("breakdown", parse(&breakdowns(file, filters)?)?),
        ("period", parse(&[quoted("Time period")])?),
        ("value", parse(&[quoted("Value")])?),
        ("numerator", parse(&[unless_none("Count"), nothing()])?),
        (
            "denominator",
            parse(&[unless_none("Denominator"), nothing()])?,
        ),
        ("status", parse(&[quoted("Value note"), nothing()])?),
    ];
    for (column, [name, before]) in LIMITS {
        let limits = [unless_none(name), unless_none(before), nothing()];
        columns.push((column, parse(&limits)?));
    }
    Ok(Implied {
        columns,
        unpivot: None,
        kept: vec![kept(named)],
        whole_years: false,
        may_repeat: true,
        total: Some(vec!["all".to_owned(), PERSONS_OF_AN_AGE.to_owned()]),
    })
}

/// Whether an indicator is called by its number.
fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a row's indicator, or its name where it is one of `names`.
fn indicator(names: &[&str]) -> String {
    let number = r#"CAST("Indicator ID" AS VARCHAR)"#;
    match names {
        [] => number.to_owned(),
        names => format!(
            r#"CASE WHEN TRIM("Indicator Name") IN ({}) THEN TRIM("Indicator Name") ELSE {number} END"#,
            texts(names.iter().copied())
        ),
    }
}

/// Which rows are kept. A row without a code is kept, so that it is rejected with the reason.
fn kept(named: &[(String, String)]) -> String {
    let mut kept = format!(
        r#"COALESCE(LEFT(TRIM("Area Code"), 3), '{}') IN ({})"#,
        AREAS[0],
        texts(AREAS.into_iter())
    );
    let of = |is_number_wanted: bool| {
        let names = named.iter().map(|(name, _)| name.as_str());
        texts(names.filter(move |name| is_number(name) == is_number_wanted))
    };
    let (numbers, names) = (of(true), of(false));
    let mut conditions = Vec::new();
    if !numbers.is_empty() {
        conditions.push(format!(r#"CAST("Indicator ID" AS VARCHAR) IN ({numbers})"#));
    }
    if !names.is_empty() {
        conditions.push(format!(r#"TRIM("Indicator Name") IN ({names})"#));
    }
    if !conditions.is_empty() {
        let _ = write!(kept, " AND ({})", conditions.join(" OR "));
    }
    kept
}

/// Of whom a row is, by the columns that a file has: first the category, then sex and age. Persons
/// of all ages are everybody; persons of another age are that age's.
fn breakdowns(file: &ConfigFile, filters: Option<&[String]>) -> Result<Vec<String>, ConfigError> {
    let Some(filters) = filters else {
        return Ok((0..FILTERS.len())
            .map(|from| breakdown(&FILTERS[from..]))
            .collect());
    };
    let mut chosen = Vec::new();
    for filter in FILTERS {
        if filters.iter().any(|name| name.eq_ignore_ascii_case(filter)) {
            chosen.push(filter);
        }
    }
    let is_known = |name: &&String| FILTERS.iter().any(|of| name.eq_ignore_ascii_case(of));
    if let Some(unknown) = filters.iter().find(|name| !is_known(name)) {
        return Err(file.error_near(
            "filters",
            format!(
                "filters has {unknown:?}; format = \"fingertips\" has {}",
                FILTERS.join(", ")
            ),
        ));
    }
    Ok(vec![breakdown(&chosen)])
}

fn breakdown(filters: &[&str]) -> String {
    let age = r#"CASE WHEN LOWER(TRIM("Age")) IN ('all ages', 'not applicable', '') THEN NULL ELSE TRIM("Age") END"#;
    let is_one_age = match filters.contains(&"Age") {
        true => format!("({age}) IS NOT NULL"),
        false => "FALSE".to_owned(),
    };
    let sex = format!(
        r#"CASE WHEN LOWER(TRIM("Sex")) IN ('persons', 'not applicable', '') AND NOT ({is_one_age}) THEN NULL ELSE TRIM("Sex") END"#
    );
    let category = r#"CASE WHEN COALESCE(TRIM("Category"), '') = '' THEN NULL ELSE CONCAT_WS(': ', NULLIF(TRIM("Category Type"), ''), TRIM("Category")) END"#;
    let parts: Vec<&str> = filters
        .iter()
        .map(|filter| match *filter {
            "Age" => age,
            "Sex" => sex.as_str(),
            _ => category,
        })
        .collect();
    match parts.as_slice() {
        [] => nothing(),
        parts => format!("CONCAT_WS(' / ', {})", parts.join(", ")),
    }
}

/// A number that cannot be below nought unless the publisher says by `-1` that there is none.
fn unless_none(column: &str) -> String {
    let text = format!("CAST({} AS VARCHAR)", quoted(column));
    format!("CASE WHEN TRY_CAST({text} AS DOUBLE) = -1 THEN NULL ELSE {text} END")
}

/// What a file without a column gives.
fn nothing() -> String {
    "NULL".to_owned()
}

/// Texts as SQL writes a list of them.
fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = texts
        .map(|text| format!("'{}'", text.trim().replace('\'', "''")))
        .collect();
    quoted.join(", ")
}
