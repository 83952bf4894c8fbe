//! What a cluster refuses, in a sentence each.

use std::fmt;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The address is no address of a scheduler.
    Address,
    /// Nobody answers there.
    Unreachable,
    /// Another program or another version answers.
    Version,
    /// No worker has come.
    NoWorker,
    /// It took longer than it may.
    TooLong,
    /// Something was found in the work itself, and is said as whoever found it said it.
    Told,
    /// The work failed otherwise.
    Failed,
    /// A port, a folder or a thread that this process does not get.
    Local,
}

/// What a cluster refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    message: String,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message }
    }

    /// Whether it is a matter of what was asked for, rather than of what came of it.
    pub fn is_usage(&self) -> bool {
        self.kind == FaultKind::Address
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}
