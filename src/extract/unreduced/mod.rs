//! What the sources say, row by row: the contract tables before anything is reduced and whatever
//! the as-of date, for an import that keeps them.

mod findings;
mod inspections;
mod observations;

pub use self::findings::Findings;
pub use self::inspections::{Event, Inspections, Listing, Visit};
pub use self::observations::{Figure, Observations};
use super::reduce::memory_plan::Memory;
use super::{Extract, ExtractError, Opened, SourceReport, read_all};
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::tables::Quarantined;

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
    opened: Opened<'_>,
    begin: &mut dyn FnMut(SourceKind),
    go_on: &mut dyn FnMut(&SourceReport, &[Quarantined]) -> bool,
) -> Result<UnreducedExtract, ExtractError> {
    let mut whole = UnreducedExtract::default();
    whole.extract = read_all(
        pipeline,
        opened,
        begin,
        go_on,
        &mut |extract, source, scans| {
            let mut asides = Vec::with_capacity(scans.len());
            let mut late = Vec::new();
            match source.kind {
                SourceKind::Inspections => {
                    let read = inspections::read(extract, pipeline, scans, &mut asides, &mut late)?;
                    whole.inspections = Some(read);
                }
                SourceKind::Findings => {
                    let read = findings::read(extract, pipeline, scans, &mut asides, &mut late)?;
                    whole.findings = Some(read);
                }
                SourceKind::Observations => {
                    let read = observations::read(extract, scans, &mut asides, &mut late)?;
                    whole.observations = Some(read);
                }
                SourceKind::Authorities
                | SourceKind::Indicators
                | SourceKind::Neighbours
                | SourceKind::Characteristics
                | SourceKind::Judgements
                | SourceKind::EarlierRatings
                | SourceKind::LookUp => {
                    return extract.take(pipeline, source, scans, Memory::unlimited());
                }
            }
            extract.conclude(scans, asides, late);
            Ok(())
        },
    )?;
    Ok(whole)
}
