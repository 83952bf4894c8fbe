//! The sources of a pipeline, read once and held, to be asked about many as-of dates.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::engine::Engine;
use super::error::ExtractError;
use super::open::OpenedSources;
use super::reduce::memory_plan::{Memory, Plan};
use super::source_scans::SourceScans;
use super::{Extract, GoOn, needs_catalogue};
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::tables::{Authorities, Indicators, Slice, Tables};
use crate::warning::Warning;

/// The sources of a pipeline, read.
///
/// What every as-of date has in common is held: authorities, the catalogue, rows with their columns
/// computed, and figures with the day on which they were out. What follows from an as-of date is
/// worked out for each by the same contracts and the same reduction as in a run.
pub struct HeldSources {
    sources: Vec<SourceScans>,
    plan: Plan,
    authorities: Arc<Authorities>,
    indicators: Indicators,
    /// The days on which figures became known, in their order.
    days: Vec<NaiveDate>,
}

/// Reads every source of `pipeline` once, as [`extract`](super::extract()) does, and holds what as-of
/// dates are answered from; gives what the pipeline's own as-of date makes of them beside it. Of the
/// figures those of indicators that belong to an outcome are held. `None` where `go_on` says so.
///
/// # Errors
/// As [`extract`](super::extract()).
pub fn hold(
    pipeline: &Pipeline,
    opened: OpenedSources,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut GoOn<'_>,
) -> Result<(Option<HeldSources>, Extract), ExtractError> {
    needs_catalogue(pipeline)?;
    let plan = Plan::new(pipeline, &opened.sources)?;
    let memory = Memory { plan, spill: None };
    let mut extract = Extract::default();
    let mut open = true;
    for mut lookup in opened.lookups {
        open &= extract.close(std::slice::from_mut(&mut lookup), go_on);
    }
    let mut sources = Vec::with_capacity(opened.sources.len());
    let mut days = BTreeSet::new();
    for mut source in opened.sources {
        if !open {
            return Ok((None, extract));
        }
        begin(source.kind);
        source.know(pipeline, &extract.tables.authorities);
        for feed in &mut source.feeds {
            feed.read_joins(&extract.tables.authorities)?;
            match source.kind {
                SourceKind::Observations => feed.hold_figures(&extract.tables, &mut days)?,
                SourceKind::Authorities
                | SourceKind::Indicators
                | SourceKind::Neighbours
                | SourceKind::Characteristics
                | SourceKind::Inspections
                | SourceKind::Findings
                | SourceKind::Judgements
                | SourceKind::EarlierRatings
                | SourceKind::Boundaries
                | SourceKind::LookUp
                | SourceKind::Groups
                | SourceKind::Join => feed.hold()?,
            }
        }
        extract.take(pipeline, &source, memory, &Engine::Local)?;
        open = extract.close(&mut source.feeds, go_on);
        sources.push(source);
    }
    if !open {
        return Ok((None, extract));
    }
    let held = HeldSources {
        sources,
        plan,
        authorities: Arc::clone(&extract.tables.authorities),
        indicators: extract.tables.indicators.clone(),
        days: days.into_iter().collect(),
    };
    Ok((Some(held), extract))
}

impl HeldSources {
    /// What the sources say on the as-of date of `pipeline`, without the figures of indicators.
    ///
    /// # Errors
    /// As [`extract`](super::extract()).
    pub fn tables(&self, pipeline: &Pipeline) -> Result<Tables, ExtractError> {
        let mut extract = self.common();
        for source in &self.sources {
            match source.kind {
                SourceKind::Authorities | SourceKind::Indicators | SourceKind::Observations => {}
                SourceKind::Neighbours
                | SourceKind::Characteristics
                | SourceKind::Inspections
                | SourceKind::Findings
                | SourceKind::Judgements
                | SourceKind::EarlierRatings
                | SourceKind::Boundaries
                | SourceKind::LookUp
                | SourceKind::Groups
                | SourceKind::Join => self.take(&mut extract, pipeline, source)?,
            }
        }
        Ok(extract.tables)
    }

    /// The figures that are known on the as-of date of `pipeline`; `None` where it has none.
    ///
    /// # Errors
    /// As [`extract`](super::extract()).
    pub fn slices(&self, pipeline: &Pipeline) -> Result<Option<Vec<Slice>>, ExtractError> {
        let mut extract = self.common();
        for source in &self.sources {
            if source.kind == SourceKind::Observations {
                self.take(&mut extract, pipeline, source)?;
            }
        }
        Ok(extract.tables.slices)
    }

    /// Two as-of dates of the same number know the same figures.
    #[must_use]
    pub fn figures_known(&self, as_of: NaiveDate) -> usize {
        self.days.partition_point(|day| *day <= as_of)
    }

    /// What there was to say of the sources on the dates that were asked about, each once.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let feeds = self.sources.iter().flat_map(|source| &source.feeds);
        let mut warnings: Vec<Warning> = feeds.flat_map(|feed| feed.ledger().told()).collect();
        warnings.sort();
        warnings.dedup();
        warnings
    }

    fn take(
        &self,
        extract: &mut Extract,
        pipeline: &Pipeline,
        source: &SourceScans,
    ) -> Result<(), ExtractError> {
        let memory = Memory {
            plan: self.plan,
            spill: None,
        };
        extract.take(pipeline, source, memory, &Engine::Local)
    }

    /// What every as-of date has in common.
    fn common(&self) -> Extract {
        Extract {
            tables: Tables {
                authorities: Arc::clone(&self.authorities),
                indicators: self.indicators.clone(),
                ..Tables::default()
            },
            ..Extract::default()
        }
    }
}
