//! What is said of a run that a gate stopped.

use std::fmt;
use std::path::PathBuf;

use crate::runs::{GateEntry, GateState, Manifest};

/// A run that a gate stopped.
#[derive(Debug)]
pub struct Stopped {
    /// Every gate that was asked.
    pub gates: Vec<GateEntry>,
    /// Where the evidence is, and the account of the run; none where nothing was to be written.
    pub evidence: Option<(PathBuf, Manifest)>,
}

impl fmt::Display for Stopped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tripped: Vec<&GateEntry> = self
            .gates
            .iter()
            .filter(|entry| entry.state == GateState::Tripped)
            .collect();
        for entry in &tripped {
            write!(out, "{}; ", entry.message.as_deref().unwrap_or(&entry.gate))?;
        }
        if let Some((folder, _)) = &self.evidence {
            write!(
                out,
                "nothing was published, and the evidence is in {}; ",
                folder.display()
            )?;
        }
        let gate = tripped.first().map_or("GATE", |entry| entry.gate.as_str());
        write!(
            out,
            "look at the source, or let it pass once with --accept {gate}"
        )
    }
}

impl std::error::Error for Stopped {}
