//! Every rule that was asked, whether it fired or not, with what it was asked about.

use serde_json::{Map, Value};

use super::Effect;
use crate::domain::{Share, Step};

/// One question that the rulebook asked of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// The authority's code.
    pub authority: String,
    /// The step of the rating.
    pub step: Step,
    /// The rule within the step.
    pub rule: String,
    /// What the rule is about: a block, a type of setting, a kind of finding, an outcome or a
    /// limiter; `None` where it is about the authority as a whole.
    pub subject: Option<String>,
    /// The aspect of a finding.
    pub aspect: Option<String>,
    /// What was asked.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Inputs,
    /// Whether it held.
    pub fired: bool,
    /// What followed.
    pub effect: Effect,
}

/// The values that a condition was asked of, by name, in their order.
pub(super) type Inputs = Vec<(String, Value)>;

/// The questions of a run.
pub type Evidence = Vec<EvidenceRow>;

/// Where the questions are noted; nowhere for whoever rates many times over and asks for ratings
/// alone.
#[derive(Debug)]
pub(super) struct Notes(Option<Evidence>);

impl Notes {
    /// Every question is noted.
    pub(super) const fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    /// None is.
    pub(super) const fn none() -> Self {
        Self(None)
    }

    /// Whether questions are noted.
    pub(super) const fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// Notes a question, which is put into words only where it is noted.
    pub(super) fn push(&mut self, row: impl FnOnce() -> EvidenceRow) {
        if let Some(evidence) = &mut self.0 {
            evidence.push(row());
        }
    }

    /// Notes questions that are put already.
    pub(super) fn extend(&mut self, rows: Evidence) {
        if let Some(evidence) = &mut self.0 {
            evidence.extend(rows);
        }
    }

    /// What was noted, in the order of its table. Whatever is asked twice of one authority under
    /// one name stays in the order in which it was asked.
    pub(super) fn sorted(self) -> Evidence {
        let mut evidence = self.0.unwrap_or_default();
        evidence
            .sort_by(|a, b| (&a.authority, a.step, &a.rule).cmp(&(&b.authority, b.step, &b.rule)));
        evidence
    }
}

impl EvidenceRow {
    /// The inputs as a JSON object, in their order.
    pub fn inputs_json(&self) -> String {
        let object: Map<String, Value> = self.inputs.iter().cloned().collect();
        Value::Object(object).to_string()
    }
}

/// A number as JSON; a missing one is null.
pub(super) fn number(value: impl Into<Option<f64>>) -> Value {
    let number = value.into().and_then(serde_json::Number::from_f64);
    number.map_or(Value::Null, Value::Number)
}

/// A share as JSON; a missing one is null.
pub(super) fn share(share: Option<Share>) -> Value {
    number(share.map(Share::fraction))
}
