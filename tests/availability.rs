//! `available_after`: figures that do not say when they came out are known so long after their period.

use serde_json::{Value, json};

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// Two periods of two indicators, without days of publication but for one.
const FIGURES: &str = "\
authority,indicator,period,value,published_on
301,waits,2007/08,9,
301,waits,2008/09,10,
301,visits,2007,4,
301,visits,2008,5,2009-02-01
";

fn with_delay(said: &str) -> Workdir {
    let work = five_councils();
    work.write("data/observations.csv", FIGURES);
    let of_feed = "path = \"observations.csv\"\n";
    work.replace(
        "pipeline.toml",
        of_feed,
        &format!("{of_feed}available_after = {said}\n"),
    );
    work
}

/// The latest figures of Ashby's waits and visits on a day.
fn latest(work: &Workdir, pipeline: &str, day: &str) -> [Value; 2] {
    work.plumbline(&format!(
        "run {pipeline} --out out --as-of {day} --adopt --accept evidence_gone"
    ))
    .code(0);
    let profile = work.table("indicator_profile");
    ["waits", "visits"].map(|indicator| {
        let key = [
            ("authority", "301"),
            ("indicator", indicator),
            ("is_latest", "true"),
        ];
        let rows = profile.rows_with(&key);
        rows.first().map_or(Value::Null, |row| row["value"].clone())
    })
}

#[test]
fn a_figure_is_known_so_long_after_its_period_ends_or_on_its_own_day_of_publication() {
    let work = with_delay("\"8 months\"");
    // A year across two ends in August, and eight months later is the last of April.
    for (day, waits, visits) in [
        ("2008-12-31", json!(null), json!(4.0)),
        ("2009-01-31", json!(null), json!(4.0)),
        ("2009-02-01", json!(null), json!(5.0)),
        ("2009-04-30", json!(9.0), json!(5.0)),
        ("2010-04-29", json!(9.0), json!(5.0)),
        ("2010-04-30", json!(10.0), json!(5.0)),
    ] {
        assert_eq!(
            latest(&work, "pipeline.toml", day),
            [waits, visits],
            "{day}"
        );
    }
    let read = &work.manifest()["inputs"];
    let inputs = read.as_array().unwrap().iter();
    let left: Vec<&Value> = inputs.map(|input| &input["after_as_of"]).collect();
    assert!(left.iter().all(|count| **count == 0), "{left:?}");
}

#[test]
fn each_indicator_may_have_its_own_delay_and_an_import_keeps_them() {
    let work = with_delay("{ waits = \"1 year\", \"*\" = \"10 days\" }");
    work.plumbline("import pipeline.toml --out kept").code(0);
    for pipeline in ["pipeline.toml", "kept/current/pipeline.toml"] {
        for (day, waits, visits) in [
            ("2008-01-09", json!(null), json!(null)),
            ("2008-01-10", json!(null), json!(4.0)),
            ("2009-08-30", json!(null), json!(5.0)),
            ("2009-08-31", json!(9.0), json!(5.0)),
            ("2010-08-31", json!(10.0), json!(5.0)),
        ] {
            assert_eq!(latest(&work, pipeline, day), [waits, visits], "{day}");
        }
    }
}

#[test]
fn a_delay_that_is_none_or_stands_elsewhere_is_refused_with_its_line() {
    for said in [
        "\"soon\"",
        "\"8\"",
        "8",
        "\"900 months\"",
        "{ waits = \"-1 days\" }",
    ] {
        with_delay(said)
            .plumbline("run pipeline.toml --out out")
            .code(2)
            .says(&["pipeline.toml:23", "\"8 months\""]);
    }
    let work = five_councils();
    let neighbours = "path = \"neighbours.csv\"\n";
    work.replace(
        "pipeline.toml",
        neighbours,
        &format!("{neighbours}available_after = \"1 year\"\n"),
    );
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["available_after belongs to observations"]);
}

#[test]
fn an_indicator_that_the_catalogue_does_not_have_is_told() {
    let work = with_delay("{ Waits = \"1 year\", vists = \"10 days\" }");
    work.run();
    let manifest = work.manifest();
    let warnings = manifest["warnings"].as_array().unwrap();
    let told: Vec<&Value> = warnings
        .iter()
        .filter(|warning| warning["kind"] == "unused_delay")
        .map(|warning| &warning["subject"])
        .collect();
    assert_eq!(told, [&json!("vists")]);
}
