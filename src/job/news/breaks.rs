//! What there is to say of breaks: those that lie in no series.

use crate::config::{BrokenBy, Pipeline};
use crate::contract::SourceKind;
use crate::domain::SeriesBreak;
use crate::profile::IndicatorSlice;
use crate::tables::Indicators;
use crate::warning::{Warning, WarningKind};

/// The breaks that lie between no two periods of a series that they are of.
pub(in crate::job) fn of_breaks(
    pipeline: &Pipeline,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    let lies_in_any = |of: &SeriesBreak, is_of: &dyn Fn(&str) -> bool| {
        slices.windows(2).any(|pair| {
            let [before, after] = [&pair[0].slice, &pair[1].slice];
            before.indicator == after.indicator
                && before.breakdown == after.breakdown
                && of.lies_between(before.period, after.period)
                && is_of(&catalogue.get(after.indicator).name)
        })
    };
    let warning = |source: SourceKind, about: &str, of: &SeriesBreak| {
        Warning::of(WarningKind::UnusedBreak, source.word())
            .about(about)
            .with(of.label.clone())
    };
    let of_catalogue = catalogue.all().iter().flat_map(|indicator| {
        let unused = indicator
            .breaks
            .iter()
            .filter(|of| !lies_in_any(of, &|name| name == indicator.name));
        unused.map(|of| warning(SourceKind::Indicators, &indicator.name, of))
    });
    let of_pipeline = pipeline.breaks.iter().filter_map(|asked| match &asked.by {
        BrokenBy::Period(of) if !lies_in_any(of, &|name| asked.is_of(name)) => {
            Some(warning(SourceKind::Observations, "[[breaks]]", of))
        }
        BrokenBy::Period(_) | BrokenBy::Status { .. } => None,
    });
    of_catalogue.chain(of_pipeline).collect()
}
