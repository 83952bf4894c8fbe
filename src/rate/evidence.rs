//! Every rule that was asked, whether it fired or not, with what it was asked about.

use serde_json::{Map, Value};

/// One question that the rulebook asked of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// The authority's code.
    pub authority: String,
    /// The step of the rating.
    pub step: &'static str,
    /// The rule within the step.
    pub rule: String,
    /// What was asked.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Vec<(String, Value)>,
    /// Whether it held.
    pub fired: bool,
    /// What followed.
    pub effect: String,
}

impl EvidenceRow {
    /// The inputs as a JSON object, in their order.
    pub fn inputs_json(&self) -> String {
        let object: Map<String, Value> = self.inputs.iter().cloned().collect();
        Value::Object(object).to_string()
    }
}

/// The questions of a run.
pub type Evidence = Vec<EvidenceRow>;

/// A number as JSON; a missing one is null.
pub fn number(value: f64) -> Value {
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}
