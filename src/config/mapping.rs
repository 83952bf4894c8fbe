//! How a source's columns become contract columns: SQL, and values in other words.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use glob::Pattern;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{ConfigError, ConfigFile};
use crate::contract::Contract;
use crate::domain::{folded, nearest};
use crate::sql::SqlExpression;

/// SQL of the pipeline file, parsed, with its place for messages.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Where it stands in the file.
    pub span: Range<usize>,
    /// One or more ways to say it; the first whose columns are all in the source is used.
    pub alternatives: Vec<SqlExpression>,
    /// Other words for what the SQL gives.
    pub values: ValueMap,
    /// The look-up that translates it then.
    pub lookup: Option<String>,
}

impl Mapping {
    /// Parses the alternatives that stand at `span`.
    pub(super) fn parse<S: AsRef<str>>(
        file: &ConfigFile,
        span: Range<usize>,
        alternatives: &[S],
    ) -> Result<Self, ConfigError> {
        if alternatives.is_empty() {
            return Err(file.error_at(&span, "the list of SQL expressions is empty"));
        }
        let alternatives = alternatives
            .iter()
            .map(|sql| {
                SqlExpression::parse(sql.as_ref()).map_err(|message| file.error_at(&span, message))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            span,
            alternatives,
            values: ValueMap::default(),
            lookup: None,
        })
    }
}

/// `values`: what a publisher writes, and what the contract calls it.
///
/// A key is compared without regard to capitals, white space folded; `*` in it stands for any
/// text. The whole key is tried before the patterns, and of those the longest first. What no key
/// fits stays as it is, so that its row says what was not foreseen.
#[derive(Debug, Clone, Default)]
pub struct ValueMap {
    exact: BTreeMap<String, String>,
    patterns: Vec<(Pattern, String)>,
}

impl ValueMap {
    /// A map of these keys to these texts.
    pub(super) fn new(entries: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            let key = folded(&key);
            // Of the signs of a pattern, only the star is one here: brackets and question marks
            // stand in what publishers write.
            let parts: Vec<String> = key.split('*').map(Pattern::escape).collect();
            match Pattern::new(&parts.join("*")) {
                Ok(pattern) if parts.len() > 1 => map.patterns.push((pattern, value)),
                _ => {
                    map.exact.insert(key, value);
                }
            }
        }
        map.patterns.sort_by(|(a, _), (b, _)| {
            (std::cmp::Reverse(a.as_str().len()), a).cmp(&(std::cmp::Reverse(b.as_str().len()), b))
        });
        map
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.patterns.is_empty()
    }

    /// What `text` is called, if a key fits it.
    pub fn get(&self, text: &str) -> Option<&str> {
        let text = folded(text);
        if let Some(value) = self.exact.get(&text) {
            return Some(value);
        }
        self.patterns
            .iter()
            .find(|(pattern, _)| pattern.matches(&text))
            .map(|(_, value)| value.as_str())
    }
}

/// A contract column as the pipeline file gives it: SQL, a list of alternatives, or a table.
pub(super) struct ColumnToml {
    sql: Vec<String>,
    values: BTreeMap<String, ValueToml>,
    lookup: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with sql")]
struct ColumnTable {
    sql: TextsToml,
    #[serde(default)]
    values: BTreeMap<String, ValueToml>,
    lookup: Option<String>,
}

/// One text or a list of them.
pub(super) struct TextsToml(pub(super) Vec<String>);

/// A value of a [`ValueMap`], whose type is of no account: contracts read text.
struct ValueToml(String);

impl<'de> Deserialize<'de> for ColumnToml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Column;
        impl<'de> Visitor<'de> for Column {
            type Value = ColumnToml;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("SQL, a list of SQL, or a table with the key `sql`")
            }

            fn visit_str<E>(self, sql: &str) -> Result<ColumnToml, E> {
                Ok(ColumnToml {
                    sql: vec![sql.to_owned()],
                    values: BTreeMap::new(),
                    lookup: None,
                })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<ColumnToml, A::Error> {
                Ok(ColumnToml {
                    sql: Vec::deserialize(SeqAccessDeserializer::new(list))?,
                    values: BTreeMap::new(),
                    lookup: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<ColumnToml, A::Error> {
                let table = ColumnTable::deserialize(MapAccessDeserializer::new(table))?;
                Ok(ColumnToml {
                    sql: table.sql.0,
                    values: table.values,
                    lookup: table.lookup,
                })
            }
        }
        deserializer.deserialize_any(Column)
    }
}

impl<'de> Deserialize<'de> for TextsToml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = TextsToml;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<TextsToml, E> {
                Ok(TextsToml(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<TextsToml, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(TextsToml)
            }
        }
        deserializer.deserialize_any(Texts)
    }
}

impl<'de> Deserialize<'de> for ValueToml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalar;
        impl Visitor<'_> for Scalar {
            type Value = ValueToml;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text, a number, true or false")
            }

            fn visit_str<E>(self, text: &str) -> Result<ValueToml, E> {
                Ok(ValueToml(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<ValueToml, E> {
                Ok(ValueToml(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<ValueToml, E> {
                Ok(ValueToml(number.to_string()))
            }

            fn visit_bool<E>(self, flag: bool) -> Result<ValueToml, E> {
                Ok(ValueToml(flag.to_string()))
            }
        }
        deserializer.deserialize_any(Scalar)
    }
}

/// The mapped columns of a feed of `contract`.
pub(super) fn columns(
    file: &ConfigFile,
    contract: &'static Contract,
    lookups: &[&str],
    toml: BTreeMap<String, Spanned<ColumnToml>>,
) -> Result<BTreeMap<String, Mapping>, ConfigError> {
    let known: Vec<&str> = contract.columns.iter().map(|column| column.name).collect();
    let mut columns = BTreeMap::new();
    for (name, column) in toml {
        let span = column.span();
        if !known.contains(&name.as_str()) {
            return Err(file.error_at(
                &span,
                match nearest(&name, &known) {
                    Some(near) => format!(
                        "{} has no column `{name}`; did you mean `{near}`?",
                        contract.name
                    ),
                    None => format!(
                        "{} has no column `{name}`; it has {}",
                        contract.name,
                        known.join(", ")
                    ),
                },
            ));
        }
        let column = column.into_inner();
        if let Some(lookup) = &column.lookup
            && !lookups.contains(&lookup.as_str())
        {
            return Err(file.error_at(
                &span,
                match nearest(lookup, lookups) {
                    Some(near) => {
                        format!("there is no look-up `{lookup}`; did you mean `{near}`?")
                    }
                    None => format!(
                        "there is no look-up `{lookup}`; say what it is in [lookups.{lookup}]"
                    ),
                },
            ));
        }
        let values = column
            .values
            .into_iter()
            .map(|(key, ValueToml(to))| (key, to));
        let mut mapping = Mapping::parse(file, span, &column.sql)?;
        mapping.values = ValueMap::new(values);
        mapping.lookup = column.lookup;
        columns.insert(name, mapping);
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> ValueMap {
        ValueMap::new(
            entries
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn a_star_stands_for_any_text() {
        let map = map(&[("Requires improvement*", "3"), ("*not*judged*", "")]);
        for (text, value) in [
            ("Requires improvement", Some("3")),
            ("requires  improvement to be good", Some("3")),
            ("Does require improvement", None),
            ("Was not yet judged.", Some("")),
            ("judged, not", None),
        ] {
            assert_eq!(map.get(text), value, "{text}");
        }
    }

    #[test]
    fn the_whole_key_is_tried_first_and_then_the_longest_pattern() {
        let map = map(&[("*", "else"), ("Good*", "2"), ("Good enough", "3")]);
        for (text, value) in [("good enough", "3"), ("good practice", "2"), ("", "else")] {
            assert_eq!(map.get(text), Some(value), "{text}");
        }
    }
}
