//! `[sources.KIND.join.NAME]`: what another row or another file says of the same key, as a column
//! that the feed's own SQL may use.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::feed::{Feed, Join, is_plain};
use super::feed_toml::{FeedToml, FormatToml};
use super::implied::quoted;
use super::mapping::Mapping;
use super::{ConfigError, ConfigFile};
use crate::contract::{Contract, JOIN, SourceKind};
use crate::domain::nearest;
use crate::read::{Encoding, ReadOptions};

/// Checks a join's table as that of a feed.
type CheckFeed<'c> = dyn Fn(FeedToml, Range<usize>) -> Result<Feed, ConfigError> + 'c;

/// The joins of `feed`, which is checked but for them; `check` checks what a join has of a feed.
pub(super) fn joins(
    file: &ConfigFile,
    feed: &Feed,
    toml: BTreeMap<String, Spanned<FeedToml>>,
    check: impl Fn(FeedToml, Range<usize>) -> Result<Feed, ConfigError>,
) -> Result<Vec<Join>, ConfigError> {
    toml.into_iter()
        .map(|(name, toml)| join(file, feed, name, toml, &check))
        .collect()
}

fn join(
    file: &ConfigFile,
    main: &Feed,
    name: String,
    toml: Spanned<FeedToml>,
    check: &CheckFeed<'_>,
) -> Result<Join, ConfigError> {
    let span = toml.span();
    let mut toml = toml.into_inner();
    let label = format!("{}.join.{name}", main.label);
    let error = |message: String| file.error_at(&span, message);
    check_table(main, &name, &label, &toml).map_err(error)?;
    let on = match toml.on.take() {
        Some(on) => checked_key(file, main.kind, on)?,
        None => {
            return Err(error(format!(
                "{label} does not say `on` what it is joined; name columns of {}, such as on = [\"authority\"]",
                main.kind
            )));
        }
    };
    check_columns(&label, &toml, &on).map_err(error)?;
    let is_of_own_files = toml.path.is_none();
    toml.path.get_or_insert_default();
    let mut feed = check(toml, span.clone())?;
    feed.label = label.into();
    if is_of_own_files {
        feed.path.clone_from(&main.path);
        feed.reading = as_of_own_files(&feed.reading, &main.reading);
    }
    for column in &on {
        if feed.columns.contains_key(column) {
            continue;
        }
        let mapping = match main.columns.get(column).filter(|_| is_of_own_files) {
            Some(mapping) => mapping.clone(),
            None => Mapping::parse(file, span.clone(), &[quoted(column)])?,
        };
        feed.columns.insert(column.clone(), mapping);
    }
    Ok(Join {
        name,
        feed,
        on,
        is_of_own_files,
    })
}

/// # Errors
/// A source that has no joins, a name that SQL cannot use, or a key that a join has no use for.
fn check_table(main: &Feed, name: &str, label: &str, toml: &FeedToml) -> Result<(), String> {
    if matches!(
        main.kind,
        SourceKind::Authorities | SourceKind::Indicators | SourceKind::LookUp | SourceKind::Join
    ) {
        return Err(format!("{label}: {} have no join", main.kind));
    }
    if !is_plain(name) {
        return Err(format!(
            "a join is called {name:?}; use letters, digits, `-` and `_` only, because SQL calls its column so"
        ));
    }
    match foreign(toml) {
        Some(key) => Err(format!("{label}: {key} is no key of a join")),
        None => Ok(()),
    }
}

/// The columns that a join of a source of this kind is on.
fn checked_key(
    file: &ConfigFile,
    kind: SourceKind,
    on: Spanned<Vec<String>>,
) -> Result<Vec<String>, ConfigError> {
    let keys = keys(kind.contract());
    let span = on.span();
    let on = on.into_inner();
    let message = match on.iter().find(|column| !keys.contains(&column.as_str())) {
        None if on.is_empty() => format!("on is empty; it may be {}", keys.join(", ")),
        None => return Ok(on),
        Some(unknown) => match nearest(unknown, &keys) {
            Some(near) => format!("on has {unknown:?}; did you mean {near:?}?"),
            None => format!("on has {unknown:?}; {kind} has {}", keys.join(", ")),
        },
    };
    Err(file.error_at(&span, message))
}

/// # Errors
/// A mapping of a column that is no part of the key, or none of the value.
fn check_columns(label: &str, toml: &FeedToml, on: &[String]) -> Result<(), String> {
    let is_idle = |column: &&String| {
        *column != "value" && !on.contains(column) && JOIN.position(column).is_some()
    };
    if let Some(idle) = toml.columns.keys().find(is_idle) {
        return Err(format!("{label} maps `{idle}`, which `on` does not have"));
    }
    match toml.columns.contains_key("value") {
        true => Ok(()),
        false => Err(format!(
            "{label} does not map `value`; say which column is joined, such as columns = {{ value = '\"Population\"' }}"
        )),
    }
}

/// How files are read of which the join itself may say something else than their feed.
fn as_of_own_files(own: &ReadOptions, main: &ReadOptions) -> ReadOptions {
    let says_where = own.skip_rows.is_some() || own.header_row.is_some();
    let place = if says_where { own } else { main };
    ReadOptions {
        encoding: match own.encoding {
            Encoding::Auto => main.encoding,
            Encoding::Utf8 | Encoding::Windows1252 => own.encoding,
        },
        delimiter: own.delimiter.or(main.delimiter),
        sheet: own.sheet.clone().or_else(|| main.sheet.clone()),
        skip_rows: place.skip_rows,
        header_row: place.header_row,
        stop_at_blank: own.stop_at_blank || main.stop_at_blank,
        fill_down: match own.fill_down.is_empty() {
            true => main.fill_down.clone(),
            false => own.fill_down.clone(),
        },
        strip_footnotes: own.strip_footnotes || main.strip_footnotes,
    }
}

/// The columns of a contract that a join can be on.
fn keys(contract: &Contract) -> Vec<&'static str> {
    let of_join = JOIN.columns.iter().map(|column| column.name);
    of_join
        .filter(|name| *name != "value" && contract.position(name).is_some())
        .collect()
}

/// A key of the table that a join has no use for.
fn foreign(toml: &FeedToml) -> Option<&'static str> {
    [
        ("name", toml.name.is_some()),
        ("format", toml.format != FormatToml::Table),
        ("indicators", toml.indicators.is_some()),
        ("filters", toml.filters.is_some()),
        ("aliases", toml.aliases.is_some()),
        ("extracted_on", toml.extracted_on.is_some()),
        ("available_after", toml.available_after.is_some()),
        ("snapshots", toml.snapshots),
        ("total", toml.total.is_some()),
        ("above_whole", toml.above_whole.is_some()),
        ("join", !toml.join.is_empty()),
    ]
    .into_iter()
    .find_map(|(key, is_there)| is_there.then_some(key))
}
