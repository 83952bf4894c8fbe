//! From the indicative to the awarded rating: coverage, moderation, the direction of travel, and
//! the evidence for all of it.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::workdir::{Workdir, near};

#[test]
fn below_one_half_of_the_evidence_there_is_no_rating_and_the_reason_is_given() {
    let work = Ashby::default().run();
    let table = work.table("ratings");
    // The others have all indicators, but neither settings nor findings: 1 of 4.
    let row = table.row(&[("authority", "302")]);
    near(&row["coverage"], 0.25);
    assert_eq!(row["indicative_rating"], Value::Null);
    assert_eq!(row["awarded_rating"], Value::Null);
    assert_eq!(row["descriptor"], "Not rated: coverage 0.25 is below 0.50");
    near(&table.row(&[("authority", "301")])["coverage"], 1.0);
    assert_eq!(table.len(), 5);
}

#[test]
fn coverage_weighs_settings_findings_and_indicators_as_the_blocks() {
    // 60 of 80 settings, 2 of 5 expected findings and 75 of 100 indicators.
    let mut ashby = Ashby {
        gaps: [5; 5],
        ..Ashby::default()
    };
    ashby.settings = vec![("primary_school", [0, 60, 0, 0])];
    ashby.waiting = vec![("childminder", 20)];
    ashby.findings.truncate(2);
    let row = ashby.rating();
    near(
        &row["coverage"],
        (60.0 / 80.0 + 2.0 * 2.0 / 5.0 + 75.0 / 100.0) / 4.0,
    );
    assert_eq!(row["awarded_rating"], 4);
}

#[test]
fn exactly_one_half_is_enough() {
    // All indicators and settings, no finding: (1 + 0 + 1) / 4.
    let mut ashby = Ashby::default();
    ashby.findings.clear();
    let row = ashby.rating();
    near(&row["coverage"], 0.5);
    assert_eq!(row["awarded_rating"], 4);
    assert_eq!(row["band_b"], Value::Null);
}

#[test]
fn a_council_below_coverage_is_not_rated_by_judgement_either() {
    let mut ashby = Ashby {
        gaps: [1, 0, 0, 0, 0],
        ..Ashby::default()
    };
    ashby.findings.clear();
    ashby.judgements = vec![["3", "Known to do well"]];
    let row = ashby.rating();
    assert_eq!(row["awarded_rating"], Value::Null);
    assert_eq!(row["moderated"], false);
}

#[test]
fn a_judgement_changes_the_awarded_rating_and_gives_its_reason() {
    let ashby = Ashby {
        judgements: vec![["3", "One service was weak all year"]],
        ..Ashby::default()
    };
    let work = ashby.run();
    let table = work.table("ratings");
    let row = table.row(&[("authority", "301")]);
    assert_eq!(row["indicative_rating"], 4);
    assert_eq!(row["awarded_rating"], 3);
    assert_eq!(row["descriptor"], "Performs well");
    assert_eq!(row["moderated"], true);
    assert_eq!(row["moderation_reason"], "One service was weak all year");
    let evidence = work.table("evidence");
    let row = evidence.row(&[("authority", "301"), ("step", "moderation")]);
    let inputs: Value =
        serde_json::from_str(row["inputs"].as_str().unwrap_or_default()).expect("JSON");
    assert_eq!(inputs["decided_by"], "A. Moderator");
    assert_eq!(inputs["decided_on"], "2009-11-30");
    assert_eq!(inputs["reason"], "One service was weak all year");
}

#[test]
fn a_judgement_may_set_a_limiter_aside_and_the_limiter_stays_reported() {
    let ashby = Ashby {
        judgements: vec![["3", "Put right since"]],
        ..Ashby::default()
    }
    .with_grade("joint_area_review", "looked_after_children", "4");
    let row = ashby.rating();
    assert_eq!(row["indicative_rating"], 2);
    assert_eq!(row["awarded_rating"], 3);
    assert_eq!(row["limiters"], json!(["looked_after_children_inadequate"]));
}

#[test]
fn a_judgement_that_agrees_is_no_moderation() {
    let ashby = Ashby {
        judgements: vec![["4", "Agreed"]],
        ..Ashby::default()
    };
    let row = ashby.rating();
    assert_eq!(row["moderated"], false);
    assert_eq!(row["moderation_reason"], Value::Null);
    assert_eq!(row["awarded_rating"], 4);
}

#[test]
fn the_direction_is_from_the_latest_earlier_rating() {
    let direction = |earlier: &[[&'static str; 2]]| {
        let row = Ashby {
            earlier: earlier.to_vec(),
            ..Ashby::default()
        }
        .rating();
        (row["previous_rating"].clone(), row["direction"].clone())
    };
    assert_eq!(direction(&[]), (Value::Null, Value::Null));
    assert_eq!(direction(&[["2008", "3"]]), (json!(3), json!("improved")));
    assert_eq!(
        direction(&[["2008", "4"], ["2007", "2"]]),
        (json!(4), json!("same"))
    );
    // This year's and later ratings are not earlier ones.
    assert_eq!(
        direction(&[["2007", "2"], ["2009", "4"]]),
        (json!(2), json!("improved"))
    );
    let declined = Ashby {
        earlier: vec![["2008", "4"]],
        judgements: vec![["3", "Weak"]],
        ..Ashby::default()
    };
    assert_eq!(declined.rating()["direction"], "declined");
}

/// Rules of one step that were asked of Ashby, each with whether it held.
fn asked(work: &Workdir, step: &str) -> Vec<(String, bool)> {
    work.table("evidence")
        .rows_with(&[("authority", "301"), ("step", step)])
        .iter()
        .map(|row| {
            (
                row["rule"].as_str().unwrap_or_default().to_owned(),
                row["fired"] == true,
            )
        })
        .collect()
}

#[test]
fn the_evidence_holds_every_rule_asked_fired_or_not() {
    let work = Ashby::default()
        .with_settings("primary_school", [0, 12, 8, 0])
        .with_grade("adoption_service", "overall", "4")
        .run();
    let owned = |rules: &[(&str, bool)]| -> Vec<(String, bool)> {
        rules
            .iter()
            .map(|(rule, fired)| ((*rule).to_owned(), *fired))
            .collect()
    };
    assert_eq!(
        asked(&work, "limiter"),
        owned(&[
            ("childrens_homes_inadequate", false),
            ("looked_after_children_inadequate", false),
            ("outcome_in_lowest_band", false),
            ("own_service_inadequate", true),
            ("priority_action", false),
            ("safeguarding_inadequate", false),
            ("serious_case_reviews_inadequate", false),
        ])
    );
    assert_eq!(
        asked(&work, "block"),
        owned(&[("a", true), ("b", true), ("c", true)])
    );
    assert_eq!(asked(&work, "coverage"), owned(&[("minimum", true)]));
    // 60% of primary schools: asked of 4 and 3 in vain, and not asked of 1 any more.
    let primary: Vec<(String, bool)> = asked(&work, "provision_band")
        .into_iter()
        .filter(|(rule, _)| rule.starts_with("primary_school "))
        .collect();
    assert_eq!(
        primary,
        owned(&[
            ("primary_school band 2", true),
            ("primary_school band 3", false),
            ("primary_school band 4", false),
        ])
    );
    assert_eq!(asked(&work, "finding_band").len(), 5);
    assert_eq!(asked(&work, "outcome_band").len(), 5);
    assert_eq!(asked(&work, "indicative").len(), 1);

    let evidence = work.table("evidence");
    let row = evidence.row(&[("authority", "301"), ("rule", "own_service_inadequate")]);
    let inputs: Value =
        serde_json::from_str(row["inputs"].as_str().unwrap_or_default()).expect("JSON");
    assert_eq!(
        inputs,
        json!({
            "adoption_service_overall_grade": 4,
            "fostering_service_overall_grade": 1,
            "private_fostering_overall_grade": 1,
        })
    );
    assert!(
        row["condition"]
            .as_str()
            .is_some_and(|sql| sql.contains("adoption_service_overall_grade = 4"))
    );
    assert!(
        row["effect"]
            .as_str()
            .is_some_and(|effect| effect.starts_with("at most 3: "))
    );

    let keys: HashSet<String> = evidence
        .rows()
        .iter()
        .map(|row| format!("{} {} {}", row["authority"], row["step"], row["rule"]))
        .collect();
    assert_eq!(
        keys.len(),
        evidence.len(),
        "authority, step and rule name a row"
    );
}

#[test]
fn a_council_that_is_not_rated_has_its_evidence_too() {
    let work = Ashby::default().run();
    let evidence = work.table("evidence");
    let row = evidence.row(&[("authority", "302"), ("step", "coverage")]);
    assert_eq!(row["fired"], false);
    assert_eq!(row["effect"], "no rating: coverage 0.25 is below 0.50");
    assert_eq!(
        evidence
            .rows_with(&[("authority", "302"), ("step", "limiter")])
            .len(),
        7
    );
}

#[test]
fn a_council_that_does_not_exist_on_the_as_of_date_is_not_rated() {
    let work = Ashby::default().workdir();
    let authorities = work.read("authorities.csv");
    let dated = authorities
        .lines()
        .map(|line| match line.split(',').next() {
            Some("code") => format!("{line},opened_on,closed_on\n"),
            Some("304") => format!("{line},,2009-03-31\n"),
            Some("305") => format!("{line},2010-04-01,\n"),
            _ => format!("{line},,\n"),
        })
        .collect::<String>();
    work.write("authorities.csv", dated);
    work.run();
    assert_eq!(
        work.table("ratings").column("authority"),
        ["301", "302", "303"]
    );
    // It may still be somebody's similar area, with the figures of its time.
    let profile = work.table("indicator_profile");
    let row = profile.row(&[("authority", "301"), ("indicator", "0")]);
    assert_eq!(row["neighbour_count"], 4);
}
