//! What was laid out of figures: all of them, or those of some of the slices, to be put together.

use rustc_hash::FxHashMap;

use super::names::{Breakdowns, Label, commonest};
use super::slice_table::{Figure, SliceTable, TwoKinds};
use crate::extract::contract::correction::Settled;
use crate::tables::{IndicatorIx, Slice};

/// Slices as they were laid out, in the order in which each began.
#[derive(Default)]
pub(crate) struct Laid {
    /// The slices.
    pub slices: Vec<LaidSlice>,
    /// The labels that slices name by place.
    pub labels: Vec<Label>,
    /// How breakdowns are spelt, each with its rows.
    pub breakdowns: Breakdowns,
    /// Rows superseded by another extract's.
    pub settled: Settled<Figure>,
}

/// A slice, and what its rows say beside its figures.
pub(crate) struct LaidSlice {
    /// The slice, with the breakdown and the label of its first row.
    pub slice: Slice,
    /// The places of its labels, each with its rows.
    pub labelled: Vec<(u32, u64)>,
    /// The number of its first row.
    #[cfg_attr(
        not(feature = "cluster"),
        expect(
            dead_code,
            reason = "asked where parts of the figures are put together"
        )
    )]
    pub began: u32,
}

impl Laid {
    /// The slices in their order, each with the commonest of its names, and what was superseded.
    pub(crate) fn into_table(mut self) -> SliceTable {
        for LaidSlice { slice, .. } in &mut self.slices {
            if let Some(name) = self.breakdowns.commonest(&slice.breakdown) {
                slice.breakdown = name.to_owned();
            }
        }
        let two_kinds = self.two_kinds();
        for LaidSlice {
            slice, labelled, ..
        } in &mut self.slices
        {
            if let [_, _, ..] = labelled[..] {
                slice.label = commonest(&self.labels, labelled).to_owned();
            }
        }
        let mut slices: Vec<Slice> = self.slices.into_iter().map(|of| of.slice).collect();
        let labels = match self.settled.is_empty() {
            true => Vec::new(),
            false => slices.iter().map(|of| of.label.clone()).collect(),
        };
        slices.sort_unstable_by(|a, b| {
            let order = |of: &Slice| of.period.order();
            (a.indicator, &a.breakdown, order(a)).cmp(&(b.indicator, &b.breakdown, order(b)))
        });
        SliceTable {
            slices,
            settled: self.settled,
            labels,
            two_kinds,
        }
    }

    /// The first series, in order of its name, of which two labels are of kinds that cannot stand
    /// in one.
    fn two_kinds(&self) -> Option<TwoKinds> {
        let kind = |label: u32| self.labels[label as usize].kind;
        let mut series: FxHashMap<(IndicatorIx, &str), Vec<u32>> = FxHashMap::default();
        for of in &self.slices {
            let kinds = series
                .entry((of.slice.indicator, &of.slice.breakdown))
                .or_default();
            for (label, _) in &of.labelled {
                if !kinds.iter().any(|known| kind(*known) == kind(*label)) {
                    kinds.push(*label);
                }
            }
        }
        let clash = |kinds: &[u32]| {
            let pairs = kinds
                .iter()
                .enumerate()
                .flat_map(|(at, a)| kinds[at + 1..].iter().map(move |b| (*a, *b)));
            pairs
                .into_iter()
                .find(|(a, b)| !kind(*a).goes_with(kind(*b)))
        };
        series
            .into_iter()
            .filter_map(|(series, kinds)| Some((series, clash(&kinds)?)))
            .min_by_key(|(series, _)| *series)
            .map(|((indicator, breakdown), (a, b))| TwoKinds {
                indicator,
                breakdown: breakdown.to_owned(),
                kinds: [a, b].map(|label| {
                    let label = &self.labels[label as usize];
                    (label.kind, label.shown.clone())
                }),
            })
    }
}
