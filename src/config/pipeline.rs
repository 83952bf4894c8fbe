//! `pipeline.toml`: where the sources are, how their columns become contract columns, the
//! as-of date and the comparators.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::gates::{GatesToml, HistoryToml, SourceGatesToml, share};
use super::letter::{LetterFiles, LetterToml};
use super::neighbour_model::{self, NeighbourModel, NeighbourModelToml};
use super::{ConfigError, ConfigFile, Limits, Retain, Rulebook, SourceGates};
use crate::contract::{self, Contract};
use crate::sql::{SqlExpression, nearest};

/// Which statistic of the neighbours' values an authority is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NeighbourStatistic {
    /// The unweighted mean of the neighbours that have a value, as the Department's Local
    /// Authority Interactive Tool does.
    #[default]
    Mean,
    /// Their median, as the Department's children's social care dashboard does.
    Median,
    /// The sum of their numerators over the sum of their denominators where every neighbour
    /// with a value has both; the mean elsewhere.
    Pooled,
}

/// How the bytes of a text file become characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 when the bytes are valid UTF-8 (with or without a byte-order mark), otherwise
    /// Windows-1252.
    #[default]
    Auto,
    /// UTF-8, with or without a byte-order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which Excel in Britain still writes.
    #[serde(rename = "windows-1252", alias = "cp1252")]
    Windows1252,
}

/// SQL of the pipeline file, parsed, with its place for messages.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Where it stands in the file.
    pub span: Range<usize>,
    /// One or more ways to say it; the first whose columns are all in the source is used.
    pub alternatives: Vec<SqlExpression>,
}

/// One source: the files, and the SQL that turns their columns into contract columns.
#[derive(Debug, Clone)]
pub struct Source {
    /// The contract table that it fills, such as `observations`.
    pub name: &'static str,
    /// A file, a folder or a glob pattern.
    pub path: PathBuf,
    /// For each contract column that is mapped, one or more SQL expressions: the first whose
    /// columns are all in the file is used. Empty: columns are taken by their contract names.
    pub columns: BTreeMap<String, Mapping>,
    /// A SQL condition on the source's own columns; rows for which it is not true are left
    /// out, and counted.
    pub filter: Option<Mapping>,
    /// Character encoding of a text file.
    pub encoding: Encoding,
    /// Field separator of a text file.
    pub delimiter: u8,
    /// Records before the header of a text file; by default the header is the first record
    /// that has every mapped column.
    pub skip_rows: Option<usize>,
    /// What stops a run that reads it.
    pub gates: SourceGates,
}

/// What the command line may replace in a pipeline.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--as-of`.
    pub as_of: Option<NaiveDate>,
    /// `--root`: replaces the folder against which source paths are resolved.
    pub root: Option<PathBuf>,
    /// `--source NAME=PATH`: replaces one source's path.
    pub sources: Vec<(String, PathBuf)>,
}

/// A pipeline, checked: everything a run needs to know before it reads data.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// The file it came from, for messages that concern its lines.
    pub file: ConfigFile,
    /// A short name, used for the default output folder and in every table's metadata.
    pub name: String,
    /// One line that says what it is.
    pub title: String,
    /// Evidence published after this day is not known yet.
    pub as_of: NaiveDate,
    /// What an authority is compared with.
    pub neighbours: NeighbourStatistic,
    /// How similar areas are computed, where they are.
    pub neighbour_model: Option<NeighbourModel>,
    /// The sources, in the order of the contracts.
    pub sources: Vec<Source>,
    /// Other spellings of an authority's name, to its code.
    pub authority_aliases: BTreeMap<String, String>,
    /// The rulebook.
    pub rulebook: Rulebook,
    /// The templates of its letters; `None` where it writes none.
    pub letter: Option<LetterFiles>,
    /// The largest share of the rated authorities whose rating may differ from the current
    /// run's.
    pub max_ratings_moved: Option<f64>,
    /// Which runs are kept; all of them where the pipeline does not say.
    pub retain: Option<Retain>,
    /// How much a source may hold.
    pub limits: Limits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PipelineToml {
    pipeline: HeadToml,
    #[serde(default)]
    gates: GatesToml,
    #[serde(default)]
    history: HistoryToml,
    #[serde(default)]
    limits: Limits,
    sources: SourcesToml,
    neighbour_model: Option<Spanned<NeighbourModelToml>>,
    #[serde(default)]
    authority_aliases: BTreeMap<String, String>,
    letter: Option<LetterToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadToml {
    name: Spanned<String>,
    title: String,
    as_of: Spanned<toml::value::Datetime>,
    rulebook: Spanned<PathBuf>,
    #[serde(default)]
    neighbours: NeighbourStatistic,
    #[serde(default = "default_max_rejected")]
    max_rejected: Spanned<f64>,
}

fn default_max_rejected() -> Spanned<f64> {
    Spanned::new(0..0, 0.01)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesToml {
    root: Option<PathBuf>,
    authorities: Option<SourceToml>,
    indicators: Option<SourceToml>,
    neighbours: Option<SourceToml>,
    characteristics: Option<SourceToml>,
    inspections: Option<SourceToml>,
    findings: Option<SourceToml>,
    observations: Option<SourceToml>,
    judgements: Option<SourceToml>,
    ratings: Option<SourceToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceToml {
    path: PathBuf,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<OneOrMore>>,
    #[serde(rename = "where")]
    filter: Option<Spanned<String>>,
    #[serde(default)]
    encoding: Encoding,
    delimiter: Option<Spanned<char>>,
    skip_rows: Option<usize>,
    max_rejected: Option<Spanned<f64>>,
    min_rows: Option<u64>,
    max_row_drop: Option<Spanned<f64>>,
    max_age_days: Option<u32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Pipeline {
    /// Reads and checks the pipeline at `path` and its rulebook, and applies what the command
    /// line replaces.
    ///
    /// # Errors
    /// Any mistake in either file, or an override that names no source.
    pub fn read(path: &Path, overrides: &Overrides) -> Result<Self, ConfigError> {
        let file = ConfigFile::read(path)?;
        let toml: PipelineToml = file.parse()?;
        let folder = path.parent().unwrap_or(Path::new("."));

        let name = toml.pipeline.name.get_ref();
        let named_plainly = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !named_plainly {
            return Err(file.error_at(
                &toml.pipeline.name.span(),
                format!("name is {name:?}; use letters, digits, `-` and `_` only, because it names a folder"),
            ));
        }
        let as_of = match overrides.as_of {
            Some(as_of) => as_of,
            None => date(&file, &toml.pipeline.as_of)?,
        };
        let rulebook_path = folder.join(toml.pipeline.rulebook.get_ref());
        let rulebook = Rulebook::read(&rulebook_path)?;
        let root = match (&overrides.root, &toml.sources.root) {
            (Some(root), _) => root.clone(),
            (None, Some(root)) => folder.join(root),
            (None, None) => folder.to_owned(),
        };
        let folders = Folders {
            own: folder,
            root: &root,
        };
        let sources = sources(
            &file,
            &toml.pipeline,
            &toml.gates,
            toml.sources,
            &folders,
            overrides,
        )?;
        let neighbour_model = toml
            .neighbour_model
            .map(|model| {
                let has = |name| sources.iter().any(|source| source.name == name);
                if !has("characteristics") {
                    return Err(file.error_at(
                        &model.span(),
                        "there is a [neighbour_model] but no [sources.characteristics], which holds its features",
                    ));
                }
                neighbour_model::checked(&file, model.into_inner(), has("neighbours"))
            })
            .transpose()?;

        Ok(Self {
            name: name.clone(),
            title: toml.pipeline.title,
            as_of,
            neighbours: toml.pipeline.neighbours,
            neighbour_model,
            sources,
            authority_aliases: toml.authority_aliases,
            rulebook,
            letter: toml
                .letter
                .map(|letter| LetterFiles::read(&letter, folder))
                .transpose()?,
            max_ratings_moved: toml.gates.max_ratings_moved(&file)?,
            retain: toml.history.retain,
            limits: toml.limits,
            file,
        })
    }

    /// The source that fills the contract table `name`, if the pipeline has one.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }
}

/// Where the paths of sources start.
struct Folders<'a> {
    /// The pipeline file's own folder.
    own: &'a Path,
    /// The data folder.
    root: &'a Path,
}

impl Folders<'_> {
    /// A path that begins with `./` belongs to the pipeline, as its rulebook does, and stays
    /// where it is when another data folder is given; every other starts at the data folder.
    fn resolve(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(".") {
            Ok(own) => self.own.join(own),
            Err(_) => self.root.join(path),
        }
    }
}

fn date(
    file: &ConfigFile,
    value: &Spanned<toml::value::Datetime>,
) -> Result<NaiveDate, ConfigError> {
    value.get_ref().to_string().parse().map_err(|_| {
        file.error_at(
            &value.span(),
            format!(
                "as_of is {}; expected a day such as 2009-12-09",
                value.get_ref()
            ),
        )
    })
}

fn sources(
    file: &ConfigFile,
    head: &HeadToml,
    gates: &GatesToml,
    toml: SourcesToml,
    folders: &Folders<'_>,
    overrides: &Overrides,
) -> Result<Vec<Source>, ConfigError> {
    let default_share = share(file, "max_rejected", &head.max_rejected)?;
    let named = [
        ("authorities", toml.authorities),
        ("indicators", toml.indicators),
        ("neighbours", toml.neighbours),
        ("characteristics", toml.characteristics),
        ("inspections", toml.inspections),
        ("findings", toml.findings),
        ("observations", toml.observations),
        ("judgements", toml.judgements),
        ("ratings", toml.ratings),
    ];
    for (name, _) in &overrides.sources {
        if !named
            .iter()
            .any(|(known, source)| known == name && source.is_some())
        {
            let known: Vec<&str> = named
                .iter()
                .filter(|(_, source)| source.is_some())
                .map(|(name, _)| *name)
                .collect();
            return Err(ConfigError::whole(
                file.path(),
                format!(
                    "--source {name}=…: the pipeline has no source `{name}`; it has {}",
                    known.join(", ")
                ),
            ));
        }
    }
    let mut sources = Vec::new();
    for (name, source) in named {
        let Some(source) = source else { continue };
        let replaced = overrides
            .sources
            .iter()
            .rev()
            .find(|(of, _)| of == name)
            .map(|(_, path)| path.clone());
        let delimiter = match &source.delimiter {
            None => b',',
            Some(delimiter) => u8::try_from(*delimiter.get_ref())
                .ok()
                .filter(u8::is_ascii)
                .ok_or_else(|| {
                    file.error_at(
                        &delimiter.span(),
                        "delimiter must be one ASCII character, such as \";\" or \"\\t\"",
                    )
                })?,
        };
        let own = SourceGatesToml {
            max_rejected: source.max_rejected,
            min_rows: source.min_rows,
            max_row_drop: source.max_row_drop,
            max_age_days: source.max_age_days,
        };
        let contract = Contract::named(name).expect("every source name is a contract's");
        sources.push(Source {
            name,
            path: replaced.unwrap_or_else(|| folders.resolve(&source.path)),
            columns: columns(file, contract, source.columns)?,
            filter: source
                .filter
                .map(|sql| mapping(file, sql.span(), vec![sql.into_inner()]))
                .transpose()?,
            encoding: source.encoding,
            delimiter,
            skip_rows: source.skip_rows,
            gates: gates.of_source(file, default_share, &own)?,
        });
    }
    if !sources.iter().any(|source| source.name == "authorities") {
        return Err(file.error_near(
            "sources",
            "there is no [sources.authorities]; every pipeline needs the list of authorities",
        ));
    }
    Ok(sources)
}

fn columns(
    file: &ConfigFile,
    contract: &'static Contract,
    toml: BTreeMap<String, Spanned<OneOrMore>>,
) -> Result<BTreeMap<String, Mapping>, ConfigError> {
    let known: Vec<&str> = contract.columns.iter().map(|column| column.name).collect();
    let mapped = !toml.is_empty();
    let mut columns = BTreeMap::new();
    for (name, expressions) in toml {
        let span = expressions.span();
        if !known.contains(&name.as_str()) {
            return Err(file.error_at(
                &span,
                match nearest(&name, &known) {
                    Some(near) => format!(
                        "{} has no column `{name}`; did you mean `{near}`?",
                        contract.name
                    ),
                    None => format!(
                        "{} has no column `{name}`; it has {}",
                        contract.name,
                        known.join(", ")
                    ),
                },
            ));
        }
        let alternatives = match expressions.into_inner() {
            OneOrMore::One(one) => vec![one],
            OneOrMore::More(more) => more,
        };
        columns.insert(name, mapping(file, span, alternatives)?);
    }
    if mapped {
        let left_out =
            |column: &&contract::Column| column.required && !columns.contains_key(column.name);
        if let Some(missing) = contract.columns.iter().find(left_out) {
            return Err(file.error_near(
                &format!("sources.{}.columns", contract.name),
                format!(
                    "[sources.{}.columns] does not map `{}`, which the contract needs ({})",
                    contract.name, missing.name, missing.about
                ),
            ));
        }
    }
    Ok(columns)
}

fn mapping(
    file: &ConfigFile,
    span: Range<usize>,
    alternatives: Vec<String>,
) -> Result<Mapping, ConfigError> {
    if alternatives.is_empty() {
        return Err(file.error_at(&span, "the list of SQL expressions is empty"));
    }
    let alternatives = alternatives
        .iter()
        .map(|sql| SqlExpression::parse(sql).map_err(|message| file.error_at(&span, message)))
        .collect::<Result<_, _>>()?;
    Ok(Mapping { span, alternatives })
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
                folders.resolve(Path::new(path)),
                Path::new(resolved),
                "{path}"
            );
        }
    }
}
