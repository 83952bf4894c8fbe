//! The account of a run: what went in, what came out, how long it took.
//!
//! Everything that differs between two runs of the same inputs stands here, so that the tables
//! need not.

mod entries;
mod text_forms;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use self::entries::{
    EvidenceCounts, GateEntry, GateState, PipelineEntry, RatingCount, Rejected, StageSeconds,
    Status, WrittenTable,
};
use self::text_forms::{fingerprint_text, iso_date, utc_time};
use super::{Fingerprint, PublishError, RunId, SourceEntry};
use crate::warning::Warning;

/// The name of the manifest in a run's folder.
const FILE_NAME: &str = "manifest.json";

/// The account of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub manifest_version: u32,
    /// The run's name.
    pub run: String,
    /// How it ended.
    pub status: Status,
    /// When it began.
    #[serde(with = "utc_time")]
    pub started: DateTime<Utc>,
    /// When it ended.
    #[serde(with = "utc_time")]
    pub ended: DateTime<Utc>,
    /// The pipeline that was run.
    pub pipeline: PipelineEntry,
    /// The day as of which evidence counts.
    #[serde(with = "iso_date")]
    pub as_of: NaiveDate,
    /// The version of the software.
    pub software_version: String,
    /// Who reduced the sources that grow with the rows: `local`, or the engine that was asked for. It
    /// decides nothing in the tables.
    #[serde(default = "local")]
    pub engine: String,
    /// The digest of everything that decides the tables.
    #[serde(with = "fingerprint_text")]
    pub fingerprint: Fingerprint,
    /// The BLAKE3 digest of each configuration file: `pipeline`, `rulebook`, and `letter` and `page`
    /// where there are templates.
    pub configuration: BTreeMap<String, String>,
    /// What was read.
    pub inputs: Vec<SourceEntry>,
    /// What was written.
    pub outputs: Vec<WrittenTable>,
    /// What went to quarantine.
    pub rejected: Vec<Rejected>,
    /// How long each stage took, in the order of the run.
    pub stages: Vec<StageSeconds>,
    /// The most memory that the process held, in bytes; none where the system does not say.
    pub peak_memory_bytes: Option<u64>,
    /// How many authorities were awarded each rating.
    pub ratings: Vec<RatingCount>,
    /// Every gate that was asked.
    #[serde(default)]
    pub gates: Vec<GateEntry>,
    /// What a person should know although it did not stop the run.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// How many authorities there is evidence of, by what it is; none where nobody counted.
    #[serde(default)]
    pub evidence: Option<EvidenceCounts>,
    /// How many ratings differ from those of the run before it; none where there was none.
    #[serde(default)]
    pub ratings_moved: Option<u64>,
    /// The run that was current when this one was published.
    #[serde(default)]
    pub replaced: Option<String>,
}

/// The engine of a run that says nothing of it.
fn local() -> String {
    "local".to_owned()
}

impl Manifest {
    /// How many authorities have a rating.
    pub fn rated(&self) -> u64 {
        let rated = self.ratings.iter().filter(|count| count.rating.is_some());
        rated.map(|count| count.authorities).sum()
    }

    /// The form that this version of the software writes and reads.
    pub const VERSION: u32 = 1;

    /// The manifest of a run that has just begun, and that has ended in nothing as yet.
    pub(crate) fn begun(
        id: &RunId,
        started: DateTime<Utc>,
        pipeline: PipelineEntry,
        as_of: NaiveDate,
    ) -> Self {
        Self {
            manifest_version: Self::VERSION,
            run: id.to_string(),
            status: Status::Rejected,
            started,
            ended: started,
            pipeline,
            as_of,
            software_version: crate::VERSION.to_owned(),
            engine: local(),
            fingerprint: id.fingerprint().clone(),
            configuration: BTreeMap::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            rejected: Vec::new(),
            stages: Vec::new(),
            peak_memory_bytes: None,
            ratings: Vec::new(),
            gates: Vec::new(),
            warnings: Vec::new(),
            evidence: None,
            ratings_moved: None,
            replaced: None,
        }
    }

    /// The manifest's file in a run's folder.
    #[must_use]
    pub fn path_in(run_folder: &Path) -> PathBuf {
        run_folder.join(FILE_NAME)
    }

    /// Writes the manifest into a run's folder. It is on the disk once the folder is put in its place,
    /// and not before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, run_folder: &Path) -> Result<(), PublishError> {
        let path = Self::path_in(run_folder);
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| PublishError::Manifest {
            path: path.clone(),
            message: format!("cannot be put into JSON: {error}"),
        })?;
        text.push(b'\n');
        fs::write(&path, text)
            .map_err(|error| PublishError::file(&path, "write the manifest", error))
    }

    /// Reads the manifest of a run's folder.
    ///
    /// # Errors
    /// When there is none, when it is not a manifest, or when another version of the software
    /// wrote it in another form.
    pub fn read(run_folder: &Path) -> Result<Self, PublishError> {
        let path = Self::path_in(run_folder);
        let text = fs::read(&path)
            .map_err(|error| PublishError::file(&path, "read the run's manifest", error))?;
        Self::parse(&text).map_err(|fault| PublishError::Manifest {
            message: fault.with_remedy(),
            path,
        })
    }

    /// Reads the manifest of the run in `run_folder`, or says in a few words why that cannot be
    /// done, for whoever did not name the folder.
    ///
    /// # Errors
    /// What is wrong with the folder or its manifest.
    pub fn find(run_folder: &Path) -> Result<Self, String> {
        let path = Self::path_in(run_folder);
        let shown = |what: &Path, fault: &dyn Display| format!("{} {fault}", what.display());
        match fs::read(&path) {
            Ok(text) => Self::parse(&text).map_err(|fault| shown(&path, &fault)),
            Err(_) if fs::metadata(run_folder).is_err() => Err(shown(run_folder, &"is not there")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(shown(&path, &"is not there"))
            }
            Err(error) => Err(shown(&path, &format_args!("cannot be read ({error})"))),
        }
    }

    fn parse(text: &[u8]) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Version {
            manifest_version: u32,
        }
        let version = serde_json::from_slice::<Version>(text).map_err(Fault::Form)?;
        if version.manifest_version != Self::VERSION {
            return Err(Fault::Version(version.manifest_version));
        }
        serde_json::from_slice(text).map_err(Fault::Form)
    }
}

/// What is wrong with the text of a manifest.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("is not a run's manifest: {0}")]
    Form(serde_json::Error),
    #[error("is of form {0}, and this version reads form {version}", version = Manifest::VERSION)]
    Version(u32),
}

impl Fault {
    fn with_remedy(&self) -> String {
        match self {
            Self::Form(_) => format!("{self}; name the folder of a finished run"),
            Self::Version(_) => format!(
                "{self}; use the version of the software that made the run, or run the pipeline \
                 again"
            ),
        }
    }
}
#[cfg(test)]
mod tests;
