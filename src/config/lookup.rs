//! `[lookups]`: tables by which a mapping translates what it gives.

use std::collections::BTreeMap;

use super::feed::is_plain;
use super::feed_checker::FeedChecker;
use super::feed_toml::FeedToml;
use super::{ConfigError, Feed};
use crate::contract::SourceKind;

/// A table of keys and what they stand for, such as a list of names with their codes.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// What mappings call it.
    pub name: String,
    /// Its files, and the SQL of `key` and `value`.
    pub feed: Feed,
    /// Other spellings, each with the key that it stands for.
    pub aliases: BTreeMap<String, String>,
}

/// Checks the look-ups; their own mappings do not look anything up.
pub(super) fn lookups(
    checker: &FeedChecker<'_>,
    toml: BTreeMap<String, FeedToml>,
) -> Result<Vec<Lookup>, ConfigError> {
    toml.into_iter()
        .map(|(name, mut feed)| {
            if !is_plain(&name) || feed.name.is_some() {
                return Err(checker.file.error_near(
                    &format!("lookups.{name}"),
                    "a look-up is called by its key in [lookups]: letters, digits, `-` and `_` only, and no `name`",
                ));
            }
            feed.name = Some(name.clone());
            let aliases = feed.aliases.take().unwrap_or_default();
            Ok(Lookup {
                feed: checker.feed(SourceKind::LookUp, feed, None)?,
                name,
                aliases,
            })
        })
        .collect()
}
