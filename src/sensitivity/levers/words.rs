//! Levers in the words of their table.

use super::change::{Change, Finds, What};
use super::council::Council;
use crate::domain::{Grade, LeverKind};

/// The kind of what is changed, what it is, what it was and what it becomes, as the table has them.
pub(super) type Words = (LeverKind, String, String, String);

impl Council<'_> {
    /// What a change is about, and what it makes of it, in the words of the table.
    pub(super) fn words(&self, change: &Change) -> Words {
        let (subject, from, to) = match &change.what {
            What::Settings { place, from, to } => {
                let of = &self.rulebook.provisions[self.provision()[*place].provision];
                (of.key.clone(), word(*from), word(*to))
            }
            What::Finding { place, to } => {
                let of = &self.findings()[*place].finding;
                let grade = || of.grade.map(word).unwrap_or_default();
                let (from, to) = match to {
                    Finds::Grade(to) => (grade(), word(*to)),
                    Finds::Outcome(to) => (of.outcome.clone().unwrap_or_default(), to.clone()),
                };
                (format!("{} {}", of.kind, of.aspect), from, to)
            }
            What::Indicators { place, in_line } => {
                let of = &self.rulebook.outcomes[self.outcomes()[*place].outcome];
                let (from, to) = match in_line {
                    true => ("worse", "in line"),
                    false => ("in line", "worse"),
                };
                (of.key.clone(), from.to_owned(), to.to_owned())
            }
            What::Limiter { at } => {
                let name = self.rules.limiters[*at].name.clone();
                (name, "in force".to_owned(), "removed".to_owned())
            }
        };
        (change.what.kind(), subject, from, to)
    }
}

/// A grade as the tables' columns have it.
fn word(grade: Grade) -> String {
    grade.word().to_lowercase()
}
