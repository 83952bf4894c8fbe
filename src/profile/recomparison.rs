//! The outcomes of one profile while values, neighbours or tolerances change, time and again.
//!
//! Whoever profiles ten thousand times over compares only what the outcomes count: the latest
//! total of each indicator that is judged. It is compared and counted as [`profile`](super::profile)
//! does; ranks, quarters, trends and regions, which no rating rests on, are left out.

use super::Profile;
use super::comparators::{Comparators, Scratch};
use super::indicator_slice::IndicatorSlice;
use super::neighbour_figures::NeighbourFigures;
use super::neighbours::NeighbourTable;
use super::outcomes::{self, OutcomeProfile};
use super::verdicts::Measured;
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
    /// Whether anybody asks how the values stand to the nation's.
    with_nation: bool,
    scratch: Scratch,
}

/// The similar areas' figures of each slice, by which outcomes are worked out more than once.
pub struct SimilarFigures(Vec<NeighbourFigures>);

impl<'a> Recomparison<'a> {
    /// What of `profile` outcomes count. Where `with_nation` is false, nothing is compared with the
    /// nation, and no outcome has a share of it.
    pub fn new(
        pipeline: &'a Pipeline,
        tables: &'a Tables,
        profile: &'a Profile,
        with_nation: bool,
    ) -> Self {
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
            with_nation,
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
        let (scratch, with_nation) = (&mut self.scratch, self.with_nation);
        let measured = slices.iter().map(|slice| {
            let values = &slice.values[..self.tables.authorities.len()];
            let measure = self.tables.indicators.get(slice.indicator).measure;
            Measured {
                deviation: mean(values).and_then(|centre| deviation_from(centre, values)),
                national: with_nation
                    .then(|| comparators.national(slice, measure, scratch, &mut false)),
            }
        });
        measured.collect()
    }

    /// The figures of these similar areas, of each slice.
    pub fn similar(&mut self, slices: &[Slice], neighbours: &NeighbourTable) -> SimilarFigures {
        let comparators = Comparators::new(self.pipeline, self.tables, neighbours, &[]);
        let scratch = &mut self.scratch;
        let figures = slices.iter().map(|slice| {
            let measure = self.tables.indicators.get(slice.indicator).measure;
            comparators.neighbour_values(slice, measure, scratch)
        });
        SimilarFigures(figures.collect())
    }

    /// The figures of the same similar areas, of other values of those slices that `is_other` says, by
    /// their places.
    pub fn similar_again(
        &mut self,
        mut known: SimilarFigures,
        slices: &[Slice],
        neighbours: &NeighbourTable,
        is_other: impl Fn(usize) -> bool,
    ) -> SimilarFigures {
        let comparators = Comparators::new(self.pipeline, self.tables, neighbours, &[]);
        let others = slices.iter().zip(&mut known.0).enumerate();
        for (_, (slice, figures)) in others.filter(|(at, _)| is_other(*at)) {
            let measure = self.tables.indicators.get(slice.indicator).measure;
            *figures = comparators.neighbour_values(slice, measure, &mut self.scratch);
        }
        known
    }

    /// The outcomes by other values, one slice, measured, in the place of each of
    /// [`Self::compared`], and by these neighbours with their figures, and the tolerances of
    /// `rulebook`.
    pub fn outcomes(
        &mut self,
        (slices, measured): (&[Slice], &[Measured]),
        (neighbours, similar): (&NeighbourTable, &SimilarFigures),
        rulebook: &Rulebook,
    ) -> Vec<OutcomeProfile> {
        let comparators = Comparators {
            rulebook,
            ..Comparators::new(self.pipeline, self.tables, neighbours, &[])
        };
        let known = slices.iter().zip(measured).zip(&similar.0);
        for (compared, ((slice, measured), similar)) in self.compared.iter_mut().zip(known) {
            let verdicts =
                comparators.verdicts(slice, *measured, &similar.values, &mut self.scratch);
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
