//! `pipeline.toml`: where the sources are, how their columns become contract columns, the
//! as-of date and the comparators.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use toml::Spanned;

use super::breaks::{self, Break};
use super::comparators::{self, Around, Comparator};
use super::feed::{Feed, is_plain};
use super::feed_checker::{FeedChecker, Folders};
use super::gates::RunGates;
use super::letter::LetterFiles;
use super::lookup::{Lookup, lookups};
use super::neighbour_model::NeighbourModel;
use super::notable::NotableRule;
use super::pipeline_checks::{as_of, check_model, check_name, check_without_rulebook};
use super::pipeline_toml::PipelineToml;
use super::ranges::SHARE;
use super::robustness::{self, Robustness};
use super::site::SiteFiles;
use super::source::{Source, replace, sources};
use super::statistics::Statistics;
use super::successions::{self, Succession};
use super::{
    ComparedWith, ConfigError, ConfigFile, JointReturns, Limits, NeighbourStatistic,
    OutsideCouncils, Retain, Rulebook, SourceGates,
};
use crate::contract::SourceKind;
use crate::read::SourcePath;

/// Words of publishers for a breakdown that stands for everybody.
const TOTAL_WORDS: [&str; 3] = [EVERYBODY, "Total", "Persons"];

/// What a blank breakdown is called.
const EVERYBODY: &str = "all";

/// What the command line may replace in a pipeline.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--as-of`.
    pub as_of: Option<NaiveDate>,
    /// `--root`: replaces the folder against which source paths are resolved.
    pub root: Option<PathBuf>,
    /// `--source NAME=PATH`: replaces one source's path.
    pub sources: Vec<(String, PathBuf)>,
    /// Where the file really is, if what is read is a copy of it: in a store.
    pub place: Option<PathBuf>,
}

/// A pipeline, checked: everything a run needs to know before it reads data.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// The file it came from, for messages that concern its lines.
    pub file: ConfigFile,
    /// What the command line replaced in it.
    pub replaced: Overrides,
    /// A short name, used for the default output folder and in every table's metadata.
    pub name: String,
    /// One line that says what it is.
    pub title: String,
    /// Evidence published after this day is not known yet.
    pub as_of: NaiveDate,
    /// What an authority is compared with.
    pub neighbours: NeighbourStatistic,
    /// Whom an authority is compared with, as the pipeline lists them.
    pub comparators: Vec<Comparator>,
    /// Where series break that the catalogue says nothing of.
    pub breaks: Vec<Break>,
    /// Councils whose series are carried back by the figures of those that they came after.
    pub successions: Vec<Succession>,
    /// What becomes of rows of councils of other nations.
    pub outside: OutsideCouncils,
    /// What becomes of rows that several councils return together.
    pub joint_returns: JointReturns,
    /// Whether a run says what would move each rating.
    pub levers: bool,
    /// How similar areas are computed, where they are.
    pub neighbour_model: Option<NeighbourModel>,
    /// The further tables about indicators that it asks for.
    pub statistics: Statistics,
    /// Which figures are called notable, where the pipeline asks.
    pub notable: Option<NotableRule>,
    /// The tables by which mappings translate, in order of their names.
    pub lookups: Vec<Lookup>,
    /// The sources, in the order of the contracts.
    pub sources: Vec<Source>,
    /// Other spellings of an authority's name, to its code.
    pub authority_aliases: BTreeMap<String, String>,
    /// The rulebook.
    pub rulebook: Rulebook,
    /// The templates of its letters; `None` where it writes none.
    pub letter: Option<LetterFiles>,
    /// The pages that a run makes; `None` where it makes none.
    pub site: Option<SiteFiles>,
    /// The gates of a source that sets none of its own.
    pub source_gates: SourceGates,
    /// What stops it once all sources are read.
    pub gates: RunGates,
    /// Which runs are kept; all of them where the pipeline does not say.
    pub retain: Option<Retain>,
    /// How much a source may hold.
    pub limits: Limits,
    /// How ratings are drawn anew; `None` where nobody asks how firm they are.
    pub robustness: Option<Robustness>,
}

#[cfg(test)]
impl Pipeline {
    /// What the reader of TOML says of a text with a key that does not exist.
    pub(super) fn unknown_key_in(text: &str) -> Option<String> {
        let file = ConfigFile::of("pipeline.toml", text);
        let error = file.parse::<PipelineToml>().err();
        error.map(|error| error.message)
    }
}

impl Pipeline {
    /// The name of the pipeline at `path`, as far as the file can be read and has one that may name
    /// a folder, whatever else is wrong with it.
    #[must_use]
    pub fn name_in(path: &Path) -> Option<String> {
        let text = std::fs::read_to_string(path).ok()?;
        let table: toml::Table = text.parse().ok()?;
        let name = table.get("pipeline")?.get("name")?.as_str()?;
        is_plain(name).then(|| name.to_owned())
    }

    /// Reads and checks the pipeline at `path` and its rulebook, and applies what the command
    /// line replaces.
    ///
    /// # Errors
    /// Any mistake in either file, or an override that names no source.
    pub fn read(path: &Path, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut file = ConfigFile::read(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        // Whose rulebook and templates are copies beside it, and whose tables are not.
        let own = overrides.place.as_deref().unwrap_or(folder);
        if overrides.place.is_some() {
            let name = path.file_name().unwrap_or_default();
            file = ConfigFile::of(own.join(name), file.text());
        }
        let toml: PipelineToml = file.parse()?;
        let head = toml.pipeline;
        check_name(&file, &head.name)?;
        let as_of = as_of(&file, &head.as_of, overrides.as_of)?;
        let rulebook = rulebook(folder, head.rulebook.as_deref())?;
        let root = root(own, toml.sources.root.as_deref(), overrides);
        let max_rejected = SHARE.of(&file, "max_rejected", &head.max_rejected)?;
        let checker = FeedChecker {
            file: &file,
            max_rejected,
            gates: &toml.gates,
            folders: &Folders { own, root: &root },
            lookups: &[],
        };
        let mut lookups = lookups(&checker, toml.lookups)?;
        let names: Vec<&str> = lookups.iter().map(|lookup| lookup.name.as_str()).collect();
        let checker = FeedChecker {
            lookups: &names,
            ..checker
        };
        let mut sources = sources(&checker, toml.sources)?;
        let robustness = toml
            .robustness
            .map(|robustness| robustness::checked(&checker, robustness, &rulebook))
            .transpose()?;
        replace_paths(&file, &mut sources, &mut lookups, overrides)?;
        if head.levers && rulebook.rating.is_none() {
            return Err(file.error_near(
                "pipeline.levers",
                "levers asks what would move each rating, but the rulebook has no [rating], so that nobody is rated; add [rating] there, or take levers out",
            ));
        }
        if head.rulebook.is_none() {
            check_without_rulebook(&file, &head.name, &sources)?;
        }
        let mut neighbour_model = toml
            .neighbour_model
            .map(|model| check_model(&file, model, &sources))
            .transpose()?;
        let around = Around {
            similar: head.neighbours.as_ref(),
            has: &|kind| sources.iter().any(|source| source.kind == kind),
            has_model: neighbour_model.is_some(),
        };
        let comparators = comparators::checked(&file, toml.comparators, &around)?;
        comparators::choose(&comparators, neighbour_model.as_mut());
        let neighbours = match comparators::similar(&comparators) {
            Some(first) => first.statistic,
            None => head.neighbours.map(Spanned::into_inner).unwrap_or_default(),
        };

        Ok(Self {
            replaced: overrides.clone(),
            name: head.name.into_inner(),
            title: head.title,
            as_of,
            neighbours,
            comparators,
            breaks: breaks::checked(&file, toml.breaks)?,
            successions: successions::checked(&file, toml.successions)?,
            outside: head.outside,
            joint_returns: head.joint_returns,
            levers: head.levers,
            neighbour_model,
            statistics: toml.statistics.checked(&file, toml.inequality)?,
            notable: toml
                .notable
                .map(|notable| notable.checked(&file))
                .transpose()?,
            lookups,
            sources,
            authority_aliases: toml.authority_aliases,
            rulebook,
            letter: toml
                .letter
                .map(|letter| LetterFiles::read(&letter, folder))
                .transpose()?,
            site: toml
                .site
                .map(|site| SiteFiles::read(&site, folder))
                .transpose()?,
            source_gates: toml.gates.of_every_source(&file, max_rejected)?,
            gates: toml.gates.of_run(&file)?,
            retain: toml.history.checked(&file)?,
            limits: toml.limits.checked(&file)?,
            robustness,
            file,
        })
    }

    /// The feed called `label`, if the pipeline has one.
    pub fn feed(&self, label: &str) -> Option<&Feed> {
        let of_sources = self.sources.iter().flat_map(|source| &source.feeds);
        let mut feeds = of_sources
            .chain(self.lookups.iter().map(|lookup| &lookup.feed))
            .flat_map(|feed| {
                let joined = feed.joins.iter().map(|join| &join.feed);
                std::iter::once(feed).chain(joined)
            });
        feeds.find(|feed| *feed.label == *label)
    }

    /// Whether any source of evidence may not be empty.
    pub fn needs_evidence(&self) -> bool {
        let evidence = [
            SourceKind::Inspections,
            SourceKind::Findings,
            SourceKind::Observations,
        ];
        let sources = evidence.iter().filter_map(|kind| self.source(*kind));
        let mut feeds = sources.flat_map(|source| &source.feeds);
        feeds.any(|feed| !feed.gates.may_be_empty)
    }

    /// The words by which a breakdown stands for everybody, in which `*` is any text: those of each
    /// feed of observations, or the usual ones; those that come first go before the others.
    pub fn total_words(&self) -> Vec<&str> {
        let feeds = self.source(SourceKind::Observations).into_iter();
        let mut words: Vec<&str> = Vec::new();
        for feed in feeds.flat_map(|source| &source.feeds) {
            match &feed.total {
                Some(total) => words.extend(total.iter().map(String::as_str)),
                None => words.extend(TOTAL_WORDS),
            }
        }
        words.push(EVERYBODY);
        words
    }

    /// The name of the published list of similar areas that authorities are compared with, where the
    /// comparators say.
    pub fn neighbour_list(&self) -> Option<&str> {
        match &comparators::similar(&self.comparators)?.of {
            ComparedWith::Neighbours(list) => list.as_deref(),
            ComparedWith::Model
            | ComparedWith::Region
            | ComparedWith::Nation
            | ComparedWith::WithinRegion
            | ComparedWith::Kind
            | ComparedWith::All
            | ComparedWith::Group { .. } => None,
        }
    }

    /// The source of this kind, if the pipeline has one.
    pub fn source(&self, kind: SourceKind) -> Option<&Source> {
        self.sources.iter().find(|source| source.kind == kind)
    }
}

/// The rulebook that the pipeline names, or that of a pipeline that names none.
fn rulebook(folder: &Path, named: Option<&Path>) -> Result<Rulebook, ConfigError> {
    match named {
        Some(path) => Rulebook::read(&folder.join(path)),
        None => Rulebook::default_one(),
    }
}

/// The data folder: the command line's, or the pipeline's own, or where the pipeline stands.
fn root(folder: &Path, own: Option<&Path>, overrides: &Overrides) -> PathBuf {
    match (&overrides.root, own) {
        (Some(root), _) => root.clone(),
        (None, Some(root)) => SourcePath::below(folder, root).whole(),
        (None, None) => folder.to_owned(),
    }
}

/// Replaces the paths of the feeds that the command line names.
fn replace_paths(
    file: &ConfigFile,
    sources: &mut [Source],
    lookups: &mut [Lookup],
    overrides: &Overrides,
) -> Result<(), ConfigError> {
    let of_lookups = lookups.iter_mut().map(|lookup| &mut lookup.feed);
    let of_sources = sources.iter_mut().flat_map(|source| &mut source.feeds);
    let mut feeds: Vec<&mut Feed> = of_sources.chain(of_lookups).collect();
    for (name, path) in &overrides.sources {
        replace(file, &mut feeds, name, path)?;
    }
    Ok(())
}
