//! Which rows a plan reads, in plain data: all that another process needs to read the same.

use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::config::{Overrides, Pipeline};
use crate::contract::SourceKind;
use crate::extract::source_scans::SourceScans;
use crate::store::is_url;

/// The name of the rulebook beside the pipeline's file, where another process writes them down.
pub(super) const RULEBOOK: &str = "rulebook.toml";

/// What a pipeline file names files in that no reading of sources needs.
const NOT_READ: [&str; 3] = ["letter", "site", "robustness"];

/// The rows of a source that a plan reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScanSpec {
    /// The pipeline.
    pub(super) pipeline: Configured,
    /// Its source.
    pub(super) rows: Large,
    /// The parts of the settings that are wanted: visits to others are left out.
    pub(super) parts: Range<u8>,
    /// Whether what is wrong with rows is noted.
    pub(super) noted: bool,
    /// What can be read apart from each other, in the order of the rows.
    pub(super) pieces: Vec<PieceAt>,
    /// The files, in the order in which they are read.
    pub(super) files: Vec<FileMark>,
    /// By the name of each feed of the source, the share of its rows that may be rejected, in its bits.
    pub(super) may_lose: Vec<(String, u64)>,
}

/// A source that is large enough to be reduced by a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Large {
    /// Inspections.
    Inspections,
    /// Observations.
    Observations,
}

impl Large {
    /// The source.
    pub(super) const fn kind(self) -> SourceKind {
        match self {
            Self::Inspections => SourceKind::Inspections,
            Self::Observations => SourceKind::Observations,
        }
    }
}

/// A pipeline as its files and the command line have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Configured {
    /// Its file, without what no reading of sources needs.
    pub text: String,
    /// Its rulebook, where it names one.
    pub rulebook: String,
    /// Where its file is.
    pub place: PathBuf,
    /// The as-of date.
    pub as_of: NaiveDate,
    /// What replaces the folder of the sources.
    pub root: Option<PathBuf>,
    /// What replaces the path of a source.
    pub sources: Vec<(String, PathBuf)>,
}

/// A piece of a file: of Parquet, a row group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct PieceAt {
    /// The feed, by its place among those of the source.
    pub feed: usize,
    /// The file, by its place among those of the feed.
    pub file: usize,
    /// The piece, by its place in the file.
    pub piece: usize,
}

/// What a file was when the run opened it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct FileMark {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub digest: String,
}

impl ScanSpec {
    /// The rows of `source`, which is one of the large ones.
    ///
    /// # Errors
    /// A pipeline that no other process can be told of.
    pub(super) fn new(
        pipeline: &Pipeline,
        source: &SourceScans,
        rows: Large,
    ) -> Result<Self, String> {
        Ok(Self {
            pipeline: Configured::of(pipeline)?,
            rows,
            parts: 0..0,
            noted: true,
            pieces: pieces(source),
            files: files(source),
            may_lose: source
                .feeds
                .iter()
                .map(|scan| (scan.label().to_string(), scan.ledger().may_lose().to_bits()))
                .collect(),
        })
    }

    /// It as text, for a plan that goes to another process.
    ///
    /// # Errors
    /// A path that is not UTF-8.
    pub fn to_json(&self) -> Result<String, String> {
        serde_json::to_string(self).map_err(|error| error.to_string())
    }

    /// What [`ScanSpec::to_json`] gave.
    ///
    /// # Errors
    /// Text that is none, such as of another version.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// The pieces of a source, in the order of the rows.
pub(super) fn pieces(source: &SourceScans) -> Vec<PieceAt> {
    let feeds = source.feeds.iter().enumerate();
    feeds
        .flat_map(|(feed, scan)| {
            let pieces = scan.opened().pieces().into_iter();
            pieces.map(move |(file, piece)| PieceAt { feed, file, piece })
        })
        .collect()
}

/// The files of a source, as they were opened.
pub(super) fn files(source: &SourceScans) -> Vec<FileMark> {
    let files = source.feeds.iter().flat_map(|scan| scan.files());
    files
        .map(|file| FileMark {
            name: file.name.clone(),
            bytes: file.bytes,
            digest: file.digest.clone(),
        })
        .collect()
}

impl Configured {
    fn of(pipeline: &Pipeline) -> Result<Self, String> {
        let mut toml: Table = pipeline.file.parse().map_err(|error| error.to_string())?;
        for key in NOT_READ {
            toml.remove(key);
        }
        if let Some(Value::Table(head)) = toml.get_mut("pipeline")
            && head.contains_key("rulebook")
        {
            head.insert("rulebook".to_owned(), RULEBOOK.into());
        }
        let Overrides { root, sources, .. } = &pipeline.replaced;
        let folder = pipeline.file.path().parent().unwrap_or(Path::new("."));
        Ok(Self {
            text: toml::to_string(&toml).map_err(|error| error.to_string())?,
            rulebook: pipeline.rulebook.file.text().to_owned(),
            place: anywhere(folder)?,
            as_of: pipeline.as_of,
            root: root.as_deref().map(anywhere).transpose()?,
            sources: sources
                .iter()
                .map(|(name, path)| Ok((name.clone(), anywhere(path)?)))
                .collect::<Result<_, String>>()?,
        })
    }
}

/// A path that means the same wherever a process is started: an address, or one from the root.
fn anywhere(path: &Path) -> Result<PathBuf, String> {
    if is_url(path) {
        return Ok(path.to_owned());
    }
    // A process has a folder that it is in.
    match path.as_os_str().is_empty() {
        true => std::path::absolute("."),
        false => std::path::absolute(path),
    }
    .map_err(|error| format!("{}: {error}", path.display()))
}
