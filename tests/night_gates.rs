//! A broken feed is stopped at a gate, with the evidence, unless a person lets it pass.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::workdir::Workdir;

/// The gate's entry of a manifest, by its state.
fn gate<'a>(manifest: &'a serde_json::Value, state: &str) -> &'a serde_json::Value {
    let gates = manifest["gates"].as_array().unwrap();
    gates.iter().find(|gate| gate["state"] == state).unwrap()
}

#[test]
fn an_extract_that_lost_a_third_of_its_rows_is_not_published() {
    let place = Workdir::with_a_small_source(90);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}\n[gates]\nmax_row_drop = 0.25\n")
    });
    place.night(&[]).code(0);
    let before = place.current();

    place.small_source(60);
    place.night(&[]).code(3).says(&[
        "source characteristics: it has 60 rows and had 90 in the current run, 33.3% fewer",
        "--accept max_row_drop",
        "out/rejected/run=",
    ]);
    assert_eq!(place.current(), before);
    assert_eq!(place.leftovers(), [""; 0]);
    let [rejected] = &place.names("out/rejected")[..] else {
        panic!("{:?}", place.names("out/rejected"));
    };
    let folder = format!("out/rejected/{rejected}");
    assert_eq!(
        place.names(&folder),
        ["manifest.json", "quarantine.parquet"]
    );
    let manifest = place.json(&format!("{folder}/manifest.json"));
    assert_eq!(manifest["status"], "rejected");
    let tripped = gate(&manifest, "tripped");
    assert_eq!(tripped["gate"], "max_row_drop");
    assert_eq!(tripped["source"], "characteristics");
    assert_eq!(tripped["limit"], 0.25);

    let listed = place.ask(&["runs", "out"]).code(0).stdout();
    assert!(listed.contains("rejected"), "{listed}");

    // For another source the gate still holds; for this one a person lets it pass.
    place
        .night(&["--accept", "max_row_drop:authorities"])
        .code(3);
    place.night(&["--accept", "max_row_drop"]).code(0);
    assert_ne!(place.current(), before);
    let manifest = place.json("out/current/manifest.json");
    assert_eq!(gate(&manifest, "accepted")["gate"], "max_row_drop");
}

#[test]
fn a_source_with_too_few_rows_stops_the_first_run_already() {
    let place = Workdir::with_a_small_source(9);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}min_rows = 10\n")
    });
    place
        .night(&[])
        .code(3)
        .says(&["it has 9 rows, and min_rows is 10"]);
    place
        .ask(&["check", "pipeline"])
        .code(3)
        .says(&["min_rows is 10"]);
    assert!(!place.path("out/current").exists());
}

#[test]
fn rejected_rows_beyond_the_limit_stop_the_run_and_are_kept_as_evidence() {
    let place = Workdir::with_a_small_source(10);
    place.edit("data/characteristics.csv", |text| {
        text.replace("Leeds,feature 3,3", "Nowhere,feature 3,3")
    });
    place.night(&[]).code(3).says(&[
        "1 of 10 rows were rejected, 10.0%, and max_rejected is 1.0%; most often unknown_authority",
    ]);
    let [rejected] = &place.names("out/rejected")[..] else {
        panic!("no evidence");
    };
    let manifest = place.json(&format!("out/rejected/{rejected}/manifest.json"));
    assert_eq!(manifest["outputs"][0]["table"], "quarantine");
    assert_eq!(manifest["outputs"][0]["rows"], 1);
}

#[test]
fn a_feed_that_was_not_refreshed_is_told_even_when_nothing_changed() {
    let place = Workdir::with_a_small_source(10);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}max_age_days = 40\n")
    });
    place.night(&[]).code(0);
    let written = SystemTime::now() - Duration::from_secs(41 * 86_400);
    File::options()
        .write(true)
        .open(place.path("data/characteristics.csv"))
        .unwrap()
        .set_modified(written)
        .unwrap();
    place
        .night(&[])
        .code(3)
        .says(&["41 days ago, and max_age_days is 40"]);
    place.night(&["--accept", "max_age_days"]).code(0);
}

#[test]
fn ratings_that_move_more_than_allowed_are_not_published() {
    let place = Workdir::with_the_sample();
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace(
            "[sources]",
            "[gates]\nmax_ratings_moved = 0.05\n\n[sources]",
        )
    });
    place.night(&["--quiet"]).code(0);
    let before = place.current();
    // The judgements and most findings of an earlier day are not known yet.
    place
        .night(&["--quiet", "--as-of", "2006-12-09"])
        .code(3)
        .says(&[
            "ratings differ from those of the current run",
            "max_ratings_moved is 5.0%",
        ]);
    assert_eq!(place.current(), before);
    let [rejected] = &place.names("out/rejected")[..] else {
        panic!("no evidence");
    };
    assert!(
        place
            .path(format!("out/rejected/{rejected}/ratings.parquet"))
            .exists()
    );
}

#[test]
fn an_unknown_gate_is_a_mistake_of_the_command_line() {
    let place = Workdir::with_a_small_source(1);
    place
        .night(&["--accept", "max_rows"])
        .code(2)
        .says(&["there is no gate `max_rows`"]);
}

#[test]
fn a_source_of_which_every_row_is_rejected_is_counted_whole_and_kept_in_part() {
    let place = Workdir::with_the_sample();
    // As when a publisher's new word for a status is not in the contract yet.
    place.edit("pipeline/pipeline.toml", |text| {
        let columns = [
            "urn",
            "provision",
            "authority",
            "inspected_on",
            "published_on",
            "grade",
        ];
        let mut mapping = "[sources.inspections.columns]\nstatus = \"'Trading'\"\n".to_owned();
        for column in columns {
            mapping.push_str(&format!("{column} = '\"{column}\"'\n"));
        }
        text.replace(
            "[sources.findings]",
            &format!("{mapping}\n[sources.findings]"),
        )
    });
    let stopped = place.night(&["--quiet"]).code(3).says(&[
        "237961 of 237961 rows were rejected",
        "most often unknown_word",
        "only the first of them are kept",
    ]);
    assert!(
        !stopped.stderr().contains("panicked"),
        "{}",
        stopped.stderr()
    );
    let [rejected] = &place.names("out/rejected")[..] else {
        panic!("no evidence");
    };
    let manifest = place.json(&format!("out/rejected/{rejected}/manifest.json"));
    let of_inspections = |rule: &serde_json::Value| rule["source"] == "inspections";
    let rules = manifest["rejected"].as_array().unwrap();
    let rules: Vec<_> = rules.iter().filter(|rule| of_inspections(rule)).collect();
    assert_eq!(rules.len(), 1, "{rules:?}");
    assert_eq!(rules[0]["rule"], "unknown_word");
    assert_eq!(rules[0]["rows"], 237_961);
    // A thousand of each batch, of which there are two.
    let kept = manifest["outputs"][0]["rows"].as_u64().unwrap();
    assert!((1_000..=10_000).contains(&kept), "{kept}");

    // A person who lets them pass has every row of them.
    place
        .night(&[
            "--quiet",
            "--accept",
            "max_rejected",
            "--accept",
            "evidence_gone",
        ])
        .code(0);
    let manifest = place.json("out/current/manifest.json");
    let outputs = manifest["outputs"].as_array().unwrap();
    let quarantine = outputs
        .iter()
        .find(|output| output["table"] == "quarantine")
        .unwrap();
    assert!(quarantine["rows"].as_u64().unwrap() >= 237_961);
}
