//! A line of the journal: what happened in an output folder.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// The most letters of a reason that are kept.
const REASON: usize = 2_000;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A run became the current one.
    Published,
    /// Inputs and configuration were those of the current run, so nothing was done.
    Unchanged,
    /// A gate stopped the run.
    Rejected,
    /// A run ended before it had an account of its own, or was stopped by a signal.
    Failed,
    /// `current` was moved to an earlier run.
    RolledBack,
    /// A run was removed, as the pipeline's `retain` has it.
    Removed,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in RFC 3339 and UTC.
    pub at: String,
    /// What happened.
    pub event: Event,
    /// The run that it happened to; empty where it failed and left none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub run: String,
    /// The run that was current before, where another took its place.
    #[serde(default)]
    pub replaced: Option<String>,
    /// The exit code, where it is not 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<u8>,
    /// Why it ended so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The digest of the inputs of a run that became the current one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<String>,
    /// The digest of the inputs that a rollback keeps from being published again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
}

impl Entry {
    /// An entry for now.
    #[must_use]
    pub fn now(event: Event, run: impl Into<String>, replaced: Option<String>) -> Self {
        Self {
            at: Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
            event,
            run: run.into(),
            replaced,
            exit_code: None,
            reason: None,
            inputs: None,
            held: None,
        }
    }

    /// The same entry with how the run ended, and why.
    #[must_use]
    pub fn ended(mut self, exit_code: u8, reason: &str) -> Self {
        self.exit_code = Some(exit_code);
        self.reason = Some(reason.chars().take(REASON).collect());
        self
    }

    /// When it happened, if the line says it in a form that can be read.
    #[must_use]
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        Some(DateTime::parse_from_rfc3339(&self.at).ok()?.to_utc())
    }
}
