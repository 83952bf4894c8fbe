//! The figures of regions and of the nation: as published, or of their authorities.

use super::comparators::{Comparators, Scratch, pooled};
use crate::domain::{AuthorityIx, Measure};
use crate::stats::mean;
use crate::tables::{Areas, Slice};

/// Where a comparator's figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSource {
    /// The extract has it.
    Published,
    /// Worked out from the authorities.
    Computed,
}

impl FigureSource {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Computed => "computed",
        }
    }
}

impl Comparators<'_> {
    /// The nation's figure: as published, otherwise from the authorities. One that is worked out
    /// and not pooled is noted in `is_averaged`.
    pub(super) fn national(
        &self,
        slice: &Slice,
        measure: Measure,
        scratch: &mut Scratch,
        is_averaged: &mut bool,
    ) -> (f64, FigureSource) {
        let published = slice.values[slice.values.len() - 1];
        if !published.is_nan() {
            return (published, FigureSource::Published);
        }
        let everybody = self.authorities.places();
        let computed = self.computed(slice, measure, everybody, scratch, is_averaged);
        (computed, FigureSource::Computed)
    }

    /// Each region's figure: as published, otherwise from its authorities.
    pub(super) fn regions(
        &self,
        slice: &Slice,
        measure: Measure,
        areas: Areas,
        scratch: &mut Scratch,
        is_averaged: &mut bool,
    ) -> Vec<f64> {
        let published = &slice.values[areas.authorities..areas.authorities + areas.regions];
        published
            .iter()
            .enumerate()
            .map(|(at, value)| {
                if !value.is_nan() {
                    return *value;
                }
                let members = self.members.get(at).map_or(&[][..], Vec::as_slice);
                self.computed(
                    slice,
                    measure,
                    members.iter().copied(),
                    scratch,
                    is_averaged,
                )
            })
            .collect()
    }

    /// The figure of a group of authorities: pooled where every one with a value has numerator
    /// and denominator, otherwise their unweighted mean, which is noted in `is_averaged`.
    fn computed(
        &self,
        slice: &Slice,
        measure: Measure,
        members: impl Iterator<Item = AuthorityIx> + Clone,
        scratch: &mut Scratch,
        is_averaged: &mut bool,
    ) -> f64 {
        if let Some(pooled) = pooled(slice, measure, members.clone()) {
            return pooled;
        }
        scratch.gathered.clear();
        scratch
            .gathered
            .extend(members.map(|member| slice.values[member.index()]));
        mean(&scratch.gathered).map_or(f64::NAN, |mean| {
            *is_averaged = true;
            mean.value
        })
    }
}
