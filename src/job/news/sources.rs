//! What there is to say of the sources as they were read.

use super::super::reference::Reference;
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::extract::SourceReport;
use crate::warning::{Warning, WarningKind};

/// What there is to say of the sources as they were read.
pub(in crate::job) fn of_sources(
    reference: Reference<'_>,
    reports: &[SourceReport],
) -> Vec<Warning> {
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
    } else if report.rows > 0 && report.counts.left_out - report.counts.outside == report.rows {
        warnings.push(about(WarningKind::AllLeftOut).counting(report.rows));
    } else if report.counts.left_out < report.rows
        && report.left_out() == report.rows
        && !report.counts.not_taken_yet
    {
        warnings.push(about(WarningKind::AllUntimely).counting(report.untimely()));
    }
    if report.counts.condition_unknown > 0 {
        warnings
            .push(about(WarningKind::ConditionUnknown).counting(report.counts.condition_unknown));
    }
    if report.counts.seen.values == Some(0) && report.kept() > 0 {
        warnings.push(about(WarningKind::NoValues).counting(report.kept()));
    }
    for (councils, rows) in &report.counts.joint {
        let warning = about(WarningKind::JointReturns);
        warnings.push(warning.about(format!("{councils:?}")).counting(*rows));
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
    // Where earlier versions counted no areas, none is new.
    let counted = before.filter(|before| !before.is_empty());
    let Some(before) = counted.filter(|_| report.kept() > 0) else {
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

/// Events that the rulebook does not know, and full inspections that nobody has. A word that is
/// none of the rulebook's decides no grade, as if the rulebook had listed it among the others.
fn of_events(pipeline: &Pipeline, reports: &[SourceReport]) -> Vec<Warning> {
    let rulebook = &pipeline.rulebook;
    let full = lower(&rulebook.full_inspection_events);
    let other = lower(&rulebook.other_events);
    let is_inspections = |report: &&SourceReport| {
        let feed = pipeline.feed(&report.source);
        feed.is_some_and(|feed| feed.kind == SourceKind::Inspections) && report.kept() > 0
    };
    let reports: Vec<&SourceReport> = reports.iter().filter(is_inspections).collect();
    if full.is_empty() || reports.is_empty() {
        return Vec::new();
    }
    let events = || reports.iter().flat_map(|of| &of.counts.seen.events);
    let has = |word: &String| events().any(|(event, _)| event.to_lowercase() == *word);
    let unused = rulebook
        .full_inspection_events
        .iter()
        .filter(|word| !has(&word.to_lowercase()))
        .map(|word| {
            Warning::of(WarningKind::UnusedWord, SourceKind::Inspections.word())
                .about(format!("{word:?}"))
                .with("event")
        });
    let mut warnings: Vec<Warning> = unused.collect();
    for report in reports {
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
