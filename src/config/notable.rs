//! `[notable]`: which figures are called notable, and of which the table `notable` speaks.

use serde::Deserialize;
use toml::Spanned;

use super::ranges::{COMPARED, SHARE};
use super::{ConfigError, ConfigFile};

/// Which figures are notable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotableRule {
    /// The share of false discoveries among what is called notable of one authority.
    pub false_discovery: f64,
    /// The fewest other values of which a middle and a spread are taken.
    pub minimum: usize,
    /// What says how unlikely a figure is.
    pub by: NotableTest,
    /// The periods whose figures are asked.
    pub periods: Periods,
    /// Which of the figures that are asked the table has.
    pub rows: NotableRows,
}

/// Which of the figures that are asked the table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotableRows {
    /// Every one.
    #[default]
    All,
    /// Those that are notable.
    Notable,
}

/// What says how unlikely a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotableTest {
    /// The test that the figure is compared by, where it is one; its place among others elsewhere.
    #[default]
    Comparison,
    /// Its place among the values of others, whatever it is compared by.
    Robust,
}

/// Of which periods a table speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Periods {
    /// The latest of each series.
    #[default]
    Latest,
    /// Every one.
    All,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with false_discovery")]
pub(super) struct NotableToml {
    false_discovery: Spanned<f64>,
    #[serde(default = "default_minimum")]
    minimum: Spanned<u64>,
    #[serde(default)]
    by: NotableTest,
    #[serde(default)]
    periods: Periods,
    #[serde(default)]
    rows: NotableRows,
}

fn default_minimum() -> Spanned<u64> {
    Spanned::new(0..0, 5)
}

impl NotableToml {
    /// The rule, its numbers within their ranges.
    pub(super) fn checked(&self, file: &ConfigFile) -> Result<NotableRule, ConfigError> {
        let minimum = COMPARED.of(file, "minimum", &self.minimum)?;
        Ok(NotableRule {
            false_discovery: SHARE.of(file, "false_discovery", &self.false_discovery)?,
            minimum: usize::try_from(minimum).unwrap_or(usize::MAX),
            by: self.by,
            periods: self.periods,
            rows: self.rows,
        })
    }
}
