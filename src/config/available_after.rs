//! `available_after`: how long after a period the figures of a feed come out.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{ConfigError, ConfigFile, ValueMap};
use crate::domain::Delay;

/// Different delays of a feed, at most.
const MOST: usize = 60;

/// How long after the end of a period the figures of a feed come out, by the name of the indicator.
#[derive(Debug, Clone)]
pub struct AvailableAfter {
    texts: BTreeMap<String, String>,
    of: ValueMap,
}

impl AvailableAfter {
    /// The delay of the indicator called `name`; `None` where the pipeline does not say.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<Delay> {
        self.of.get(name).and_then(Delay::parse)
    }

    /// The keys that name an indicator in full, without `*`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.texts.keys().map(String::as_str);
        names.filter(|name| !name.contains('*'))
    }
}

/// One delay, or a table of them by indicator.
pub(super) struct AvailableAfterToml(BTreeMap<String, String>);

impl AvailableAfterToml {
    /// The delays, each of which must be one.
    pub(super) fn checked(
        toml: Spanned<Self>,
        file: &ConfigFile,
    ) -> Result<AvailableAfter, ConfigError> {
        let span = toml.span();
        let texts = toml.into_inner().0;
        for (name, text) in &texts {
            if Delay::parse(text).is_none() {
                let of = if name == "*" {
                    String::new()
                } else {
                    format!(" of {name:?}")
                };
                return Err(file.error_at(
                    &span,
                    format!(
                        "available_after{of} is {text:?}; it is how long after the end of a period its figures come out, such as \"8 months\", \"10 days\" or \"1 year\", up to ten years"
                    ),
                ));
            }
        }
        let mut different: Vec<&String> = texts.values().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() > MOST {
            return Err(file.error_at(
                &span,
                format!(
                    "available_after has {} different delays; {MOST} are the most",
                    different.len()
                ),
            ));
        }
        Ok(AvailableAfter {
            of: ValueMap::new(texts.clone()),
            texts,
        })
    }
}

impl<'de> Deserialize<'de> for AvailableAfterToml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Delays;
        impl<'de> Visitor<'de> for Delays {
            type Value = AvailableAfterToml;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(
                    "a time such as \"8 months\", or a table of indicators and their times",
                )
            }

            fn visit_str<E>(self, text: &str) -> Result<AvailableAfterToml, E> {
                let everything = ("*".to_owned(), text.to_owned());
                Ok(AvailableAfterToml([everything].into()))
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                table: A,
            ) -> Result<AvailableAfterToml, A::Error> {
                let texts = BTreeMap::deserialize(MapAccessDeserializer::new(table))?;
                Ok(AvailableAfterToml(texts))
            }
        }
        deserializer.deserialize_any(Delays)
    }
}
