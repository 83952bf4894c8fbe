//! What there is to say of councils that came after others: those whose series nothing carries back.

use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::profile::IndicatorSlice;
use crate::warning::{Warning, WarningKind};

/// The successions by which no figure is carried back.
pub(in crate::job) fn of_successions(
    pipeline: &Pipeline,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    let mut carries = vec![false; pipeline.successions.len()];
    let carried = slices.iter().filter_map(|of| of.carried.as_deref());
    for figure in carried.flat_map(|all| &all.figures) {
        if figure.found.is_ok() {
            carries[figure.succession] = true;
        }
    }
    let unused = pipeline.successions.iter().zip(carries);
    unused
        .filter(|(_, carries)| !carries)
        .map(|(of, _)| {
            Warning::of(
                WarningKind::UnusedSuccession,
                SourceKind::Observations.word(),
            )
            .about(of.successor.clone())
        })
        .collect()
}
