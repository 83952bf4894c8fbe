//! Facts of the results that a person should know although they stop nothing: they become
//! warnings here, and the counts that gates are asked about.

use std::collections::BTreeMap;

use super::measures;
use super::reference::Reference;
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::domain::Polarity;
use crate::extract::SourceReport;
use crate::profile::{IndicatorSlice, Profile};
use crate::rate::Rated;
use crate::runs::EvidenceCounts;
use crate::tables::{IndicatorIx, Indicators};
use crate::warning::{Warning, WarningKind, grouped};

/// Tells the log.
pub(super) fn tell(warnings: &[Warning]) {
    for group in grouped(warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
}

/// What there is to say of the sources as they were read.
pub(super) fn of_sources(reference: Reference<'_>, reports: &[SourceReport]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for report in reports {
        let feed = reference.pipeline.feed(&report.source);
        let may_be_empty = feed.is_some_and(|feed| feed.gates.may_be_empty);
        warnings.extend(of_rows(report, may_be_empty));
        warnings.extend(report.warnings.iter().cloned());
        warnings.extend(of_areas(reference, report));
    }
    warnings.extend(of_events(reference.pipeline, reports));
    warnings
}

fn of_rows(report: &SourceReport, may_be_empty: bool) -> Vec<Warning> {
    let about = |kind| Warning::of(kind, &*report.source);
    let mut warnings = Vec::new();
    if report.rows == 0 && !may_be_empty {
        warnings.push(about(WarningKind::EmptyFeed));
    } else if report.rows > 0 && report.counts.left_out == report.rows {
        warnings.push(about(WarningKind::AllLeftOut).counting(report.rows));
    } else if report.rows > 0 && report.left_out() == report.rows {
        let untimely = report.rows - report.counts.left_out;
        warnings.push(about(WarningKind::AllUntimely).counting(untimely));
    }
    if report.counts.condition_unknown > 0 {
        warnings
            .push(about(WarningKind::ConditionUnknown).counting(report.counts.condition_unknown));
    }
    if report.counts.seen.values == Some(0) && report.kept() > 0 {
        warnings.push(about(WarningKind::NoValues).counting(report.kept()));
    }
    for column in &report.unused_values {
        warnings.push(about(WarningKind::UnusedValues).about(*column));
    }
    warnings
}

/// Authorities that a source has since the current run, and those that it has no more.
fn of_areas(reference: Reference<'_>, report: &SourceReport) -> Vec<Warning> {
    let before = reference
        .source(&report.source)
        .and_then(|input| input.areas.as_deref());
    let Some(before) = before.filter(|_| report.kept() > 0) else {
        return Vec::new();
    };
    let now = report.areas.as_slice();
    let missing_from = |list: &[String], area: &&String| list.binary_search(area).is_err();
    let warning = |kind, area: &String| Warning::of(kind, &*report.source).about(area);
    let new = now.iter().filter(|area| missing_from(before, area));
    let gone = before.iter().filter(|area| missing_from(now, area));
    new.map(|area| warning(WarningKind::NewAuthority, area))
        .chain(gone.map(|area| warning(WarningKind::AuthorityGone, area)))
        .collect()
}

/// Events that the rulebook does not know, and full inspections that nobody has. Where the
/// rulebook does not list the other events, every word may be one, as long as those of full
/// inspections occur.
fn of_events(pipeline: &Pipeline, reports: &[SourceReport]) -> Vec<Warning> {
    let rulebook = &pipeline.rulebook;
    let full: Vec<String> = lower(&rulebook.full_inspection_events);
    let with_events = reports
        .iter()
        .filter(|report| !report.counts.seen.events.is_empty());
    let with_events: Vec<&SourceReport> = with_events.collect();
    if full.is_empty() || with_events.is_empty() {
        return Vec::new();
    }
    let has = |word: &String| {
        let mut events = with_events
            .iter()
            .flat_map(|report| report.counts.seen.events.keys());
        events.any(|event| event.to_lowercase() == *word)
    };
    let mut warnings: Vec<Warning> = rulebook
        .full_inspection_events
        .iter()
        .filter(|word| !has(&word.to_lowercase()))
        .map(|word| {
            Warning::of(WarningKind::UnusedWord, SourceKind::Inspections.word())
                .about(format!("{word:?}"))
                .with("event")
        })
        .collect();
    let other = match &rulebook.other_events {
        Some(other) => lower(other),
        None if warnings.is_empty() => return warnings,
        None => Vec::new(),
    };
    for report in with_events {
        for (event, rows) in &report.counts.seen.events {
            let word = event.to_lowercase();
            if !full.contains(&word) && !other.contains(&word) {
                warnings.push(
                    Warning::of(WarningKind::UnknownWord, &*report.source)
                        .about(format!("{event:?}"))
                        .with("event")
                        .counting(*rows),
                );
            }
        }
    }
    warnings
}

fn lower(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// What there is to say of the indicators and outcomes.
pub(super) fn of_indicators(
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
        if is_lone(series, latest) {
            let period = period(&series[latest]);
            warnings.push(about(WarningKind::LonePeriod).about(name).with(period));
        }
    }
    let without = catalogue.all().iter().zip(&with_value);
    warnings.extend(
        without
            .filter(|(_, with_value)| !**with_value)
            .map(|(indicator, _)| about(WarningKind::IndicatorWithoutValue).about(&indicator.name)),
    );
    warnings.extend(measures::unknown_units(catalogue, slices));
    warnings.extend(measures::not_pooled(pipeline, catalogue, slices));
    warnings.extend(without_total(pipeline, catalogue, slices));
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

/// Whether one authority alone makes this the latest period of a series that several had before.
fn is_lone(series: &[IndicatorSlice], latest: usize) -> bool {
    let before = series[..latest].iter().rev().map(authorities);
    let before = before.filter(|authorities| *authorities > 0).max();
    authorities(&series[latest]) == 1 && before.is_some_and(|before| before > 1)
}

/// Outcomes whose indicators have values, and none of them for everybody.
fn without_total(
    pipeline: &Pipeline,
    catalogue: &Indicators,
    slices: &[IndicatorSlice],
) -> Vec<Warning> {
    let outcomes = pipeline.rulebook.outcomes.iter();
    outcomes
        .filter_map(|outcome| {
            let with_value = slices.iter().filter(|slice| {
                authorities(slice) > 0
                    && counts_in(catalogue, slice.slice.indicator) == Some(&outcome.key)
            });
            let mut breakdowns: Vec<&str> = Vec::new();
            for slice in with_value {
                if slice.is_total {
                    return None;
                }
                breakdowns.push(&slice.slice.breakdown);
            }
            breakdowns.sort_unstable();
            breakdowns.dedup();
            breakdowns.truncate(5);
            (!breakdowns.is_empty()).then(|| {
                Warning::of(WarningKind::NoTotal, SourceKind::Observations.word())
                    .about(&outcome.key)
                    .with(format!("breakdowns such as {}", breakdowns.join(", ")))
            })
        })
        .collect()
}

/// The outcome that an indicator counts in.
fn counts_in(catalogue: &Indicators, indicator: IndicatorIx) -> Option<&String> {
    let indicator = catalogue.get(indicator);
    let outcome = indicator.outcome.as_ref();
    outcome.filter(|_| indicator.polarity != Polarity::Neutral)
}

/// Indicators of outcomes whose newest period one authority alone has.
pub(super) fn lone_periods(catalogue: &Indicators, slices: &[IndicatorSlice]) -> Vec<String> {
    series(slices)
        .filter(|series| series[0].is_total)
        .filter_map(|series| {
            let latest = series.iter().rposition(|slice| authorities(slice) > 0)?;
            let slice = &series[latest].slice;
            counts_in(catalogue, slice.indicator)?;
            let name = &catalogue.get(slice.indicator).name;
            is_lone(series, latest).then(|| format!("{name} in {}", slice.label))
        })
        .collect()
}

/// How many authorities there is evidence of.
pub(super) fn evidence(pipeline: &Pipeline, profile: &Profile, rated: &Rated) -> EvidenceCounts {
    let rulebook = &pipeline.rulebook;
    let mut counts = EvidenceCounts::default();
    for profile in profile.provision.iter().flatten() {
        if profile.count.inspected() > 0 {
            let key = &rulebook.provisions[profile.provision].key;
            *counts.provision.entry(key.clone()).or_insert(0) += 1;
        }
    }
    for authority in profile
        .findings
        .as_deref()
        .unwrap_or_default()
        .chunk_by(|a, b| (a.finding.authority, a.kind) == (b.finding.authority, b.kind))
    {
        let key = authority[0].finding.kind.clone();
        *counts.findings.entry(key).or_insert(0) += 1;
    }
    for profile in profile.outcomes.iter().flatten() {
        if profile.with_value > 0 {
            let key = &rulebook.outcomes[profile.outcome].key;
            *counts.outcomes.entry(key.clone()).or_insert(0) += 1;
        }
    }
    for rating in rated.ratings.iter().flatten() {
        for (block, letter) in rating.blocks.iter().zip(["A", "B", "C"]) {
            if block.bands > 0 {
                *counts.blocks.entry(letter.to_owned()).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// What is there for nobody although the current run had it, or although the rulebook expects it
/// of everybody.
pub(super) fn evidence_gone(
    reference: Reference<'_>,
    catalogue: &Indicators,
    now: &EvidenceCounts,
) -> Vec<String> {
    let expected = expected(reference.pipeline, catalogue);
    let before = reference.evidence().unwrap_or(&expected);
    let mut gone = Vec::new();
    let kinds = |of: &EvidenceCounts| -> [BTreeMap<String, u64>; 4] {
        let of = of.clone();
        [of.blocks, of.provision, of.findings, of.outcomes]
    };
    let names = ["block", "provision", "finding", "outcome"];
    let (now, before, expected) = (kinds(now), kinds(before), kinds(&expected));
    for (at, name) in names.into_iter().enumerate() {
        let wanted = before[at].iter().chain(&expected[at]);
        let lost = wanted.filter(|(key, had)| **had > 0 && !now[at].contains_key(*key));
        gone.extend(lost.map(|(key, _)| format!("{name} {key}")));
    }
    gone.sort_unstable();
    gone.dedup();
    gone
}

/// What the rulebook of a pipeline that rates expects of everybody, as far as there are sources
/// that may not be empty.
fn expected(pipeline: &Pipeline, catalogue: &Indicators) -> EvidenceCounts {
    let rulebook = &pipeline.rulebook;
    let mut counts = EvidenceCounts::default();
    let Some(weights) = &rulebook.rating else {
        return counts;
    };
    let has = |kind| {
        let source = pipeline.source(kind);
        source.is_some_and(|source| source.feeds.iter().any(|feed| !feed.gates.may_be_empty))
    };
    for (kind, letter, weight) in [
        (SourceKind::Inspections, "A", weights.a),
        (SourceKind::Findings, "B", weights.b),
        (SourceKind::Observations, "C", weights.c),
    ] {
        if has(kind) && weight > 0.0 {
            counts.blocks.insert(letter.to_owned(), 1);
        }
    }
    if has(SourceKind::Findings) {
        let kinds = rulebook.findings.iter().filter(|kind| kind.expected);
        counts
            .findings
            .extend(kinds.map(|kind| (kind.key.clone(), 1)));
    }
    if has(SourceKind::Observations) {
        let is_measured = |key: &String| {
            let mut all = catalogue.all().iter();
            all.any(|of| of.outcome.as_ref() == Some(key) && of.polarity != Polarity::Neutral)
        };
        let outcomes = rulebook.outcomes.iter();
        let outcomes = outcomes.filter(|of| of.weight > 0.0 && is_measured(&of.key));
        counts
            .outcomes
            .extend(outcomes.map(|of| (of.key.clone(), 1)));
    }
    counts
}
