//! Inspections into settings, in as many passes as the memory allows.

use chrono::NaiveDate;

use super::Extract;
use super::engine::Engine;
use super::error::ExtractError;
use super::passes::Passes;
use super::reduce::inspections::Reduced;
use super::reduce::memory_plan::Memory;
use super::reduce::series::{Followed, Series, SeriesOfFiles};
use super::reduce::setting_list::SettingList;
use super::source_scans::SourceScans;
use crate::config::Pipeline;
use crate::tables::{SettingCounts, SettingTable};
use crate::warning::{Warning, WarningKind};

impl Extract {
    /// Reads the inspections and keeps the settings that they leave open.
    pub(super) fn take_inspections(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans,
        memory: Memory<'_>,
        engine: &Engine,
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
        let mut encoded = Vec::new();
        let mut series = SeriesOfFiles::default();
        let passes = Passes::new(self, pipeline, source, engine)?;
        for (pass, parts) in memory.plan.passes().enumerate() {
            let mut of_pass = passes.read(pass == 0, parts, &mut series)?;
            list.add(std::mem::take(&mut of_pass.settings))?;
            encoded.append(&mut of_pass.encoded);
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
        self.tables.setting_list = match encoded.is_empty() {
            true => SettingTable::Listed(list.finish()?),
            false => SettingTable::Encoded(encoded),
        };
        let ledgers = source.ledgers();
        for (visit, kept) in reduced.duplicates {
            let fault = kept.evidence().repeated();
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
    fn warn_of_closed(&self, source: &SourceScans, counts: &SettingCounts, as_of: NaiveDate) {
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

/// Notes the feeds of which every list is a later one than the latest that counts: that none of their
/// rows does is as it should be.
fn note_later(source: &SourceScans, series: &Series) {
    for feed in series.later.iter().filter(|_| series.latest.is_some()) {
        let ledger = source.feeds[*feed].ledger();
        ledger.note(|counts| counts.not_taken_yet = true);
    }
}

/// Says where none of a series' lists was taken by the as-of date.
fn warn_of_no_snapshot(source: &SourceScans, series: &Series, as_of: NaiveDate) {
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
    source: &SourceScans,
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
