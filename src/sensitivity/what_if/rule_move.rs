//! A rule that says otherwise of an authority than it did.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{Rating, Step};
use crate::rate::{Effect, EvidenceRow};

/// A rule that says otherwise of an authority than it did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum RuleMove {
    /// A band.
    Band {
        /// What it is the band of.
        of: BandOf,
        /// The band that it was; none where there was none.
        from: Option<u8>,
        /// The band that it is.
        to: Option<u8>,
        /// The question that decides.
        asked: Asking,
    },
    /// A limiter that fires and did not, or the other way round.
    Limiter {
        /// Its name.
        name: String,
        /// The highest rating that it leaves.
        cap: u8,
        /// Whether it fires now; false too where the rulebook no longer has it.
        fires: bool,
        /// What it asks.
        asked: Asking,
    },
    /// The rating that the blocks make, before any limiter.
    BeforeLimiters {
        /// What it was.
        from: Option<u8>,
        /// What it is.
        to: Option<u8>,
        /// The weighted mean of the blocks, as it was.
        mean_before: Option<f64>,
        /// The weighted mean of the blocks.
        mean_after: Option<f64>,
        /// How the blocks are weighed, as it was.
        weighed_before: String,
        /// How the blocks are weighed.
        weighed_after: String,
    },
    /// Whether there is enough evidence for a rating.
    Coverage {
        /// Whether there is now.
        enough: bool,
        /// What it asks.
        asked: Asking,
    },
    /// A judgement that stands and did not, or the other way round.
    Judgement {
        /// Whether it stands now.
        stands: bool,
        /// Why it does not, where it does not.
        reason: String,
    },
}

/// What a band is the band of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BandOf {
    /// A type of setting, by its key.
    Provision(String),
    /// A finding, by its kind and aspect.
    Finding(String),
    /// An outcome, by its key.
    Outcome(String),
}

/// A question as it was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asking {
    /// The condition.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Map<String, Value>,
}

impl Asking {
    fn of(row: &EvidenceRow) -> Self {
        Self {
            condition: row.condition.to_string(),
            inputs: row
                .inputs
                .values()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

impl RuleMove {
    /// Whether a judgement stands that was refused, or the other way round.
    pub(super) fn of_refusal(before: Option<&str>, after: Option<&str>) -> Option<Self> {
        let (stands, reason) = match (before, after) {
            (None, None) | (Some(_), Some(_)) => return None,
            (Some(reason), None) => (true, reason),
            (None, Some(reason)) => (false, reason),
        };
        Some(Self::Judgement {
            stands,
            reason: reason.to_owned(),
        })
    }
}

/// The rules of one authority that say otherwise in `after` than in `before`.
pub(super) fn rule_moves(before: &[EvidenceRow], after: &[EvidenceRow]) -> Vec<RuleMove> {
    let mut moves = band_moves(before, after);
    moves.extend(limiter_moves(before, after));
    let only = |rows: &'_ [EvidenceRow], step: Step| rows.iter().position(|row| row.step == step);
    let pair = |step| Some((&before[only(before, step)?], &after[only(after, step)?]));
    moves.extend(pair(Step::Indicative).and_then(|(was, is)| before_limiters(was, is)));
    moves.extend(pair(Step::Coverage).and_then(|(was, is)| {
        (was.fired != is.fired).then(|| RuleMove::Coverage {
            enough: is.fired,
            asked: Asking::of(is),
        })
    }));
    moves
}

/// The rows of each band.
fn bands(rows: &[EvidenceRow]) -> BTreeMap<BandOf, Vec<&EvidenceRow>> {
    let mut found: BTreeMap<BandOf, Vec<&EvidenceRow>> = BTreeMap::new();
    for row in rows {
        let subject = || row.subject.as_deref().unwrap_or_default().to_owned();
        let of = match row.step {
            Step::ProvisionBand => BandOf::Provision(subject()),
            Step::OutcomeBand => BandOf::Outcome(subject()),
            Step::FindingBand => BandOf::Finding(row.rule.to_string()),
            Step::Block
            | Step::Coverage
            | Step::Indicative
            | Step::Limiter
            | Step::Moderation
            | Step::Weakness => continue,
        };
        found.entry(of).or_default().push(row);
    }
    found
}

/// The band that the rows of one earn.
fn band(rows: &[&EvidenceRow]) -> Option<u8> {
    let earned = rows.iter().find_map(|row| row.effect.columns().level);
    earned.map(Rating::level)
}

fn band_moves(before: &[EvidenceRow], after: &[EvidenceRow]) -> Vec<RuleMove> {
    let (before, after) = (bands(before), bands(after));
    let subjects = before.keys().chain(after.keys());
    let subjects: std::collections::BTreeSet<&BandOf> = subjects.collect();
    let none = Vec::new();
    subjects
        .into_iter()
        .filter_map(|of| {
            let was = before.get(of).unwrap_or(&none);
            let is = after.get(of).unwrap_or(&none);
            let (from, to) = (band(was), band(is));
            let asked = (from != to).then(|| deciding(was, is, from, to))??;
            Some(RuleMove::Band {
                of: of.clone(),
                from,
                to,
                asked: Asking::of(asked),
            })
        })
        .collect()
}

/// The question that decides: of a band that falls, the one that it no longer meets, otherwise the
/// one that is met.
fn deciding<'a>(
    was: &[&'a EvidenceRow],
    is: &[&'a EvidenceRow],
    from: Option<u8>,
    to: Option<u8>,
) -> Option<&'a EvidenceRow> {
    let falls = from > to;
    let missed = is
        .iter()
        .find(|row| matches!(row.effect, Effect::BelowBand(band) if Some(band.level()) == from));
    let missed = missed.filter(|_| falls);
    let met = is.iter().find(|row| row.fired);
    missed
        .or(met)
        .or_else(|| is.first())
        .or_else(|| was.first())
        .copied()
}

fn limiter_moves(before: &[EvidenceRow], after: &[EvidenceRow]) -> Vec<RuleMove> {
    let limiters = |rows: &'_ [EvidenceRow]| -> Vec<EvidenceRow> {
        let of = rows.iter().filter(|row| row.step == Step::Limiter);
        of.cloned().collect()
    };
    let (before, after) = (limiters(before), limiters(after));
    let fired =
        |rows: &[EvidenceRow], rule: &str| rows.iter().any(|row| &*row.rule == rule && row.fired);
    let gone = before
        .iter()
        .filter(|row| !after.iter().any(|is| is.rule == row.rule));
    after
        .iter()
        .chain(gone)
        .filter(|row| fired(&before, &row.rule) != fired(&after, &row.rule))
        .map(|row| RuleMove::Limiter {
            name: row.rule.to_string(),
            cap: row.effect.columns().cap.map_or(0, Rating::level),
            fires: fired(&after, &row.rule),
            asked: Asking::of(row),
        })
        .collect()
}

fn before_limiters(was: &EvidenceRow, is: &EvidenceRow) -> Option<RuleMove> {
    let level = |row: &EvidenceRow| row.effect.columns().level.map(Rating::level);
    let mean = |row: &EvidenceRow| {
        row.inputs
            .values()
            .find(|(name, _)| *name == "mean")?
            .1
            .as_f64()
    };
    (level(was) != level(is)).then(|| RuleMove::BeforeLimiters {
        from: level(was),
        to: level(is),
        mean_before: mean(was),
        mean_after: mean(is),
        weighed_before: was.condition.to_string(),
        weighed_after: is.condition.to_string(),
    })
}
