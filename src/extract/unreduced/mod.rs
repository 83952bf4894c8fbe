//! What the sources say, row by row: the contract tables before anything is reduced and whatever
//! the as-of date, for an import that keeps them.

mod findings;
mod inspections;
mod observations;

pub use self::findings::Findings;
pub use self::inspections::{Event, Inspections, Listing, Visit};
pub use self::observations::{Figure, Observations};
use super::reduce::memory_plan::Memory;
use super::{Extract, ExtractError, GoOn, OpenedSources, read_all};
use crate::config::Pipeline;
use crate::contract::SourceKind;

/// The clean rows of every source.
#[derive(Debug, Default)]
pub struct UnreducedExtract {
    /// The tables that nothing is taken from, and what was read and set aside. Inspections,
    /// findings and observations are not in it.
    pub extract: Extract,
    /// Inspections.
    pub inspections: Option<Inspections>,
    /// Findings, those of every extract.
    pub findings: Option<Findings>,
    /// Observations.
    pub observations: Option<Observations>,
}

/// Reads every source of `pipeline` as [`extract`](super::extract()) does, and keeps its rows.
///
/// # Errors
/// A source that cannot be read.
pub fn read(
    pipeline: &Pipeline,
    opened: OpenedSources<'_>,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut GoOn<'_>,
) -> Result<UnreducedExtract, ExtractError> {
    let mut all = UnreducedExtract::default();
    all.extract = read_all(pipeline, opened, begin, go_on, &mut |extract, source| {
        let tables = &extract.tables;
        match source.kind {
            SourceKind::Inspections => {
                all.inspections = Some(inspections::read(tables, pipeline, source)?);
            }
            SourceKind::Findings => {
                all.findings = Some(findings::read(tables, pipeline, source)?);
            }
            SourceKind::Observations => {
                all.observations = Some(observations::read(tables, source)?);
            }
            SourceKind::Authorities
            | SourceKind::Indicators
            | SourceKind::Neighbours
            | SourceKind::Characteristics
            | SourceKind::Judgements
            | SourceKind::EarlierRatings
            | SourceKind::LookUp => extract.take(pipeline, source, Memory::unlimited())?,
        }
        Ok(())
    })?;
    Ok(all)
}
