//! What the sources say, row by row: the contract tables before anything is reduced and whatever
//! the as-of date, for an import that keeps them.

mod findings;
mod inspections;
mod observations;

use super::contract::{characteristics, earlier_ratings, judgements};
use super::reduce::memory_plan::Memory;
use super::{Engine, Extract, ExtractError, GoOn, OpenedSources, read_all};
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::tables::unreduced::UnreducedTables;

/// The clean rows of every source.
#[derive(Debug, Default)]
pub struct UnreducedExtract {
    /// The tables that a run does not reduce, and what was read and rejected.
    pub extract: Extract,
    /// The tables that it does.
    pub rows: UnreducedTables,
}

/// Reads every source of `pipeline` as [`extract`](super::extract()) does, and keeps its rows.
///
/// # Errors
/// A source that cannot be read.
pub fn read(
    pipeline: &Pipeline,
    opened: OpenedSources,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut GoOn<'_>,
) -> Result<UnreducedExtract, ExtractError> {
    let mut rows = UnreducedTables::default();
    let extract = read_all(pipeline, opened, begin, go_on, &mut |extract, source| {
        let tables = &extract.tables;
        match source.kind {
            SourceKind::Inspections => {
                rows.inspections = Some(inspections::read(tables, pipeline, source)?);
            }
            SourceKind::Findings => {
                rows.findings = Some(findings::read(tables, pipeline, source)?);
            }
            SourceKind::Observations => {
                rows.observations = Some(observations::read(tables, source)?);
            }
            SourceKind::Judgements => {
                let read = source.rows(|batch| judgements::read(batch, &tables.authorities))?;
                let every = judgements::every(read, &source.ledgers());
                extract.tables.judgements = Some(every);
            }
            SourceKind::EarlierRatings => {
                let read =
                    source.rows(|batch| earlier_ratings::read(batch, &tables.authorities))?;
                let every = earlier_ratings::every(read, &source.ledgers());
                extract.tables.earlier_ratings = Some(every);
            }
            SourceKind::Characteristics => {
                let read = source.rows(|batch| {
                    characteristics::read(batch, &tables.authorities, pipeline.as_of)
                })?;
                let every = characteristics::every(read, &source.ledgers());
                extract.tables.characteristics = Some(every);
            }
            SourceKind::Authorities
            | SourceKind::Indicators
            | SourceKind::Neighbours
            | SourceKind::Groups
            | SourceKind::Boundaries
            | SourceKind::LookUp
            | SourceKind::Join => {
                extract.take(pipeline, source, Memory::unlimited(), &Engine::Local)?;
            }
        }
        Ok(())
    })?;
    Ok(UnreducedExtract { extract, rows })
}
