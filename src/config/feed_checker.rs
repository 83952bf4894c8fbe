//! A feed's table, checked: its path, its mapping and everything else that it says of itself.

use std::ops::Range;
use std::path::Path;

use super::available_after::AvailableAfterToml;
use super::feed::{Feed, is_plain};
use super::feed_toml::FeedToml;
use super::gates::{GatesToml, SourceGatesToml};
use super::mapping::{Mapping, columns};
use super::ranges::SHARE;
use super::reading::reading;
use super::{ConfigError, ConfigFile, DayInName, SourceGates, join, known_format};
use crate::contract::{Column, SourceKind};
use crate::read::SourcePath;

/// By which part of its whole a share may be above it where the pipeline does not say.
pub(super) const ABOVE_WHOLE: f64 = 0.1;

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

/// What a feed is checked against.
#[derive(Clone, Copy)]
pub(super) struct FeedChecker<'a> {
    /// The pipeline file.
    pub(super) file: &'a ConfigFile,
    /// The share of a feed's rows that may be rejected where it says none itself.
    pub(super) max_rejected: f64,
    /// The gates of feeds that set none of their own.
    pub(super) gates: &'a GatesToml,
    /// Where paths start.
    pub(super) folders: &'a Folders<'a>,
    /// The look-ups that a mapping may name.
    pub(super) lookups: &'a [&'a str],
}

impl FeedChecker<'_> {
    /// The feed of this kind that `toml` describes.
    pub(super) fn feed(
        &self,
        kind: SourceKind,
        mut toml: FeedToml,
        span: Option<Range<usize>>,
    ) -> Result<Feed, ConfigError> {
        let file = self.file;
        let mut feed = self.stated(kind, &mut toml, span)?;
        nothing_foreign(file, &feed, &toml)?;
        if let Some(pattern) = toml.extracted_on {
            let error = |message: String| file.error_at(&pattern.span(), message);
            feed.extracted_on = Some(day_in_name(&feed, pattern.get_ref()).map_err(error)?);
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
        let own = toml.filter.map(|sql| (sql.span(), sql.into_inner()));
        let (indicators, filters) = (toml.indicators, toml.filters.as_deref());
        let filter = known_format::fill(file, &mut feed, toml.format, indicators, filters, own)?;
        feed.filter = filter
            .map(|(span, sql)| Mapping::parse(file, span, &sql))
            .transpose()?;
        is_dated(file, &feed)?;
        maps_what_is_required(file, &feed)?;
        feed.joins = join::joins(file, &feed, toml.join, |toml, span| {
            self.feed(SourceKind::Join, toml, Some(span))
        })?;
        Ok(feed)
    }

    /// The feed as far as each key of its table says it by itself; these keys are taken out of
    /// `toml`, or are of no more use.
    fn stated(
        &self,
        kind: SourceKind,
        toml: &mut FeedToml,
        span: Option<Range<usize>>,
    ) -> Result<Feed, ConfigError> {
        let file = self.file;
        let reading = reading(file, toml)?;
        let gates = self.gates(toml)?;
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
        let path = self.folders.resolve(path);
        let refuse = |message: String| match &span {
            Some(span) => file.error_at(span, message),
            None => file.error_near(&label, message),
        };
        path.check().map_err(refuse)?;
        if path.has_secret() {
            return Err(refuse(format!(
                "{} is signed: whoever has it can read what others may not, and this file is kept beside every run; give the address with --source {label}=…",
                path.whole().display()
            )));
        }
        let mapped = std::mem::take(&mut toml.columns);
        let unpivot = toml.unpivot.take();
        let available_after = toml.available_after.take();
        Ok(Feed {
            kind,
            label: label.into(),
            span,
            path,
            columns: columns(file, kind.contract(), self.lookups, mapped)?,
            filter: None,
            unpivot: unpivot.map(|unpivot| unpivot.checked(file)).transpose()?,
            reading,
            extracted_on: None,
            available_after: available_after
                .map(|toml| AvailableAfterToml::checked(toml, file))
                .transpose()?,
            snapshots: toml.snapshots,
            series: None,
            whole_years: false,
            may_repeat: false,
            total: toml.total.take(),
            above_whole: match &toml.above_whole {
                Some(share) => SHARE.check(file, &share.span(), "above_whole", *share.get_ref())?,
                None => ABOVE_WHOLE,
            },
            gates,
            joins: Vec::new(),
        })
    }

    fn gates(&self, toml: &FeedToml) -> Result<SourceGates, ConfigError> {
        let own = SourceGatesToml {
            max_rejected: toml.max_rejected.clone(),
            min_rows: toml.min_rows.clone(),
            max_row_drop: toml.max_row_drop.clone(),
            max_value_drop: toml.max_value_drop.clone(),
            authorities_gone: toml.authorities_gone.clone(),
            max_age_days: toml.max_age_days.clone(),
            may_be_empty: toml.may_be_empty,
        };
        self.gates.of_source(self.file, self.max_rejected, &own)
    }
}

/// # Errors
/// A key that belongs to another kind of table, or a name that cannot stand in a label.
fn nothing_foreign(file: &ConfigFile, feed: &Feed, toml: &FeedToml) -> Result<(), ConfigError> {
    let kind = feed.kind;
    let refuse = |message: String| Err(feed.error(file, message));
    let foreign = [
        (
            feed.total.is_some() && kind != SourceKind::Observations,
            "total belongs to observations: the words by which a breakdown stands for everybody",
        ),
        (
            feed.available_after.is_some() && kind != SourceKind::Observations,
            "available_after belongs to observations: how long after a period its figures come out",
        ),
        (
            toml.above_whole.is_some() && kind != SourceKind::Observations,
            "above_whole belongs to observations: by which part of its whole a share may be above it",
        ),
        (
            feed.snapshots && kind != SourceKind::Inspections,
            "snapshots belong to inspections: each lists the settings that were open on its day",
        ),
        (
            toml.aliases.is_some(),
            "aliases belong to a look-up; other spellings of authorities go into [authority_aliases]",
        ),
    ];
    if let Some((_, why)) = foreign.into_iter().find(|(is_foreign, _)| *is_foreign) {
        return refuse(why.to_owned());
    }
    if toml.on.is_some() {
        return refuse(format!(
            "on belongs to a join, such as [sources.{kind}.join.population]"
        ));
    }
    match &toml.name {
        Some(name) if !is_plain(name) => refuse(format!(
            "name is {name:?}; use letters, digits, `-` and `_` only"
        )),
        _ => Ok(()),
    }
}

/// # Errors
/// Snapshots of which nothing says the day.
fn is_dated(file: &ConfigFile, feed: &Feed) -> Result<(), ConfigError> {
    let is_mapped = feed.columns.is_empty() || feed.columns.contains_key("extracted_on");
    match feed.snapshots && feed.extracted_on.is_none() && !is_mapped {
        true => Err(feed.undated(file)),
        false => Ok(()),
    }
}

/// # Errors
/// A column that the contract needs and that the feed, which maps others, does not.
fn maps_what_is_required(file: &ConfigFile, feed: &Feed) -> Result<(), ConfigError> {
    if feed.columns.is_empty() {
        return Ok(());
    }
    let is_left_out = |column: &&Column| column.required && !feed.columns.contains_key(column.name);
    let mut columns = feed.kind.contract().columns.iter();
    let Some(missing) = columns.find(is_left_out) else {
        return Ok(());
    };
    let table = format!("{}.columns", feed.table());
    let message = format!(
        "[{table}] does not map `{}`, which the contract needs ({})",
        missing.name, missing.about
    );
    Err(match &feed.span {
        Some(span) => file.error_at(span, message),
        None => file.error_near(&table, message),
    })
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
