//! What of a rulebook says how sources are read.

use super::{RatingYear, Rulebook};
use crate::domain::Grade;

/// A type of setting: its key, other words for it, and its words for grades.
type ProvisionWords<'a> = (&'a str, &'a [String], &'a [(String, Grade)]);

/// A kind of finding: its key, its aspects and its outcomes.
type FindingWords<'a> = (&'a str, Vec<&'a str>, Vec<&'a String>);

/// What reading asks of a rulebook.
#[derive(PartialEq)]
struct Words<'a> {
    provisions: Vec<ProvisionWords<'a>>,
    events: [&'a [String]; 2],
    tolerated_days: u64,
    findings: Vec<FindingWords<'a>>,
    outcomes: Vec<(&'a str, bool)>,
    rates_outcomes: bool,
    year_begins: Option<RatingYear>,
}

impl Rulebook {
    /// Whether the same rows would be read under `other`, so that what was read once holds for both.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.words() == other.words()
    }

    fn words(&self) -> Words<'_> {
        let provisions = self.provisions.iter();
        let findings = self.findings.iter();
        let outcomes = self.outcomes.iter();
        Words {
            provisions: provisions
                .map(|of| (of.key.as_str(), of.aliases.as_slice(), of.grades.as_slice()))
                .collect(),
            events: [&self.full_inspection_events, &self.other_events],
            tolerated_days: self.tolerated_days,
            findings: findings
                .map(|kind| {
                    let aspects = kind.aspects.iter().map(|aspect| aspect.key.as_str());
                    let outcomes = kind.outcomes.keys();
                    (kind.key.as_str(), aspects.collect(), outcomes.collect())
                })
                .collect(),
            // A catalogue without an indicator of an outcome that weighs something is a mistake.
            outcomes: outcomes
                .map(|of| (of.key.as_str(), of.weight > 0.0))
                .collect(),
            rates_outcomes: self.rating.is_some_and(|weights| weights.c > 0.0),
            year_begins: self.rating.map(|weights| weights.year_begins),
        }
    }
}
