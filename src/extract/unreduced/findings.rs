//! Findings, those of every extract.

use crate::config::Pipeline;
use crate::extract::contract::findings;
use crate::extract::error::ExtractError;
use crate::extract::source_scans::SourceScans;
use crate::tables::Tables;
use crate::tables::unreduced::Findings;

/// Reads the findings.
pub(super) fn read(
    tables: &Tables,
    pipeline: &Pipeline,
    source: &SourceScans,
) -> Result<Findings, ExtractError> {
    let rows =
        source.rows(|batch| findings::read(batch, &tables.authorities, &pipeline.rulebook))?;
    Ok(Findings {
        rows: findings::every(rows, &source.ledgers()),
        dated: source.gives("extracted_on"),
    })
}
