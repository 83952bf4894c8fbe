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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::NaiveDate;

    use super::*;
    use crate::review::Day;

    fn rulebook() -> Rulebook {
        let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/annual-rating");
        Rulebook::read(&pipeline.join("rulebook.toml")).expect("it ships")
    }

    fn found(kind: &str, aspect: &str, grade: i32) -> FindingRow {
        let day = Day(NaiveDate::from_ymd_opt(2008, 5, 12).unwrap());
        FindingRow {
            authority: "301".to_owned(),
            kind: kind.to_owned(),
            aspect: aspect.to_owned(),
            outcome: None,
            grade: Some(grade),
            inspected_on: day,
            published_on: day,
        }
    }

    fn asked(step: Step, rule: &str, subject: &str, aspect: Option<&str>) -> EvidenceRow {
        EvidenceRow {
            authority: "301".to_owned(),
            step: step.word().to_owned(),
            rule: rule.to_owned(),
            condition: String::new(),
            inputs: "{}".to_owned(),
            fired: true,
            effect: Some("words that nobody reads".to_owned()),
            subject: Some(subject.to_owned()),
            aspect: aspect.map(str::to_owned),
            level: None,
            cap: None,
            mean: None,
            decides: false,
            overridden: false,
            superseded_by: None,
            reason: None,
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_superseded_finding_is_left_out_and_the_weightier_aspect_comes_first() {
        let review = "joint_area_review";
        let rows = [
            found(review, "looked_after_children", 3),
            found(review, "safeguarding", 3),
            found("adoption_service", "overall", 2),
        ];
        let evidence = [
            asked(Step::FindingBand, "a", review, Some("safeguarding")),
            EvidenceRow {
                superseded_by: Some("later".to_owned()),
                ..asked(Step::FindingBand, "b", "adoption_service", Some("overall"))
            },
        ];
        let groups = findings(&rows, &evidence, &rulebook());
        assert_eq!(groups.keys().collect::<Vec<_>>(), [review]);
        assert_eq!(groups[review].month, "May 2008");
        assert_eq!(
            groups[review].grades[0].aspects,
            ["safeguarding", "looked after children"]
        );
        assert!(!groups[review].decides);
    }

    #[test]
    fn a_kind_decides_where_a_deciding_limiter_names_a_finding_of_it() {
        let rows = [
            found("private_fostering", "overall", 4),
            found("fostering_service", "overall", 4),
        ];
        let limiter = EvidenceRow {
            decides: true,
            reason: Some("Why: because.".to_owned()),
            findings: vec!["private_fostering overall".to_owned()],
            ..asked(Step::Limiter, "own", "own", None)
        };
        let band = |kind: &str| {
            let rule = format!("{kind} overall");
            asked(Step::FindingBand, &rule, kind, Some("overall"))
        };
        let evidence = [
            band("private_fostering"),
            band("fostering_service"),
            limiter,
        ];
        let groups = findings(&rows, &evidence, &rulebook());
        assert!(groups["private_fostering"].decides);
        assert!(!groups["fostering_service"].decides);
        let fact = &limiters(&evidence)[0];
        assert_eq!(
            (fact.name.as_str(), fact.reason.as_str()),
            ("own", "Why: because.")
        );
        assert!(fact.decides && !fact.overridden);
    }
}
