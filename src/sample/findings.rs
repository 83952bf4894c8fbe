//! Findings of inspections about the authority itself.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int32Array, StringArray};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::area::{Area, Role};
use super::calendar::{Calendar, Day};
use super::draws::{self, Subject};
use super::finding::{Finding, PRIORITY_ACTION, Verdict};
use super::leeds;
use super::write::{Column, FieldKind, Layout, Packing};

/// The findings table.
pub(super) const LAYOUT: Layout = Layout {
    table: "findings",
    columns: &[
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("kind", FieldKind::Text, Packing::Repeats),
        Column::new("aspect", FieldKind::Text, Packing::Repeats),
        Column::new("grade", FieldKind::Integer, Packing::Repeats),
        Column::new("outcome", FieldKind::Text, Packing::Repeats),
        Column::new("inspected_on", FieldKind::Date, Packing::Repeats),
        Column::new("published_on", FieldKind::Date, Packing::Repeats),
        Column::new("reference", FieldKind::Text, Packing::Sequence),
    ],
};

/// Standard normal scores above which work is outstanding, good and satisfactory.
type CutOffs = [f64; 3];

const REVIEW: CutOffs = [1.55, -0.30, -1.75];
const SERVICE: CutOffs = [1.20, -0.45, -1.80];
const PRIVATE_FOSTERING: CutOffs = [1.70, -0.10, -1.40];
/// No serious case review was called outstanding.
const CASE_REVIEW: CutOffs = [f64::INFINITY, 0.35, -0.90];

/// The findings about an area, Leeds's as the letter reports them.
pub(super) fn of(area: &Area, calendar: Calendar, seed: u64) -> Vec<Finding> {
    if area.role == Role::Leeds {
        return leeds::findings::all(area, calendar);
    }
    let rng = draws::stream(seed, Subject::Findings, area.key, 0);
    let mut found = Reviewer {
        area,
        calendar,
        rng,
        findings: Vec::new(),
    };
    found.joint_area_review();
    found.safeguarding_inspection();
    found.unannounced_inspection();
    found.serious_case_reviews();
    found.service("private_fostering", "PF", 0.86, PRIVATE_FOSTERING);
    found.service("adoption_service", "AD", 0.96, SERVICE);
    found.service("fostering_service", "FO", 0.97, SERVICE);
    found.findings
}

struct Reviewer<'a> {
    area: &'a Area,
    calendar: Calendar,
    rng: ChaCha8Rng,
    findings: Vec<Finding>,
}

impl Reviewer<'_> {
    fn joint_area_review(&mut self) {
        if self.area.newly_formed {
            return;
        }
        let inspected =
            self.day_between(self.calendar.day(-4, 1, 10), self.calendar.day(-1, 9, 30));
        for aspect in ["safeguarding", "looked_after_children"] {
            let verdict = Verdict::Grade(self.grade(REVIEW));
            self.report("joint_area_review", aspect, verdict, inspected, 63, "JAR");
        }
    }

    fn safeguarding_inspection(&mut self) {
        if !self.rng.random_bool(0.14) {
            return;
        }
        let inspected = self.day_between(self.calendar.day(0, 6, 1), self.calendar.day(0, 12, 4));
        for aspect in ["safeguarding", "looked_after_children"] {
            let verdict = Verdict::Grade(self.grade(REVIEW));
            self.report(
                "safeguarding_inspection",
                aspect,
                verdict,
                inspected,
                28,
                "SLAC",
            );
        }
    }

    fn unannounced_inspection(&mut self) {
        if !self.rng.random_bool(0.62) {
            return;
        }
        let inspected = self.day_between(self.calendar.day(0, 6, 8), self.calendar.day(0, 12, 4));
        let outcome = match self.score() {
            strong if strong > 1.2 => "strengths",
            usual if usual > 0.2 => "satisfactory",
            weak if weak > -1.5 => "areas_for_development",
            _ => PRIORITY_ACTION,
        };
        let verdict = Verdict::Outcome(outcome);
        let aspect = "contact_referral_assessment";
        self.report(
            "unannounced_inspection",
            aspect,
            verdict,
            inspected,
            29,
            "CRA",
        );
    }

    fn serious_case_reviews(&mut self) {
        let usual = (0.4 + self.area.children / 75.0).min(4.0);
        for year in -2..=0 {
            if self.area.newly_formed && year < 0 {
                continue;
            }
            for number in 1..=draws::count(&mut self.rng, usual / 3.0) {
                let completed = self.day_between(
                    self.calendar.day(year, 1, 12),
                    self.calendar.day(year, 11, 20),
                );
                let aspect = format!("{}-{number:02}", self.calendar.year + year);
                let verdict = Verdict::Grade(self.grade(CASE_REVIEW));
                self.report(
                    "serious_case_review",
                    &aspect,
                    verdict,
                    completed,
                    24,
                    "SCR",
                );
            }
        }
    }

    /// A service is inspected every third year; the latest visit counts.
    fn service(&mut self, kind: &'static str, prefix: &str, having: f64, cut_offs: CutOffs) {
        if !self.rng.random_bool(having) {
            return;
        }
        let latest = self.day_between(self.calendar.day(-2, 1, 10), self.calendar.day(0, 11, 27));
        let score = self.score();
        if !self.area.newly_formed && self.rng.random_bool(0.6) {
            let earlier = 0.6 * score + 0.8 * draws::normal(&mut self.rng);
            let verdict = Verdict::Grade(grade(earlier, cut_offs));
            self.report(kind, "overall", verdict, latest - 1_090, 30, prefix);
        }
        let verdict = Verdict::Grade(grade(score, cut_offs));
        self.report(kind, "overall", verdict, latest, 30, prefix);
    }

    /// Better councils tend to be found better.
    fn score(&mut self) -> f64 {
        0.6 * self.area.quality + 0.8 * draws::normal(&mut self.rng)
    }

    fn grade(&mut self, cut_offs: CutOffs) -> u8 {
        let score = self.score();
        grade(score, cut_offs)
    }

    fn day_between(&mut self, first: Day, last: Day) -> Day {
        self.rng.random_range(first..=last)
    }

    /// Keeps a finding unless it is published after the extract ends.
    fn report(
        &mut self,
        kind: &'static str,
        aspect: &str,
        verdict: Verdict,
        inspected: Day,
        lag: i32,
        prefix: &str,
    ) {
        let finding = Finding::new(self.area, kind, aspect, verdict, (inspected, lag), prefix);
        if finding.published_on <= self.calendar.extract_end() {
            self.findings.push(finding);
        }
    }
}

fn grade(score: f64, cut_offs: CutOffs) -> u8 {
    1 + cut_offs.iter().filter(|cut_off| score <= **cut_off).count() as u8
}

/// The findings of one area after the other.
pub(super) fn columns(areas: &[Area], findings: &[Vec<Finding>]) -> Vec<ArrayRef> {
    let rows = || {
        areas
            .iter()
            .zip(findings)
            .flat_map(|(area, findings)| findings.iter().map(move |finding| (area, finding)))
    };
    let authority: StringArray = rows().map(|(area, _)| Some(&area.code)).collect();
    let kind: StringArray = rows().map(|(_, finding)| Some(finding.kind)).collect();
    let aspect: StringArray = rows().map(|(_, finding)| Some(&finding.aspect)).collect();
    let grade: Int32Array = rows()
        .map(|(_, finding)| match finding.verdict {
            Verdict::Grade(grade) => Some(i32::from(grade)),
            Verdict::Outcome(_) => None,
        })
        .collect();
    let outcome: StringArray = rows()
        .map(|(_, finding)| match finding.verdict {
            Verdict::Grade(_) => None,
            Verdict::Outcome(outcome) => Some(outcome),
        })
        .collect();
    let inspected_on: Date32Array = rows()
        .map(|(_, finding)| Some(finding.inspected_on))
        .collect();
    let published_on: Date32Array = rows()
        .map(|(_, finding)| Some(finding.published_on))
        .collect();
    let reference: StringArray = rows()
        .map(|(_, finding)| Some(&finding.reference))
        .collect();
    vec![
        Arc::new(authority),
        Arc::new(kind),
        Arc::new(aspect),
        Arc::new(grade),
        Arc::new(outcome),
        Arc::new(inspected_on),
        Arc::new(published_on),
        Arc::new(reference),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::nation;
    use super::*;

    const CALENDAR: Calendar = Calendar { year: 2009 };

    #[test]
    fn higher_scores_earn_better_grades() {
        assert_eq!(grade(2.0, REVIEW), 1);
        assert_eq!(grade(0.0, REVIEW), 2);
        assert_eq!(grade(-1.0, REVIEW), 3);
        assert_eq!(grade(-3.0, REVIEW), 4);
        assert_eq!(grade(9.0, CASE_REVIEW), 2);
    }

    #[test]
    fn about_half_of_the_authorities_had_an_unannounced_inspection_by_the_as_of_date() {
        let areas = nation::areas(1, 2009).unwrap();
        let inspected = areas
            .iter()
            .flat_map(|area| of(area, CALENDAR, 2009))
            .filter(|finding| {
                finding.kind == "unannounced_inspection" && finding.published_on <= CALENDAR.as_of()
            })
            .count();
        assert!((50..=100).contains(&inspected), "{inspected} of 152");
    }

    #[test]
    fn no_finding_has_the_key_of_another() {
        for area in nation::areas(1, 3).unwrap() {
            let findings = of(&area, CALENDAR, 3);
            let keys: BTreeSet<_> = findings
                .iter()
                .map(|finding| (finding.kind, finding.aspect.as_str(), finding.inspected_on))
                .collect();
            assert_eq!(keys.len(), findings.len(), "{}", area.name);
        }
    }

    #[test]
    fn councils_formed_in_the_year_have_no_joint_area_review() {
        let areas = nation::areas(1, 3).unwrap();
        let bedford = areas.iter().find(|area| area.name == "Bedford").unwrap();
        let findings = of(bedford, CALENDAR, 3);
        assert!(
            findings
                .iter()
                .all(|finding| finding.kind != "joint_area_review")
        );
    }
}
