//! `[[triggers]]`: conditions over the profile row and the row of a run before.

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::workdir::Workdir;

/// Three homes of Ashby, of which one is found inadequate in June 2009 and another in November.
const HOMES: &str = "\
urn,provision,authority,inspected_on,published_on,grade,status,event
1,childrens_home,301,2008-03-01,2008-04-01,2,open,full
2,childrens_home,301,2008-03-01,2008-04-01,2,open,full
3,childrens_home,301,2008-03-01,2008-04-01,2,open,full
3,childrens_home,301,2009-05-20,2009-06-15,4,open,full
2,childrens_home,301,2009-10-20,2009-11-15,4,open,full
";

const RISING: &str = "childrens_home_inadequate > COALESCE(before.childrens_home_inadequate, 0)";

fn trigger(name: &str, condition: &str, more: &str) -> String {
    format!(
        "\n[[triggers]]\nname = \"{name}\"\ncondition = \"{condition}\"\nreason = \"Homes have become worse.\"\n{more}"
    )
}

/// Ashby with these triggers.
fn with_triggers(triggers: &str) -> Workdir {
    let work = Ashby::default().workdir();
    work.write("inspections.csv", HOMES);
    let rulebook = work.read("rulebook.toml");
    work.write("rulebook.toml", format!("{rulebook}{triggers}"));
    work
}

fn as_of(work: &Workdir, day: &str) {
    let pass = "--accept evidence_gone --accept nobody_rated --accept max_ratings_moved";
    work.plumbline(&format!("run pipeline.toml --out out --as-of {day} {pass}"))
        .code(0);
}

/// Ashby's row of a trigger: whether it fired, what it was asked of, and which day it looked back at.
fn asked(work: &Workdir, name: &str) -> [Value; 3] {
    let table = work.table("triggers");
    let row = table.row(&[("authority", "301"), ("trigger", name)]);
    let inputs = serde_json::from_str(row["inputs"].as_str().unwrap()).unwrap();
    [row["fired"].clone(), inputs, row["before_as_of"].clone()]
}

/// The subjects and details of the current run's warnings of a kind.
fn told(work: &Workdir, kind: &str) -> Vec<[Value; 2]> {
    let manifest = work.manifest();
    let all = manifest["warnings"].as_array().unwrap().iter();
    all.filter(|warning| warning["kind"] == kind)
        .map(|warning| [warning["subject"].clone(), warning["detail"].clone()])
        .collect()
}

#[test]
fn a_trigger_holds_the_row_beside_that_of_the_run_before() {
    let work = with_triggers(&trigger("rising", RISING, ""));
    let inputs = |now: i64, before: Value| json!({"childrens_home_inadequate": now, "before.childrens_home_inadequate": before});
    as_of(&work, "2009-03-31");
    assert_eq!(
        asked(&work, "rising"),
        [json!(false), inputs(0, json!(null)), json!(null)]
    );
    assert_eq!(
        told(&work, "nothing_before"),
        [[json!("rising"), json!(null)]]
    );
    as_of(&work, "2009-06-30");
    assert_eq!(
        asked(&work, "rising"),
        [json!(true), inputs(1, json!(0)), json!("2009-03-31")]
    );
    assert!(told(&work, "nothing_before").is_empty());
    assert!(told(&work, "before_nearer").is_empty());
    // Run again, the day is held against the same day before.
    work.plumbline("run pipeline.toml --out out --as-of 2009-06-30 --force")
        .code(0);
    assert_eq!(
        asked(&work, "rising"),
        [json!(true), inputs(1, json!(0)), json!("2009-03-31")]
    );
    as_of(&work, "2009-09-30");
    assert_eq!(
        asked(&work, "rising"),
        [json!(false), inputs(1, json!(1)), json!("2009-06-30")]
    );
    let other = work.table("triggers");
    assert_eq!(other.row(&[("authority", "302")])["fired"], false);
}

#[test]
fn each_trigger_looks_as_far_back_as_it_says_where_there_is_a_run_of_that_day() {
    let year = trigger("of_a_year", RISING, "before = \"year\"\n");
    let work = with_triggers(&format!("{}{year}", trigger("of_a_quarter", RISING, "")));
    for day in ["2008-12-31", "2009-09-30", "2009-12-31"] {
        as_of(&work, day);
    }
    assert_eq!(asked(&work, "of_a_quarter")[2], "2009-09-30");
    assert_eq!(asked(&work, "of_a_year")[2], "2008-12-31");
    as_of(&work, "2010-01-15");
    assert_eq!(asked(&work, "of_a_quarter")[2], "2009-09-30");
    as_of(&work, "2010-12-31");
    assert_eq!(asked(&work, "of_a_year")[2], "2009-12-31");
    assert!(told(&work, "before_nearer").is_empty());
    // Nothing is a year before, and the furthest is not so far.
    let work = with_triggers(&year);
    as_of(&work, "2009-03-31");
    as_of(&work, "2009-06-30");
    assert_eq!(asked(&work, "of_a_year")[2], "2009-03-31");
    assert_eq!(
        told(&work, "before_nearer"),
        [[json!("of_a_year"), json!("2009-03-31")]]
    );
}

#[test]
fn a_run_of_another_rulebook_or_without_triggers_is_told() {
    let work = with_triggers("");
    as_of(&work, "2009-03-31");
    assert!(!work.path("out/current/triggers.parquet").exists());
    assert!(!work.path("out/current/profile_row.parquet").exists());
    work.edit("rulebook.toml", |text| {
        text + &trigger("rising", RISING, "")
    });
    as_of(&work, "2009-06-30");
    let told_of = told(&work, "nothing_before");
    assert!(told_of[0][1].as_str().unwrap().contains("no triggers"));
    work.edit("rulebook.toml", |text| text + "\n# Another.\n");
    as_of(&work, "2009-09-30");
    assert_eq!(
        told(&work, "before_other_rules"),
        [[json!("rising"), json!("2009-06-30")]]
    );
}

#[test]
fn a_trigger_of_today_alone_needs_no_run_before_and_changes_no_rating() {
    let plain = with_triggers("");
    as_of(&plain, "2009-12-31");
    let work = with_triggers(&trigger("bad_homes", "childrens_home_inadequate >= 2", ""));
    let outcome = work
        .plumbline("run pipeline.toml --out out --as-of 2009-12-31")
        .code(0);
    assert!(outcome.stdout().contains("triggers that fired"));
    assert_eq!(
        asked(&work, "bad_homes"),
        [
            json!(true),
            json!({"childrens_home_inadequate": 2}),
            json!(null)
        ]
    );
    assert!(told(&work, "nothing_before").is_empty());
    let ratings = |of: &Workdir| of.table("ratings").rows().to_vec();
    assert_eq!(ratings(&work), ratings(&plain));
}

#[test]
fn a_condition_that_is_wrong_never_true_or_always_is_refused_with_its_line() {
    for (condition, says) in [
        (
            "childrens_home_bnd < 2",
            "did you mean \\\"childrens_home_band\\\"",
        ),
        ("before.childrens_home_bnd < 2", "before.childrens_home_bnd"),
        ("childrens_home_inadequate", "true or false was expected"),
        ("TRUE", "names no column"),
        ("1 = 2", "names no column"),
        ("childrens_home_band = 7", "it can never fire"),
        ("before.childrens_home_band = 7", "it can never fire"),
        (
            "coverage >= 0 OR coverage < 0 OR coverage IS NULL",
            "it always fires",
        ),
        (
            "earlier.childrens_home_band = 1",
            "earlier.childrens_home_band",
        ),
    ] {
        let work = with_triggers(&trigger("rising", condition, ""));
        let outcome = work.plumbline("check pipeline.toml").code(2);
        let text = outcome.stderr();
        assert!(text.contains("rulebook.toml:"), "{condition}: {text}");
        assert!(text.contains("trigger rising"), "{condition}: {text}");
        assert!(
            text.contains(&says.replace('\\', "")),
            "{condition}: {text}"
        );
    }
}

#[test]
fn two_of_one_name_another_time_and_a_rulebook_that_does_not_rate_are_refused() {
    let twice = trigger("rising", RISING, "") + &trigger("rising", RISING, "");
    with_triggers(&twice)
        .plumbline("check pipeline.toml")
        .code(2)
        .says(&["two triggers are called `rising`"]);
    with_triggers(&trigger("rising", RISING, "before = \"month\"\n"))
        .plumbline("check pipeline.toml")
        .code(2)
        .says(&["`quarter`", "`year`"]);
    let work = crate::nation::five_councils();
    work.append("rulebook.toml", &trigger("rising", "coverage < 1", ""));
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["there is no [rating]"]);
}

#[test]
fn an_explanation_has_the_triggers_that_fired_with_what_they_were_asked_about() {
    let work = with_triggers(
        &[
            trigger("rising", RISING, ""),
            trigger("homeless", "childrens_home_inspected = 0", ""),
        ]
        .concat(),
    );
    as_of(&work, "2009-06-30");
    work.plumbline("explain out Ashby").code(0).prints(&[
        "triggers: 1 of 2 fired",
        "rising: Homes have become worse.",
        "childrens_home_inadequate = 1",
    ]);
    let json = work.plumbline("explain out Ashby --format json").code(0);
    let json: Value = serde_json::from_str(&json.stdout()).expect("JSON");
    let triggers = json["triggers"].as_array().expect("triggers");
    assert_eq!(triggers.len(), 2);
    assert_eq!(triggers[1]["trigger"], "rising");
    assert_eq!(triggers[1]["inputs"]["childrens_home_inadequate"], 1);
}
