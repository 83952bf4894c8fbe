//! The triggers of a rulebook, as a part of an explanation.

use serde::Serialize;
use serde_json::{Map, Value};

use super::inputs::named;
use crate::review::{Day, Node, PublishedRun, ReviewError, TriggerRow};

/// A trigger that was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedTrigger {
    /// Its name in the rulebook.
    pub trigger: String,
    /// Whether its condition held.
    pub fired: bool,
    /// What was asked.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Map<String, Value>,
    /// The as-of date of the earlier row; none where there is none.
    pub before_as_of: Option<Day>,
    /// The rulebook's sentence about it.
    pub reason: String,
}

impl ExplainedTrigger {
    /// What a run says of an authority; nothing where its rulebook has no trigger.
    pub(super) fn read(run: &PublishedRun, code: &str) -> Result<Vec<Self>, ReviewError> {
        let rows = TriggerRow::read(run, Some(code))?.into_iter();
        let asked = rows.map(|row| Self {
            inputs: serde_json::from_str(&row.inputs).unwrap_or_default(),
            trigger: row.trigger,
            fired: row.fired,
            condition: row.condition,
            before_as_of: row.before_as_of,
            reason: row.reason,
        });
        Ok(asked.collect())
    }

    fn node(&self) -> Node {
        let mut node = Node::new(format!("{}: {}", self.trigger, self.reason));
        let beside = self.before_as_of.map(|day| format!(", beside {day}"));
        let beside = beside.unwrap_or_default();
        node.push(Node::new(format!("{}{beside}", self.condition)));
        node.push(Node::new(named(&self.inputs)));
        node
    }
}

/// How many of the triggers fired, and those that did with what each was asked about; nothing where
/// there are none.
pub(super) fn node_of(triggers: &[ExplainedTrigger]) -> Option<Node> {
    let fired = || triggers.iter().filter(|of| of.fired);
    let (count, all) = (fired().count(), triggers.len());
    let mut node = Node::new(format!("triggers: {count} of {all} fired"));
    node.extend(fired().map(ExplainedTrigger::node));
    (all > 0).then_some(node)
}
