//! The pipeline file of an import: the same pipeline, with the contract tables in place of its
//! sources.

use toml::{Table, Value};

use super::feed_checker::ABOVE_WHOLE;
use super::{ConfigError, Pipeline};

/// The names of the files that a pipeline file beside an import's tables goes by.
pub(super) const RULEBOOK: &str = "rulebook.toml";
/// The letter's text.
pub(super) const TEMPLATE: &str = "letter.md";
/// The page that it stands on.
pub(super) const PAGE: &str = "letter.html";

/// What a pipeline file says apart from its sources.
const KEPT: &[&str] = &[
    "pipeline",
    "gates",
    "history",
    "limits",
    "neighbour_model",
    "comparators",
    "breaks",
    "successions",
    "statistics",
    "inequality",
    "notable",
    "robustness",
    "letter",
    "site",
];

/// The text of a pipeline that reads an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The text of `pipeline.toml`.
    pub text: String,
}

impl Imported {
    /// The pipeline file for these tables: the contract of each, the name of its file, and
    /// whether its extracts are lists of open settings.
    ///
    /// # Errors
    /// When the pipeline's own file is no TOML any more.
    pub fn of(
        pipeline: &Pipeline,
        tables: &[(&'static str, &str, bool)],
    ) -> Result<Self, ConfigError> {
        let whole = |message: String| ConfigError::whole(pipeline.file.path(), message);
        let mut old: Table = pipeline.file.parse()?;
        let mut new = Table::new();
        for &key in KEPT {
            if let Some(value) = old.remove(key) {
                new.insert(key.to_owned(), value);
            }
        }
        if let Some(head) = table(&mut new, "pipeline") {
            let as_of = pipeline.as_of.to_string();
            let day: toml::value::Datetime = as_of
                .parse()
                .map_err(|error| whole(format!("as_of: {error}")))?;
            head.insert("as_of".to_owned(), Value::Datetime(day));
            head.insert("rulebook".to_owned(), RULEBOOK.into());
        }
        // How old a feed is was asked by the import: its tables are new each time.
        if let Some(gates) = table(&mut new, "gates") {
            gates.remove("max_age_days");
        }
        if let Some(site) = table(&mut new, "site")
            && site.contains_key("templates")
        {
            site.insert("templates".to_owned(), "site".into());
        }
        if let Some(letter) = table(&mut new, "letter") {
            letter.insert("template".to_owned(), TEMPLATE.into());
            letter.insert("page".to_owned(), PAGE.into());
        }
        if table(&mut new, "robustness").is_some_and(|kept| kept.contains_key("neighbour_lists")) {
            return Err(whole(
                "an import does not keep the files of [[robustness.neighbour_lists]]; take them out, and put them into the pipeline of the import".to_owned(),
            ));
        }
        let mut sources = Table::new();
        for (contract, name, snapshots) in tables {
            let mut source = Table::new();
            source.insert("path".to_owned(), format!("./{name}.parquet").into());
            if *snapshots {
                source.insert("snapshots".to_owned(), true.into());
            }
            let of_feed = name
                .strip_prefix(contract)
                .and_then(|name| name.strip_prefix('.'));
            if let Some(old) = pipeline.feed(name) {
                if old.gates.may_be_empty {
                    source.insert("may_be_empty".to_owned(), true.into());
                }
                if let Some(series) = &old.series {
                    source.insert("series".to_owned(), series.clone().into());
                }
                if old.above_whole != ABOVE_WHOLE {
                    source.insert("above_whole".to_owned(), old.above_whole.into());
                }
                if let Some(total) = &old.total {
                    source.insert("total".to_owned(), total.clone().into());
                }
            }
            if let Some(feed) = of_feed {
                source.insert("name".to_owned(), feed.into());
            }
            add(&mut sources, contract, source);
        }
        new.insert("sources".to_owned(), Value::Table(sources));
        let text = toml::to_string_pretty(&new).map_err(|error| whole(error.to_string()))?;
        Ok(Self {
            text: format!(
                "# Written by `plumbline import` from the pipeline {}: change that one and import again.\n\n{text}",
                pipeline.name
            ),
        })
    }
}

fn table<'a>(whole: &'a mut Table, key: &str) -> Option<&'a mut Table> {
    whole.get_mut(key).and_then(Value::as_table_mut)
}

/// Adds a source, as one of several where its contract has one already.
fn add(sources: &mut Table, contract: &str, source: Table) {
    let source = Value::Table(source);
    let together = match sources.remove(contract) {
        None => source,
        Some(Value::Array(mut several)) => {
            several.push(source);
            Value::Array(several)
        }
        Some(one) => Value::Array(vec![one, source]),
    };
    sources.insert(contract.to_owned(), together);
}
