//! The rows of a source into its table.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Extract;
use super::contract::area_list::ListError;
use super::contract::observation::ObservationBatch;
use super::contract::rows::Untimely;
use super::contract::{
    area_list, authorities, boundaries, catalogue, characteristics, earlier_ratings, findings,
    groups, indicators, judgements, neighbours, observations,
};
use super::engine::Engine;
use super::error::ExtractError;
use super::map::Batch;
#[cfg(feature = "cluster")]
use super::plan;
use super::reduce;
use super::reduce::memory_plan::Memory;
use super::reduce::observations::SliceTable;
use super::source_scans::SourceScans;
use crate::config::{ComparedWith, ConfigError, Pipeline};
use crate::contract::SourceKind;
use crate::domain::folded;
use crate::tables::{Areas, Indicator, NeighbourList};
use crate::warning::{Warning, WarningKind};

impl Extract {
    /// Reads the rows of a source into its table.
    pub(super) fn take(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans,
        memory: Memory<'_>,
        engine: &Engine,
    ) -> Result<(), ExtractError> {
        let list = &self.tables.authorities;
        let ledgers = &source.ledgers();
        let (rulebook, as_of) = (&pipeline.rulebook, pipeline.as_of);
        match source.kind {
            SourceKind::Authorities => self.take_authorities(pipeline, source)?,
            SourceKind::Indicators => self.take_indicators(pipeline, source)?,
            SourceKind::Neighbours => {
                let rows = source.rows(|batch| neighbours::read(batch, list, pipeline.as_of))?;
                let lists = neighbours::checked(rows, ledgers);
                let chosen = NeighbourList::chosen(&lists, pipeline.neighbour_list());
                self.tables.neighbours =
                    Some(chosen.map_err(|message| of_lists(pipeline, message))?);
                self.tables.neighbour_lists = lists;
            }
            SourceKind::Groups => {
                let rows = source.rows(|batch| groups::read(batch, list, as_of))?;
                self.tables.groups = Some(groups::checked(rows, ledgers));
            }
            SourceKind::Characteristics => {
                let rows = source.rows(|batch| characteristics::read(batch, list, as_of))?;
                self.tables.characteristics = Some(characteristics::checked(rows, as_of, ledgers));
            }
            SourceKind::Inspections => {
                self.take_inspections(pipeline, source, memory, engine)?;
            }
            SourceKind::Findings => self.take_findings(pipeline, source)?,
            SourceKind::Observations => self.take_observations(pipeline, source, engine)?,
            SourceKind::Judgements => {
                let rows = source.rows(|batch| judgements::read(batch, list))?;
                let (checked, places) = judgements::checked(rows, as_of, rulebook, ledgers);
                self.tables.judgements = Some(checked);
                self.judgement_rows = places;
            }
            SourceKind::EarlierRatings => {
                let rows = source.rows(|batch| earlier_ratings::read(batch, list))?;
                let rated = rulebook.rating_year(as_of);
                let earlier = earlier_ratings::checked(rows, rated, ledgers);
                self.tables.earlier_ratings = Some(earlier);
            }
            SourceKind::Boundaries => {
                let rows = source.rows(|batch| boundaries::read(batch, list, as_of))?;
                self.tables.boundaries = Some(boundaries::checked(rows, ledgers));
            }
            // Look-ups are read before any source is opened, joins before the source that has them.
            SourceKind::LookUp | SourceKind::Join => {}
        }
        Ok(())
    }

    fn take_authorities(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans,
    ) -> Result<(), ExtractError> {
        let rows = source.rows(authorities::read)?;
        let list = area_list::list(rows, &pipeline.authority_aliases, &source.ledgers());
        let list = list.map_err(|error| match error {
            ListError::Codes(message) => ExtractError::List {
                source_name: Arc::clone(source.label()),
                message,
            },
            ListError::Alias { alias, message } => {
                let key = ["authority_aliases", &alias];
                pipeline.file.error_at_key(&key, message).into()
            }
        })?;
        self.tables.authorities = Arc::new(list);
        Ok(())
    }

    fn take_indicators(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans,
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
        source: &SourceScans,
    ) -> Result<(), ExtractError> {
        let (list, as_of) = (&self.tables.authorities, pipeline.as_of);
        let ledgers = &source.ledgers();
        let mut rows = source.rows(|batch| findings::read(batch, list, &pipeline.rulebook))?;
        rows.leave_out(ledgers, |finding| {
            let known = finding.published_on.max(finding.inspected_on);
            (known > as_of).then_some(Untimely::AfterAsOf)
        });
        let (known, settled) = findings::checked(rows, as_of, ledgers);
        settled.note_in(ledgers, as_of, |(authority, kind, aspect, day)| {
            let code = &list.get(*authority).code;
            format!("{code} / {kind} / {aspect} / {day}")
        });
        self.tables.findings = Some(known);
        Ok(())
    }

    fn take_observations(
        &mut self,
        pipeline: &Pipeline,
        source: &SourceScans,
        engine: &Engine,
    ) -> Result<(), ExtractError> {
        let as_of = pipeline.as_of;
        let (authorities, indicators) = (&self.tables.authorities, &self.tables.indicators);
        let areas = Areas {
            authorities: authorities.len(),
            regions: authorities.regions().len(),
        };
        let ledgers = source.ledgers();
        let table = match engine {
            Engine::Local => self.lay_out(source, areas, as_of)?,
            #[cfg(feature = "cluster")]
            Engine::Plans(planner) => {
                plan::reduce_observations(&*planner.runner, self, pipeline, source, areas)?
            }
        };
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
        for scan in &source.feeds {
            let said = scan.available_after().into_iter();
            for name in said.flat_map(|said| said.names()) {
                let is_known = |of: &Indicator| folded(&of.name) == folded(name);
                if !indicators.all().iter().any(is_known) {
                    let warning = Warning::of(WarningKind::UnusedDelay, &**scan.label());
                    scan.ledger().warn(warning.about(name));
                }
            }
        }
        let words = pipeline.total_words();
        let joined = reduce::totals::join(table.slices, |indicator| {
            let own = indicators.get(indicator).total.as_deref();
            own.map_or_else(|| words.clone(), |own| vec![own])
        });
        for (indicator, words) in joined.apart {
            let warning = Warning::of(WarningKind::TwoTotals, &**source.label())
                .about(&indicators.get(indicator).name)
                .with(words.join(" and "));
            source.feeds[0].ledger().warn(warning);
        }
        self.tables.slices = Some(joined.slices);
        Ok(())
    }
}

impl Extract {
    /// Lays the observations out as they are read.
    fn lay_out(
        &self,
        source: &SourceScans,
        areas: Areas,
        as_of: NaiveDate,
    ) -> Result<SliceTable, ExtractError> {
        let (authorities, indicators) = (&self.tables.authorities, &self.tables.indicators);
        let read = |batch: &Batch<'_>| observations::read(batch, authorities, indicators, as_of);
        let feed = |take: &mut (dyn FnMut(ObservationBatch) + Send)| {
            for scan in &source.feeds {
                if let Some(held) = scan.held_figures() {
                    held.iter().for_each(|of| take(of.by(as_of)));
                    continue;
                }
                scan.read_through(read, |batch| {
                    scan.ledger().note(|counts| batch.count_into(counts));
                    take(batch);
                })?;
            }
            Ok::<(), ExtractError>(())
        };
        let dated = source.feeds.iter().any(|scan| scan.is_dated());
        reduce::observations::latest(feed, &source.ledgers(), dated, areas, as_of)
    }
}

/// A mistake about lists of neighbours, at the comparator that names one or at the source.
fn of_lists(pipeline: &Pipeline, message: String) -> ConfigError {
    let named = pipeline.neighbour_list().and_then(|name| {
        let of = ComparedWith::Neighbours(Some(name.to_owned()));
        pipeline.comparators.iter().find(|known| known.of == of)
    });
    match named {
        Some(comparator) => pipeline.file.error_at(&comparator.span, message),
        None => pipeline.file.error_near("sources.neighbours", message),
    }
}
