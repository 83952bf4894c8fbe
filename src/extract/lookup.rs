//! Tables by which a mapping translates what it gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cell;
use super::quarantine::{Fault, Quarantined, rules};
use super::rows::Rows;
use super::source::Batch;
use crate::config::{ConfigError, Pipeline};
use crate::domain::folded_name;
use crate::sql::nearest;

/// Every look-up of a pipeline, read.
pub type Lookups = BTreeMap<String, Arc<LookupTable>>;

/// A look-up, read: keys in any spelling, and what they stand for.
#[derive(Debug)]
pub struct LookupTable {
    name: String,
    /// By the folded key or alias.
    values: FxHashMap<String, String>,
    /// The keys as the table writes them, for messages.
    keys: Vec<String>,
}

/// A row of a look-up.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    key: String,
    value: String,
}

/// Reads the rows of a batch; one without a key or a value says nothing.
pub fn read(batch: &Batch<'_>) -> Rows<Row> {
    let key = batch.parse("key", cell::text);
    let value = batch.parse("value", cell::text);
    Rows::collect(batch, &["key"], |row| {
        let (Some(key), Some(value)) = (key.optional(row)?, value.optional(row)?) else {
            return Ok(None);
        };
        Ok(Some(Row {
            key: key.clone(),
            value: value.clone(),
        }))
    })
}

impl LookupTable {
    /// Makes the table from its rows. A key may be there more than once as long as it stands for
    /// the same; a row that contradicts an earlier one is set aside.
    ///
    /// # Errors
    /// An alias of a key that is not there.
    pub fn new(
        pipeline: &Pipeline,
        lookup: &crate::config::Lookup,
        mut rows: Rows<Row>,
        quarantined: &mut Vec<Quarantined>,
    ) -> Result<Self, ConfigError> {
        let mut values: FxHashMap<String, String> = FxHashMap::default();
        let mut keys = Vec::new();
        rows.retain(quarantined, |row| {
            let key = folded_name(&row.key);
            match values.get(&key) {
                None => {
                    values.insert(key, row.value.clone());
                    keys.push(row.key.clone());
                    Ok(())
                }
                Some(earlier) if *earlier == row.value => Ok(()),
                Some(earlier) => Err(Fault::new(
                    rules::DUPLICATE,
                    format!(
                        "an earlier row says that {:?} stands for {earlier:?}, and this one {:?}; the first is kept",
                        row.key, row.value
                    ),
                )),
            }
        });
        for (alias, key) in &lookup.aliases {
            let Some(value) = values.get(&folded_name(key)).cloned() else {
                return Err(pipeline.file.error_near(
                    &format!("lookups.{}", lookup.name),
                    format!(
                        "the alias {alias:?} stands for {key:?}, which is no key of the look-up{}",
                        near(key, &keys)
                    ),
                ));
            };
            values.insert(folded_name(alias), value);
        }
        Ok(Self {
            name: lookup.name.clone(),
            values,
            keys,
        })
    }

    /// What `text` stands for.
    ///
    /// # Errors
    /// A text that is no key.
    pub fn get(&self, text: &str) -> Result<&str, Fault> {
        self.values
            .get(&folded_name(text))
            .map(String::as_str)
            .ok_or_else(|| {
                Fault::new(
                    rules::LOOKUP,
                    format!(
                        "{text:?} is no key of the look-up `{}`{}; other spellings go into [lookups.{}.aliases]",
                        self.name,
                        near(text, &self.keys),
                        self.name
                    ),
                )
            })
    }
}

fn near(text: &str, keys: &[String]) -> String {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    nearest(text, &keys).map_or_else(String::new, |near| format!("; did you mean {near:?}?"))
}
