//! Moderation: the few ratings that people moved by one level, each with a reason.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int32Array, StringArray};

use super::area::{Area, Role};
use super::calendar::{Calendar, Day};
use super::finding::{Finding, PRIORITY_ACTION, Verdict};
use super::write::{Column, FieldKind, Layout, Packing};

/// The judgements table.
pub(super) const LAYOUT: Layout = Layout {
    table: "judgements",
    columns: &[
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("rating", FieldKind::Integer, Packing::Repeats),
        Column::new("reason", FieldKind::Text, Packing::Repeats),
        Column::new("decided_by", FieldKind::Text, Packing::Repeats),
        Column::new("decided_on", FieldKind::Date, Packing::Repeats),
    ],
};

struct Judgement<'a> {
    area: &'a Area,
    rating: i32,
    reason: &'static str,
    decided_by: &'static str,
    decided_on: Day,
}

/// The judgements of one nation: an authority with an area for priority action lifted off the
/// lowest rating, and two with good findings throughout moved up and down. The findings that
/// the choice rests on leave each within one level of what rules are likely to indicate.
pub(super) fn columns(
    areas: &[Area],
    findings: &[Vec<Finding>],
    calendar: Calendar,
) -> Vec<ArrayRef> {
    let rows = choose(areas, findings, calendar);
    let authority: StringArray = rows.iter().map(|row| Some(&row.area.code)).collect();
    let rating: Int32Array = rows.iter().map(|row| Some(row.rating)).collect();
    let reason: StringArray = rows.iter().map(|row| Some(row.reason)).collect();
    let decided_by: StringArray = rows.iter().map(|row| Some(row.decided_by)).collect();
    let decided_on: Date32Array = rows.iter().map(|row| Some(row.decided_on)).collect();
    vec![
        Arc::new(authority),
        Arc::new(rating),
        Arc::new(reason),
        Arc::new(decided_by),
        Arc::new(decided_on),
    ]
}

fn choose<'a>(
    areas: &'a [Area],
    findings: &[Vec<Finding>],
    calendar: Calendar,
) -> Vec<Judgement<'a>> {
    let known = |finding: &&Finding| finding.published_on <= calendar.as_of();
    let others = || {
        areas
            .iter()
            .zip(findings)
            .filter(|(area, _)| area.role != Role::Leeds && !area.newly_formed)
    };
    // The one with the fewest other shortcomings, above all in safeguarding: the reason for
    // moving it speaks of the action alone.
    let with_priority_action = others()
        .filter(|(_, findings)| {
            let mut known = findings.iter().filter(known);
            known.any(|finding| finding.verdict == Verdict::Outcome(PRIORITY_ACTION))
        })
        .min_by_key(|(_, findings)| {
            findings
                .iter()
                .filter(known)
                .filter(|finding| finding.verdict == Verdict::Grade(4))
                .map(|finding| {
                    if finding.aspect == "safeguarding" {
                        10
                    } else {
                        1
                    }
                })
                .sum::<u32>()
        });
    let mut throughout_good: Vec<(f64, &Area)> = others()
        .filter(|(_, findings)| findings.iter().filter(known).all(is_unremarkable))
        .map(|(area, findings)| (distance_from_good(findings), area))
        .collect();
    throughout_good.sort_by(|a, b| a.0.total_cmp(&b.0));

    let mut judgements = Vec::with_capacity(3);
    if let Some((area, _)) = with_priority_action {
        judgements.push(Judgement {
            area,
            rating: 2,
            reason: "The area for priority action was put right at once, and a return visit \
                     found that referrals are answered in time.",
            decided_by: "Chair of the national moderation panel",
            decided_on: calendar.day(0, 12, 2),
        });
    }
    let moves = [
        (
            4,
            "Outcomes for looked after children have been among the best for three years, which \
             the indicators of a single year understate.",
            "Regional director",
        ),
        (
            2,
            "Improvement has stalled since the director's post fell vacant, and plans for \
             staffing duty teams over the winter are not secure.",
            "Regional director",
        ),
    ];
    for ((_, area), (rating, reason, decided_by)) in throughout_good.into_iter().zip(moves) {
        judgements.push(Judgement {
            area,
            rating,
            reason,
            decided_by,
            decided_on: calendar.day(0, 12, 3),
        });
    }
    judgements
}

fn is_unremarkable(finding: &Finding) -> bool {
    match finding.verdict {
        Verdict::Grade(grade) => grade < 4,
        Verdict::Outcome(outcome) => outcome == "satisfactory" || outcome == "strengths",
    }
}

/// How far the mean grade is from good; few findings count as far.
fn distance_from_good(findings: &[Finding]) -> f64 {
    let grades: Vec<f64> = findings
        .iter()
        .filter_map(|finding| match finding.verdict {
            Verdict::Grade(grade) => Some(f64::from(grade)),
            Verdict::Outcome(_) => None,
        })
        .collect();
    let count = grades.len() as f64;
    (grades.iter().sum::<f64>() / count.max(1.0) - 2.0).abs() + 1.0 / (1.0 + count)
}

#[cfg(test)]
mod tests {
    use super::super::{findings, nation};
    use super::*;

    #[test]
    fn a_few_authorities_are_moderated_and_never_leeds() {
        let calendar = Calendar { year: 2009 };
        let areas = nation::areas(1, 2009).unwrap();
        let found: Vec<_> = areas
            .iter()
            .map(|area| findings::of(area, calendar, 2009))
            .collect();
        let judgements = choose(&areas, &found, calendar);
        assert_eq!(judgements.len(), 3);
        assert!(
            judgements
                .iter()
                .all(|judgement| judgement.area.role != Role::Leeds)
        );
        assert!(
            judgements
                .iter()
                .all(|judgement| judgement.decided_on <= calendar.as_of())
        );
    }
}
