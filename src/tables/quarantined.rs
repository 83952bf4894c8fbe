//! Rows that break their contract: kept, with the reason, never dropped in silence.

use std::sync::Arc;

/// The rules that a row can break. The names are stable: analysts filter by them.
pub mod rules {
    /// A column that the contract needs is blank.
    pub const MISSING: &str = "missing_value";
    /// An authority that the list of authorities does not have.
    pub const AUTHORITY: &str = "unknown_authority";
    /// A region or nation where a council was expected.
    pub const LEVEL: &str = "not_an_authority";
    /// A provision type that the rulebook does not have.
    pub const PROVISION: &str = "unknown_provision";
    /// A grade in no known words.
    pub const GRADE: &str = "unreadable_grade";
    /// A rating that is not 1 to 4.
    pub const RATING: &str = "unreadable_rating";
    /// A day that cannot be read.
    pub const DATE: &str = "unreadable_date";
    /// Days in an impossible order, or outside living memory.
    pub const DATE_ORDER: &str = "impossible_date";
    /// A number that cannot be read.
    pub const NUMBER: &str = "unreadable_number";
    /// A period that cannot be read.
    pub const PERIOD: &str = "unreadable_period";
    /// A word that is none of those a column allows.
    pub const WORD: &str = "unknown_word";
    /// An indicator that the catalogue does not have.
    pub const INDICATOR: &str = "unknown_indicator";
    /// A kind or aspect of finding that the rulebook does not have.
    pub const FINDING: &str = "unknown_finding";
    /// An outcome that the rulebook does not have.
    pub const OUTCOME: &str = "unknown_outcome";
    /// A text that a look-up does not have.
    pub const LOOKUP: &str = "not_in_lookup";
    /// A second row with the same key.
    pub const DUPLICATE: &str = "duplicate_key";
    /// A numerator beyond its denominator, or a percentage outside 0 to 100.
    pub const SHARE: &str = "impossible_share";
    /// An authority that is its own neighbour.
    pub const OWN_NEIGHBOUR: &str = "own_neighbour";
    /// A second nation.
    pub const NATION: &str = "second_nation";
    /// A judgement that moves a rating further than the rulebook lets moderation go.
    pub const MODERATION: &str = "moderation_too_far";
    /// A row of a text file that has more or fewer fields than the header.
    pub const FIELDS: &str = "wrong_field_count";
    /// A cell of a workbook whose formula gives an error.
    pub const CELL_ERROR: &str = "cell_error";
}

/// What a row did wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// One of [`rules`].
    pub rule: &'static str,
    /// What was read and what was expected.
    pub reason: String,
    /// The position of the contract's column that it concerns, if it concerns one.
    pub column: Option<usize>,
}

impl Fault {
    /// A fault against `rule`.
    pub fn new(rule: &'static str, reason: impl Into<String>) -> Self {
        Self {
            rule,
            reason: reason.into(),
            column: None,
        }
    }
}

/// A row set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// What the pipeline calls its feed.
    pub source: Arc<str>,
    /// The file's name within the source.
    pub file: String,
    /// The row within the file, counted from 1 after the header.
    pub row: u64,
    /// The row's key, as far as it could be read.
    pub key: String,
    /// What it did wrong.
    pub fault: Fault,
    /// The source's columns of the row that the mapping uses, as a JSON object.
    pub record: String,
}
