//! `plumbline run`: what it publishes, what it prints, and when it has nothing to do.

use std::fs;

use serde_json::Value;

use crate::nation::five_councils;

#[test]
fn a_run_publishes_its_tables_and_points_current_at_them() {
    let work = five_councils();
    work.run().prints(&[
        "small as of 2024-12-31",
        "rows read and rejected",
        "indicator_profile",
    ]);
    let link = fs::read_link(work.path("out/current")).expect("a link");
    assert_eq!(
        link.to_string_lossy(),
        format!("runs/{}", work.names("out/runs")[0])
    );
    let published = work.names("out/current");
    for name in [
        "indicator_distribution.parquet",
        "indicator_profile.parquet",
        "manifest.json",
        "neighbours.parquet",
        "quarantine.parquet",
    ] {
        assert!(
            published.iter().any(|known| known == name),
            "{name} is not in {published:?}"
        );
    }
    // A table whose sources the pipeline does not have is not there.
    assert!(!published.iter().any(|name| name == "ratings.parquet"));
    assert_eq!(work.table("indicator_profile").len(), 15);
}

#[test]
fn the_manifest_tells_inputs_outputs_and_stages() {
    let work = five_councils();
    work.run();
    let manifest = work.manifest();
    assert_eq!(manifest["status"], "complete");
    assert_eq!(manifest["as_of"], "2024-12-31");
    assert_eq!(manifest["pipeline"]["name"], "small");
    for file in ["pipeline", "rulebook"] {
        assert_eq!(
            manifest["configuration"][file].as_str().map(str::len),
            Some(64),
            "{file}"
        );
    }
    let rows = |part: &str, name: &str| {
        let entries = manifest[part].as_array().expect("a list");
        let key = if part == "inputs" { "source" } else { "table" };
        let entry = entries
            .iter()
            .find(|entry| entry[key] == name)
            .expect("an entry");
        entry["rows"].clone()
    };
    assert_eq!(rows("inputs", "authorities"), 8);
    assert_eq!(rows("inputs", "observations"), 15);
    assert_eq!(rows("outputs", "indicator_profile"), 15);
    assert_eq!(rows("outputs", "quarantine"), 0);
    let stages = manifest["stages"].as_array().expect("a list");
    let names: Vec<&Value> = stages.iter().map(|stage| &stage["stage"]).collect();
    assert_eq!(names, ["extract", "profile", "rate", "publish"]);
    assert!(manifest["peak_memory_bytes"].as_u64() > Some(1_000_000));
}

#[test]
fn unchanged_inputs_end_the_run_at_once() {
    let work = five_councils();
    work.run();
    let runs = work.names("out/runs");
    work.run().prints(&["nothing to do", "--force"]);
    assert_eq!(work.names("out/runs"), runs);
    work.plumbline("run pipeline.toml --out out --force")
        .code(0)
        .prints(&["indicator_profile"]);
    assert_eq!(work.names("out/runs").len(), 2);
}

#[test]
fn a_changed_input_configuration_or_day_is_a_new_run() {
    let work = five_councils();
    work.run();
    work.replace(
        "data/observations.csv",
        "301,waits,2024,10",
        "301,waits,2024,11",
    );
    work.run();
    assert_eq!(work.names("out/runs").len(), 2);
    work.replace("rulebook.toml", "margin = 0.5", "margin = 0.6");
    work.run();
    assert_eq!(work.names("out/runs").len(), 3);
    work.plumbline("run pipeline.toml --out out --as-of 2024-06-30")
        .code(0);
    assert_eq!(work.names("out/runs").len(), 4);
    assert_eq!(work.manifest()["as_of"], "2024-06-30");
}

#[test]
fn a_folder_is_the_pipeline_inside_it_and_out_is_named_after_it() {
    let work = five_councils();
    work.plumbline("run .")
        .code(0)
        .prints(&["out/small/runs/run="]);
    assert_eq!(work.names("out"), ["small"]);
    assert!(work.names("out/small").contains(&"current".to_owned()));
}

#[test]
fn quiet_prints_nothing() {
    let work = five_councils();
    work.replace("data/indicators.csv", "neutral,visits", "neutral,count");
    let outcome = work
        .plumbline("run pipeline.toml --out out --quiet")
        .code(0);
    assert_eq!(outcome.stdout(), "");
    assert_eq!(outcome.stderr(), "");
    assert_eq!(work.names("out/runs").len(), 1);
}

#[test]
fn every_line_of_a_json_log_is_an_object_with_its_message() {
    let work = five_councils();
    work.replace("data/indicators.csv", "neutral,visits", "neutral,count");
    let outcome = work
        .plumbline("run pipeline.toml --out out --log-format json")
        .code(0);
    let log = outcome.stderr();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    assert!(
        lines
            .iter()
            .all(|line| line["message"].is_string() && line["level"] == "INFO"),
        "{log}"
    );
    for message in ["begins", "read", "done", "published"] {
        assert!(
            lines.iter().any(|line| line["message"] == message),
            "{message}"
        );
    }
    let read = lines
        .iter()
        .find(|line| line["source"] == "observations")
        .expect("a line");
    assert_eq!(read["rows"], 15);
}

#[test]
fn without_a_terminal_there_is_no_progress_bar() {
    let work = five_councils();
    let outcome = work.run();
    assert!(!outcome.stderr().contains('\r') && !outcome.stderr().contains('\u{1b}'));
    assert!(!outcome.stdout().contains('\u{1b}'));
}

#[test]
fn arguments_that_make_no_sense_are_usage_errors() {
    let work = five_councils();
    for (arguments, part) in [
        ("", "Usage"),
        ("rate", "unrecognized subcommand"),
        ("run", "PIPELINE"),
        ("run pipeline.toml --as-of yesterday", "yesterday"),
        (
            "run pipeline.toml --source neighbours",
            "expected NAME=PATH",
        ),
        (
            "run pipeline.toml --source findings=f.csv",
            "the pipeline has no source `findings`",
        ),
        ("run pipeline.toml --log-format xml", "xml"),
        ("sample --out s --scale 0", "1..=1000"),
        ("sample", "--out"),
    ] {
        work.plumbline(arguments).code(2).says(&[part]);
    }
    // The journal alone says what failed.
    let left = work.names("out/small");
    assert!(left.iter().all(|name| name == "journal.jsonl"), "{left:?}");
}

#[test]
fn tables_say_what_they_are_in_their_own_metadata() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let work = five_councils();
    work.run();
    let path = work.path("out/current/indicator_profile.parquet");
    let reader =
        SerializedFileReader::new(fs::File::open(path).expect("a table")).expect("Parquet");
    let file = reader.metadata().file_metadata();
    let metadata = file.key_value_metadata().expect("metadata");
    let of = |key: &str| {
        let entry = metadata
            .iter()
            .find(|entry| entry.key == key)
            .expect("a key");
        entry.value.clone().unwrap_or_default()
    };
    assert_eq!(of("pipeline"), "small");
    assert_eq!(of("as_of"), "2024-12-31");
    assert_eq!(of("rulebook").len(), 64);
    assert_eq!(
        of("software"),
        format!("plumbline {}", env!("CARGO_PKG_VERSION"))
    );
    let group = reader.metadata().row_group(0);
    assert!(
        group
            .columns()
            .iter()
            .all(|column| { matches!(column.compression(), parquet::basic::Compression::ZSTD(_)) })
    );
    let schema =
        parquet::arrow::parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata())
            .expect("an Arrow schema");
    for field in schema.fields() {
        assert!(
            field.metadata().contains_key("description"),
            "{}",
            field.name()
        );
    }
}
