//! Limiting judgements: SQL conditions that cap a rating.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::bands::finding_rule;
use super::condition::{Answer, BoundCondition};
use super::evidence::Notes;
use super::profile_row::{ProfileRows, schema};
use super::reach;
use crate::config::{ConfigError, ProfileFact, ProfileSubject, Rulebook};
use crate::domain::Rating;
use crate::profile::FindingProfile;
use crate::sql::Value;

/// A limiter whose condition has been checked against the profile row.
#[derive(Debug, Clone)]
pub struct BoundLimiter {
    /// Its key.
    pub name: String,
    /// The highest rating that it leaves.
    pub cap: Rating,
    /// One sentence for readers.
    pub reason: String,
    condition: BoundCondition,
    /// What stands in the columns of its condition, in their order.
    facts: Vec<ProfileFact>,
    /// What the columns are about.
    about: Vec<ProfileSubject>,
}

/// Checks every limiter of the rulebook against the columns of the profile row.
///
/// # Errors
/// SQL that does not parse, names a column that is not there, gives no truth value or can never
/// be true.
pub(super) fn bind(rulebook: &Rulebook) -> Result<Vec<BoundLimiter>, ConfigError> {
    let columns = rulebook.profile_columns();
    let schema = schema(&columns);
    let known: BTreeMap<String, ProfileFact> = rulebook.profile_facts().into_iter().collect();
    rulebook
        .limiters
        .iter()
        .map(|limiter| {
            let at = |message: String| {
                rulebook.file.error_at(
                    &limiter.condition.span(),
                    format!("limiter {}: {message}", limiter.name),
                )
            };
            let condition =
                BoundCondition::bind(limiter.condition.get_ref(), &schema).map_err(at)?;
            if let Some(reason) = reach::never_holds(condition.sql(), &columns, &schema) {
                return Err(at(format!(
                    "it can never fire: {reason}; correct the condition, or take the limiter out"
                )));
            }
            let named = condition.columns().iter();
            let facts: Vec<ProfileFact> =
                named.filter_map(|name| known.get(name).copied()).collect();
            Ok(BoundLimiter {
                name: limiter.name.clone(),
                cap: limiter.cap,
                reason: limiter.reason.clone(),
                condition,
                about: facts.iter().map(|fact| fact.about()).collect(),
                facts,
            })
        })
        .collect()
}

/// Rows that a thread is given at once: enough that handing them out costs nothing beside them.
const ROWS: usize = 2048;

impl BoundLimiter {
    /// The condition as it was written.
    pub fn sql(&self) -> &str {
        self.condition.sql()
    }

    /// The columns of the profile row that the condition names.
    pub fn columns(&self) -> &[String] {
        self.condition.columns()
    }

    /// What stands in the columns that the condition names.
    pub fn facts(&self) -> &[ProfileFact] {
        &self.facts
    }

    /// What the columns that the condition names are about.
    pub fn about(&self) -> &[ProfileSubject] {
        &self.about
    }

    /// Those of the findings about one authority that the condition names, by the rule of their
    /// own evidence.
    pub fn findings(&self, own: &[FindingProfile], rulebook: &Rulebook) -> Vec<String> {
        own.iter()
            .filter(|finding| self.about.iter().any(|of| names(*of, finding, rulebook)))
            .map(finding_rule)
            .collect()
    }

    /// Whether the condition is about the authority as a whole, such as its blocks.
    pub(super) fn is_about_the_whole(&self) -> bool {
        self.about.iter().any(|subject| match subject {
            ProfileSubject::Authority => true,
            ProfileSubject::Finding { .. }
            | ProfileSubject::FindingKind(_)
            | ProfileSubject::Provision(_)
            | ProfileSubject::Outcome(_) => false,
        })
    }

    /// Asks the condition of every row, in their order; what it was asked about is noted with the
    /// answer where `notes` are kept.
    ///
    /// # Errors
    /// The first row of which it cannot be worked out, by the name of its authority, and why.
    pub(super) fn ask(&self, rows: &ProfileRows<'_>, notes: &Notes) -> Result<Vec<Answer>, String> {
        let answers: Vec<Result<Answer, String>> = (0..rows.len())
            .into_par_iter()
            .with_min_len(ROWS)
            .map(|row| {
                let value = |at: usize| {
                    let fact = self.facts.get(at);
                    fact.map_or(Value::Null, |fact| rows.value(row, *fact))
                };
                let answer = if notes.are_kept() {
                    self.condition.ask(value)
                } else {
                    self.condition.holds(value).map(Answer::only)
                };
                let at = |error| format!("limiter {}: of {}: {error}", self.name, rows.name(row));
                answer.map_err(at)
            })
            .collect();
        answers.into_iter().collect()
    }
}

/// Whether a column that is about `subject` is about `finding`.
fn names(subject: ProfileSubject, finding: &FindingProfile, rulebook: &Rulebook) -> bool {
    match subject {
        ProfileSubject::FindingKind(kind) => finding.kind == kind,
        ProfileSubject::Finding { kind, aspect } => {
            let known = &rulebook.findings[kind].aspects[aspect];
            finding.kind == kind && finding.finding.aspect == known.key
        }
        ProfileSubject::Authority | ProfileSubject::Provision(_) | ProfileSubject::Outcome(_) => {
            false
        }
    }
}

/// What limiters leave of a rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Limited {
    /// The rating that is left.
    pub rating: Option<Rating>,
    /// Whether each limiter lowered what those before it had left.
    pub lowers: Vec<bool>,
}

/// Holds `rating` below the cap of every limiter that fired, in the order of the rulebook.
pub(super) fn limit(
    rating: Option<Rating>,
    limiters: impl Iterator<Item = (Rating, bool)>,
) -> Limited {
    let mut left = rating;
    let lowers = limiters
        .map(|(cap, fired)| {
            let lowers = fired && left.is_some_and(|left| cap < left);
            if lowers {
                left = Some(cap);
            }
            lowers
        })
        .collect();
    Limited {
        rating: left,
        lowers,
    }
}

/// What is left of `rating` under the caps of the limiters that fired, as [`limit`] has it, where nobody
/// asks which of them lowered it.
pub(super) fn held_below(rating: Option<Rating>, caps: impl Iterator<Item = Rating>) -> Limited {
    Limited {
        rating: rating.map(|rating| caps.fold(rating, Rating::min)),
        lowers: Vec::new(),
    }
}

/// Whether a limiter of this cap is why the indicative rating is what it is: the blocks alone
/// would give more, and it stands at the cap. Several limiters of one cap decide together.
pub(super) fn decides(cap: Rating, before: Option<Rating>, indicative: Option<Rating>) -> bool {
    before.is_some_and(|before| cap < before) && indicative == Some(cap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Rating::{PerformsAdequately, PerformsExcellently, PerformsPoorly, PerformsWell};

    fn limited(rating: Rating, limiters: &[(Rating, bool)]) -> (Rating, Vec<bool>) {
        let limited = limit(Some(rating), limiters.iter().copied());
        (limited.rating.unwrap(), limited.lowers)
    }

    #[test]
    fn the_lowest_cap_that_fired_stands() {
        assert_eq!(
            limited(
                PerformsExcellently,
                &[
                    (PerformsAdequately, true),
                    (PerformsPoorly, false),
                    (PerformsWell, true)
                ]
            ),
            (PerformsAdequately, vec![true, false, false])
        );
        assert_eq!(
            limited(
                PerformsWell,
                &[(PerformsAdequately, true), (PerformsPoorly, true)]
            ),
            (PerformsPoorly, vec![true, true])
        );
    }

    #[test]
    fn a_cap_that_the_rating_does_not_exceed_lowers_nothing() {
        assert_eq!(
            limited(PerformsAdequately, &[(PerformsWell, true)]),
            (PerformsAdequately, vec![false])
        );
        for rating in [PerformsPoorly, PerformsExcellently] {
            let caps = [PerformsWell, PerformsAdequately];
            let fired = limit(Some(rating), caps.map(|cap| (cap, true)).into_iter());
            let held = held_below(Some(rating), caps.into_iter());
            assert_eq!(fired.rating, held.rating);
        }
        let nothing = limit(None, [(PerformsPoorly, true)].into_iter());
        assert_eq!((nothing.rating, nothing.lowers), (None, vec![false]));
    }

    #[test]
    fn the_limiter_at_whose_cap_the_rating_stands_decides() {
        let before = Some(PerformsWell);
        assert!(decides(PerformsPoorly, before, Some(PerformsPoorly)));
        assert!(!decides(PerformsAdequately, before, Some(PerformsPoorly)));
        assert!(!decides(PerformsWell, before, Some(PerformsWell)));
        assert!(!decides(PerformsPoorly, before, None));
    }
}
