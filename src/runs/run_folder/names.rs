//! What stands in an output folder, by its name.

/// The folder of the finished runs.
pub(in crate::runs) const RUNS: &str = "runs";

/// The folder of the evidence of runs that a gate stopped.
pub(in crate::runs) const REJECTED: &str = "rejected";

/// The link to the run that counts.
pub(in crate::runs) const CURRENT: &str = "current";

/// The journal's file.
pub(in crate::runs) const JOURNAL: &str = "journal.jsonl";

/// The file whose lock says that a run is under way.
pub(super) const LOCK: &str = ".lock";

/// How the name of a staging folder begins.
pub(in crate::runs) const STAGING: &str = ".staging-";

/// How the name of a link begins that is about to take `current` back to an earlier run.
pub(in crate::runs) const NEXT: &str = ".current-";

/// How the name of a link begins that is about to replace `current` by a new run. As long as it
/// is there, the run that it names was never the current one.
pub(in crate::runs) const PUBLISHING: &str = ".publishing-";
