//! What operators watch: metrics, lineage, and a log whose every line names the run.

use std::fs;

use serde_json::Value;

use crate::workdir::Workdir;

fn sample(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn metrics_say_when_a_run_last_succeeded_and_what_it_read() {
    let place = Workdir::with_the_sample();
    place
        .night(&["--quiet", "--metrics", "plumbline.prom"])
        .code(0);
    let text = fs::read_to_string(place.path("plumbline.prom")).unwrap();
    let manifest = place.json("out/current/manifest.json");
    let rated: u64 = manifest["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count["authorities"].as_u64().unwrap())
        .sum();
    let counted: f64 = text
        .lines()
        .filter(|line| line.starts_with("plumbline_authorities{"))
        .map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
        .sum();
    assert_eq!(counted, rated as f64);
    assert_eq!(sample(&text, "plumbline_run_exit_code{"), Some(0.0));
    let success = sample(&text, "plumbline_last_success_timestamp_seconds{").unwrap();
    for stage in ["extract", "profile", "rate", "publish"] {
        let name = format!(
            "plumbline_stage_duration_seconds{{pipeline=\"annual-rating\",stage=\"{stage}\"}}"
        );
        assert!(sample(&text, &name).is_some(), "{text}");
    }

    // A run that fails says so, and keeps the moment of the last success.
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace(
            "path = \"ratings.parquet\"",
            "path = \"ratings.parquet\"\nmin_rows = 9999",
        )
    });
    place
        .night(&["--quiet", "--metrics", "plumbline.prom"])
        .code(3);
    let text = fs::read_to_string(place.path("plumbline.prom")).unwrap();
    assert_eq!(sample(&text, "plumbline_run_exit_code{"), Some(3.0));
    let gate =
        "plumbline_gate_tripped{pipeline=\"annual-rating\",gate=\"min_rows\",source=\"ratings\"}";
    assert_eq!(sample(&text, gate), Some(1.0));
    assert_eq!(
        sample(&text, "plumbline_last_success_timestamp_seconds{"),
        Some(success)
    );
    assert!(!place.path("plumbline.prom.new").exists());
}

fn events(place: &Workdir) -> Vec<Value> {
    let text = fs::read_to_string(place.path("lineage.jsonl")).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn lineage_names_what_a_run_read_and_wrote() {
    let place = Workdir::with_the_sample();
    place
        .night(&["--quiet", "--lineage", "lineage.jsonl"])
        .code(0);
    let events = events(&place);
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["eventType"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["START", "COMPLETE"]);
    assert_eq!(events[0]["run"]["runId"], events[1]["run"]["runId"]);
    let manifest = place.json("out/current/manifest.json");
    let outputs = events[1]["outputs"].as_array().unwrap();
    let written = manifest["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), written.len());
    for (output, written) in outputs.iter().zip(written) {
        let rows = &output["outputFacets"]["outputStatistics"]["rowCount"];
        assert_eq!(*rows, written["rows"]);
        assert!(fs::exists(output["name"].as_str().unwrap()).unwrap());
        let fields = output["facets"]["schema"]["fields"].as_array().unwrap();
        assert!(fields.len() > 2, "{output}");
    }
    assert_eq!(events[1]["inputs"].as_array().unwrap().len(), 9);
}

#[test]
fn lineage_says_why_a_run_failed() {
    let place = Workdir::with_a_small_source(1);
    fs::remove_file(place.path("data/characteristics.csv")).unwrap();
    place.night(&["--lineage", "lineage.jsonl"]).code(1);
    let events = events(&place);
    assert_eq!(events[1]["eventType"], "FAIL");
    let message = &events[1]["run"]["facets"]["errorMessage"]["message"];
    assert!(message.as_str().unwrap().contains("characteristics.csv"));
}

#[test]
fn every_line_of_a_stage_s_log_carries_the_run_and_the_stage() {
    let place = Workdir::with_a_small_source(1);
    let done = place.night(&["--log-format", "json"]).code(0);
    let run = place.current().replace("run=", "");
    let lines: Vec<Value> = done
        .stderr()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let read: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "read")
        .collect();
    assert_eq!(read.len(), 2);
    for line in read {
        assert_eq!(line["spans"][0]["run"], Value::from(run.clone()));
        assert_eq!(line["span"]["stage"], "extract");
    }
}

#[test]
fn every_line_on_standard_error_is_json_whatever_the_mapping_asks() {
    let place = Workdir::with_a_small_source(3);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}where = \"CAST(feature AS DATE) IS NULL\"\n")
    });
    let done = place.night(&["--log-format", "json"]).code(0);
    for line in done.stderr().lines() {
        serde_json::from_str::<Value>(line).expect(line);
    }
    assert!(done.stderr().lines().count() > 3, "{}", done.stderr());
}
