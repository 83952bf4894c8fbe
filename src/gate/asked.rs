//! The gates of a run as they are asked one after another, and what came of each.

use super::{Accepted, Gate};
use crate::config::SourceGates;
use crate::runs::{GateEntry, GateState};

/// The gates of a run.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    accepted: Vec<Accepted>,
    entries: Vec<GateEntry>,
}

/// What a gate is asked.
pub(super) struct Question<'a> {
    pub(super) gate: Gate,
    pub(super) source: Option<&'a str>,
    /// None where what it is measured against is gone.
    pub(super) measured: Option<f64>,
    pub(super) limit: f64,
    pub(super) beyond: bool,
}

impl Gates {
    /// No gate asked yet; those `accepted` will let the run pass.
    #[must_use]
    pub fn new(accepted: &[Accepted]) -> Self {
        Self {
            accepted: accepted.to_vec(),
            entries: Vec::new(),
        }
    }

    /// Every gate that was asked.
    #[must_use]
    pub fn entries(&self) -> &[GateEntry] {
        &self.entries
    }

    /// Whether no gate stops the run so far.
    #[must_use]
    pub fn open(&self) -> bool {
        self.entries
            .iter()
            .all(|entry| entry.state != GateState::Tripped)
    }

    /// Which share of a source's rows may be rejected before the run is stopped for certain.
    #[must_use]
    pub fn may_lose(&self, source: &str, gates: &SourceGates) -> f64 {
        if self.is_accepted(Gate::MaxRejected, Some(source)) {
            1.0
        } else {
            gates.max_rejected
        }
    }

    /// Whether a person lets this run pass the gate.
    fn is_accepted(&self, gate: Gate, source: Option<&str>) -> bool {
        self.accepted.iter().any(|accepted| {
            accepted.gate == gate
                && accepted
                    .source
                    .as_deref()
                    .is_none_or(|only| Some(only) == source)
        })
    }

    /// Notes what came of a question; `message` is what a person reads where it is beyond its
    /// limit.
    pub(super) fn ask(&mut self, question: &Question<'_>, message: impl FnOnce() -> String) {
        let Question { gate, source, .. } = *question;
        let accepted = self.is_accepted(gate, source);
        let state = match (question.beyond, accepted) {
            (false, _) => GateState::Passed,
            (true, false) => GateState::Tripped,
            (true, true) => GateState::Accepted,
        };
        let message = question.beyond.then(message);
        if let Some(message) = &message {
            tracing::warn!(gate = gate.word(), source, accepted, "{message}");
        }
        self.entries.push(GateEntry {
            gate: gate.word().to_owned(),
            source: source.map(str::to_owned),
            measured: question.measured,
            limit: question.limit,
            state,
            message,
        });
    }
}

/// A part of a whole; 0 of nothing.
pub(super) fn part(some: u64, all: u64) -> f64 {
    if all == 0 {
        0.0
    } else {
        some as f64 / all as f64
    }
}

/// The first few of these names, and how many more there are.
pub(super) fn named(names: &[String]) -> String {
    const NAMED: usize = 5;
    let first = names.iter().take(NAMED);
    let mut text = first.cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        text.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    text
}
