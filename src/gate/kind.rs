//! The gates by name, and those that a person lets a run pass.

use std::fmt;
use std::str::FromStr;

/// A gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The share of a source's rows that were rejected.
    MaxRejected,
    /// The number of a source's rows.
    MinRows,
    /// The share of a source's rows that are gone since the current run.
    MaxRowDrop,
    /// Days since the newest file of a source was written.
    MaxAgeDays,
    /// The share of rated authorities whose rating differs from the current run's.
    MaxRatingsMoved,
    /// Whether somebody rolled back from a run of the same inputs and configuration.
    RolledBack,
}

impl Gate {
    /// Every gate.
    pub const ALL: [Self; 6] = [
        Self::MaxRejected,
        Self::MinRows,
        Self::MaxRowDrop,
        Self::MaxAgeDays,
        Self::MaxRatingsMoved,
        Self::RolledBack,
    ];

    /// Its name, which is also its key in the pipeline where it has a limit.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MaxRejected => "max_rejected",
            Self::MinRows => "min_rows",
            Self::MaxRowDrop => "max_row_drop",
            Self::MaxAgeDays => "max_age_days",
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
