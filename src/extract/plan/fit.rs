//! Which sources an engine of plans can reduce: contract tables in Parquet.

use crate::config::{ConfigError, Feed, Mapping, Pipeline};
use crate::extract::open::OpenedSources;
use crate::extract::scan::Scan;
use crate::read::Form;

use super::spec::Large;

/// Looks whether the large sources of `pipeline` are contract tables, as `plumbline import` writes them
/// or by a mapping that only renames and casts.
///
/// # Errors
/// The first that is not: which, why, and what to do.
pub(crate) fn check(pipeline: &Pipeline, opened: &OpenedSources) -> Result<(), ConfigError> {
    for rows in [Large::Inspections, Large::Observations] {
        let sources = opened.sources.iter();
        let mut sources = sources.filter(|source| source.kind == rows.kind());
        for scan in sources
            .next()
            .map(|source| &source.feeds)
            .into_iter()
            .flatten()
        {
            let feed = &*scan.opened().feed;
            let why = feed_unfit(feed).or_else(|| file_unfit(scan));
            if let Some(why) = why {
                return Err(feed.error(&pipeline.file, format!(
                    "source {} cannot be reduced by an engine of plans: {why}; write it as a contract table by `plumbline import`, and run the pipeline of the import, or leave --engine out",
                    feed.label
                )));
            }
        }
    }
    Ok(())
}

/// Why what the pipeline says of a feed is more than another name and type of each column.
fn feed_unfit(feed: &Feed) -> Option<String> {
    if feed.unpivot.is_some() {
        return Some("its wide columns become rows first (unpivot)".to_owned());
    }
    if feed.filter.is_some() {
        return Some("a condition leaves rows of it out (where)".to_owned());
    }
    if let Some(join) = feed.joins.first() {
        return Some(format!(
            "it takes values from another table (the join {})",
            join.name
        ));
    }
    let mut columns = feed.columns.iter();
    columns.find_map(|(name, mapping)| Some(format!("{name} {}", mapping_unfit(mapping)?)))
}

/// Why a mapping is more than a name and a type.
fn mapping_unfit(mapping: &Mapping) -> Option<String> {
    if let Some(lookup) = &mapping.lookup {
        return Some(format!("is translated by the look-up {lookup}"));
    }
    if !mapping.values.is_empty() {
        return Some("is given other words (values)".to_owned());
    }
    let mut alternatives = mapping.alternatives.iter();
    let computed = alternatives.find(|sql| !sql.is_column_or_cast())?;
    Some(format!("is computed ({})", computed.sql()))
}

/// Why a file is no contract table.
fn file_unfit(scan: &Scan) -> Option<String> {
    let mut files = scan.opened().files.iter();
    let other = files.find(|opened| opened.table.form() != Form::Parquet)?;
    Some(format!("{} is not Parquet", other.table.file().name))
}
