//! What the gates hold a run against: the limits of its pipeline, and the current run.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::{self, FeedFiles, SourceReport};
use crate::gate::Gates;
use crate::runs::{Manifest, moved_since};
use crate::tables::Quarantined;

/// The limits of a pipeline and the run that the next one would replace.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) pipeline: &'a Pipeline,
    /// None where there is no run yet.
    pub(super) current: Option<&'a (PathBuf, Manifest)>,
}

impl<'a> Reference<'a> {
    /// The current run, if it is one of this pipeline: another's figures are not comparable.
    fn comparable(self) -> Option<&'a (PathBuf, Manifest)> {
        let ours = |manifest: &Manifest| manifest.pipeline.name == self.pipeline.name;
        self.current.filter(|(_, manifest)| ours(manifest))
    }

    /// Asks how old each source is that has a limit.
    pub(super) fn ask_ages(self, gates: &mut Gates, sources: &[FeedFiles], now: DateTime<Utc>) {
        for FeedFiles { label, files } in sources {
            if let Some(feed) = self.pipeline.feed(label) {
                let newest = files.iter().filter_map(|file| file.mark.written()).max();
                gates.age(label, &feed.gates, newest.map(DateTime::from), now);
            }
        }
    }

    /// Asks how many rows a source has, how many were rejected, and how many it had before.
    pub(super) fn ask_rows(
        self,
        gates: &mut Gates,
        report: &SourceReport,
        rejected: &[Quarantined],
    ) {
        let Some(feed) = self.pipeline.feed(&report.source) else {
            return;
        };
        let rows_before = self.comparable().and_then(|(_, manifest)| {
            let mut inputs = manifest.inputs.iter();
            let input = inputs.find(|input| *input.source == *report.source)?;
            Some(input.rows)
        });
        gates.rows(
            &report.source,
            &feed.gates,
            report.rows,
            report.rejected,
            rows_before,
            || extract::commonest(&report.source, rejected, &report.counted),
        );
    }

    /// Asks how many ratings differ from those of the current run, and gives their number; none
    /// where there is nothing to compare with.
    pub(super) fn ask_ratings(
        self,
        gates: &mut Gates,
        awarded: &std::collections::BTreeMap<String, u8>,
    ) -> Result<Option<u64>, Error> {
        let Some((folder, _)) = self.comparable() else {
            return Ok(None);
        };
        let Some(moved) = moved_since(folder, awarded)? else {
            return Ok(None);
        };
        gates.ratings_moved(self.pipeline.max_ratings_moved, moved.moved, moved.of);
        Ok(Some(moved.moved))
    }
}
