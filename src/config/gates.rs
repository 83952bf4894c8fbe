//! What a pipeline asks of a feed before its figures are news, which runs it keeps, and how much
//! a source may hold.

use serde::Deserialize;
use toml::Spanned;

use super::{ConfigError, ConfigFile};
use crate::read::ReadLimits;

/// Limits of one source. Those that compare with another run hold where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SourceGates {
    /// The largest share of rows that may be rejected.
    pub max_rejected: f64,
    /// The fewest rows that a whole extract has.
    pub min_rows: Option<u64>,
    /// The largest share of its rows that the source may have lost since the current run.
    pub max_row_drop: Option<f64>,
    /// The most days that may have passed since the newest file of the source was last written.
    pub max_age_days: Option<u32>,
}

/// Runs that are kept. A run goes when both limits say so, and never while it is the current run
/// or the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retain {
    /// The newest so many runs stay, whatever their age.
    pub runs: usize,
    /// Runs of the last so many days stay, however many they are.
    pub days: u32,
}

/// How much a source may hold, so that a small file that claims to be huge is refused before
/// memory is asked for; and how much memory a run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
#[serde(deny_unknown_fields)]
pub(super) struct GatesToml {
    max_row_drop: Option<Spanned<f64>>,
    max_age_days: Option<u32>,
    max_ratings_moved: Option<Spanned<f64>>,
}

/// The gates of a source, as its table gives them.
pub(super) struct SourceGatesToml {
    pub(super) max_rejected: Option<Spanned<f64>>,
    pub(super) min_rows: Option<u64>,
    pub(super) max_row_drop: Option<Spanned<f64>>,
    pub(super) max_age_days: Option<u32>,
}

/// `[history]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct HistoryToml {
    pub(super) retain: Option<Retain>,
}

impl GatesToml {
    /// The largest share of the rated authorities whose rating may differ from the current
    /// run's.
    pub(super) fn max_ratings_moved(&self, file: &ConfigFile) -> Result<Option<f64>, ConfigError> {
        optional(file, "max_ratings_moved", self.max_ratings_moved.as_ref())
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
                Some(value) => share(file, "max_rejected", value)?,
            },
            min_rows: own.min_rows,
            max_row_drop: optional(
                file,
                "max_row_drop",
                own.max_row_drop.as_ref().or(self.max_row_drop.as_ref()),
            )?,
            max_age_days: own.max_age_days.or(self.max_age_days),
        })
    }
}

/// A share from 0 to 1.
pub(super) fn share(
    file: &ConfigFile,
    key: &str,
    value: &Spanned<f64>,
) -> Result<f64, ConfigError> {
    let share = *value.get_ref();
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err(file.error_at(
            &value.span(),
            format!("{key} is {share}; it is a share from 0 to 1, so 2% is 0.02"),
        ))
    }
}

fn optional(
    file: &ConfigFile,
    key: &str,
    value: Option<&Spanned<f64>>,
) -> Result<Option<f64>, ConfigError> {
    value.map(|value| share(file, key, value)).transpose()
}
