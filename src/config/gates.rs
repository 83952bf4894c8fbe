//! What a pipeline asks of a feed before its figures are news, which runs it keeps, and how much
//! a source may hold.

use serde::Deserialize;
use toml::Spanned;

use super::ranges::{BYTES, DAYS, FACTOR, FEWEST_ROWS, GONE, MOST_ROWS, RUNS, SHARE};
use super::{ConfigError, ConfigFile};
use crate::read::ReadLimits;

/// Limits of one source. Those that compare with another run hold where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SourceGates {
    /// The largest share of rows that may be rejected.
    pub max_rejected: f64,
    /// The fewest rows of a whole extract that are kept.
    pub min_rows: Option<u64>,
    /// The largest share of the rows kept that the source may have lost since the current run.
    pub max_row_drop: Option<f64>,
    /// The largest share of its values that the source may have lost since the current run.
    pub max_value_drop: Option<f64>,
    /// The most authorities that may be gone from the source since the current run.
    pub authorities_gone: Option<u64>,
    /// Whether a source of evidence may be without a row.
    pub may_be_empty: bool,
    /// The most days that may have passed since the newest file of the source was last written.
    pub max_age_days: Option<u32>,
}

impl SourceGates {
    /// What either lets a source lose since the current run, whichever is less.
    #[must_use]
    pub fn tightest(self, other: Self) -> Self {
        Self {
            max_row_drop: least(self.max_row_drop, other.max_row_drop),
            max_value_drop: least(self.max_value_drop, other.max_value_drop),
            authorities_gone: least(self.authorities_gone, other.authorities_gone),
            ..self
        }
    }
}

fn least<T: PartialOrd>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other < one { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Runs that are kept. A run goes when both limits say so, and never while it is the current run
/// or the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retain {
    /// The newest so many runs stay, whatever their age.
    pub runs: usize,
    /// Runs of the last so many days stay, however many they are.
    pub days: u32,
}

/// How much a source may hold, so that a small file that claims to be huge is refused before
/// memory is asked for; and how much memory a run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one Parquet file, of one workbook or of one packed text, unpacked. Unpacked text is
    /// held in memory.
    pub unpacked_bytes: u64,
    /// Bytes of one page of it, unpacked.
    pub page_bytes: u64,
    /// Rows of one Parquet file or sheet.
    pub file_rows: u64,
    /// Bytes of memory that a run may take; as much as it likes where the pipeline does not say.
    pub memory_limit: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        let of_a_file = ReadLimits::default();
        Self {
            unpacked_bytes: of_a_file.unpacked_bytes,
            page_bytes: of_a_file.page_bytes,
            file_rows: of_a_file.file_rows,
            memory_limit: None,
        }
    }
}

impl Limits {
    /// How much one file may hold.
    pub fn of_a_file(&self) -> ReadLimits {
        ReadLimits {
            unpacked_bytes: self.unpacked_bytes,
            page_bytes: self.page_bytes,
            file_rows: self.file_rows,
        }
    }
}

/// `[gates]`: limits of every source that does not set its own, and of the ratings.
#[derive(Deserialize, Default)]
#[serde(
    deny_unknown_fields,
    expecting = "a table of gates, such as max_row_drop"
)]
pub(super) struct GatesToml {
    max_row_drop: Option<Spanned<f64>>,
    max_value_drop: Option<Spanned<f64>>,
    authorities_gone: Option<Spanned<u64>>,
    max_age_days: Option<Spanned<u64>>,
    max_ratings_moved: Option<Spanned<f64>>,
    max_shift: Option<Spanned<f64>>,
    latest_period_lost: Option<Spanned<u64>>,
    lone_period: Option<Spanned<f64>>,
}

/// Limits of what is worked out from all sources together, against the current run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunGates {
    /// The largest share of the rated authorities whose rating may differ.
    pub max_ratings_moved: Option<f64>,
    /// How often larger or smaller the median of an indicator may be.
    pub max_shift: Option<f64>,
    /// The most indicators whose latest period may be gone.
    pub latest_period_lost: Option<u64>,
    /// The smallest share of the authorities that had a value in an earlier period of which the
    /// newest one of an indicator is news.
    pub lone_period: f64,
}

impl Default for RunGates {
    fn default() -> Self {
        Self {
            max_ratings_moved: None,
            max_shift: None,
            latest_period_lost: None,
            lone_period: 0.5,
        }
    }
}

/// The gates of a source, as its table gives them.
#[derive(Default)]
pub(super) struct SourceGatesToml {
    pub(super) max_rejected: Option<Spanned<f64>>,
    pub(super) min_rows: Option<Spanned<u64>>,
    pub(super) max_row_drop: Option<Spanned<f64>>,
    pub(super) max_value_drop: Option<Spanned<f64>>,
    pub(super) authorities_gone: Option<Spanned<u64>>,
    pub(super) max_age_days: Option<Spanned<u64>>,
    pub(super) may_be_empty: bool,
}

/// `[history]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table with retain")]
pub(super) struct HistoryToml {
    retain: Option<RetainToml>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with runs and days, such as { runs = 30, days = 90 }"
)]
struct RetainToml {
    runs: Spanned<u64>,
    days: Spanned<u64>,
}

impl HistoryToml {
    pub(super) fn checked(&self, file: &ConfigFile) -> Result<Option<Retain>, ConfigError> {
        let Some(retain) = &self.retain else {
            return Ok(None);
        };
        Ok(Some(Retain {
            runs: narrow(RUNS.of(file, "runs", &retain.runs)?),
            days: narrow(DAYS.of(file, "days", &retain.days)?),
        }))
    }
}

/// `[limits]`.
#[derive(Deserialize, Default)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with unpacked_bytes, page_bytes, file_rows or memory_limit"
)]
pub(super) struct LimitsToml {
    unpacked_bytes: Option<Spanned<u64>>,
    page_bytes: Option<Spanned<u64>>,
    file_rows: Option<Spanned<u64>>,
    memory_limit: Option<Spanned<u64>>,
}

impl LimitsToml {
    pub(super) fn checked(&self, file: &ConfigFile) -> Result<Limits, ConfigError> {
        let bytes = |key, given: &Option<Spanned<u64>>| BYTES.optional(file, key, given.as_ref());
        let usual = Limits::default();
        Ok(Limits {
            unpacked_bytes: bytes("unpacked_bytes", &self.unpacked_bytes)?
                .unwrap_or(usual.unpacked_bytes),
            page_bytes: bytes("page_bytes", &self.page_bytes)?.unwrap_or(usual.page_bytes),
            file_rows: MOST_ROWS
                .optional(file, "file_rows", self.file_rows.as_ref())?
                .unwrap_or(usual.file_rows),
            memory_limit: bytes("memory_limit", &self.memory_limit)?,
        })
    }
}

/// A number that its range keeps far below what the type holds.
fn narrow<T: TryFrom<u64>>(number: u64) -> T
where
    T::Error: std::fmt::Debug,
{
    T::try_from(number).expect("the range of the number is within that of its type")
}

impl GatesToml {
    /// The limits of what is worked out from all sources together.
    pub(super) fn of_run(&self, file: &ConfigFile) -> Result<RunGates, ConfigError> {
        let moved = self.max_ratings_moved.as_ref();
        let lost = self.latest_period_lost.as_ref();
        let shift = self.max_shift.as_ref();
        let lone = optional(file, "lone_period", self.lone_period.as_ref())?;
        Ok(RunGates {
            lone_period: lone.unwrap_or(RunGates::default().lone_period),
            max_ratings_moved: optional(file, "max_ratings_moved", moved)?,
            max_shift: shift
                .map(|shift| FACTOR.of(file, "max_shift", shift))
                .transpose()?,
            latest_period_lost: GONE.optional(file, "latest_period_lost", lost)?,
        })
    }

    /// The gates of a source that sets none of its own.
    pub(super) fn of_every_source(
        &self,
        file: &ConfigFile,
        max_rejected: f64,
    ) -> Result<SourceGates, ConfigError> {
        self.of_source(file, max_rejected, &SourceGatesToml::default())
    }

    /// The gates of a source: its own, else those of all sources.
    pub(super) fn of_source(
        &self,
        file: &ConfigFile,
        max_rejected: f64,
        own: &SourceGatesToml,
    ) -> Result<SourceGates, ConfigError> {
        Ok(SourceGates {
            max_rejected: match &own.max_rejected {
                None => max_rejected,
                Some(value) => SHARE.of(file, "max_rejected", value)?,
            },
            min_rows: FEWEST_ROWS.optional(file, "min_rows", own.min_rows.as_ref())?,
            max_row_drop: optional(
                file,
                "max_row_drop",
                own.max_row_drop.as_ref().or(self.max_row_drop.as_ref()),
            )?,
            max_value_drop: optional(
                file,
                "max_value_drop",
                own.max_value_drop.as_ref().or(self.max_value_drop.as_ref()),
            )?,
            authorities_gone: GONE.optional(
                file,
                "authorities_gone",
                own.authorities_gone
                    .as_ref()
                    .or(self.authorities_gone.as_ref()),
            )?,
            may_be_empty: own.may_be_empty,
            max_age_days: DAYS
                .optional(
                    file,
                    "max_age_days",
                    own.max_age_days.as_ref().or(self.max_age_days.as_ref()),
                )?
                .map(narrow),
        })
    }
}

fn optional(
    file: &ConfigFile,
    key: &str,
    value: Option<&Spanned<f64>>,
) -> Result<Option<f64>, ConfigError> {
    value.map(|value| SHARE.of(file, key, value)).transpose()
}
