//! What the gates hold a run against: the limits of its pipeline, and the current run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::medians::Earlier;
use crate::config::{Pipeline, SourceGates};
use crate::extract::{self, FeedFiles, SourceReport};
use crate::gate::{Before, FeedBefore, FeedRows, Gate, Gates};
use crate::profile::IndicatorSlice;
use crate::read::SourceFile;
use crate::review::{self, PublishedMedian};
use crate::runs::{Current, EvidenceCounts, Manifest, SourceEntry};
use crate::tables::{Indicators, Quarantined};

/// The limits of a pipeline and the run that the next one would replace.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) current: &'a Current,
}

impl<'a> Reference<'a> {
    /// What the current run read of the source called `label`.
    pub(super) fn source(self, label: &str) -> Option<&'a SourceEntry> {
        let (_, manifest) = self.current.run()?;
        manifest.inputs.iter().find(|input| input.source == label)
    }

    /// The evidence that the current run counted, unless it is of a later day: what was not known
    /// yet is not gone.
    pub(super) fn evidence(self) -> Option<&'a EvidenceCounts> {
        let (_, manifest) = self.current.run()?;
        let evidence = manifest.evidence.as_ref();
        evidence.filter(|_| manifest.as_of <= self.pipeline.as_of)
    }

    /// Asks how old each source is that has a limit.
    pub(super) fn ask_ages(self, gates: &mut Gates, sources: &[FeedFiles], now: DateTime<Utc>) {
        for FeedFiles { label, files, .. } in sources {
            if let Some(feed) = self.pipeline.feed(label) {
                let newest = files.iter().filter_map(SourceFile::written).max();
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
        let now = FeedRows {
            source: &report.source,
            rows: report.rows,
            rejected: report.rejected,
            kept: report.kept(),
            untimely: report.untimely(),
            values: report.counts.seen.values,
            areas: &report.areas,
            // Lists of settings that are not taken yet are no evidence that is lost.
            is_evidence: feed.kind.is_evidence() && !report.counts.not_taken_yet,
        };
        let reference = match (self.source(&report.source), self.current.gone()) {
            (Some(input), _) => Before::Feed(before(input)),
            (None, Some(why)) => Before::Gone(why),
            (None, None) => Before::Nothing,
        };
        gates.rows(&now, &feed.gates, reference, || {
            extract::commonest(&report.source, rejected, &report.counted)
        });
    }

    /// Asks after the sources of the current run that this one does not have: to give a feed
    /// another name must not be a way past the gates that compare it.
    pub(super) fn ask_missing_sources(self, gates: &mut Gates, sources: &[FeedFiles]) {
        let Some((_, manifest)) = self.current.run() else {
            return;
        };
        for input in &manifest.inputs {
            if sources.iter().any(|feed| *feed.label == *input.source) {
                continue;
            }
            let feeds = self.pipeline.sources.iter().flat_map(|of| &of.feeds);
            let limits = feeds
                .filter(|feed| feed.kind.contract().name == input.contract())
                .map(|feed| feed.gates)
                .reduce(SourceGates::tightest)
                .unwrap_or(self.pipeline.source_gates);
            gates.source_gone(&input.source, &limits, before(input));
        }
    }

    /// Asks how many ratings differ from those of the current run, and gives their number; none
    /// where there is nothing to compare with.
    pub(super) fn ask_ratings(
        self,
        gates: &mut Gates,
        awarded: &BTreeMap<String, i32>,
    ) -> Option<u64> {
        let limit = self.pipeline.gates.max_ratings_moved;
        let before = match (self.current.run(), self.current.gone()) {
            (Some((folder, manifest)), _) => ratings_of(folder, manifest),
            (None, gone) => gone.map_or(Ok(None), |why| Err(why.to_owned())),
        };
        match before {
            Ok(None) => None,
            Ok(Some(before)) => {
                let moved = Moved::between(&before, awarded);
                gates.ratings_moved(limit, moved.moved, moved.of);
                Some(moved.moved)
            }
            Err(why) => {
                if limit.is_none() {
                    tracing::warn!(why, "nobody knows how many ratings moved");
                }
                gates.ratings_gone(limit, &why);
                None
            }
        }
    }

    /// Asks how far medians have moved since the current run, and which latest periods are gone.
    pub(super) fn ask_indicators(
        self,
        gates: &mut Gates,
        catalogue: &Indicators,
        slices: &[IndicatorSlice],
    ) {
        let (shift, lost) = {
            let limits = self.pipeline.gates;
            (limits.max_shift, limits.latest_period_lost)
        };
        if shift.is_none() && lost.is_none() {
            return;
        }
        let medians = match (self.current.run(), self.current.gone()) {
            (Some((folder, manifest)), _) => medians_of(folder, manifest),
            (None, gone) => gone.map_or(Ok(None), |why| Err(why.to_owned())),
        };
        match medians {
            Ok(None) => {}
            Ok(Some(medians)) => {
                let earlier = Earlier::new(&medians);
                if let Some(limit) = shift {
                    gates.shift(limit, earlier.largest_shift(catalogue, slices).as_ref());
                }
                if let Some(limit) = lost {
                    gates.latest_period_lost(limit, &earlier.lost_periods(catalogue, slices));
                }
            }
            Err(why) => {
                if let Some(limit) = shift {
                    gates.medians_gone(Gate::MaxShift, limit, &why);
                }
                if let Some(limit) = lost {
                    gates.medians_gone(Gate::LatestPeriodLost, limit as f64, &why);
                }
            }
        }
    }
}

/// What the current run had of a source.
fn before(input: &SourceEntry) -> FeedBefore<'_> {
    FeedBefore {
        kept: kept(input),
        values: input.values,
        areas: input.areas.as_deref(),
    }
}

/// Rows of a source that were neither left out nor rejected; earlier versions counted only what
/// was read and rejected.
fn kept(input: &SourceEntry) -> u64 {
    let kept = input.kept;
    kept.unwrap_or_else(|| input.rows.saturating_sub(input.rejected))
}

/// The medians of a run, or why they cannot be read; none where it has none.
fn medians_of(folder: &Path, manifest: &Manifest) -> Result<Option<Vec<PublishedMedian>>, String> {
    match manifest.check_table(folder, "indicator_distribution")? {
        None => Ok(None),
        Some(_) => review::medians(folder)
            .map(Some)
            .map_err(|error| error.to_string()),
    }
}

/// The ratings of a run, or why they cannot be read; none where it has none.
fn ratings_of(folder: &Path, manifest: &Manifest) -> Result<Option<BTreeMap<String, i32>>, String> {
    match manifest.check_table(folder, "ratings")? {
        None => Ok(None),
        Some(_) => review::awarded(folder)
            .map(Some)
            .map_err(|error| error.to_string()),
    }
}

/// How many ratings differ, and how many authorities are rated in either of two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moved {
    /// Authorities whose rating differs; to lose or to gain one is to differ.
    moved: u64,
    /// Authorities rated in one run or the other.
    of: u64,
}

impl Moved {
    fn between(before: &BTreeMap<String, i32>, now: &BTreeMap<String, i32>) -> Self {
        let rated: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
        let differs = |code: &&&String| before.get(**code) != now.get(**code);
        Self {
            moved: rated.iter().filter(differs).count() as u64,
            of: rated.len() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_lose_or_to_gain_a_rating_is_to_move() {
        let rated = |of: &[(&str, i32)]| -> BTreeMap<String, i32> {
            of.iter()
                .map(|(code, level)| ((*code).to_owned(), *level))
                .collect()
        };
        let before = rated(&[("301", 3), ("302", 2), ("303", 4)]);
        let now = rated(&[("301", 3), ("302", 3), ("304", 1)]);
        let moved = Moved::between(&before, &now);
        assert_eq!(moved, Moved { moved: 3, of: 4 });
    }
}
