//! `[sources]`: which feeds fill each contract table.

use std::path::Path;

use super::feed::Feed;
use super::feed_checker::FeedChecker;
use super::feed_toml::{FeedsToml, SourcesToml};
use super::{ConfigError, ConfigFile};
use crate::contract::SourceKind;
use crate::read::SourcePath;

/// Everything that fills one contract table: one feed, or several whose rows are put together.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is, such as observations.
    pub kind: SourceKind,
    /// Its feeds, in the order of the pipeline file; at least one.
    pub feeds: Vec<Feed>,
}

/// Checks the sources.
pub(super) fn sources(
    checker: &FeedChecker<'_>,
    toml: SourcesToml,
) -> Result<Vec<Source>, ConfigError> {
    let named = [
        (SourceKind::Authorities, toml.authorities),
        (SourceKind::Indicators, toml.indicators),
        (SourceKind::Neighbours, toml.neighbours),
        (SourceKind::Groups, toml.groups),
        (SourceKind::Characteristics, toml.characteristics),
        (SourceKind::Inspections, toml.inspections),
        (SourceKind::Findings, toml.findings),
        (SourceKind::Observations, toml.observations),
        (SourceKind::Judgements, toml.judgements),
        (SourceKind::EarlierRatings, toml.ratings),
        (SourceKind::Boundaries, toml.boundaries),
    ];
    let mut sources = Vec::new();
    for (kind, feeds) in named {
        let Some(feeds) = feeds else { continue };
        sources.push(source(checker, kind, feeds)?);
    }
    if !sources
        .iter()
        .any(|source| source.kind == SourceKind::Authorities)
    {
        return Err(checker.file.error_near(
            "sources",
            "there is no [sources.authorities]; every pipeline needs the list of authorities",
        ));
    }
    Ok(sources)
}

/// Checks the feeds of one contract.
pub(super) fn source(
    checker: &FeedChecker<'_>,
    kind: SourceKind,
    feeds: FeedsToml,
) -> Result<Source, ConfigError> {
    let file = checker.file;
    let feeds = match feeds {
        FeedsToml::One(feed) => vec![checker.feed(kind, *feed, None)?],
        FeedsToml::Several(feeds) => feeds
            .into_iter()
            .map(|feed| {
                let span = feed.span();
                checker.feed(kind, feed.into_inner(), Some(span))
            })
            .collect::<Result<Vec<_>, _>>()?,
    };
    if feeds.is_empty() {
        return Err(file.error_near(
            kind.word(),
            format!("sources.{kind} has no feed; give it a path"),
        ));
    }
    for (at, feed) in feeds.iter().enumerate() {
        if feeds[..at]
            .iter()
            .any(|earlier| earlier.label == feed.label)
        {
            return Err(feed.error(
                file,
                format!(
                    "[[sources.{kind}]]: a second feed is called `{}`; give each its own name, such as name = \"homes\"",
                    feed.label
                ),
            ));
        }
    }
    Ok(Source { kind, feeds })
}

/// Replaces the path of the feed called `name`.
pub(super) fn replace(
    file: &ConfigFile,
    feeds: &mut [&mut Feed],
    name: &str,
    path: &Path,
) -> Result<(), ConfigError> {
    let joins = |feed: &'_ Feed| {
        feed.joins
            .iter()
            .map(|join| join.feed.label.to_string())
            .collect::<Vec<_>>()
    };
    let known: Vec<String> = feeds
        .iter()
        .flat_map(|feed| std::iter::once(feed.label.to_string()).chain(joins(feed)))
        .collect();
    if !known.iter().any(|label| label == name) {
        return Err(ConfigError::whole(
            file.path(),
            format!(
                "--source {name}=…: the pipeline has no source `{name}`; it has {}",
                known.join(", ")
            ),
        ));
    }
    let replacement = SourcePath::here(path);
    replacement
        .check()
        .map_err(|message| ConfigError::whole(file.path(), format!("--source {name}={message}")))?;
    for feed in feeds {
        let is_it = *feed.label == *name;
        if is_it {
            feed.path.clone_from(&replacement);
        }
        for join in &mut feed.joins {
            if *join.feed.label == *name || (is_it && join.is_of_own_files) {
                join.feed.path.clone_from(&replacement);
            }
        }
    }
    Ok(())
}
