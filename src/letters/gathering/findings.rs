//! What the tables say of the findings about an authority, and of the limiters that they set off.

use std::collections::BTreeMap;

use super::words::month;
use crate::config::{FindingKind, Rulebook};
use crate::domain::Step;
use crate::letters::facts::{FindingGroup, GradeFact, LimiterFact};
use crate::review::{EvidenceRow, FindingRow};

/// The limiters that fired.
pub(super) fn limiters(evidence: &[EvidenceRow]) -> Vec<LimiterFact> {
    evidence
        .iter()
        .filter(|row| row.is_of(Step::Limiter) && row.fired)
        .map(|row| LimiterFact {
            name: row.rule.clone(),
            reason: row.reason.clone().unwrap_or_default(),
            decides: row.decides,
            overridden: row.overridden,
        })
        .collect()
}

/// The findings that count, by kind.
pub(super) fn findings(
    findings: &[FindingRow],
    evidence: &[EvidenceRow],
    rulebook: &Rulebook,
) -> BTreeMap<String, FindingGroup> {
    let mut kinds: BTreeMap<&str, Vec<&FindingRow>> = BTreeMap::new();
    for row in findings {
        let asked = evidence_of(row, evidence);
        if asked.is_none_or(|asked| asked.superseded_by.is_none()) {
            kinds.entry(&row.kind).or_default().push(row);
        }
    }
    kinds
        .into_iter()
        .filter_map(|(key, rows)| {
            let kind = rulebook.findings.iter().find(|known| known.key == key)?;
            Some((key.to_owned(), group(kind, &rows, evidence)))
        })
        .collect()
}

/// The evidence for the band of a finding.
fn evidence_of<'e>(row: &FindingRow, evidence: &'e [EvidenceRow]) -> Option<&'e EvidenceRow> {
    evidence.iter().find(|asked| {
        asked.is_of(Step::FindingBand)
            && asked.subject.as_ref() == Some(&row.kind)
            && asked.aspect.as_ref() == Some(&row.aspect)
    })
}

/// The findings of one kind that count.
fn group(kind: &FindingKind, rows: &[&FindingRow], evidence: &[EvidenceRow]) -> FindingGroup {
    let latest = rows.iter().max_by_key(|row| row.inspected_on);
    let mut grades: BTreeMap<i32, Vec<&FindingRow>> = BTreeMap::new();
    for row in rows {
        if let Some(grade) = row.grade {
            grades.entry(grade).or_default().push(row);
        }
    }
    // The weightier aspect first: safeguarding before the others.
    let weight = |row: &FindingRow| {
        let aspect = kind.aspects.iter().find(|aspect| aspect.key == row.aspect);
        aspect.map_or(0.0, |aspect| aspect.weight)
    };
    let decides = rows
        .iter()
        .filter_map(|row| evidence_of(row, evidence))
        .any(|of| {
            let mut deciding = evidence.iter().filter(|limiter| limiter.decides);
            deciding.any(|limiter| limiter.findings.contains(&of.rule))
        });
    FindingGroup {
        title: kind.title.clone(),
        month: latest
            .map(|row| month(row.inspected_on.0))
            .unwrap_or_default(),
        count: rows.len() as i64,
        outcome: latest.and_then(|row| row.outcome.clone()),
        grade: grades.keys().next().copied().filter(|_| rows.len() == 1),
        grades: grades
            .into_iter()
            .map(|(grade, mut rows)| {
                rows.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
                GradeFact {
                    grade,
                    count: rows.len() as i64,
                    aspects: rows
                        .iter()
                        .map(|row| row.aspect.replace('_', " "))
                        .collect(),
                }
            })
            .collect(),
        decides,
    }
}
