//! What inspections found of Leeds City Council itself.

use super::super::area::Area;
use super::super::calendar::{Calendar, Day};
use super::super::finding::{Finding, PRIORITY_ACTION, Verdict};

/// The findings in the letter, with an earlier and better one of the fostering service, which
/// was "recently judged to be satisfactory".
pub(crate) fn all(area: &Area, calendar: Calendar) -> Vec<Finding> {
    let review = (calendar.day(-1, 5, 6), 23);
    let case_review = |years: i32, number: u32, grade: u8, day: (Day, i32)| {
        let aspect = format!("{}-{number:02}", calendar.year + years);
        (
            "serious_case_review",
            aspect,
            Verdict::Grade(grade),
            day,
            "SCR",
        )
    };
    let about = |kind: &'static str, aspect: &str, verdict, day, prefix| {
        (kind, aspect.to_owned(), verdict, day, prefix)
    };
    let good = Verdict::Grade(2);
    let adequate = Verdict::Grade(3);
    let inadequate = Verdict::Grade(4);
    [
        about("joint_area_review", "safeguarding", adequate, review, "JAR"),
        about(
            "joint_area_review",
            "looked_after_children",
            adequate,
            review,
            "JAR",
        ),
        about(
            "unannounced_inspection",
            "contact_referral_assessment",
            Verdict::Outcome(PRIORITY_ACTION),
            (calendar.day(0, 7, 28), 29),
            "CRA",
        ),
        case_review(-2, 1, 3, (calendar.day(-2, 10, 15), 24)),
        case_review(-1, 1, 3, (calendar.day(-1, 6, 17), 24)),
        case_review(-1, 2, 2, (calendar.day(-1, 11, 12), 24)),
        about(
            "private_fostering",
            "overall",
            inadequate,
            (calendar.day(-1, 10, 8), 30),
            "PF",
        ),
        about(
            "adoption_service",
            "overall",
            good,
            (calendar.day(-1, 2, 20), 30),
            "AD",
        ),
        about(
            "fostering_service",
            "overall",
            good,
            (calendar.day(-3, 9, 12), 30),
            "FO",
        ),
        about(
            "fostering_service",
            "overall",
            adequate,
            (calendar.day(0, 9, 8), 30),
            "FO",
        ),
    ]
    .into_iter()
    .map(|(kind, aspect, verdict, day, prefix)| {
        Finding::new(area, kind, &aspect, verdict, day, prefix)
    })
    .collect()
}
