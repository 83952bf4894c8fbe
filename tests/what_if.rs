//! `plumbline what-if`: what it says would come of a question is what a run with that rulebook, or
//! that list of neighbours, gives; and nothing is published.

mod refused;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::shipped::{ANNUAL_RATING, RATED};
use crate::workdir::{Table, Workdir};

/// What a question about `pipeline` is answered with.
fn answer(work: &Workdir, pipeline: &str, asked: &[&str]) -> Value {
    let arguments = [&["what-if", pipeline, "--format", "json"], asked].concat();
    let done = work.ask(&arguments).code(0);
    serde_json::from_str(&done.stdout()).expect("JSON")
}

/// The figures of an object to nine decimals, as texts.
fn rounded(of: &Value) -> BTreeMap<String, String> {
    let fields = of.as_object().expect("an object").iter();
    fields
        .map(|(name, value)| {
            let text = match value.as_f64() {
                Some(number) => format!("{number:.9}"),
                None => value.to_string(),
            };
            (name.clone(), text)
        })
        .collect()
}

/// Before and after.
type Both = [BTreeMap<String, String>; 2];

/// Of each authority, its rating and the means of its blocks, where the rating moved.
fn movers(before: &Table, after: &Table) -> BTreeMap<String, Both> {
    let of = |row: &Value| {
        json!({
            "awarded": row["awarded_rating"],
            "indicative": row["indicative_rating"],
            "block_a": row["band_a"],
            "block_b": row["band_b"],
            "block_c": row["band_c"],
            "coverage": row["coverage"],
        })
    };
    let rows = before.rows().iter().zip(after.rows());
    rows.filter(|(was, is)| was["awarded_rating"] != is["awarded_rating"])
        .map(|(was, is)| {
            let code = was["authority"].as_str().expect("a code").to_owned();
            (code, [rounded(&of(was)), rounded(&of(is))])
        })
        .collect()
}

/// The same, as a question was answered.
fn answered(answer: &Value) -> BTreeMap<String, Both> {
    let movers = answer["movers"].as_array().expect("a list");
    movers
        .iter()
        .map(|mover| {
            let code = mover["authority"].as_str().expect("a code").to_owned();
            (code, [rounded(&mover["before"]), rounded(&mover["after"])])
        })
        .collect()
}

/// How many of a table of ratings have each rating.
fn distribution(ratings: &Table) -> Value {
    let count = |level: Value| {
        let rows = ratings.rows().iter();
        rows.filter(|row| row["awarded_rating"] == level).count()
    };
    json!({
        "performs_excellently": count(json!(4)),
        "performs_well": count(json!(3)),
        "performs_adequately": count(json!(2)),
        "performs_poorly": count(json!(1)),
        "not_rated": count(Value::Null),
    })
}

/// Asks the sample, and holds the answer against a run of the pipeline as `change` leaves it.
fn is_what_a_run_gives(asked: &[&str], change: impl Fn(&Workdir)) -> Value {
    let work = Workdir::with_the_sample();
    let said = answer(&work, "pipeline", asked);
    assert_eq!(work.names("."), ["data", "pipeline"], "nothing is written");
    change(&work);
    work.night(&[]).code(0);
    let (before, after) = (RATED.0.table("ratings"), work.table("ratings"));
    assert_eq!(answered(&said), movers(&before, &after));
    assert_eq!(said["before"], distribution(&before));
    assert_eq!(said["after"], distribution(&after));
    said
}

fn in_rulebook(work: &Workdir, old: &str, new: &str) {
    work.replace("pipeline/rulebook.toml", old, new);
}

#[test]
fn other_cut_offs_move_whom_a_run_with_them_moves() {
    let asked = [
        "--set=provision_cut_offs.3.good_or_better=0.75",
        "--set=outcome_cut_offs.3.in_line_or_better=0.55",
    ];
    let said = is_what_a_run_gives(&asked, |work| {
        in_rulebook(
            work,
            "band = 3\ngood_or_better = 0.65",
            "band = 3\ngood_or_better = 0.75",
        );
        in_rulebook(
            work,
            "band = 3\nin_line_or_better = 0.65",
            "band = 3\nin_line_or_better = 0.55",
        );
    });
    let movers = said["movers"].as_array().expect("a list");
    assert!(!movers.is_empty(), "the question moves somebody");
    for mover in movers {
        let rules = mover["rules"].as_array().expect("a list");
        assert!(!rules.is_empty(), "by which rule: {mover}");
    }
}

#[test]
fn other_weights_and_halves_move_whom_a_run_with_them_moves() {
    let asked = [
        "--set=rating.b=0.5",
        "--set=rating.halves=up",
        "--set=few_settings.band=none",
        "--set=families.social_care.weight=1",
    ];
    let said = is_what_a_run_gives(&asked, |work| {
        in_rulebook(work, "\nb = 2\n", "\nb = 0.5\n");
        in_rulebook(work, "halves = \"down\"", "halves = \"up\"");
        in_rulebook(work, "band = \"worst_grade\"\n", "band = \"none\"\n");
        in_rulebook(
            work,
            "weight = 2\n\n# For each type",
            "weight = 1\n\n# For each type",
        );
    });
    assert_eq!(
        said["set"][0],
        json!({"path": "rating.b", "from": "2", "to": "0.5"})
    );
    assert!(
        said["totals"]["raised"].as_u64() > Some(0),
        "{}",
        said["totals"]
    );
}

#[test]
fn other_words_for_what_counts_are_read_again() {
    let asked = [
        "--set=inspections.full=[\"full\", \"interim\"]",
        "--set=inspections.other=[\"monitoring\"]",
        "--set=comparison.indicators.margin=0.1",
        "--set=coverage.minimum=0.9",
    ];
    let said = is_what_a_run_gives(&asked, |work| {
        in_rulebook(work, "full = [\"full\"]", "full = [\"full\", \"interim\"]");
        in_rulebook(
            work,
            "other = [\"interim\", \"monitoring\"]",
            "other = [\"monitoring\"]",
        );
        in_rulebook(work, "margin = 0.5\n", "margin = 0.1\n");
        in_rulebook(work, "minimum = 0.5\n", "minimum = 0.9\n");
    });
    assert!(
        said["totals"]["lost"].as_u64() > Some(0),
        "{}",
        said["totals"]
    );
}

#[test]
fn another_list_of_neighbours_and_another_rulebook_move_whom_a_run_with_them_moves() {
    // Everybody's neighbours are the ten that follow in the list of codes.
    let ratings = RATED.0.table("ratings");
    let codes = ratings.column("authority");
    let mut list = "authority,neighbour,rank\n".to_owned();
    for (at, code) in codes.iter().enumerate() {
        for rank in 1..=10 {
            let neighbour = &codes[(at + rank) % codes.len()];
            let (code, neighbour) = (code.as_str().unwrap(), neighbour.as_str().unwrap());
            list.push_str(&format!("{code},{neighbour},{rank}\n"));
        }
    }
    let work = Workdir::with_the_sample();
    work.write("others.csv", list);
    let rulebook = work.read("pipeline/rulebook.toml");
    work.write("mild.toml", rulebook.replace("cap = 1\n", "cap = 2\n"));
    let asked = ["--neighbours", "others.csv", "--rulebook", "mild.toml"];
    let said = answer(&work, "pipeline", &asked);
    work.write("pipeline/rulebook.toml", work.read("mild.toml"));
    work.night(&["--source", "neighbours=others.csv"]).code(0);
    let (before, after) = (RATED.0.table("ratings"), work.table("ratings"));
    assert_eq!(answered(&said), movers(&before, &after));
    assert!(
        said["totals"]["raised"].as_u64() > Some(0),
        "{}",
        said["totals"]
    );
}

#[test]
fn a_sweep_says_of_each_value_what_the_value_alone_does() {
    let work = Ashby::default()
        .with_settings("primary_school", [4, 10, 6, 0])
        .workdir();
    let path = "provision_cut_offs.4.good_or_better";
    let swept = answer(&work, ".", &["--sweep", &format!("{path}=0.66..0.76:0.05")]);
    let steps = swept["steps"].as_array().expect("a list");
    let values: Vec<&Value> = steps.iter().map(|step| &step["value"]).collect();
    assert_eq!(values, ["0.66", "0.71", "0.76"]);
    assert_eq!(swept["sweep"], path);
    for step in steps {
        let value = step["value"].as_str().expect("text");
        let alone = answer(&work, ".", &["--set", &format!("{path}={value}")]);
        assert_eq!(step["after"], alone["after"], "{value}");
        assert_eq!(step["totals"], alone["totals"], "{value}");
    }
}

#[test]
fn the_rule_that_moves_a_rating_is_named_with_what_it_was_asked_about() {
    // Findings of 3 make block B 2; nothing else has a fault.
    let mut ashby = Ashby::default().with_settings("childrens_home", [8, 8, 0, 3]);
    ashby.worse = [9, 0, 0, 0, 0];
    let work = ashby.workdir();
    work.run();
    let before = work.read("out/current/manifest.json");
    let said = work
        .ask(&[
            "what-if",
            ".",
            "--set",
            "limiters.childrens_homes_inadequate.cap=1",
        ])
        .code(0)
        .prints(&[
            "1 of 5 ratings move: 1 lowered",
            "Ashby (301): 3 Performs well → 1 Performs poorly",
        ]);
    assert!(
        said.stdout().lines().all(|line| line.chars().count() <= 80),
        "{}",
        said.stdout()
    );
    let said = answer(
        &work,
        ".",
        &["--set", "outcome_cut_offs.2.in_line_or_better=0.56"],
    );
    let unmoved = &said["unmoved"][0];
    assert_eq!(unmoved["name"], "Ashby");
    assert_eq!(
        unmoved["rules"][0],
        json!({
            "rule": "band",
            "of": {"outcome": "being_healthy"},
            "from": 2,
            "to": 1,
            "asked": {
                "condition": "share_neighbours >= 0.56",
                "inputs": {"compared": 20, "share_neighbours": 0.55},
            },
        })
    );
    assert_eq!(work.read("out/current/manifest.json"), before);
    assert_eq!(work.names("out/runs").len(), 1);
}

#[test]
fn a_limiter_that_fires_no_more_is_named() {
    let ashby = Ashby::default().with_settings("childrens_home", [8, 8, 0, 3]);
    let work = ashby.workdir();
    let condition = "limiters.childrens_homes_inadequate.condition";
    let asked = format!("{condition}=childrens_home_inadequate_share > 0.20");
    let said = answer(&work, ".", &["--set", &asked]);
    let rule = &said["movers"][0]["rules"][0];
    assert_eq!(rule["rule"], "limiter");
    assert_eq!(rule["name"], "childrens_homes_inadequate");
    assert_eq!(rule["fires"], false);
    assert_eq!(
        rule["asked"]["condition"],
        "childrens_home_inadequate_share > 0.20"
    );
}

#[test]
fn every_line_fits_on_a_terminal() {
    let work = Workdir::new();
    for asked in [
        &["--set", "provision_cut_offs.3.good_or_better=0.60"][..],
        &["--set", "rating.b=0", "--set", "rating.halves=up"],
        &[
            "--sweep",
            "provision_cut_offs.3.good_or_better=0.55..0.70:0.05",
        ],
    ] {
        let said = work
            .ask(&[&["what-if", ANNUAL_RATING], asked].concat())
            .code(0)
            .stdout();
        assert!(said.starts_with("annual-rating as of 2009-12-09"), "{said}");
        for line in said.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
