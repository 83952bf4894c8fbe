//! The account of a history: which dates it has, and what there is to know of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::warning::Warning;

/// What a history holds; it is kept in the folder as `history.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryAccount {
    /// What wrote it.
    pub written_by: String,
    /// The pipeline's name.
    pub pipeline: String,
    /// The digest of its rulebook.
    pub rulebook: String,
    /// The as-of dates, in their order.
    pub dates: Vec<HistoryDate>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}

/// An as-of date of a history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryDate {
    /// The date.
    #[serde(with = "iso_date")]
    pub as_of: NaiveDate,
    /// Authorities awarded each rating.
    pub ratings: BTreeMap<u8, u64>,
    /// Those with too little evidence for one.
    pub not_rated: u64,
    /// Those rated on this date and on the one before of which the rating differs; none of the first
    /// date.
    pub moved: Option<u64>,
    /// Triggers that fired, with the number of authorities.
    pub triggers: BTreeMap<String, u64>,
}

impl HistoryDate {
    /// Authorities that are rated.
    #[must_use]
    pub fn rated(&self) -> u64 {
        self.ratings.values().sum()
    }
}

/// A date as `2019-03-31`.
mod iso_date {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}
