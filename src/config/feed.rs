//! Feeds: files of one kind, how they are read, and the SQL that maps them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::mapping::Mapping;
use super::unpivot::Unpivot;
use super::{AvailableAfter, ConfigError, ConfigFile, DayInName, SourceGates};
use crate::contract::SourceKind;
use crate::read::{ReadOptions, SourcePath};

/// Files of one kind, and the SQL that turns their columns into contract columns.
#[derive(Debug, Clone)]
pub struct Feed {
    /// What it is, by the contract that it fills.
    pub kind: SourceKind,
    /// What messages and the manifest call it: `observations`, or `observations.stability` where
    /// the feed has a name.
    pub label: Arc<str>,
    /// Where it stands in the pipeline file; a contract's only feed is found by its header.
    pub span: Option<Range<usize>>,
    /// A file, a folder or a pattern.
    pub path: SourcePath,
    /// For each contract column that is mapped, one or more SQL expressions: the first whose
    /// columns are all in the file is used. Empty: columns are taken by their contract names.
    pub columns: BTreeMap<String, Mapping>,
    /// A SQL condition on the feed's own columns; rows for which it is not true are left out,
    /// and counted.
    pub filter: Option<Mapping>,
    /// Wide columns that become rows before anything is mapped.
    pub unpivot: Option<Unpivot>,
    /// How the tables in its files are found, where they are not Parquet.
    pub reading: ReadOptions,
    /// How the name of each file says when its extract was taken.
    pub extracted_on: Option<DayInName>,
    /// How long after a period its figures come out that do not say so themselves.
    pub available_after: Option<AvailableAfter>,
    /// Whether each extract lists every setting that was open on its day.
    pub snapshots: bool,
    /// The series of lists that its snapshots belong to, where the pipeline names it.
    pub series: Option<String>,
    /// Whether a period that is no whole year breaks the contract.
    pub whole_years: bool,
    /// Whether a row may repeat the figures of an earlier one of the same key: it is left out then,
    /// and counted.
    pub may_repeat: bool,
    /// The words by which a breakdown stands for everybody, where they are not the usual ones.
    pub total: Option<Vec<String>>,
    /// By which part of its whole a share may be above it before its row is rejected.
    pub above_whole: f64,
    /// What stops a run that reads it.
    pub gates: SourceGates,
    /// What other rows or files say of the same key, as columns that its SQL may use.
    pub joins: Vec<Join>,
}

impl Feed {
    /// An error at the feed's table in the pipeline file.
    pub fn error(&self, file: &ConfigFile, message: impl Into<String>) -> ConfigError {
        match &self.span {
            Some(span) => file.error_at(span, message),
            None => file.error_near(&self.table(), message),
        }
    }

    /// The table of the pipeline file that describes it.
    pub fn table(&self) -> String {
        match self.kind {
            SourceKind::LookUp => self.label.to_string(),
            SourceKind::Join => format!("sources.{}", self.label),
            SourceKind::Authorities
            | SourceKind::Indicators
            | SourceKind::Neighbours
            | SourceKind::Groups
            | SourceKind::Characteristics
            | SourceKind::Inspections
            | SourceKind::Findings
            | SourceKind::Observations
            | SourceKind::Judgements
            | SourceKind::EarlierRatings
            | SourceKind::Boundaries => format!("sources.{}", self.kind),
        }
    }

    /// The error of snapshots that nothing says the days of.
    pub fn undated(&self, file: &ConfigFile) -> ConfigError {
        self.error(
            file,
            "snapshots need their days: map `extracted_on`, or say how the files' names have it, such as extracted_on = \"provider_at_{month}_{year}\"",
        )
    }
}

/// A table of values by key; a feed's SQL uses the value of a row's key by the name of the join.
#[derive(Debug, Clone)]
pub struct Join {
    /// What the feed's SQL calls its value.
    pub name: String,
    /// Its files, and the SQL of its key and its value.
    pub feed: Feed,
    /// The columns of the contract that are its key, here and in the feed that has it.
    pub on: Vec<String>,
    /// Whether its files are those of the feed that has it.
    pub is_of_own_files: bool,
}

/// Whether `name` can stand in a label and in a file name.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
