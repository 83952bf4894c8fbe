//! Series: the slices of an indicator and breakdown, one after another.

use std::ops::Range;

use super::breaks::{SliceBreak, leave_out_broken};
use super::carried::CarriedFigures;
use super::comparators::Comparators;
use super::indicator_slice::IndicatorSlice;
use super::totals::the_total;
use crate::tables::Slice;

/// For each slice, the place of the first slice of its series.
pub(super) fn series_of(slices: &[Slice]) -> Vec<usize> {
    let mut starts = Vec::with_capacity(slices.len());
    for (at, slice) in slices.iter().enumerate() {
        let same = at > 0
            && slices[at - 1].indicator == slice.indicator
            && slices[at - 1].breakdown == slice.breakdown;
        starts.push(if same { starts[at - 1] } else { at });
    }
    starts
}

/// Marks the slices of each indicator's total: of its breakdowns, the one whose word comes first.
pub(super) fn mark_totals(compared: &mut [IndicatorSlice], comparators: &Comparators<'_>) {
    let slices = compared.chunk_by_mut(|a, b| a.slice.indicator == b.slice.indicator);
    for slices in slices {
        let indicator = comparators.indicators.get(slices[0].slice.indicator);
        let breakdowns: Vec<&str> = slices
            .chunk_by(|a, b| a.slice.breakdown == b.slice.breakdown)
            .map(|slices| slices[0].slice.breakdown.as_str())
            .collect();
        let total = the_total(indicator, &comparators.totals, &breakdowns).map(str::to_owned);
        for slice in slices {
            slice.is_total = total.as_ref() == Some(&slice.slice.breakdown);
        }
    }
}

/// Marks of each series the latest slice in which any authority has a value.
pub(super) fn mark_latest(compared: &mut [IndicatorSlice], series: &[usize]) {
    let mut end = compared.len();
    while end > 0 {
        let start = series[end - 1];
        let latest = (start..end)
            .rev()
            .find(|at| compared[*at].distribution.is_some())
            .unwrap_or(end - 1);
        compared[latest].is_latest = true;
        end = start;
    }
}

/// The slices of `earlier` as the slice at its end may be compared with them: with the figures that
/// are carried back, and without those before a break of single series. `None` where they are that
/// as they stand.
pub(super) fn comparable(
    slices: &[Slice],
    earlier: Range<usize>,
    breaks: &[Option<SliceBreak>],
    carried: &[Option<Box<CarriedFigures>>],
) -> Option<Vec<Slice>> {
    let marked = (earlier.start..=earlier.end).any(|at| {
        let mut broken = breaks[at].iter().flat_map(|of| &of.marked);
        broken.next().is_some()
    });
    let has_carried = carried
        .get(earlier.clone())
        .is_some_and(|all| all.iter().any(Option::is_some));
    (marked || has_carried).then(|| {
        let mut kept: Vec<Slice> = slices[earlier.clone()].to_vec();
        if has_carried {
            let each = kept.iter_mut().zip(&carried[earlier.clone()]);
            each.filter_map(|(slice, carried)| Some((slice, carried.as_deref()?)))
                .for_each(|(slice, carried)| carried.fill(slice));
        }
        leave_out_broken(&mut kept, earlier, breaks);
        kept
    })
}
