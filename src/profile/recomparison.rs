//! The outcomes of one profile while values, neighbours or tolerances change, time and again.
//!
//! Whoever profiles ten thousand times over compares only what the outcomes count: the latest
//! total of each indicator that is judged. It is compared and counted as [`profile`](super::profile)
//! does; ranks, quarters, trends and regions, which no rating rests on, are left out.

use super::Profile;
use super::comparators::{Comparators, Scratch};
use super::indicators::{IndicatorSlice, Measured};
use super::neighbours::NeighbourTable;
use super::outcomes::{self, OutcomeProfile};
use crate::config::{Pipeline, Rulebook};
use crate::domain::{AuthorityIx, Polarity};
use crate::stats::{deviation_from, mean};
use crate::tables::{Slice, Tables};

/// Compares the slices that count in an outcome, many times over.
pub struct Recomparison<'a> {
    pipeline: &'a Pipeline,
    tables: &'a Tables,
    rated: &'a [AuthorityIx],
    compared: Vec<IndicatorSlice>,
    scratch: Scratch,
}

impl<'a> Recomparison<'a> {
    /// What of `profile` outcomes count.
    pub fn new(pipeline: &'a Pipeline, tables: &'a Tables, profile: &'a Profile) -> Self {
        let outcomes = &pipeline.rulebook.outcomes;
        let slices = profile.indicators.iter().flatten();
        let counts = |slice: &&IndicatorSlice| {
            let indicator = tables.indicators.get(slice.slice.indicator);
            slice.is_latest
                && slice.is_total
                && indicator.polarity != Polarity::Neutral
                && indicator
                    .outcome
                    .as_ref()
                    .is_some_and(|name| outcomes.iter().any(|of| of.key == *name))
        };
        Self {
            pipeline,
            tables,
            rated: &profile.rated,
            compared: slices.filter(counts).cloned().collect(),
            scratch: Scratch::default(),
        }
    }

    /// The slices as they were compared last.
    pub fn compared(&self) -> &[IndicatorSlice] {
        &self.compared
    }

    /// Measures other values, one slice in the place of each of [`Self::compared`].
    pub fn measure(&mut self, slices: &[Slice]) -> Vec<Measured> {
        let nobody = NeighbourTable::default();
        let comparators = Comparators::new(self.pipeline, self.tables, &nobody, &[]);
        let scratch = &mut self.scratch;
        let measured = slices.iter().map(|slice| {
            let values = &slice.values[..self.tables.authorities.len()];
            let measure = self.tables.indicators.get(slice.indicator).measure;
            Measured {
                deviation: mean(values).and_then(|centre| deviation_from(centre, values)),
                national: comparators.national(slice, measure, scratch, &mut false),
            }
        });
        measured.collect()
    }

    /// The outcomes by other values, one slice, measured, in the place of each of
    /// [`Self::compared`], and by these neighbours and the tolerances of `rulebook`.
    pub fn outcomes<'s>(
        &mut self,
        slices: impl Iterator<Item = (&'s Slice, &'s Measured)>,
        neighbours: &NeighbourTable,
        rulebook: &Rulebook,
    ) -> Vec<OutcomeProfile> {
        let comparators = Comparators {
            rulebook,
            ..Comparators::new(self.pipeline, self.tables, neighbours, &[])
        };
        for (compared, (slice, measured)) in self.compared.iter_mut().zip(slices) {
            let verdicts = comparators.verdicts(slice, *measured, &mut self.scratch);
            compared.vs_neighbours = verdicts.vs_neighbours;
            compared.vs_national = verdicts.vs_national;
        }
        outcomes::profile(
            &self.compared,
            self.rated,
            &self.tables.indicators,
            rulebook,
        )
    }
}
