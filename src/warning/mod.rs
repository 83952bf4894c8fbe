//! News of a run: what a person should know of it although it did not stop it.
//!
//! A warning is a fact with a kind. Stages give warnings with their results and `job` collects
//! them; the sentence is made last, for the summary, the log and the manifest.

mod kind;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::kind::WarningKind;

/// How many subjects a sentence names before it only counts the others.
const NAMED: usize = 5;

/// One thing that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// The feed or the contract that it concerns; none for the run as a whole.
    pub source: Option<String>,
    /// The one thing in it that it concerns: an indicator, an authority, a word, a column.
    pub subject: Option<String>,
    /// What else there is to say of the subject, such as a period or the words that were found.
    pub detail: Option<String>,
    /// How many rows it concerns, where it is about rows.
    pub count: u64,
}

impl Warning {
    /// A warning about the run as a whole.
    #[must_use]
    pub const fn new(kind: WarningKind) -> Self {
        Self {
            kind,
            source: None,
            subject: None,
            detail: None,
            count: 0,
        }
    }

    /// A warning about a source.
    #[must_use]
    pub fn of(kind: WarningKind, source: impl Into<String>) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(kind)
        }
    }

    /// The same about one thing in the source.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self {
            subject: Some(subject.into()),
            ..self
        }
    }

    /// The same with what else there is to say.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same about so many rows.
    #[must_use]
    pub fn counting(self, count: u64) -> Self {
        Self { count, ..self }
    }

    /// Its subject as it is named in a sentence.
    fn named(&self) -> Option<String> {
        let subject = self.subject.as_deref()?;
        let rows = match self.count {
            0 => None,
            1 => Some("1 row".to_owned()),
            count => Some(format!("{count} rows")),
        };
        let more: Vec<&str> = self
            .detail
            .iter()
            .chain(&rows)
            .map(String::as_str)
            .collect();
        Some(match more.as_slice() {
            [] => subject.to_owned(),
            more => format!("{subject} ({})", more.join(", ")),
        })
    }
}

/// Warnings of one kind about one source, which are told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningGroup<'a> {
    /// What they are about.
    pub kind: WarningKind,
    /// The feed or the contract that they concern.
    pub source: Option<&'a str>,
    /// They themselves.
    pub warnings: Vec<&'a Warning>,
}

/// The warnings in groups, in the order of their kinds and sources.
#[must_use]
pub fn grouped(warnings: &[Warning]) -> Vec<WarningGroup<'_>> {
    let mut sorted: Vec<&Warning> = warnings.iter().collect();
    sorted.sort_by_key(|warning| (warning.kind, &warning.source));
    sorted
        .chunk_by(|a, b| (a.kind, &a.source) == (b.kind, &b.source))
        .map(|group| WarningGroup {
            kind: group[0].kind,
            source: group[0].source.as_deref(),
            warnings: group.to_vec(),
        })
        .collect()
}

impl fmt::Display for WarningGroup<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = self.source {
            write!(out, "{source}: ")?;
        }
        let count = self.warnings.iter().map(|warning| warning.count).sum();
        out.write_str(&self.kind.says(self.source, self.warnings.len(), count))?;
        let named: Vec<String> = self
            .warnings
            .iter()
            .filter_map(|warning| warning.named())
            .take(NAMED)
            .collect();
        if !named.is_empty() {
            write!(out, ": {}", named.join(", "))?;
            if self.warnings.len() > NAMED {
                write!(out, " and {} more", self.warnings.len() - NAMED)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_value(indicator: &str) -> Warning {
        Warning::of(WarningKind::IndicatorWithoutValue, "observations").about(indicator)
    }

    #[test]
    fn warnings_of_one_kind_are_told_in_one_sentence() {
        let warnings: Vec<Warning> = (1..=7)
            .map(|number| without_value(&format!("I{number}")))
            .collect();
        let told: Vec<String> = grouped(&warnings).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "observations: 7 indicators of the catalogue without a value: I1, I2, I3, I4, I5 and 2 more"
            ]
        );
    }

    #[test]
    fn a_word_is_told_with_its_column_and_its_rows() {
        let word = Warning::of(WarningKind::UnknownWord, "inspections")
            .about("\"Full inspection\"")
            .with("event")
            .counting(12);
        assert_eq!(
            grouped(&[word])[0].to_string(),
            "inspections: 1 word that the rulebook does not have: \"Full inspection\" (event, 12 rows)"
        );
    }
}
