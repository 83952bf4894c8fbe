//! How much evidence there is, and which kinds of it nobody has any more.

use std::collections::BTreeMap;

use super::super::reference::Reference;
use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::domain::Polarity;
use crate::profile::Profile;
use crate::rate::Rated;
use crate::runs::EvidenceCounts;
use crate::tables::Indicators;

/// How many authorities there is evidence of.
pub(in crate::job) fn evidence(
    pipeline: &Pipeline,
    profile: &Profile,
    rated: &Rated,
) -> EvidenceCounts {
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
pub(in crate::job) fn evidence_gone(
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
