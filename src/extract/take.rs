//! The rows of a source into its table.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Extract;
use super::contract::area_names::ListError;
use super::contract::inspections::InspectionBatch;
use super::contract::observations::ObservationBatch;
use super::contract::{
    area_names, authorities, catalogue, characteristics, earlier_ratings, findings, indicators,
    inspections, judgements, neighbours, observations,
};
use super::error::ExtractError;
use super::map::Batch;
use super::reduce;
use super::reduce::inspections::{Reduced, Series, Snapshot};
use super::reduce::memory_plan::Memory;
use super::reduce::setting_list::SettingList;
use super::scan::Scan;
use super::source_scans::SourceScans;
use crate::config::{ConfigError, Pipeline};
use crate::contract::SourceKind;
use crate::tables::{Areas, Day, SettingCounts};
use crate::warning::{Warning, WarningKind};

impl Extract {
    /// Reads the rows of a source into its table.
    pub(super) fn take(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans<'_>,
        memory: Memory<'_>,
    ) -> Result<(), ExtractError> {
        let list = &self.tables.authorities;
        let ledgers = &source.ledgers();
        match source.kind {
            SourceKind::Authorities => self.take_authorities(pipeline, source)?,
            SourceKind::Indicators => self.take_indicators(pipeline, source)?,
            SourceKind::Neighbours => {
                let rows = source.rows(|batch| neighbours::read(batch, list))?;
                self.tables.neighbours = Some(neighbours::checked(rows, ledgers));
            }
            SourceKind::Characteristics => {
                let rows = source.rows(|batch| characteristics::read(batch, list))?;
                self.tables.characteristics = Some(characteristics::checked(rows, ledgers));
            }
            SourceKind::Inspections => self.take_inspections(pipeline, source, memory)?,
            SourceKind::Findings => self.take_findings(pipeline, source)?,
            SourceKind::Observations => self.take_observations(source, pipeline.as_of)?,
            SourceKind::Judgements => {
                let rows = source.rows(|batch| judgements::read(batch, list))?;
                // A judgement is made on the profile of its as-of date, some days after it.
                let (checked, places) = judgements::checked(rows, ledgers);
                self.tables.judgements = Some(checked);
                self.judgement_rows = places;
            }
            SourceKind::EarlierRatings => {
                let rows = source.rows(|batch| earlier_ratings::read(batch, list))?;
                self.tables.earlier_ratings = Some(earlier_ratings::checked(rows, ledgers));
            }
            // Look-ups are read before any source is opened.
            SourceKind::LookUp => {}
        }
        Ok(())
    }

    fn take_authorities(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans<'_>,
    ) -> Result<(), ExtractError> {
        let rows = source.rows(authorities::read)?;
        let list = area_names::list(rows, &pipeline.authority_aliases, &source.ledgers());
        self.tables.authorities = list.map_err(|error| match error {
            ListError::Codes(message) => ExtractError::List {
                source_name: Arc::clone(source.label()),
                message,
            },
            ListError::Alias { alias, message } => {
                let key = ["authority_aliases", &alias];
                pipeline.file.error_at_key(&key, message).into()
            }
        })?;
        Ok(())
    }

    fn take_indicators(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans<'_>,
    ) -> Result<(), ExtractError> {
        let rulebook = &pipeline.rulebook;
        let rows = source.rows(|batch| indicators::read(batch, rulebook))?;
        let catalogue = catalogue::catalogue(rows, &source.ledgers());
        self.tables.indicators = catalogue
            .map_err(|message| ConfigError::whole(pipeline.file.path(), message.to_owned()))?;
        let Some(error) = catalogue::without_indicator(&self.tables.indicators, rulebook) else {
            return Ok(());
        };
        // Where there is nothing else to rate by, a catalogue of a few indicators is not meant
        // for the whole of the rulebook.
        let rates = rulebook.rating.is_some_and(|weights| weights.c > 0.0)
            && [SourceKind::Inspections, SourceKind::Findings]
                .iter()
                .any(|kind| pipeline.source(*kind).is_some());
        if rates {
            return Err(error.into());
        }
        tracing::warn!("{error}");
        Ok(())
    }

    fn take_findings(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans<'_>,
    ) -> Result<(), ExtractError> {
        let (list, as_of) = (&self.tables.authorities, pipeline.as_of);
        let ledgers = &source.ledgers();
        let mut rows = source.rows(|batch| findings::read(batch, list, &pipeline.rulebook))?;
        rows.leave_out_later(ledgers, |finding| finding.published_on > as_of);
        let (known, settled) = findings::checked(rows, as_of, ledgers);
        settled.note_in(ledgers, as_of, |(authority, kind, aspect, day)| {
            let code = &list.get(*authority).code;
            format!("{code} / {kind} / {aspect} / {day}")
        });
        self.tables.findings = Some(known);
        Ok(())
    }

    fn take_inspections(
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
        let mut series = Vec::new();
        for (pass, parts) in memory.plan.passes().enumerate() {
            let list_of_authorities = &self.tables.authorities;
            let read = |batch: &Batch<'_>| {
                inspections::read(
                    batch,
                    list_of_authorities,
                    &pipeline.rulebook,
                    as_of,
                    &parts,
                )
            };
            let mut rows = Vec::new();
            for scan in &source.feeds {
                // Every pass sees every row, and the first says what is wrong with them.
                let batches = if pass == 0 {
                    let batches = scan.read(read)?;
                    let later: u64 = batches.iter().map(|batch| batch.after_as_of).sum();
                    scan.ledger().note(|counts| counts.after_as_of += later);
                    let of_feed = series_of(scan, &batches, as_of);
                    if of_feed.contains(&Series::Snapshots(None)) {
                        let warning = Warning::of(WarningKind::NoSnapshot, &**scan.label());
                        let first = batches.iter().filter_map(|batch| batch.preferred).min();
                        let day = first.and_then(|first| first.day(as_of));
                        scan.ledger().warn(match day {
                            Some(day) => warning.about(format!("the first was taken on {day}")),
                            None => warning,
                        });
                    }
                    series.extend(of_feed);
                    batches
                } else {
                    scan.read_again(read)?
                };
                rows.extend(batches.into_iter().map(|batch| batch.rows));
            }
            if source.feeds.iter().all(|scan| !scan.has_snapshots()) {
                series.clear();
            }
            let mut of_pass = reduce::inspections::latest(rows, &series, authorities, provisions);
            list.add(std::mem::take(&mut of_pass.settings))?;
            reduced.add(of_pass);
        }
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

    fn take_observations(
        &mut self,
        source: &SourceScans<'_>,
        as_of: NaiveDate,
    ) -> Result<(), ExtractError> {
        let (authorities, indicators) = (&self.tables.authorities, &self.tables.indicators);
        let areas = Areas {
            authorities: authorities.len(),
            regions: authorities.regions().len(),
        };
        let read = |batch: &Batch<'_>| observations::read(batch, authorities, indicators, as_of);
        let feed = |take: &mut (dyn FnMut(ObservationBatch) + Send)| {
            for scan in &source.feeds {
                scan.read_through(read, |batch| {
                    scan.ledger().note(|counts| batch.count_into(counts));
                    take(batch);
                })?;
            }
            Ok::<(), ExtractError>(())
        };
        let ledgers = source.ledgers();
        let dated = source.gives("extracted_on");
        let table = reduce::observations::latest(feed, &ledgers, dated, areas, as_of)?;
        if let Some(two) = table.two_kinds {
            let indicator = &indicators.get(two.indicator).name;
            return Err(ExtractError::two_kinds(source.label(), indicator, &two));
        }
        table.settled.note_in(&ledgers, as_of, |figure| {
            let area = authorities.code(figure.area);
            let indicator = &indicators.get(figure.indicator).name;
            let period = &table.labels[figure.slice];
            format!("{area} / {indicator} / {} / {period}", figure.breakdown)
        });
        self.tables.slices = Some(table.slices);
        Ok(())
    }
}

/// How the rows of each file of an inspections feed say which settings there are.
fn series_of(scan: &Scan<'_>, batches: &[InspectionBatch], as_of: NaiveDate) -> Vec<Series> {
    let mut series = Series::Visits;
    if scan.has_snapshots() {
        let preferred = batches.iter().filter_map(|batch| batch.preferred).min();
        let taken_by_then = preferred.filter(|precedence| !precedence.is_after());
        series = Series::Snapshots(taken_by_then.and_then(|precedence| {
            let day = Day::new(precedence.day(as_of)?)?;
            Some(Snapshot { precedence, day })
        }));
    }
    vec![series; scan.files().count()]
}
