//! What a manifest is made of.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::runs::source_entry::shown;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All tables were written.
    Complete,
    /// The run before it had the same inputs and configuration, so nothing was written.
    Unchanged,
    /// A gate stopped it; only the evidence was written.
    Rejected,
    /// The contract tables were written, for runs to read.
    Imported,
}

impl Status {
    /// Its word in lists and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Imported => "imported",
        }
    }
}

/// What a gate said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// Within its limit.
    Passed,
    /// Beyond its limit: the run was stopped.
    Tripped,
    /// Beyond its limit, and a person let the run pass.
    Accepted,
}

/// A gate that was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateEntry {
    /// The gate's name.
    pub gate: String,
    /// The source it was asked of; none for the ratings.
    pub source: Option<String>,
    /// What was measured: a share from 0 to 1, a factor, a number, or days; none where what it is
    /// measured against is gone.
    pub measured: Option<f64>,
    /// The pipeline's limit, in the same unit.
    pub limit: f64,
    /// What came of it.
    pub state: GateState,
    /// What a person reads; none where the gate passed.
    pub message: Option<String>,
}

/// The pipeline that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineEntry {
    /// Its name.
    pub name: String,
    /// Its file, as the user gave it.
    #[serde(serialize_with = "shown")]
    pub path: PathBuf,
}

/// What was written of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenTable {
    /// The table's name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The size of its file in bytes.
    pub bytes: u64,
    /// The BLAKE3 digest of its file, in hexadecimal.
    pub digest: String,
}

/// Rows of a source that broke the same rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The source's name in the pipeline.
    pub source: String,
    /// The rule that they broke.
    pub rule: String,
    /// How many there are.
    pub rows: u64,
}

/// How many authorities there is evidence of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceCounts {
    /// With a block of the rating, by its letter.
    pub blocks: BTreeMap<String, u64>,
    /// With inspected settings, by provision type.
    pub provision: BTreeMap<String, u64>,
    /// With a finding, by its kind.
    pub findings: BTreeMap<String, u64>,
    /// With a value of an indicator, by outcome.
    pub outcomes: BTreeMap<String, u64>,
}

/// How long a stage took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageSeconds {
    /// The stage.
    pub stage: String,
    /// Seconds on the clock.
    pub seconds: f64,
}

/// How many authorities were awarded a rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingCount {
    /// The rating, from 1 to 4 with 4 the best; none for those not rated.
    pub rating: Option<u8>,
    /// The words for it.
    pub descriptor: String,
    /// How many authorities have it.
    pub authorities: u64,
}
