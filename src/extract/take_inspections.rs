//! Inspections into settings, in as many passes as the memory allows.

use chrono::NaiveDate;

use super::Extract;
use super::contract::inspection_row::Asked;
use super::contract::inspections::{self, InspectionBatch};
use super::contract::precedence::Precedence;
use super::error::ExtractError;
use super::map::Batch;
use super::reduce;
use super::reduce::inspections::Reduced;
use super::reduce::memory_plan::Memory;
use super::reduce::series::{Followed, ListFeed, Series, SeriesOfFiles};
use super::reduce::setting_list::SettingList;
use super::scan::Scan;
use super::source_scans::SourceScans;
use crate::config::Pipeline;
use crate::tables::{Day, SettingCounts};
use crate::warning::{Warning, WarningKind};

impl Extract {
    /// Reads the inspections and keeps the settings that they leave open.
    pub(super) fn take_inspections(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans<'_>,
        memory: Memory<'_>,
    ) -> Result<(), ExtractError> {
        let (authorities, provisions) = (
            self.tables.authorities.len(),
            pipeline.rulebook.provisions.len(),
        );
        let as_of = pipeline.as_of;
        let mut reduced = Reduced {
            counts: SettingCounts::new(authorities, provisions),
            ..Reduced::default()
        };
        let mut list = SettingList::new(memory, &source.feeds)?;
        let mut series = SeriesOfFiles::default();
        for (pass, parts) in memory.plan.passes().enumerate() {
            let asked = Asked {
                authorities: &self.tables.authorities,
                rulebook: &pipeline.rulebook,
                as_of,
            };
            let read = |batch: &Batch<'_>| inspections::read(batch, asked, &parts);
            let mut visits = Vec::new();
            let mut feeds = Vec::new();
            for scan in &source.feeds {
                // Every pass sees every row, and the first says what is wrong with them.
                let batches = if pass == 0 {
                    let batches = scan.read(read)?;
                    let later: u64 = batches.iter().map(|batch| batch.after_as_of).sum();
                    scan.ledger().note(|counts| counts.after_as_of += later);
                    feeds.push((scan.files().count(), lists_of(scan, &batches)));
                    batches
                } else {
                    scan.read_again(read)?
                };
                visits.extend(batches.into_iter().map(|batch| batch.visits));
            }
            if pass == 0 {
                let day = |taken: Precedence| Day::new(taken.day(as_of)?);
                series = SeriesOfFiles::new(&feeds, day);
            }
            let mut of_pass = reduce::inspections::latest(visits, &series, authorities, provisions);
            list.add(std::mem::take(&mut of_pass.settings))?;
            reduced.add(of_pass);
        }
        for (place, of) in series.series().iter().enumerate() {
            note_later(source, of);
            warn_of_no_snapshot(source, of, as_of);
            if let Some(followed) = reduced.followed.get(place) {
                warn_of_lists_apart(source, of, *followed, as_of);
            }
        }
        self.warn_of_closed(source, &reduced.counts, as_of);
        self.tables.setting_list = list.finish()?;
        let ledgers = source.ledgers();
        for (visit, fault) in reduced.duplicates {
            ledgers.reject(&visit.evidence(), || visit.urn.to_string(), fault);
        }
        reduced
            .settled
            .note_in(&ledgers, as_of, ToString::to_string);
        self.tables.settings = Some(reduced.counts);
        Ok(())
    }

    /// Open settings in councils that are not there on the as-of date: who reads of a council that
    /// is there does not see them.
    fn warn_of_closed(&self, source: &SourceScans<'_>, counts: &SettingCounts, as_of: NaiveDate) {
        let list = &self.tables.authorities;
        for place in list.places().filter(|at| !list.get(*at).is_open_on(as_of)) {
            let settings = counts.of_authority(place);
            if settings > 0 {
                let council = list.get(place);
                let warning = Warning::of(WarningKind::ClosedAuthority, &**source.label())
                    .about(format!("{} ({})", council.name, council.code))
                    .with(format!("{settings} open settings"));
                source.feeds[0].ledger().warn(warning);
            }
        }
    }
}

/// What a feed lists; `None` where its rows are visits.
fn lists_of<'s>(scan: &'s Scan<'_>, batches: &[InspectionBatch]) -> Option<ListFeed<'s>> {
    scan.has_snapshots()
        .then(|| ListFeed::new(scan.named_series(), batches))
}

/// Notes the feeds of which every list is a later one than the latest that counts: that none of their
/// rows does is as it should be.
fn note_later(source: &SourceScans<'_>, series: &Series) {
    for feed in series.later.iter().filter(|_| series.latest.is_some()) {
        let ledger = source.feeds[*feed].ledger();
        ledger.note(|counts| counts.not_taken_yet = true);
    }
}

/// Says where none of a series' lists was taken by the as-of date.
fn warn_of_no_snapshot(source: &SourceScans<'_>, series: &Series, as_of: NaiveDate) {
    let (None, Some(first)) = (series.latest, series.feeds.first()) else {
        return;
    };
    let scan = &source.feeds[*first];
    let warning = Warning::of(WarningKind::NoSnapshot, &**scan.label());
    let day = series.preferred.and_then(|taken| taken.day(as_of));
    scan.ledger().warn(match day {
        Some(day) => warning.about(format!("the first was taken on {day}")),
        None => warning,
    });
}

/// Says where hardly any setting of a feed's latest list is on the other feed's that follows it.
fn warn_of_lists_apart(
    source: &SourceScans<'_>,
    series: &Series,
    followed: Followed,
    as_of: NaiveDate,
) {
    let Some(before) = series.before.filter(|_| followed.is_broken()) else {
        return;
    };
    let scan = &source.feeds[before.feed];
    let day = before.precedence.day(as_of);
    let day = day.map_or_else(String::new, |day| format!(" of {day}"));
    let warning = Warning::of(WarningKind::ListsApart, &**scan.label());
    scan.ledger().warn(warning.about(format!(
        "{} of the {} settings of its list{day} stayed",
        followed.still_listed, followed.listed
    )));
}
