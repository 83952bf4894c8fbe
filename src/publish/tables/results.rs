//! Everything that output tables are made of.

use crate::config::Pipeline;
use crate::domain::{Lever, Robustness};
use crate::profile::{FurtherStatistics, NotableFigure, OutlinePlace, Profile};
use crate::rate::{KeptValue, Rated, Triggered};
use crate::tables::{Correction, Quarantined, Tables};

/// Everything that a run worked out.
pub struct Results<'a> {
    /// The pipeline.
    pub pipeline: &'a Pipeline,
    /// What the sources say.
    pub tables: &'a Tables,
    /// Rows rejected.
    pub quarantined: &'a [Quarantined],
    /// What an extract says otherwise than the one that stands; `None` where no source says when
    /// its extracts were taken.
    pub corrections: Option<&'a [Correction]>,
    /// What the evidence says.
    pub profile: &'a Profile,
    /// How unusual figures are; `None` where the pipeline does not ask.
    pub notable: Option<&'a [NotableFigure]>,
    /// The further tables that the pipeline asks for.
    pub further: &'a FurtherStatistics,
    /// What the rulebook makes of it.
    pub rated: &'a Rated,
    /// How firm the ratings are, where the pipeline asks for it.
    pub robustness: Option<&'a Robustness>,
    /// The least that would move each rating, where the pipeline asks for it.
    pub levers: Option<&'a [Lever]>,
    /// What its triggers say, and the profile rows that they were asked of; `None` where it has none.
    pub triggers: Option<(&'a [Triggered], &'a [KeptValue])>,
    /// The outlines of authorities; `None` where the pipeline has no boundaries.
    pub outlines: Option<&'a [OutlinePlace]>,
}
