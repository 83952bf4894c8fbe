//! The profile rows of a day, kept to be held against those of another.

use std::collections::{BTreeMap, BTreeSet};

use super::bands::Bands;
use super::profile_row::{Places, ProfileRows};
use super::score::{Aspects, scores};
use crate::config::Rulebook;
use crate::profile::Profile;
use crate::sql::Value;
use crate::tables::Tables;

/// One value of an authority's profile row.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptValue {
    /// The authority's code.
    pub authority: String,
    /// The column.
    pub column: String,
    /// A number, a band, a count or a text.
    pub value: Value<'static>,
}

/// The profile rows of a day, by the authority's code.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeptRows {
    rows: BTreeMap<String, BTreeMap<String, Value<'static>>>,
}

impl KeptRows {
    /// The rows of every rated authority, with every column that has a value.
    pub fn of(tables: &Tables, profile: &Profile, rulebook: &Rulebook, bands: &Bands) -> Self {
        let Some(weights) = &rulebook.rating else {
            return Self::default();
        };
        let list = &tables.authorities;
        let aspects = Aspects::of(profile, rulebook);
        let scores = scores(profile, bands, rulebook, weights, &aspects);
        let rows = ProfileRows {
            authorities: list,
            profile,
            places: &Places::of(profile, rulebook),
            aspects: &aspects,
            bands,
            scores: &scores,
        };
        let facts = rulebook.profile_facts();
        let of_row = |row: usize| {
            let columns = facts.iter().filter_map(|(name, fact)| {
                let value = rows.value(row, *fact).into_owned();
                (value != Value::Null).then(|| (name.clone(), value))
            });
            columns.collect()
        };
        let codes = profile
            .rated
            .iter()
            .map(|place| list.get(*place).code.clone());
        Self {
            rows: codes
                .enumerate()
                .map(|(row, code)| (code, of_row(row)))
                .collect(),
        }
    }

    /// The rows that these values make.
    pub fn from_values(values: impl IntoIterator<Item = KeptValue>) -> Self {
        let mut rows = Self::default();
        for KeptValue {
            authority,
            column,
            value,
        } in values
        {
            let row = rows.rows.entry(authority).or_default();
            row.insert(column, value);
        }
        rows
    }

    /// The rows of these authorities alone.
    #[must_use]
    pub fn only(mut self, codes: &BTreeSet<&str>) -> Self {
        self.rows.retain(|code, _| codes.contains(code.as_str()));
        self
    }

    /// Every value, in order of authority and column.
    pub fn values(&self) -> impl Iterator<Item = KeptValue> + '_ {
        self.rows.iter().flat_map(|(authority, row)| {
            row.iter().map(move |(column, value)| KeptValue {
                authority: authority.clone(),
                column: column.clone(),
                value: value.clone(),
            })
        })
    }

    /// The codes of the authorities, in their order.
    pub fn authorities(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// The value of an authority in a column; null where it has none.
    pub fn value(&self, authority: &str, column: &str) -> Value<'_> {
        let value = self.rows.get(authority).and_then(|row| row.get(column));
        value.map_or(Value::Null, Value::borrowed)
    }
}
