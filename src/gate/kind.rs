//! The gates by name, and those that a person lets a run pass.

use std::fmt;
use std::str::FromStr;

/// A gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The share of a source's rows that were rejected.
    MaxRejected,
    /// A source of evidence without a row that is kept; asked unless it may be empty.
    NoRows,
    /// The number of a source's rows that are kept.
    MinRows,
    /// The share of a source's rows that are gone since the current run.
    MaxRowDrop,
    /// The share of a source's values that are gone since the current run.
    MaxValueDrop,
    /// The authorities that are gone from a source since the current run.
    AuthoritiesGone,
    /// Days since the newest file of a source was written.
    MaxAgeDays,
    /// How often larger or smaller the median of an indicator is than in the current run.
    MaxShift,
    /// The indicators whose latest period is gone since the current run.
    LatestPeriodLost,
    /// The indicators of outcomes whose newest period only few authorities have; always asked.
    LonePeriod,
    /// The kinds of evidence that are gone for everybody; always asked.
    EvidenceGone,
    /// Whether a run that rates has rated nobody; always asked.
    NobodyRated,
    /// The share of rated authorities whose rating differs from the current run's.
    MaxRatingsMoved,
    /// Whether somebody rolled back from a run of the same inputs and configuration.
    RolledBack,
}

impl Gate {
    /// Every gate.
    pub const ALL: [Self; 14] = [
        Self::MaxRejected,
        Self::NoRows,
        Self::MinRows,
        Self::MaxRowDrop,
        Self::MaxValueDrop,
        Self::AuthoritiesGone,
        Self::MaxAgeDays,
        Self::MaxShift,
        Self::LatestPeriodLost,
        Self::LonePeriod,
        Self::EvidenceGone,
        Self::NobodyRated,
        Self::MaxRatingsMoved,
        Self::RolledBack,
    ];

    /// Its name, which is also the key of its limit in the pipeline where it has one.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MaxRejected => "max_rejected",
            Self::NoRows => "no_rows",
            Self::MinRows => "min_rows",
            Self::MaxRowDrop => "max_row_drop",
            Self::MaxValueDrop => "max_value_drop",
            Self::AuthoritiesGone => "authorities_gone",
            Self::MaxAgeDays => "max_age_days",
            Self::MaxShift => "max_shift",
            Self::LatestPeriodLost => "latest_period_lost",
            Self::LonePeriod => "lone_period",
            Self::EvidenceGone => "evidence_gone",
            Self::NobodyRated => "nobody_rated",
            Self::MaxRatingsMoved => "max_ratings_moved",
            Self::RolledBack => "rolled_back",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// A gate that a person lets this run pass: `GATE`, or `GATE:SOURCE` for one source only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub(super) gate: Gate,
    pub(super) source: Option<String>,
}

impl FromStr for Accepted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (gate, source) = match text.split_once(':') {
            Some((gate, source)) => (gate, Some(source.to_owned())),
            None => (text, None),
        };
        let known = Gate::ALL.into_iter().find(|known| known.word() == gate);
        let gate = known.ok_or_else(|| {
            format!(
                "there is no gate `{gate}`; there are {}",
                Gate::ALL.map(Gate::word).join(", ")
            )
        })?;
        Ok(Self { gate, source })
    }
}
