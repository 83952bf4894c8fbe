//! Tables by which a mapping translates what it gives.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::domain::{folded_name, nearest};
use crate::tables::{Fault, Rule};

/// Every look-up of a pipeline, read.
pub(crate) type Lookups = BTreeMap<String, Arc<LookupTable>>;

/// A look-up, read: keys in any spelling, and what they stand for.
#[derive(Debug)]
pub(crate) struct LookupTable {
    name: String,
    /// By the folded key or alias.
    values: FxHashMap<String, String>,
    /// The keys as the table writes them, for messages.
    keys: Vec<String>,
}

impl LookupTable {
    /// The look-up called `name`, with what each key stands for; keys are compared folded, and of
    /// equal ones the first counts. `aliases` are other spellings of keys.
    ///
    /// # Errors
    /// An alias of a key that is not there, as a sentence.
    pub(crate) fn new(
        name: &str,
        rows: impl IntoIterator<Item = (String, String)>,
        aliases: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let mut values: FxHashMap<String, String> = FxHashMap::default();
        let mut keys = Vec::new();
        for (key, value) in rows {
            values.entry(folded_name(&key)).or_insert_with(|| {
                keys.push(key);
                value
            });
        }
        for (alias, key) in aliases {
            let Some(value) = values.get(&folded_name(key)).cloned() else {
                return Err(format!(
                    "the alias {alias:?} stands for {key:?}, which is no key of the look-up{}",
                    near(key, &keys)
                ));
            };
            match values.entry(folded_name(alias)) {
                Entry::Vacant(free) => {
                    free.insert(value);
                }
                Entry::Occupied(taken) if *taken.get() == value => {}
                Entry::Occupied(_) => {
                    return Err(format!(
                        "the alias {alias:?} stands for {key:?}, but it is a key of the look-up or another alias already, for something else; take it out"
                    ));
                }
            }
        }
        Ok(Self {
            name: name.to_owned(),
            values,
            keys,
        })
    }

    /// What `text` stands for.
    ///
    /// # Errors
    /// A text that is no key.
    pub(crate) fn get(&self, text: &str) -> Result<&str, Fault> {
        self.values
            .get(&folded_name(text))
            .map(String::as_str)
            .ok_or_else(|| {
                Fault::new(
                    Rule::NotInLookup,
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
