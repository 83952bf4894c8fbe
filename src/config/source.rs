//! `[sources]`: which files fill each contract table, and how.

use std::ops::Range;
use std::path::Path;

use super::feed::{Feed, is_plain};
use super::feed_toml::{FeedToml, FeedsToml, SourcesToml};
use super::gates::{GatesToml, SourceGatesToml};
use super::mapping::{Mapping, columns};
use super::ranges::{ROW, ROWS_ABOVE, SHARE};
use super::{ConfigError, ConfigFile, DayInName, join, known_format};
use crate::contract::{Column, SourceKind};
use crate::read::{ReadOptions, SourcePath};

/// By which part of its whole a share may be above it where the pipeline does not say.
pub(super) const ABOVE_WHOLE: f64 = 0.1;

/// Everything that fills one contract table: one feed, or several whose rows are put together.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is, such as observations.
    pub kind: SourceKind,
    /// Its feeds, in the order of the pipeline file; at least one.
    pub feeds: Vec<Feed>,
}

/// Where the paths of sources start.
pub(super) struct Folders<'a> {
    /// The pipeline file's own folder.
    pub(super) own: &'a Path,
    /// The data folder.
    pub(super) root: &'a Path,
}

impl Folders<'_> {
    /// A path that begins with `./` belongs to the pipeline, as its rulebook does, and stays
    /// where it is when another data folder is given; every other starts at the data folder.
    fn resolve(&self, path: &Path) -> SourcePath {
        match path.strip_prefix(".") {
            Ok(own) => SourcePath::below(self.own, own),
            Err(_) => SourcePath::below(self.root, path),
        }
    }
}

/// Checks the sources; mappings may name these `lookups`.
pub(super) fn sources(
    file: &ConfigFile,
    max_rejected: f64,
    gates: &GatesToml,
    toml: SourcesToml,
    folders: &Folders<'_>,
    lookups: &[&str],
) -> Result<Vec<Source>, ConfigError> {
    let named = [
        (SourceKind::Authorities, toml.authorities),
        (SourceKind::Indicators, toml.indicators),
        (SourceKind::Neighbours, toml.neighbours),
        (SourceKind::Characteristics, toml.characteristics),
        (SourceKind::Inspections, toml.inspections),
        (SourceKind::Findings, toml.findings),
        (SourceKind::Observations, toml.observations),
        (SourceKind::Judgements, toml.judgements),
        (SourceKind::EarlierRatings, toml.ratings),
    ];
    let checker = Checker {
        file,
        max_rejected,
        gates,
        folders,
        lookups,
    };
    let mut sources = Vec::new();
    for (kind, feeds) in named {
        let Some(feeds) = feeds else { continue };
        sources.push(checker.source(kind, feeds)?);
    }
    if !sources
        .iter()
        .any(|source| source.kind == SourceKind::Authorities)
    {
        return Err(file.error_near(
            "sources",
            "there is no [sources.authorities]; every pipeline needs the list of authorities",
        ));
    }
    Ok(sources)
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
    for feed in feeds {
        let is_it = *feed.label == *name;
        if is_it {
            feed.path = SourcePath::here(path);
        }
        for join in &mut feed.joins {
            if *join.feed.label == *name || (is_it && join.is_of_own_files) {
                join.feed.path = SourcePath::here(path);
            }
        }
    }
    Ok(())
}

/// What a feed is checked against.
pub(super) struct Checker<'a> {
    pub(super) file: &'a ConfigFile,
    pub(super) max_rejected: f64,
    pub(super) gates: &'a GatesToml,
    pub(super) folders: &'a Folders<'a>,
    /// The look-ups that a mapping may name.
    pub(super) lookups: &'a [&'a str],
}

impl Checker<'_> {
    fn source(&self, kind: SourceKind, feeds: FeedsToml) -> Result<Source, ConfigError> {
        let feeds = match feeds {
            FeedsToml::One(feed) => vec![self.feed(kind, *feed, None)?],
            FeedsToml::Several(feeds) => feeds
                .into_iter()
                .map(|feed| {
                    let span = feed.span();
                    self.feed(kind, feed.into_inner(), Some(span))
                })
                .collect::<Result<Vec<_>, _>>()?,
        };
        if feeds.is_empty() {
            return Err(self.file.error_near(
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
                    self.file,
                    format!(
                        "[[sources.{kind}]]: a second feed is called `{}`; give each its own name, such as name = \"homes\"",
                        feed.label
                    ),
                ));
            }
        }
        Ok(Source { kind, feeds })
    }

    /// The feed of this kind that `toml` describes.
    pub(super) fn feed(
        &self,
        kind: SourceKind,
        toml: FeedToml,
        span: Option<Range<usize>>,
    ) -> Result<Feed, ConfigError> {
        let (file, contract) = (self.file, kind.contract());
        let reading = reading(file, &toml)?;
        let gates = self.gates.of_source(
            file,
            self.max_rejected,
            &SourceGatesToml {
                max_rejected: toml.max_rejected,
                min_rows: toml.min_rows,
                max_row_drop: toml.max_row_drop,
                max_value_drop: toml.max_value_drop,
                authorities_gone: toml.authorities_gone,
                max_age_days: toml.max_age_days,
                may_be_empty: toml.may_be_empty,
            },
        )?;
        let label = match &toml.name {
            None => kind.to_string(),
            Some(name) => format!("{kind}.{name}"),
        };
        let Some(path) = &toml.path else {
            let message = format!("{label} has no path; name its file, its folder or a pattern");
            return Err(match &span {
                Some(span) => file.error_at(span, message),
                None => file.error_near(&label, message),
            });
        };
        let mut feed = Feed {
            kind,
            label: label.into(),
            span,
            path: self.folders.resolve(path),
            columns: columns(file, contract, self.lookups, toml.columns)?,
            filter: None,
            unpivot: toml
                .unpivot
                .map(|unpivot| unpivot.checked(file))
                .transpose()?,
            reading,
            extracted_on: None,
            snapshots: toml.snapshots,
            series: None,
            whole_years: false,
            may_repeat: false,
            total: toml.total,
            above_whole: match &toml.above_whole {
                Some(share) => SHARE.check(file, &share.span(), "above_whole", *share.get_ref())?,
                None => ABOVE_WHOLE,
            },
            gates,
            joins: Vec::new(),
        };
        if feed.total.is_some() && feed.kind != SourceKind::Observations {
            return Err(feed.error(
                file,
                "total belongs to observations: the words by which a breakdown stands for everybody",
            ));
        }
        if toml.above_whole.is_some() && feed.kind != SourceKind::Observations {
            return Err(feed.error(
                file,
                "above_whole belongs to observations: by which part of its whole a share may be above it",
            ));
        }
        if let Some(pattern) = toml.extracted_on {
            let error = |message: String| file.error_at(&pattern.span(), message);
            feed.extracted_on = Some(day_in_name(&feed, pattern.get_ref()).map_err(error)?);
        }
        if feed.snapshots && feed.kind != SourceKind::Inspections {
            return Err(feed.error(
                file,
                "snapshots belong to inspections: each lists the settings that were open on its day",
            ));
        }
        if let Some(series) = toml.series {
            if !feed.snapshots {
                return Err(file.error_at(
                    &series.span(),
                    "series says which lists of open settings follow one another; say snapshots = true as well, or take it out",
                ));
            }
            feed.series = Some(series.into_inner());
        }
        if let Some(name) = &toml.name
            && !is_plain(name)
        {
            return Err(feed.error(
                file,
                format!("name is {name:?}; use letters, digits, `-` and `_` only"),
            ));
        }
        if toml.on.is_some() {
            return Err(feed.error(
                file,
                format!("on belongs to a join, such as [sources.{kind}.join.population]"),
            ));
        }
        if toml.aliases.is_some() {
            return Err(feed.error(
                file,
                "aliases belong to a look-up; other spellings of authorities go into [authority_aliases]",
            ));
        }
        let own = toml.filter.map(|sql| (sql.span(), sql.into_inner()));
        let (indicators, filters) = (toml.indicators, toml.filters.as_deref());
        let filter = known_format::fill(file, &mut feed, toml.format, indicators, filters, own)?;
        feed.filter = filter
            .map(|(span, sql)| Mapping::parse(file, span, &sql))
            .transpose()?;
        if feed.snapshots
            && feed.extracted_on.is_none()
            && !feed.columns.is_empty()
            && !feed.columns.contains_key("extracted_on")
        {
            return Err(feed.undated(file));
        }
        if !feed.columns.is_empty() {
            let left_out =
                |column: &&Column| column.required && !feed.columns.contains_key(column.name);
            if let Some(missing) = contract.columns.iter().find(left_out) {
                let table = format!("{}.columns", feed.table());
                let at = feed.span.clone();
                let error = |message: String| match &at {
                    Some(span) => file.error_at(span, message),
                    None => file.error_near(&table, message),
                };
                return Err(error(format!(
                    "[{table}] does not map `{}`, which the contract needs ({})",
                    missing.name, missing.about
                )));
            }
        }
        feed.joins = join::joins(file, &feed, toml.join, |toml, span| {
            self.feed(SourceKind::Join, toml, Some(span))
        })?;
        Ok(feed)
    }
}

/// The pattern by which the names of a feed's files say when their extracts were taken.
fn day_in_name(feed: &Feed, pattern: &str) -> Result<DayInName, String> {
    if feed.kind.contract().position("extracted_on").is_none() {
        return Err(format!(
            "{} has no column extracted_on; inspections, findings and observations have",
            feed.kind
        ));
    }
    if feed.columns.contains_key("extracted_on") {
        return Err(
            "extracted_on is mapped as a column too; keep the column or the option".to_owned(),
        );
    }
    DayInName::parse(pattern).map_err(|message| {
        format!(
            "extracted_on is {pattern:?}: {message}; expected a pattern such as \"provider_at_{{month}}_{{year}}\""
        )
    })
}

/// How the tables in a feed's files are found.
fn reading(file: &ConfigFile, toml: &FeedToml) -> Result<ReadOptions, ConfigError> {
    let delimiter = toml
        .delimiter
        .as_ref()
        .map(|delimiter| {
            u8::try_from(*delimiter.get_ref())
                .ok()
                .filter(u8::is_ascii)
                .ok_or_else(|| {
                    file.error_at(
                        &delimiter.span(),
                        "delimiter must be one ASCII character, such as \";\" or \"\\t\"",
                    )
                })
        })
        .transpose()?;
    if let (Some(row), Some(_)) = (&toml.header_row, &toml.skip_rows) {
        return Err(file.error_at(
            &row.span(),
            "there are header_row and skip_rows; each says where the header is, so leave one out",
        ));
    }
    let header_row = ROW.optional(file, "header_row", toml.header_row.as_ref())?;
    let skip_rows = ROWS_ABOVE
        .optional(file, "skip_rows", toml.skip_rows.as_ref())?
        .map(|rows| usize::try_from(rows).expect("a sheet's rows are within a usize"));
    Ok(ReadOptions {
        encoding: toml.encoding,
        delimiter,
        sheet: toml.sheet.clone(),
        skip_rows,
        header_row,
        stop_at_blank: toml.stop_at_blank,
        fill_down: toml.fill_down.clone(),
        strip_footnotes: toml.strip_footnotes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_the_pipeline_stays_there_whatever_the_data_folder() {
        let folders = Folders {
            own: Path::new("pipelines/rating"),
            root: Path::new("data"),
        };
        for (path, resolved) in [
            ("./indicators.csv", "pipelines/rating/indicators.csv"),
            ("indicators.csv", "data/indicators.csv"),
            ("../indicators.csv", "data/../indicators.csv"),
            ("/data/indicators.csv", "/data/indicators.csv"),
        ] {
            assert_eq!(
                folders.resolve(Path::new(path)).whole(),
                Path::new(resolved),
                "{path}"
            );
        }
    }
}
