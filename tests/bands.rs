//! Bands by fixed cut-offs, the blocks that they make, and the indicative rating, by the rulebook
//! that ships; every expected figure is worked out by hand.

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::workdir::near;

#[test]
fn a_provision_type_s_band_follows_its_shares_and_a_cut_off_itself_is_reached() {
    // Outstanding, good, satisfactory, inadequate; the band.
    for (grades, band) in [
        ([10, 30, 10, 0], json!(4)), // 80% and 0%
        ([10, 30, 9, 1], json!(4)),  // 80% and 2%
        ([10, 30, 8, 2], json!(3)),  // 80% and 4%
        ([10, 29, 11, 0], json!(3)), // 78%
        ([0, 13, 6, 1], json!(3)),   // 65% and 5%
        ([0, 13, 5, 2], json!(2)),   // 65% and 10%
        ([0, 12, 8, 0], json!(2)),   // 60%
        ([5, 5, 8, 2], json!(2)),    // 50% and 10%
        ([5, 5, 7, 3], json!(1)),    // 50% and 15%
        ([4, 5, 11, 0], json!(1)),   // 45%
        ([0, 0, 0, 3], json!(1)),
    ] {
        let work = Ashby::default()
            .with_settings("primary_school", grades)
            .run();
        let table = work.table("provision_profile");
        let row = table.row(&[("authority", "301"), ("provision", "primary_school")]);
        assert_eq!(row["band"], band, "{grades:?}");
        assert_eq!(row["band_basis"], "cut-offs", "{grades:?}");
    }
}

#[test]
fn below_three_inspected_settings_the_band_is_that_of_the_worst_grade() {
    for (grades, worst, band) in [
        ([1, 0, 0, 0], 1, 4),
        ([0, 1, 0, 0], 2, 3),
        ([0, 0, 1, 0], 3, 2),
        ([0, 0, 0, 1], 4, 1),
        ([1, 1, 0, 0], 2, 3),
        ([0, 1, 1, 0], 3, 2),
        ([1, 0, 0, 1], 4, 1),
    ] {
        let work = Ashby::default()
            .with_settings("childrens_home", grades)
            .run();
        let key = [("authority", "301"), ("provision", "childrens_home")];
        let table = work.table("provision_profile");
        let row = table.row(&key);
        assert_eq!(row["band"], band, "{grades:?}");
        assert_eq!(row["band_basis"], "worst grade", "{grades:?}");
        let evidence = work.table("evidence");
        let asked = evidence.row(&[("step", "provision_band"), ("subject", "childrens_home")]);
        assert_eq!(asked["rule"], "childrens_home few settings");
        assert_eq!(asked["level"], band);
        let inspected: u32 = grades.iter().sum();
        assert_eq!(
            asked["inputs"],
            format!("{{\"inspected\":{inspected},\"worst_grade\":{worst}}}")
        );
        // The coverage says how many types go by so few.
        let coverage = evidence.row(&[("authority", "301"), ("step", "coverage")]);
        let inputs: Value = serde_json::from_str(coverage["inputs"].as_str().unwrap()).unwrap();
        assert_eq!(inputs["types_with_few_settings"], 1, "{grades:?}");
    }
}

#[test]
fn a_rulebook_may_give_few_settings_no_band_or_ask_its_cut_offs_of_any_number() {
    let one = Ashby::default().with_settings("childrens_home", [0, 0, 1, 0]);
    let of = |change: fn(String) -> String| {
        let work = one.workdir();
        work.edit("rulebook.toml", change);
        work.run();
        let table = work.table("provision_profile");
        table.row(&[("provision", "childrens_home")]).clone()
    };
    let none = of(|text| text.replace("band = \"worst_grade\"", "band = \"none\""));
    assert_eq!(
        (&none["band"], &none["band_basis"]),
        (&Value::Null, &Value::Null)
    );
    let rule = "[few_settings]\nleast = 3\nband = \"worst_grade\"\n";
    let any = of(|text| text.replace("[few_settings]\nleast = 3\nband = \"worst_grade\"\n", ""));
    assert!(one.workdir().read("rulebook.toml").contains(rule));
    assert_eq!(
        (&any["band"], &any["band_basis"]),
        (&json!(1), &json!("cut-offs"))
    );
}

#[test]
fn a_rule_for_few_settings_needs_bands_of_grades() {
    let work = crate::nation::five_councils();
    work.append(
        "rulebook.toml",
        "[few_settings]\nleast = 3\nband = \"worst_grade\"",
    );
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["rulebook.toml:14", "[[provision_cut_offs]]"]);
}

#[test]
fn nothing_inspected_is_no_band() {
    let mut ashby = Ashby::default().with_settings("special_school", [0; 4]);
    ashby.waiting = vec![("special_school", 2)];
    let work = ashby.run();
    let table = work.table("provision_profile");
    let row = table.row(&[("provision", "special_school")]);
    assert_eq!(
        (&row["settings"], &row["inspected"]),
        (&json!(2), &json!(0))
    );
    for column in [
        "good_or_better",
        "good_or_better_low",
        "inadequate_share",
        "band",
        "wording",
    ] {
        assert_eq!(row[column], Value::Null, "{column}");
    }
    // Five bands of 4 remain.
    near(
        &work.table("ratings").row(&[("authority", "301")])["band_a"],
        4.0,
    );
}

#[test]
fn block_a_counts_social_care_twice() {
    // Childminders 4, primary schools 3, secondary schools 1, children's homes 2.
    let ashby = Ashby {
        settings: vec![
            ("childminder", [0, 8, 2, 0]),
            ("primary_school", [0, 13, 6, 1]),
            ("secondary_school", [0, 0, 3, 0]),
            ("childrens_home", [0, 5, 4, 1]),
        ],
        ..Ashby::default()
    };
    near(
        &ashby.rating()["band_a"],
        (4.0 + 3.0 + 1.0 + 2.0 * 2.0) / 5.0,
    );
}

#[test]
fn block_b_counts_safeguarding_twice() {
    let ashby = Ashby::default()
        .with_grade("joint_area_review", "safeguarding", "3")
        .with_grade("fostering_service", "overall", "2")
        .with_finding([
            "unannounced_inspection",
            "contact_referral_assessment",
            "satisfactory",
            "",
        ])
        .with_finding(["serious_case_review", "Child A", "", "2"]);
    // Safeguarding 2 twice, looked after 4, private fostering 4, adoption 4, fostering 3, the
    // unannounced inspection 3 twice, the review 3.
    near(
        &ashby.rating()["band_b"],
        (2.0 * 2.0 + 4.0 + 4.0 + 4.0 + 3.0 + 2.0 * 3.0 + 3.0) / 9.0,
    );
}

#[test]
fn a_later_full_inspection_stands_in_place_of_the_review() {
    let work = Ashby::default()
        .with_grade("joint_area_review", "safeguarding", "4")
        .with_finding(["safeguarding_inspection", "safeguarding", "", "2"])
        .run();
    let table = work.table("ratings");
    let row = table.row(&[("authority", "301")]);
    near(&row["band_b"], (2.0 * 3.0 + 4.0 + 4.0 + 4.0 + 4.0) / 6.0);
    assert_eq!(row["limiters"], json!([]));
}

#[test]
fn an_outcome_s_band_follows_the_share_at_least_in_line_with_similar_areas() {
    // Of twenty indicators; the share; the band.
    for (worse, share, band) in [
        (4, 0.80, 4),
        (5, 0.75, 3),
        (7, 0.65, 3),
        (8, 0.60, 2),
        (10, 0.50, 2),
        (11, 0.45, 1),
    ] {
        let ashby = Ashby {
            worse: [worse, 0, 0, 0, 0],
            ..Ashby::default()
        };
        let work = ashby.run();
        let table = work.table("outcome_profile");
        let row = table.row(&[("authority", "301"), ("outcome", "being_healthy")]);
        near(&row["share_neighbours"], share);
        assert_eq!(row["band"], band);
        assert_eq!(row["indicators"], 20);
        assert_eq!(row["with_value"], 20);
        assert_eq!(row["in_line_or_better_neighbours"], 20 - worse);
        near(
            &work.table("ratings").row(&[("authority", "301")])["band_c"],
            (f64::from(band) + 16.0) / 5.0,
        );
    }
}

#[test]
fn an_indicator_without_a_value_is_not_counted_as_compared() {
    // Of ten with a value four are worse: 60%.
    let ashby = Ashby {
        worse: [4, 0, 0, 0, 0],
        gaps: [10, 0, 0, 0, 0],
        ..Ashby::default()
    };
    let work = ashby.run();
    let table = work.table("outcome_profile");
    let row = table.row(&[("authority", "301"), ("outcome", "being_healthy")]);
    assert_eq!(
        (&row["indicators"], &row["with_value"]),
        (&json!(20), &json!(10))
    );
    near(&row["share_neighbours"], 0.6);
    assert_eq!(row["band"], 2);
}

#[test]
fn the_rating_weighs_block_b_twice_and_sends_halves_down() {
    // B: 2 twice, 4, 4, 4 and 2 is 18 of 6, so 3; (4 + 2 * 3 + 4) / 4 is 3.5 and goes down.
    let ashby = Ashby::default()
        .with_grade("joint_area_review", "safeguarding", "3")
        .with_grade("fostering_service", "overall", "3");
    let row = ashby.rating();
    near(&row["band_b"], 3.0);
    assert_eq!(row["indicative_rating"], 3);
    assert_eq!(row["descriptor"], "Performs well");
    // With fostering good B is 19 of 6, and the mean of the blocks is above the half.
    let row = Ashby::default()
        .with_grade("joint_area_review", "safeguarding", "3")
        .with_grade("fostering_service", "overall", "2")
        .rating();
    assert_eq!(row["indicative_rating"], 4);
    assert_eq!(row["descriptor"], "Performs excellently");
}

#[test]
fn each_rating_has_its_words() {
    for (grade, worse, settings, rating, words) in [
        ("1", 0, [1, 0, 0, 0], 4, "Performs excellently"),
        ("2", 6, [0, 2, 1, 0], 3, "Performs well"),
        ("3", 9, [0, 1, 1, 0], 2, "Performs adequately"),
    ] {
        // All bands are the same: the rating is that band.
        let mut ashby = Ashby {
            worse: [worse; 5],
            ..Ashby::default()
        };
        ashby.settings = vec![("primary_school", settings)];
        for finding in &mut ashby.findings {
            finding[3] = grade;
        }
        let row = ashby.rating();
        assert_eq!(
            (&row["awarded_rating"], &row["descriptor"]),
            (&json!(rating), &json!(words))
        );
    }
}
