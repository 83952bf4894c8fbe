//! `[[breaks]]` of a pipeline: where series break that the catalogue says nothing of.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::mapping::ValueMap;
use super::{ConfigError, ConfigFile};
use crate::domain::{Period, SeriesBreak};

/// Breaks of some series.
#[derive(Debug, Clone)]
pub struct Break {
    /// The indicators that are named in full.
    pub names: Vec<String>,
    /// Those that it is of; every one where there is none.
    indicators: ValueMap,
    /// What breaks them.
    pub by: BrokenBy,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// What breaks a series.
#[derive(Debug, Clone)]
pub enum BrokenBy {
    /// A period: nothing from it on is compared with anything before it.
    Period(SeriesBreak),
    /// A figure whose status has one of these words: it is compared with nothing before it.
    Status {
        /// The words.
        words: ValueMap,
        /// Why.
        reason: Option<String>,
    },
}

impl Break {
    /// Whether it is of the indicator called `name`.
    pub fn is_of(&self, name: &str) -> bool {
        self.indicators.is_empty() || self.indicators.get(name).is_some()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a break with `period` or `status`")]
pub(super) struct BreakToml {
    period: Option<Spanned<String>>,
    #[serde(default)]
    status: Vec<String>,
    #[serde(default)]
    indicators: Vec<String>,
    reason: Option<String>,
}

/// Checks the breaks.
pub(super) fn checked(
    file: &ConfigFile,
    toml: Vec<Spanned<BreakToml>>,
) -> Result<Vec<Break>, ConfigError> {
    let each = toml.into_iter().map(|given| {
        let span = given.span();
        let toml = given.into_inner();
        let by = match (&toml.period, toml.status.is_empty()) {
            (Some(period), true) => BrokenBy::Period(SeriesBreak {
                reason: toml.reason,
                label: period.get_ref().clone(),
                period: Period::parse(period.get_ref()).map_err(|error| {
                    let message = format!("period of a break: {error}");
                    file.error_at(&period.span(), message)
                })?,
            }),
            (None, false) => BrokenBy::Status {
                words: map(&toml.status),
                reason: toml.reason,
            },
            _ => {
                return Err(file.error_at(
                    &span,
                    "a break has `period`, the first that cannot be compared with those before it, or `status`, the words of figures that cannot be: one of the two",
                ));
            }
        };
        let names = toml.indicators.iter().filter(|name| !name.contains('*'));
        Ok(Break {
            names: names.cloned().collect(),
            indicators: map(&toml.indicators),
            by,
            span,
        })
    });
    each.collect()
}

/// Whatever fits one of these words, in which `*` is any text.
fn map(words: &[String]) -> ValueMap {
    ValueMap::new(words.iter().map(|word| (word.clone(), word.clone())))
}
