//! What there is to say of the indicators and outcomes.

use std::fmt;

use super::super::measures;
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::domain::Polarity;
use crate::profile::{IndicatorSlice, not_worked_out};
use crate::tables::{IndicatorIx, Indicators};
use crate::warning::{Warning, WarningKind};

/// What there is to say of the indicators and outcomes.
pub(in crate::job) fn of_indicators(
    pipeline: &Pipeline,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    let about = |kind| Warning::of(kind, SourceKind::Observations.word());
    let mut with_value = vec![false; catalogue.all().len()];
    let mut warnings = Vec::new();
    for series in series(slices) {
        let Some(latest) = series.iter().rposition(|slice| authorities(slice) > 0) else {
            continue;
        };
        let indicator = series[latest].slice.indicator;
        with_value[indicator.index()] = true;
        let name = &catalogue.get(indicator).name;
        let newest = &series[series.len() - 1];
        if latest + 1 < series.len() {
            let period = period(newest);
            warnings.push(about(WarningKind::BlankPeriod).about(name).with(period));
        }
        if let Some(few) = Few::of(series, latest, pipeline.gates.lone_period) {
            let period = format!("{}, {few}", period(&series[latest]));
            warnings.push(about(WarningKind::LonePeriod).about(name).with(period));
        }
    }
    let without = catalogue.all().iter().zip(&with_value);
    warnings.extend(
        without
            .filter(|(_, with_value)| !**with_value)
            .map(|(indicator, _)| about(WarningKind::IndicatorWithoutValue).about(&indicator.name)),
    );
    warnings.extend(
        not_worked_out(slices, catalogue)
            .into_iter()
            .map(|(indicator, why)| {
                let name = &catalogue.get(indicator).name;
                about(WarningKind::GapNotWorkedOut).about(name).with(why)
            }),
    );
    warnings.extend(measures::unknown_units(catalogue, slices));
    warnings.extend(measures::not_pooled(pipeline, catalogue, slices));
    warnings.extend(without_total(pipeline, catalogue, slices));
    warnings.extend(super::of_breaks(pipeline, catalogue, slices));
    warnings.extend(super::of_successions(pipeline, slices));
    warnings
}

/// The slices of each indicator and breakdown, in order of their periods.
fn series(slices: &[IndicatorSlice]) -> impl Iterator<Item = &[IndicatorSlice]> {
    slices.chunk_by(|a, b| {
        a.slice.indicator == b.slice.indicator && a.slice.breakdown == b.slice.breakdown
    })
}

fn authorities(slice: &IndicatorSlice) -> u32 {
    slice.distribution.map_or(0, |spread| spread.authorities)
}

/// The period of a slice, after its breakdown where that is not everybody.
fn period(slice: &IndicatorSlice) -> String {
    let (breakdown, label) = (&slice.slice.breakdown, &slice.slice.label);
    if slice.is_total {
        label.clone()
    } else {
        format!("{breakdown}, {label}")
    }
}

/// How few authorities have a value in the newest period of a series.
struct Few {
    now: u32,
    before: u32,
}

impl Few {
    /// None where the newest period with a value has those of at least this `share` of the
    /// authorities that an earlier one has.
    fn of(series: &[IndicatorSlice], latest: usize, share: f64) -> Option<Self> {
        let now = authorities(&series[latest]);
        let before = series[..latest].iter().map(authorities).max()?;
        let is_few = f64::from(now) < share * f64::from(before);
        is_few.then_some(Self { now, before })
    }
}

impl fmt::Display for Few {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of {}", self.now, self.before)
    }
}

/// What has values, and none for everybody: outcomes of which no indicator has one, and single
/// indicators of the other outcomes.
fn without_total(
    pipeline: &Pipeline,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for outcome in &pipeline.rulebook.outcomes {
        let with_value = slices.iter().filter(|slice| {
            authorities(slice) > 0
                && counts_in(catalogue, slice.slice.indicator) == Some(&outcome.key)
        });
        let mut totals = 0;
        let mut without: Vec<(IndicatorIx, Vec<&str>)> = Vec::new();
        let with_value: Vec<&IndicatorSlice> = with_value.collect();
        for of_indicator in with_value.chunk_by(|a, b| a.slice.indicator == b.slice.indicator) {
            if of_indicator.iter().any(|slice| slice.is_total) {
                totals += 1;
            } else {
                let breakdowns = of_indicator.iter().map(|of| &*of.slice.breakdown);
                without.push((of_indicator[0].slice.indicator, breakdowns.collect()));
            }
        }
        let warning = |kind, about: &str, breakdowns: Vec<&str>| {
            Warning::of(kind, SourceKind::Observations.word())
                .about(about)
                .with(such_as(breakdowns))
        };
        if totals > 0 {
            warnings.extend(without.into_iter().map(|(indicator, breakdowns)| {
                let name = &catalogue.get(indicator).name;
                warning(WarningKind::IndicatorWithoutTotal, name, breakdowns)
            }));
        } else if !without.is_empty() {
            let breakdowns = without.into_iter().flat_map(|(_, breakdowns)| breakdowns);
            let breakdowns = breakdowns.collect();
            warnings.push(warning(WarningKind::NoTotal, &outcome.key, breakdowns));
        }
    }
    warnings
}

/// The first of these breakdowns, each once.
fn such_as(mut breakdowns: Vec<&str>) -> String {
    breakdowns.sort_unstable();
    breakdowns.dedup();
    breakdowns.truncate(5);
    format!("breakdowns such as {}", breakdowns.join(", "))
}

/// The outcome that an indicator counts in.
fn counts_in(catalogue: &Indicators, indicator: IndicatorIx) -> Option<&String> {
    let indicator = catalogue.get(indicator);
    let outcome = indicator.outcome.as_ref();
    outcome.filter(|_| indicator.polarity != Polarity::Neutral)
}

/// Indicators of outcomes whose newest period less than this `share` of the authorities has.
pub(in crate::job) fn lone_periods(
    share: f64,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<String> {
    series(slices)
        .filter(|series| series[0].is_total)
        .filter_map(|series| {
            let latest = series.iter().rposition(|slice| authorities(slice) > 0)?;
            let slice = &series[latest].slice;
            counts_in(catalogue, slice.indicator)?;
            let name = &catalogue.get(slice.indicator).name;
            let few = Few::of(series, latest, share)?;
            Some(format!("{name} in {} ({few})", slice.label))
        })
        .collect()
}
