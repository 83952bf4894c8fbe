//! Findings, those of every extract.

use crate::config::Pipeline;
use crate::extract::contract::findings;
use crate::extract::error::ExtractError;
use crate::extract::source_scans::SourceScans;
use crate::tables::{Finding, Tables};

/// Every row of findings.
#[derive(Debug, Default)]
pub struct Findings {
    /// The rows, in order of authority, kind, aspect and day.
    pub rows: Vec<Finding>,
    /// Whether a feed says when its extracts were taken.
    pub dated: bool,
}

/// Reads the findings.
pub fn read(
    tables: &Tables,
    pipeline: &Pipeline,
    source: &SourceScans<'_>,
) -> Result<Findings, ExtractError> {
    let rows =
        source.rows(|batch| findings::read(batch, &tables.authorities, &pipeline.rulebook))?;
    Ok(Findings {
        rows: findings::every(rows, &source.ledgers()),
        dated: source.gives("extracted_on"),
    })
}
