//! Passes over the inspections, each of which reduces the visits to some of the settings.

use std::ops::Range;

use super::Extract;
use super::contract::inspection_row::Asked;
use super::contract::inspections::{self, InspectionBatch};
use super::contract::precedence::Precedence;
use super::engine::Engine;
use super::error::ExtractError;
use super::map::Batch;
#[cfg(feature = "cluster")]
use super::plan;
use super::reduce;
use super::reduce::inspections::Reduced;
use super::reduce::series::{ListFeed, SeriesOfFiles};
use super::scan::Scan;
use super::source_scans::SourceScans;
use crate::config::Pipeline;
use crate::tables::{Authorities, Day};

/// The inspections, and who reduces them.
pub(super) struct Passes<'p> {
    pipeline: &'p Pipeline,
    source: &'p SourceScans,
    authorities: &'p Authorities,
    #[cfg(feature = "cluster")]
    planned: Option<plan::PlannedVisits<'p>>,
}

impl<'p> Passes<'p> {
    /// The passes of `engine` over the inspections of `source`.
    ///
    /// # Errors
    /// A pipeline that the engine cannot be told of.
    #[cfg_attr(
        not(feature = "cluster"),
        expect(unused_variables, reason = "this process reduces whatever it reads")
    )]
    pub(super) fn new(
        extract: &'p Extract,
        pipeline: &'p Pipeline,
        source: &'p SourceScans,
        engine: &'p Engine,
    ) -> Result<Self, ExtractError> {
        Ok(Self {
            #[cfg(feature = "cluster")]
            planned: match engine {
                Engine::Local => None,
                Engine::Plans(planner) => {
                    Some(plan::reduce_visits(planner, extract, pipeline, source)?)
                }
            },
            pipeline,
            source,
            authorities: &extract.tables.authorities,
        })
    }

    /// What becomes of the settings of these parts. Every pass sees every row, and the `first` says what
    /// is wrong with them and which lists of settings there are.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn read(
        &self,
        first: bool,
        parts: Range<u8>,
        series: &mut SeriesOfFiles,
    ) -> Result<Reduced, ExtractError> {
        #[cfg(feature = "cluster")]
        if let Some(planned) = &self.planned {
            let has_lists = self.source.feeds.iter().any(Scan::has_snapshots);
            if first && has_lists {
                *series = self.series(&planned.lists()?);
            }
            return planned.pass(parts, first && !has_lists, series);
        }
        let asked = Asked {
            authorities: self.authorities,
            rulebook: &self.pipeline.rulebook,
            as_of: self.pipeline.as_of,
        };
        let read = |batch: &Batch<'_>| inspections::read(batch, asked, &parts);
        let mut feeds = Vec::with_capacity(self.source.feeds.len());
        for scan in &self.source.feeds {
            if first {
                let batches = scan.read(read)?;
                let later: u64 = batches.iter().map(|batch| batch.after_as_of).sum();
                scan.ledger().note(|counts| counts.after_as_of += later);
                feeds.push(batches);
            } else {
                feeds.push(scan.read_again(read)?);
            }
        }
        if first {
            *series = self.series(&feeds);
        }
        let batches = feeds.into_iter().flatten();
        Ok(reduce::inspections::latest(
            batches.map(|batch| batch.visits).collect(),
            series,
            self.authorities.len(),
            self.pipeline.rulebook.provisions.len(),
        ))
    }

    /// The series of the files, by what the batches of each feed say.
    fn series(&self, feeds: &[Vec<InspectionBatch>]) -> SeriesOfFiles {
        let as_of = self.pipeline.as_of;
        let feeds: Vec<_> = self
            .source
            .feeds
            .iter()
            .zip(feeds)
            .map(|(scan, batches)| (scan.files().count(), lists_of(scan, batches)))
            .collect();
        let day = |taken: Precedence| Day::new(taken.day(as_of)?);
        SeriesOfFiles::new(&feeds, day)
    }
}

/// What a feed lists; `None` where its rows are visits.
fn lists_of<'s>(scan: &'s Scan, batches: &[InspectionBatch]) -> Option<ListFeed<'s>> {
    scan.has_snapshots()
        .then(|| ListFeed::new(scan.named_series(), batches))
}
