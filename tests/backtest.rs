//! `plumbline backtest`: what profiles said before the judgements that followed them.

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::workdir::{Table, Workdir};

/// Six judgements of safeguarding about three councils. Homes in Ashby were outstanding, in Birchwick
/// they became inadequate before its second judgement.
fn judged() -> Workdir {
    let work = Ashby::default().workdir();
    work.write(
        "findings.csv",
        "authority,kind,aspect,outcome,grade,inspected_on,published_on\n\
         301,joint_area_review,safeguarding,,1,2006-03-01,2006-04-01\n\
         302,joint_area_review,safeguarding,,2,2006-03-01,2006-04-01\n\
         303,joint_area_review,safeguarding,,3,2006-03-01,2006-04-01\n\
         301,joint_area_review,safeguarding,,1,2009-03-01,2009-04-01\n\
         302,joint_area_review,safeguarding,,4,2009-03-01,2009-04-01\n\
         303,joint_area_review,safeguarding,,3,2009-03-01,2009-04-02\n",
    );
    work.write(
        "inspections.csv",
        "urn,provision,authority,inspected_on,published_on,grade,status,event\n\
         1,childrens_home,301,2005-03-01,2005-04-01,1,open,full\n\
         2,childrens_home,302,2005-03-01,2005-04-01,1,open,full\n\
         2,childrens_home,302,2009-01-01,2009-03-31,4,open,full\n\
         2,childrens_home,302,2009-03-31,2009-04-01,1,open,full\n\
         3,childrens_home,303,2005-03-01,2005-04-01,2,open,full\n",
    );
    let trigger = "
[[triggers]]
name = \"homes_worse\"
condition = \"childrens_home_band < before.childrens_home_band\"
reason = \"The band of children's homes fell.\"
";
    work.edit("rulebook.toml", |text| {
        text.replace("minimum = 0.5", "minimum = 0.0") + trigger
    });
    work
}

fn backtest(work: &Workdir, arguments: &str) -> crate::workdir::Outcome {
    work.plumbline(&format!("backtest pipeline.toml {arguments}"))
}

fn said(work: &Workdir, arguments: &str) -> Value {
    let outcome = backtest(work, &format!("{arguments} --format json")).code(0);
    serde_json::from_str(&outcome.stdout()).expect("JSON")
}

/// What the summary says of a predictor.
fn predictor<'s>(said: &'s Value, name: &str) -> &'s Value {
    let mut all = said["summary"].as_array().unwrap().iter();
    all.find(|of| of["predictor"] == name).expect("it is there")
}

const STEP: &str = "--finding joint_area_review.safe --from 2009-01-01";

#[test]
fn the_profile_is_that_of_the_day_before_without_the_judgement_and_what_is_later() {
    let work = judged();
    let found = said(&work, &format!("{STEP} --out kept"));
    assert_eq!(found["finding"], "joint_area_review.safeguarding");
    assert_eq!(
        (&found["judgements"], &found["bands"]),
        (&json!(3), &json!({"1": 1, "2": 1, "4": 1}))
    );
    let table = Table::read(&work.path("kept/backtest.parquet"));
    let row = |code: &str| table.row(&[("authority", code)]).clone();
    let birchwick = row("302");
    assert_eq!(birchwick["as_of"], "2009-03-31");
    // The judgement of 2006 was good; that of the next day, and the visit published with it, are unknown.
    assert_eq!(
        (&birchwick["band_b"], &birchwick["band"]),
        (&json!(3.0), &json!(1))
    );
    assert_eq!(
        (&birchwick["band_a"], &birchwick["triggers"]),
        (&json!(1.0), &json!(["homes_worse"]))
    );
    assert_eq!(birchwick["band_b_without"], json!(null));
    assert_eq!(
        (
            &birchwick["previous_kind"],
            &birchwick["previous_band"],
            &birchwick["previous_on"]
        ),
        (&json!("joint_area_review"), &json!(3), &json!("2006-04-01"))
    );
    assert_eq!(birchwick["rival"], json!(0.0));
    assert_eq!(row("303")["as_of"], "2009-04-01");
    // The profile is what a run of that day says.
    let pass = "--accept evidence_gone --accept nobody_rated";
    work.plumbline(&format!(
        "run pipeline.toml --out out --as-of 2009-03-31 {pass}"
    ))
    .code(0);
    let plain = work.table("ratings");
    let plain = plain.row(&[("authority", "302")]);
    for name in [
        "indicative_rating",
        "band_a",
        "band_b",
        "band_c",
        "coverage",
    ] {
        assert_eq!(birchwick[name], plain[name], "{name}");
    }
}

#[test]
fn the_summary_is_worked_out_by_hand() {
    let found = said(&judged(), STEP);
    // Bands 4, 1 and 2 after 4, 3 and 2: the pairs are right, right and wrong.
    let previous = predictor(&found, "previous_judgement");
    let near = |value: &Value, expected: f64| {
        assert!(
            (value.as_f64().unwrap() - expected).abs() < 1e-12,
            "{value} and not {expected}"
        );
    };
    near(&previous["tau_b"]["value"], 1.0 / 3.0);
    near(&previous["somers_d"]["value"], 1.0 / 3.0);
    // Of the two lower bands both had a worse one than the other council.
    near(&previous["auc_lower_two"]["value"], 1.0);
    near(&previous["auc_lowest"]["value"], 0.5);
    // The trigger fired for the lowest alone.
    let trigger = predictor(&found, "trigger homes_worse");
    near(&trigger["auc_lowest"]["value"], 1.0);
    near(&trigger["auc_lower_two"]["value"], 0.75);
    assert_eq!(
        (&previous["lower_two"], &previous["lowest"]),
        (&json!(2), &json!(1))
    );
}

#[test]
fn the_intervals_are_the_same_for_a_seed_and_others_for_another() {
    let work = judged();
    let one = said(&work, &format!("{STEP} --draws 200"));
    assert_eq!(one, said(&work, &format!("{STEP} --draws 200")));
    let other = said(&work, &format!("{STEP} --draws 200 --seed 7"));
    assert_eq!(
        predictor(&one, "block_a")["tau_b"]["value"],
        predictor(&other, "block_a")["tau_b"]["value"]
    );
    let low = predictor(&one, "previous_judgement")["tau_b"]["low"]
        .as_f64()
        .unwrap();
    let high = predictor(&one, "previous_judgement")["tau_b"]["high"]
        .as_f64()
        .unwrap();
    assert!((-1.0..=1.0 / 3.0).contains(&low) && (1.0 / 3.0..=1.0).contains(&high));
}

#[test]
fn a_step_asks_the_last_as_of_date_before_each_judgement() {
    let work = judged();
    backtest(&work, &format!("{STEP} --every quarter --out kept")).code(0);
    let table = Table::read(&work.path("kept/backtest.parquet"));
    assert!(
        table
            .column("as_of")
            .iter()
            .all(|day| day == "2009-04-01" || day == "2009-01-01")
    );
    // The homes of Birchwick were found inadequate after it.
    assert_eq!(table.row(&[("authority", "302")])["band_a"], json!(4.0));
}

#[test]
fn what_is_printed_fits_the_screen() {
    let text = backtest(&judged(), STEP).code(0).stdout();
    assert!(text.contains("Kendall's tau-b"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn what_cannot_be_foretold_is_refused_with_the_remedy() {
    let work = judged();
    for (arguments, says) in [
        (
            "--finding joint_area_review.safty --from 2009-01-01",
            "did you mean joint_area_review.safeguarding?",
        ),
        (
            "--finding joint_area_review --from 2009-01-01",
            "joint_area_review.looked_after_children",
        ),
        (
            "--finding private_fostering.overall --from 2009-01-01",
            "no judgement of private_fostering.overall",
        ),
        (
            "--finding joint_area_review.safe --from 2011-01-01",
            "is after --to",
        ),
        (
            "--finding joint_area_review.safe --from 2009-01-01 --draws 0",
            "such as 1000",
        ),
        (
            "--finding joint_area_review.safe --from 2009-01-01 --every week",
            "quarter",
        ),
        (
            "--finding joint_area_review.safe --from 2009-01-01 --rival childrens_home_bnd",
            "did you mean childrens_home_band?",
        ),
    ] {
        backtest(&work, arguments).code(2).says(&[says]);
    }
    work.write("mine/notes.txt", "mine");
    backtest(&work, &format!("{STEP} --out mine"))
        .code(2)
        .says(&["notes.txt"]);
    work.edit("rulebook.toml", |text| {
        text.replace("minimum = 0.0", "minimum = 1.0")
    });
    backtest(&work, STEP)
        .code(2)
        .says(&["rated nobody", "lower [coverage] minimum"]);
    let five = crate::nation::five_councils();
    backtest(&five, STEP).code(2).says(&["has no [rating]"]);
}
