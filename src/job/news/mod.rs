//! Facts of the results that a person should know although they stop nothing: they become
//! warnings here, and the counts that gates are asked about.

mod boundaries;
mod breaks;
mod comparators;
mod evidence_counts;
mod indicators;
mod sources;
mod successions;

pub(super) use self::boundaries::of_boundaries;
pub(super) use self::breaks::of_breaks;
pub(super) use self::comparators::of_comparators;
pub(super) use self::evidence_counts::{evidence, evidence_gone};
pub(super) use self::indicators::{lone_periods, of_indicators};
pub(super) use self::sources::of_sources;
pub(super) use self::successions::of_successions;

use crate::warning::{Warning, grouped};

/// Tells the log.
pub(super) fn tell(warnings: &[Warning]) {
    for group in grouped(warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
}
