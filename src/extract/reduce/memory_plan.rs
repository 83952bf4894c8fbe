//! How a run keeps within the memory that its pipeline allows.
//!
//! What grows with the raw rows is bounded: observations are laid out batch by batch, and the
//! visits to settings are reduced in as many passes over their source as it takes, each pass
//! keeping the visits of some of the settings. What is left grows with the authorities, with the
//! figures that are compared and with the text that is held from when it is opened, and is the
//! least that a run needs. Of observations that say when their extracts were taken, the preferred
//! comes first, so that all must be there before one can be laid out: they are held whole.
//!
//! Rows that are rejected and corrections are few, and count for nothing here.

use std::ops::Range;
use std::path::Path;

use crate::config::{ConfigError, Pipeline};
use crate::contract::SourceKind;
use crate::extract::contract::inspection::Inspection;
use crate::extract::scan::Scan;
use crate::extract::source_scans::SourceScans;
use crate::tables::{Setting, Urn};

/// The program and its libraries, in bytes.
const PROGRAM: u64 = 32 << 20;

/// What a thread works on: a batch of rows as it is read, or columns of a table as they are
/// written.
const THREAD: u64 = 24 << 20;

/// A figure laid out and compared: its value, numerator and denominator, that of its neighbours,
/// ranks, bands and comparisons.
const OBSERVATION: u64 = 48;

/// A row of observations as it was read, before it is laid out.
const RAW_OBSERVATION: u64 = 96;

/// Where a figure comes from, which is known of each while extracts are compared.
const SIDE: u64 = 24;

/// A row of any other source, with its place and key.
const ROW: u64 = 320;

/// An authority with its profile, and every rule that was asked about it.
const AUTHORITY: u64 = 32_000;

/// A visit that is kept for a pass, and the setting that it becomes; the parts of the settings
/// are not all of one size.
const VISIT: u64 = (size_of::<Inspection>() + size_of::<Inspection>() / 2) as u64;

/// A setting that is held in memory.
const SETTING: u64 = size_of::<Setting>() as u64;

/// How the settings are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Passes over the inspections.
    passes: u8,
    /// Whether the settings are kept in a file, and not in memory.
    pub files_settings: bool,
}

impl Plan {
    /// Everything at once.
    pub(crate) const UNLIMITED: Self = Self {
        passes: 1,
        files_settings: false,
    };

    /// The plan for the opened sources of `pipeline`.
    ///
    /// # Errors
    /// When no plan keeps within the pipeline's limit; says the least that would do.
    pub(crate) fn new(pipeline: &Pipeline, sources: &[SourceScans]) -> Result<Self, ConfigError> {
        let Some(limit) = pipeline.limits.memory_limit else {
            return Ok(Self::UNLIMITED);
        };
        let mut need = Need {
            base: PROGRAM + THREAD * rayon::current_num_threads() as u64,
            ..Need::default()
        };
        for SourceScans { kind, feeds: scans } in sources {
            let rows: u64 = scans.iter().map(Scan::rows_at_most).sum();
            need.base += scans.iter().map(Scan::held_bytes).sum::<u64>();
            let joins = || scans.iter().flat_map(Scan::joins);
            need.base += joins().map(Scan::held_bytes).sum::<u64>();
            need.base += joins().map(Scan::rows_at_most).sum::<u64>() * ROW;
            match kind {
                SourceKind::Inspections => need.visits = rows,
                SourceKind::Observations => {
                    let dated = scans.iter().any(Scan::is_dated);
                    let at_once = scans.iter().map(Scan::rows_at_once).max().unwrap_or(0);
                    need.laid = rows * OBSERVATION;
                    need.raw = if dated {
                        rows * (RAW_OBSERVATION + SIDE)
                    } else {
                        at_once * RAW_OBSERVATION
                    };
                }
                SourceKind::Authorities => need.rated = rows * AUTHORITY,
                SourceKind::Indicators
                | SourceKind::Neighbours
                | SourceKind::Groups
                | SourceKind::Characteristics
                | SourceKind::Findings
                | SourceKind::Judgements
                | SourceKind::EarlierRatings
                | SourceKind::Boundaries
                | SourceKind::LookUp
                | SourceKind::Join => need.base += rows * ROW,
            }
        }
        need.plan(limit).map_err(|least| {
            let message = format!(
                "memory_limit is {limit} bytes, and {least} are the least that these sources can be worked through in; raise it to that, or take the line out"
            );
            pipeline.file.error_near("memory_limit", message)
        })
    }

    /// The parts of the settings that each pass takes.
    pub(crate) fn passes(self) -> impl Iterator<Item = Range<u8>> {
        let per_pass = Urn::PARTS.div_ceil(self.passes);
        (0..Urn::PARTS)
            .step_by(usize::from(per_pass))
            .map(move |start| start..Urn::PARTS.min(start + per_pass))
    }
}

/// How much may be in memory, and where the rest goes.
#[derive(Clone, Copy)]
pub(crate) struct Memory<'a> {
    /// How the settings are gone through.
    pub plan: Plan,
    /// A folder for what may not be in memory.
    pub spill: Option<&'a Path>,
}

impl Memory<'_> {
    /// As much as it takes.
    pub(crate) const fn unlimited() -> Self {
        Self {
            plan: Plan::UNLIMITED,
            spill: None,
        }
    }
}

/// Bytes that a run needs.
#[derive(Debug, Clone, Copy, Default)]
struct Need {
    /// The program and the small sources.
    base: u64,
    /// Observations as they were read.
    raw: u64,
    /// Observations laid out and compared.
    laid: u64,
    /// Authorities, profiled and rated.
    rated: u64,
    /// Visits to settings.
    visits: u64,
}

impl Need {
    /// The plan with the fewest passes that keeps within `limit`; otherwise the least limit that
    /// has one.
    fn plan(self, limit: u64) -> Result<Plan, u64> {
        if self.peak(1) + self.visits * SETTING <= limit {
            return Ok(Plan::UNLIMITED);
        }
        (1..=Urn::PARTS)
            .find(|passes| self.peak(*passes) <= limit)
            .map(|passes| Plan {
                passes,
                files_settings: true,
            })
            .ok_or(self.peak(Urn::PARTS))
    }

    fn peak(self, passes: u8) -> u64 {
        let pass = self.visits * VISIT / u64::from(passes);
        // What a pass gives back is not always fit for what comes after it, so both count; but
        // authorities are rated when all is read.
        self.base + self.laid + (pass + self.rated).max(self.raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NATION: Need = Need {
        base: 100 << 20,
        visits: 10_000_000,
        raw: 5 << 20,
        laid: 10 << 20,
        rated: 40 << 20,
    };

    #[test]
    fn a_limit_that_holds_everything_needs_one_pass_and_no_file() {
        let plan = NATION.plan(2 << 30).unwrap();
        assert!(!plan.files_settings);
        assert!(plan.passes().eq(std::iter::once(0..64)));
    }

    #[test]
    fn passes_take_every_part_once_and_are_no_more_than_needed() {
        for limit in [170 << 20, 200 << 20, 400 << 20, 700 << 20] {
            let plan = NATION.plan(limit).unwrap();
            assert!(plan.files_settings);
            let parts: Vec<u8> = plan.passes().flatten().collect();
            assert_eq!(parts, (0..64).collect::<Vec<_>>());
            assert!(NATION.peak(plan.passes) <= limit);
            assert!(plan.passes == 1 || NATION.peak(plan.passes - 1) > limit);
        }
    }

    #[test]
    fn the_least_limit_that_is_named_would_do() {
        let least = NATION.plan(120 << 20).unwrap_err();
        assert!(NATION.plan(least).is_ok());
        assert_eq!(NATION.plan(least - 1), Err(least));
    }
}
