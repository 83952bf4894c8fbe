//! Several feeds that fill one contract table: each with its own files, mapping, account and
//! gates.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The five councils, whose visits come in a file of their own with other column names.
fn two_feeds() -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "[sources.observations]\npath = \"observations.csv\"\n",
        r#"
[[sources.observations]]
path = "observations.csv"
where = "indicator <> 'visits'"

[sources.observations.columns]
authority = "authority"
indicator = "indicator"
period = "period"
value = "value"

[[sources.observations]]
name = "visits"
path = "visits.csv"
max_rejected = 0.4

[sources.observations.columns]
authority = '"Council"'
indicator = "'visits'"
period = '"Year"'
value = '"Visits made"'
"#,
    )
    .write(
        "data/visits.csv",
        "Council,Year,Visits made\n301,2024,11\n302,2024,22\n399,2024,5\n",
    );
    work
}

fn value(work: &Workdir, authority: &str, indicator: &str) -> Value {
    let profile = work.table("indicator_profile");
    profile.row(&[("authority", authority), ("indicator", indicator)])["value"].clone()
}

#[test]
fn the_rows_of_every_feed_are_in_the_table() {
    let work = two_feeds();
    work.run();
    assert_eq!(value(&work, "301", "visits"), 11.0);
    assert_eq!(value(&work, "302", "visits"), 22.0);
    assert_eq!(value(&work, "301", "waits"), 10.0);
}

#[test]
fn every_feed_has_its_own_account_by_its_name() {
    let work = two_feeds();
    work.run();
    let manifest = work.manifest();
    let inputs: Vec<(&str, u64, u64)> = manifest["inputs"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|input| {
            (
                input["source"].as_str().expect("a name"),
                input["rows"].as_u64().expect("a number"),
                input["rejected"].as_u64().expect("a number"),
            )
        })
        .collect();
    assert_eq!(
        inputs[3..],
        [("observations", 15, 0), ("observations.visits", 3, 1)]
    );
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("source", "observations.visits")]);
    assert_eq!(row["rule"], "unknown_authority");
}

#[test]
fn every_feed_has_its_own_gates() {
    let work = two_feeds();
    work.replace("pipeline.toml", "max_rejected = 0.4", "max_rejected = 0.3");
    work.plumbline("run pipeline.toml --out out")
        .code(3)
        .says(&[
            "source observations.visits: 1 of 3 rows were rejected, 33.3%",
            "max_rejected is 30.0%",
        ]);
}

#[test]
fn a_row_of_one_feed_with_the_key_of_another_s_is_a_duplicate_of_its_own_feed() {
    let work = two_feeds();
    work.replace("pipeline.toml", "where = \"indicator <> 'visits'\"", "");
    work.write("data/visits.csv", "Council,Year,Visits made\n301,2024,11\n");
    work.plumbline("run pipeline.toml --out out --accept max_rejected")
        .code(0);
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "duplicate_key")]);
    assert_eq!(
        (&row["source"], &row["file"]),
        (&"observations.visits".into(), &"visits.csv".into())
    );
    assert_eq!(value(&work, "301", "visits"), 10.0);
}

#[test]
fn a_feed_s_path_is_replaced_by_its_name() {
    let work = two_feeds();
    work.write("later.csv", "Council,Year,Visits made\n301,2024,12\n");
    work.plumbline("run pipeline.toml --out out --source observations.visits=later.csv")
        .code(0);
    assert_eq!(value(&work, "301", "visits"), 12.0);
    work.plumbline("run pipeline.toml --out out --source observations.waits=later.csv")
        .code(2)
        .says(&["no source `observations.waits`", "observations.visits"]);
}

#[test]
fn two_feeds_of_one_name_are_refused_at_the_second() {
    let work = two_feeds();
    work.replace("pipeline.toml", "name = \"visits\"\n", "");
    work.plumbline("check pipeline.toml").code(2).says(&[
        "pipeline.toml:32",
        "a second feed is called `observations`; give each its own name",
    ]);
}

#[test]
fn a_name_that_is_no_plain_word_is_refused() {
    let work = two_feeds();
    work.replace("pipeline.toml", "name = \"visits\"", "name = \"../x\"");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["name is \"../x\"; use letters, digits, `-` and `_` only"]);
}

#[test]
fn a_column_that_the_second_feed_leaves_out_is_named_at_that_feed() {
    let work = two_feeds();
    work.replace("pipeline.toml", "period = '\"Year\"'\n", "");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:32", "does not map `period`"]);
}

#[test]
fn a_mistake_within_a_feed_is_named_with_its_line() {
    let work = two_feeds();
    work.replace("pipeline.toml", "max_rejected = 0.4", "max_rejectd = 0.4");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:35", "unknown field `max_rejectd`"]);
}
