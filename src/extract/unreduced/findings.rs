//! Findings, those of every extract.

use crate::config::Pipeline;
use crate::extract::contract::findings;
use crate::extract::scan::Scan;
use crate::extract::{Aside, Extract, ExtractError, rows_of};
use crate::tables::{Finding, Quarantined};

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
    extract: &Extract,
    pipeline: &Pipeline,
    scans: &[Scan<'_>],
    asides: &mut Vec<Aside>,
    late: &mut Vec<Quarantined>,
) -> Result<Findings, ExtractError> {
    let rows = rows_of(scans, asides, |batch| {
        findings::read(batch, &extract.tables.authorities, &pipeline.rulebook)
    })?;
    Ok(Findings {
        rows: findings::every(rows, late),
        dated: scans.iter().any(|scan| scan.gives("extracted_on")),
    })
}
