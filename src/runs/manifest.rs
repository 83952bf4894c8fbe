//! The account of a run: what went in, what came out, how long it took.
//!
//! Everything that differs between two runs of the same inputs stands here, so that the tables
//! need not.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Fingerprint, PublishError, SourceEntry};
use crate::warning::Warning;

/// The name of the manifest in a run's folder.
const FILE_NAME: &str = "manifest.json";

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

impl Manifest {
    /// The form that this version of the software writes and reads.
    pub const VERSION: u32 = 1;

    /// The manifest's file in a run's folder.
    #[must_use]
    pub fn path_in(run_folder: &Path) -> PathBuf {
        run_folder.join(FILE_NAME)
    }

    /// Writes the manifest into a run's folder, and returns once it is on the disk.
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
        File::create(&path)
            .and_then(|mut file| {
                file.write_all(&text)?;
                file.sync_all()
            })
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

/// The most memory that this process has held so far, in bytes, as Linux counts it
/// (`VmHWM` of proc(5)); none elsewhere.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    high_water_mark(&fs::read_to_string("/proc/self/status").ok()?)
}

/// The line `VmHWM:   1234 kB` of a process's status, in bytes.
fn high_water_mark(status: &str) -> Option<u64> {
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Moments as RFC 3339 text in UTC, to the millisecond.
mod utc_time {
    use chrono::{DateTime, SecondsFormat, Utc};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        time: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text)
            .map_err(|error| D::Error::custom(format!("`{text}` is not a moment: {error}")))?;
        Ok(time.to_utc())
    }
}

/// Days as ISO 8601 text.
mod iso_date {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        date: &NaiveDate,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|error| D::Error::custom(format!("`{text}` is not a date: {error}")))
    }
}

/// Fingerprints as their hexadecimal digits.
mod fingerprint_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Fingerprint;

    pub(super) fn serialize<S: Serializer>(
        fingerprint: &Fingerprint,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(fingerprint.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Fingerprint, D::Error> {
        String::deserialize(deserializer).map(Fingerprint::from_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::InputFile;
    use crate::warning::WarningKind;

    fn manifest() -> Manifest {
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let as_of = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap();
        let inputs = vec![SourceEntry {
            source: "observations".to_owned(),
            files: vec![InputFile {
                path: PathBuf::from("observations.parquet"),
                bytes: 12,
                digest: "ab".repeat(32),
            }],
            rows: 100,
            rejected: 2,
            left_out: 3,
            kept: Some(95),
            values: Some(91),
            areas: Some(vec!["301".to_owned()]),
            after_as_of: 1,
            of_other_years: 0,
            superseded: 0,
            notes: 0,
            missing: BTreeMap::from([("..".to_owned(), 3), (String::new(), 1)]),
        }];
        let configuration = BTreeMap::from([("pipeline.toml".to_owned(), "cd".repeat(32))]);
        Manifest {
            manifest_version: Manifest::VERSION,
            run: "20091210T031500Z-0a1b2c3d".to_owned(),
            status: Status::Complete,
            started: time("2009-12-10T03:15:00.125Z"),
            ended: time("2009-12-10T03:15:02Z"),
            pipeline: PipelineEntry {
                name: "annual-rating".to_owned(),
                path: PathBuf::from("pipelines/annual-rating/pipeline.toml"),
            },
            as_of,
            software_version: "0.1.0".to_owned(),
            fingerprint: Fingerprint::of("0.1.0", as_of, &configuration, &inputs),
            configuration,
            inputs,
            outputs: vec![WrittenTable {
                table: "ratings".to_owned(),
                rows: 152,
                bytes: 4096,
                digest: "ef".repeat(32),
            }],
            rejected: vec![Rejected {
                source: "observations".to_owned(),
                rule: "period".to_owned(),
                rows: 2,
            }],
            stages: vec![StageSeconds {
                stage: "extract".to_owned(),
                seconds: 0.75,
            }],
            peak_memory_bytes: Some(1 << 20),
            ratings: vec![RatingCount {
                rating: None,
                descriptor: "Not rated".to_owned(),
                authorities: 1,
            }],
            gates: vec![GateEntry {
                gate: "min_rows".to_owned(),
                source: Some("observations".to_owned()),
                measured: Some(100.0),
                limit: 120.0,
                state: GateState::Accepted,
                message: Some("it has 100 rows".to_owned()),
            }],
            warnings: vec![Warning::of(WarningKind::EmptyFeed, "findings")],
            evidence: Some(EvidenceCounts::default()),
            ratings_moved: Some(3),
            replaced: Some("20091209T031500Z-0a1b2c3d".to_owned()),
        }
    }

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let written = manifest();
        written.write(folder.path()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), written);
    }

    #[test]
    fn moments_and_days_are_written_as_people_read_them() {
        let folder = tempfile::tempdir().unwrap();
        manifest().write(folder.path()).unwrap();
        let text = fs::read_to_string(Manifest::path_in(folder.path())).unwrap();
        assert!(
            text.contains(r#""started": "2009-12-10T03:15:00.125Z""#),
            "{text}"
        );
        assert!(text.contains(r#""as_of": "2009-12-09""#), "{text}");
        assert!(text.contains(r#""status": "complete""#), "{text}");
    }

    #[test]
    fn a_folder_without_a_manifest_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("manifest.json: cannot read the run's manifest"),
            "{error}"
        );
    }

    #[test]
    fn a_manifest_of_another_form_says_so() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            Manifest::path_in(folder.path()),
            r#"{"manifest_version": 99}"#,
        )
        .unwrap();
        let error = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("is of form 99, and this version reads form 1"),
            "{error}"
        );
    }

    #[test]
    fn a_manifest_cut_short_says_where() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            Manifest::path_in(folder.path()),
            "{\"manifest_version\": 1,",
        )
        .unwrap();
        let error = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("is not a run's manifest: EOF"), "{error}");
        assert!(error.contains("line 1 column"), "{error}");
    }

    #[test]
    fn the_high_water_mark_is_read_in_kibibytes() {
        let status = "Name:\tplumbline\nVmPeak:\t  999 kB\nVmHWM:\t  2048 kB\n";
        assert_eq!(high_water_mark(status), Some(2 << 20));
        assert_eq!(high_water_mark("VmHWM:\tmuch\n"), None);
        assert_eq!(high_water_mark(""), None);
    }
}
