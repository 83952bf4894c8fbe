//! Limiting judgements: each of the rulebook's seven caps the rating of a council that would
//! otherwise be rated higher, and only where its condition holds.

use serde_json::json;

use crate::council::Ashby;
use crate::workdir::Workdir;

/// Checks which limiters fire and what rating is left.
#[track_caller]
fn limited(ashby: &Ashby, limiters: &[&str], rating: u8) {
    let row = ashby.rating();
    assert_eq!(row["limiters"], json!(limiters));
    assert_eq!(row["indicative_rating"], rating);
    assert_eq!(row["awarded_rating"], rating);
}

#[test]
fn without_a_limiter_the_council_performs_excellently() {
    limited(&Ashby::default(), &[], 4);
}

#[test]
fn an_area_for_priority_action_leaves_1() {
    let ashby = |outcome| {
        Ashby::default().with_finding([
            "unannounced_inspection",
            "contact_referral_assessment",
            outcome,
            "",
        ])
    };
    limited(&ashby("areas_for_priority_action"), &["priority_action"], 1);
    limited(&ashby("areas_for_development"), &[], 4);
}

#[test]
fn inadequate_safeguarding_leaves_1() {
    let ashby = |grade| Ashby::default().with_grade("joint_area_review", "safeguarding", grade);
    limited(&ashby("4"), &["safeguarding_inadequate"], 1);
    // B is (2 * 2 + 4 * 4) / 6, and (4 + 6.67 + 4) / 4 is 3.67.
    limited(&ashby("3"), &[], 4);
    let later = Ashby::default().with_finding(["safeguarding_inspection", "safeguarding", "", "4"]);
    limited(&later, &["safeguarding_inadequate"], 1);
}

#[test]
fn inadequate_services_for_looked_after_children_leave_2() {
    let ashby =
        |grade| Ashby::default().with_grade("joint_area_review", "looked_after_children", grade);
    limited(&ashby("4"), &["looked_after_children_inadequate"], 2);
    limited(&ashby("3"), &[], 4);
}

#[test]
fn staying_safe_or_enjoying_and_achieving_in_the_lowest_band_leave_2() {
    for (worse, limiters, rating) in [
        ([0, 11, 0, 0, 0], &["outcome_in_lowest_band"][..], 2),
        ([0, 0, 11, 0, 0], &["outcome_in_lowest_band"], 2),
        // One indicator better, and another outcome: neither limits.
        ([0, 10, 10, 0, 0], &[], 4),
        ([11, 0, 0, 0, 0], &[], 4),
    ] {
        limited(
            &Ashby {
                worse,
                ..Ashby::default()
            },
            limiters,
            rating,
        );
    }
}

#[test]
fn half_or_more_of_the_serious_case_reviews_inadequate_leave_2() {
    let review = |name, grade| ["serious_case_review", name, "", grade];
    let one_of_two = Ashby::default()
        .with_finding(review("Child A", "4"))
        .with_finding(review("Child B", "1"));
    limited(&one_of_two, &["serious_case_reviews_inadequate"], 2);
    let one_of_three = one_of_two.with_finding(review("Child C", "1"));
    limited(&one_of_three, &[], 4);
}

#[test]
fn an_inadequate_service_of_the_council_s_own_leaves_3() {
    for kind in ["adoption_service", "fostering_service", "private_fostering"] {
        // B is (2 * 4 + 4 * 3 + 1) / 6 = 3.5, and (4 + 7 + 4) / 4 is 3.75.
        let ashby = Ashby::default().with_grade(kind, "overall", "4");
        limited(&ashby, &["own_service_inadequate"], 3);
    }
}

#[test]
fn more_than_a_tenth_of_children_s_homes_inadequate_leave_3() {
    let ashby = |grades| Ashby::default().with_settings("childrens_home", grades);
    limited(&ashby([4, 4, 0, 2]), &["childrens_homes_inadequate"], 3);
    // One of ten is a tenth and no more; the band is 2, and A (5 * 4 + 2 * 2) / 7 = 3.43.
    limited(&ashby([4, 5, 0, 1]), &[], 4);
}

#[test]
fn where_several_fire_all_are_reported_and_the_lowest_cap_stands() {
    let ashby = Ashby {
        worse: [0, 11, 0, 0, 0],
        ..Ashby::default()
    }
    .with_grade("adoption_service", "overall", "4")
    .with_finding([
        "unannounced_inspection",
        "contact_referral_assessment",
        "areas_for_priority_action",
        "",
    ]);
    limited(
        &ashby,
        &[
            "priority_action",
            "outcome_in_lowest_band",
            "own_service_inadequate",
        ],
        1,
    );
}

#[test]
fn what_is_not_known_limits_nothing() {
    let mut ashby = Ashby::default().with_settings("childrens_home", [0; 4]);
    ashby
        .findings
        .retain(|finding| finding[0] != "adoption_service");
    limited(&ashby, &[], 4);
}

#[test]
fn a_finding_published_after_the_as_of_date_limits_nothing_yet() {
    let work = Ashby::default().workdir();
    let late = "301,unannounced_inspection,contact_referral_assessment,areas_for_priority_action,,2009-11-20,2009-12-10";
    work.append("findings.csv", late);
    work.run();
    let of = |work: &Workdir| work.table("ratings").row(&[("authority", "301")]).clone();
    assert_eq!(of(&work)["limiters"], json!([]));
    work.plumbline("run pipeline.toml --out out --as-of 2009-12-10")
        .code(0);
    assert_eq!(of(&work)["limiters"], json!(["priority_action"]));
    assert_eq!(of(&work)["awarded_rating"], 1);
}

#[test]
fn a_limiter_that_an_analyst_adds_is_asked_too() {
    let work = Ashby::default().workdir();
    work.append(
        "rulebook.toml",
        "\n[[limiters]]\nname = \"few_nurseries\"\ncap = 3\nreason = \"Few nursery schools.\"\n\
         condition = \"nursery_school_settings < 5 AND region = 'North' AND block_c > 3.5\"",
    );
    work.run();
    let table = work.table("ratings");
    let row = table.row(&[("authority", "301")]);
    assert_eq!(row["limiters"], json!(["few_nurseries"]));
    assert_eq!(row["awarded_rating"], 3);
}
