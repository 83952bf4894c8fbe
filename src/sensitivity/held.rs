//! Sources that were read once, for whoever asks about many as-of dates.

use crate::config::Pipeline;
use crate::extract::Extract;
use crate::extract::held_sources::HeldSources;
use crate::profile::IndicatorSlice;
use crate::rate::BoundRules;
use crate::tables::Indicators;
use crate::warning::Warning;

/// What there is to say of the figures of a day.
pub type OfFigures = fn(&Pipeline, &Indicators, &[IndicatorSlice]) -> Vec<Warning>;

/// The sources of a pipeline, read and held, and the rulebook's conditions, bound.
pub struct Held {
    /// The conditions.
    pub rules: BoundRules,
    /// What as-of dates are answered from.
    pub sources: HeldSources,
    /// What the pipeline's own as-of date makes of them.
    pub extract: Extract,
    /// What a person should know of the reading.
    pub warnings: Vec<Warning>,
    /// What there is to say of the figures of a day, for which a gate would stop a run.
    pub of_figures: OfFigures,
}

impl Held {
    /// What there is to say of the figures that are known on the as-of date of `pipeline`.
    pub(super) fn told(&self, pipeline: &Pipeline, slices: &[IndicatorSlice]) -> Vec<Warning> {
        (self.of_figures)(pipeline, &self.extract.tables.indicators, slices)
    }
}
