//! What the sources say, row by row: the tables of the contracts that are reduced for a run, before
//! anything is reduced and whatever the as-of date.

mod findings;
mod inspections;
mod observations;

pub use self::findings::Findings;
pub use self::inspections::{Event, Inspections, Listing, Visit};
pub use self::observations::{Figure, Observations};

/// The rows of the sources that a run reduces.
#[derive(Debug, Default)]
pub struct UnreducedTables {
    /// Inspections.
    pub inspections: Option<Inspections>,
    /// Findings, those of every extract.
    pub findings: Option<Findings>,
    /// Observations.
    pub observations: Option<Observations>,
}
