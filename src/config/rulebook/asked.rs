//! A key of a rulebook set to another value in memory, as a question does that asks what would
//! come of it.
//!
//! The text of the rulebook is changed and read again by its ordinary reader, so that whatever is
//! wrong with it is found as it would be found in a file, on the line on which it stands there.

use toml_edit::{DocumentMut, Item, Key, TableLike, Value};

use super::Rulebook;
use crate::config::keys::{self, KeyTable};
use crate::config::{ConfigError, ConfigFile};
use crate::domain::nearest;

/// The keys by which an entry of a list is named.
const NAMES: [&str; 3] = ["name", "band", "word"];

/// A key of a rulebook and the value that it is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedKey {
    /// The key's path, an entry of a list by its `name`, `band` or `word`:
    /// `provision_cut_offs.3.good_or_better`.
    pub path: String,
    /// The value as TOML writes it; what is no TOML is text.
    pub value: String,
}

impl std::fmt::Display for AskedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.path, self.value)
    }
}

impl Rulebook {
    /// The rulebook of `file` with other values for some keys, and what each was before; `None` for
    /// one that was not set.
    ///
    /// # Errors
    /// A key that does not exist, with the nearest that does, or whatever the reader of rulebooks
    /// finds wrong with what comes of it.
    pub fn with(
        file: &ConfigFile,
        asked: &[AskedKey],
    ) -> Result<(Self, Vec<Option<String>>), ConfigError> {
        if asked.is_empty() {
            return Ok((Self::of(file.clone())?, Vec::new()));
        }
        let mut document: DocumentMut = file.text().parse().map_err(|error| {
            ConfigError::whole(file.path(), format!("cannot be read as TOML: {error}"))
        })?;
        let mut before = Vec::with_capacity(asked.len());
        for key in asked {
            let names = names(&key.path);
            let walk = Walk {
                asked: key,
                walked: Vec::new(),
            };
            let set = walk
                .set(document.as_table_mut(), &names)
                .map_err(|message| ConfigError::whole(file.path(), message))?;
            before.push(set);
        }
        let changed = ConfigFile::of(file.path(), document.to_string());
        let with = asked.iter().map(AskedKey::to_string);
        let with = with.collect::<Vec<_>>().join(" and ");
        let rulebook = Self::of(changed).map_err(|error| ConfigError {
            message: format!("with {with}: {}", error.message),
            ..error
        })?;
        Ok((rulebook, before))
    }
}

/// The names that a path leads through; what TOML does not take for a path is parted at its dots.
fn names(path: &str) -> Vec<String> {
    match Key::parse(path) {
        Ok(keys) => keys.iter().map(|key| key.get().to_owned()).collect(),
        Err(_) => path.split('.').map(|name| name.trim().to_owned()).collect(),
    }
}

/// The way through a rulebook to a key.
struct Walk<'a> {
    asked: &'a AskedKey,
    /// The names that were walked through.
    walked: Vec<String>,
}

impl Walk<'_> {
    /// Sets the key that `names` lead to from `table`, and gives what it was.
    fn set(
        mut self,
        table: &mut dyn TableLike,
        names: &[String],
    ) -> Result<Option<String>, String> {
        let (name, rest) = names
            .split_first()
            .ok_or_else(|| self.refused("it is empty"))?;
        if !table.contains_key(name) {
            let known = self.table().map_or(&[][..], |table| table.keys);
            if !known.iter().any(|key| key.name == name) && !self.is_table(name) {
                return Err(self.unknown(name, names_in(table, known)));
            }
        }
        if rest.is_empty() {
            return self.set_value(table, name);
        }
        self.walked.push(name.clone());
        let item = table
            .entry(name)
            .or_insert_with(|| Item::Table(toml_edit::Table::new()));
        match item {
            Item::ArrayOfTables(list) => {
                let entries = list.iter_mut().map(|entry| entry as &mut dyn TableLike);
                self.set_in_list(entries.collect(), rest)
            }
            Item::Value(Value::Array(list)) if list.iter().any(Value::is_inline_table) => {
                let entries = list.iter_mut().filter_map(Value::as_inline_table_mut);
                let entries = entries.map(|entry| entry as &mut dyn TableLike);
                self.set_in_list(entries.collect(), rest)
            }
            item => match item.as_table_like_mut() {
                Some(table) => self.set(table, rest),
                None => Err(self.refused("it has a value, and nothing below it")),
            },
        }
    }

    /// Goes on in the entry of a list that is named first.
    fn set_in_list(
        mut self,
        entries: Vec<&mut dyn TableLike>,
        names: &[String],
    ) -> Result<Option<String>, String> {
        let (name, rest) = names
            .split_first()
            .ok_or_else(|| self.refused("it is empty"))?;
        let known: Vec<String> = entries
            .iter()
            .filter_map(|entry| name_of(&**entry))
            .collect();
        let mut meant = entries
            .into_iter()
            .filter(|entry| name_of(&**entry).as_ref() == Some(name));
        let Some(entry) = meant.next() else {
            return Err(self.unknown(name, known));
        };
        self.walked.push(name.clone());
        if rest.is_empty() {
            return Err(self.is_a_table(entry));
        }
        self.walked.pop();
        self.set(entry, rest)
    }

    fn set_value(&self, table: &mut dyn TableLike, name: &str) -> Result<Option<String>, String> {
        let asked = &self.asked.value;
        let Some(item) = table.get_mut(name) else {
            table.insert(name, Item::Value(value(asked, false)));
            return Ok(None);
        };
        match item {
            Item::Value(old) if !old.is_inline_table() => {
                let before = old.clone().decorated("", "").to_string();
                let mut new = value(asked, old.is_str());
                *new.decor_mut() = old.decor().clone();
                *old = new;
                Ok(Some(before))
            }
            Item::ArrayOfTables(list) => {
                let known = list.iter().filter_map(|entry| name_of(entry));
                Err(self.refused(&format!(
                    "[[{name}]] is a list; go on with one of its entries: {}",
                    known.collect::<Vec<_>>().join(", ")
                )))
            }
            item => match item.as_table_like() {
                Some(table) => Err(self.is_a_table(table)),
                None => Err(self.refused("it cannot be set")),
            },
        }
    }

    /// The table of the reference that was walked to.
    fn table(&self) -> Option<&'static KeyTable> {
        keys::RULEBOOK.iter().find(|table| self.is_at(table, None))
    }

    /// Whether `name`, below what was walked through, is a table that a rulebook may have once.
    fn is_table(&self, name: &str) -> bool {
        let mut tables = keys::RULEBOOK.iter();
        tables.any(|table| self.is_at(table, Some(name)) && !is_own(table.path))
    }

    fn is_at(&self, table: &KeyTable, then: Option<&str>) -> bool {
        let mut walked = self.walked.iter().map(String::as_str).chain(then);
        let mut path = table.path.split('.');
        let is_same =
            walked.all(|name| path.next().is_some_and(|part| part == name || is_own(part)));
        is_same && path.next().is_none()
    }

    fn is_a_table(&self, table: &dyn TableLike) -> String {
        let keys: Vec<&str> = table.iter().map(|(key, _)| key).collect();
        self.refused(&format!(
            "it is a table; go on with one of its keys: {}",
            keys.join(", ")
        ))
    }

    fn unknown(&self, name: &str, known: Vec<String>) -> String {
        let place = match self.walked.join(".") {
            place if place.is_empty() => "the rulebook".to_owned(),
            place => format!("[{place}]"),
        };
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let remedy = match nearest(name, &known) {
            Some(meant) => format!("did you mean `{meant}`? It has {}", known.join(", ")),
            None => format!("it has {}", known.join(", ")),
        };
        self.refused(&format!("{place} has no `{name}`; {remedy}"))
    }

    fn refused(&self, why: &str) -> String {
        format!("{}: {why}", self.asked)
    }
}

/// Whether a part of a path in the reference stands for names of the analyst's own.
fn is_own(part: &str) -> bool {
    part.rsplit('.')
        .next()
        .is_some_and(|last| last.chars().all(|letter| letter.is_ascii_uppercase()))
}

/// The keys that a table has or may have.
fn names_in(table: &dyn TableLike, known: &[keys::Key]) -> Vec<String> {
    let mut names: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in known {
        if !names.iter().any(|name| name == key.name) {
            names.push(key.name.to_owned());
        }
    }
    names
}

/// What an entry of a list is called.
fn name_of(entry: &dyn TableLike) -> Option<String> {
    NAMES.iter().find_map(|key| match entry.get(key)? {
        Item::Value(Value::String(name)) => Some(name.value().clone()),
        Item::Value(Value::Integer(band)) => Some(band.value().to_string()),
        _ => None,
    })
}

/// A value as TOML writes it; `in_place_of_text` takes it for text whatever it looks like.
fn value(asked: &str, in_place_of_text: bool) -> Value {
    match asked.parse::<Value>() {
        Ok(value) if value.is_str() || !in_place_of_text => value.decorated("", ""),
        _ => Value::from(asked),
    }
}
