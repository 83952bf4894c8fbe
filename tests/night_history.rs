//! Runs are listed, gone back to, and removed when they are old; a look at unchanged inputs is
//! quick and on record.

use std::fs;
use std::time::Instant;

use serde_json::Value;

use crate::night;
use crate::workdir::Workdir;

/// What `runs` says of attempts that left no run, as JSON.
fn failed(place: &Workdir) -> Vec<(u64, String)> {
    let listed = place.ask(&["runs", "out", "--format", "json"]).code(0);
    let document: Value = serde_json::from_str(&listed.stdout()).unwrap();
    let failed = document["failed"].as_array().unwrap().iter();
    failed
        .map(|entry| {
            let reason = entry["reason"].as_str().unwrap().to_owned();
            (entry["exit_code"].as_u64().unwrap(), reason)
        })
        .collect()
}

#[test]
fn what_failed_or_was_misconfigured_is_in_the_list_of_runs_with_its_reason() {
    let place = Workdir::with_a_small_source(5);
    // The first night: nothing is there yet, and the configuration is wrong.
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("[pipeline]", "[pipeline]\nasof = 1")
    });
    let metrics = ["--metrics", "out.prom"];
    place.night(&metrics).code(2);
    let text = place.read("out.prom");
    assert!(
        text.contains("plumbline_run_exit_code{pipeline=\"small\"} 2"),
        "{text}"
    );
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("\nasof = 1", "")
    });
    place.night(&[]).code(0);
    // A file that cannot be read.
    let sound = place.read("data/characteristics.csv");
    fs::remove_file(place.path("data/characteristics.csv")).unwrap();
    place.night(&[]).code(1);
    place.write("data/characteristics.csv", sound);
    let failed = failed(&place);
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert_eq!(failed[0].0, 2);
    assert!(failed[0].1.contains("asof"), "{failed:?}");
    assert_eq!(failed[1].0, 1);
    assert!(failed[1].1.contains("characteristics.csv"), "{failed:?}");
    place.ask(&["runs", "out"]).code(0).prints(&[
        "attempts that left no run",
        "exit   2",
        "exit   1",
    ]);
    // A folder that holds something else stays as it is.
    fs::create_dir(place.path("mine")).unwrap();
    place.write("mine/list.txt", "mine");
    place.write("pipeline/pipeline.toml", "[pipeline]\nname = 3\n");
    place.ask(&["run", "pipeline", "--out", "mine"]).code(2);
    assert_eq!(place.names("mine"), ["list.txt"]);
}

#[test]
fn an_unchanged_run_writes_no_run_and_says_that_it_looked() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let before = place.current();
    for _ in 0..2 {
        let done = place.night(&[]).code(0).says(&["unchanged"]);
        assert!(done.stdout().contains("nothing to do"), "{}", done.stdout());
    }
    assert_eq!(place.names("out/runs"), [before]);
    let journal = fs::read_to_string(place.path("out/journal.jsonl")).unwrap();
    assert_eq!(journal.matches(r#""event":"unchanged""#).count(), 2);
    let listed = place.ask(&["runs", "out"]).code(0).stdout();
    let mut current = listed.lines().skip_while(|line| !line.starts_with('→'));
    let note = current.nth(1).unwrap();
    assert!(
        note.starts_with("      found unchanged 2 times, last 20"),
        "{listed}"
    );
    let wide = listed.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None, "{listed}");
}

#[test]
fn an_unchanged_run_takes_less_than_a_tenth_of_a_full_one() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    // The quickest of several: whatever else the machine does makes runs only slower.
    let quickest = |arguments: &[&str]| {
        let timed = (0..5).map(|_| {
            let began = Instant::now();
            place.night(arguments).code(0);
            began.elapsed()
        });
        timed.min().unwrap()
    };
    let full = quickest(&["--quiet", "--force"]);
    let unchanged = quickest(&["--quiet"]);
    println!("a full run takes {full:?}, an unchanged one {unchanged:?}");
    assert!(unchanged < full / 10, "{unchanged:?} of {full:?}");
}

#[test]
fn a_rollback_moves_current_and_the_way_back_is_open() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let first = place.current();
    place.small_source(6);
    place.night(&[]).code(0);
    let second = place.current();
    assert_ne!(first, second);
    for (run, other) in [(&first, &second), (&second, &first)] {
        let name = run.strip_prefix("run=").unwrap();
        let done = place.ask(&["rollback", "out", name]).code(0);
        assert!(
            done.stdout().contains(&other["run=".len()..]),
            "{}",
            done.stdout()
        );
        assert_eq!(place.current(), *run);
    }
    place
        .ask(&["rollback", "out", "20010101T000000Z-00000000"])
        .code(1)
        .says(&["has no published run", "plumbline runs out"]);
    assert_eq!(place.current(), second);
}

#[test]
fn old_runs_go_and_the_current_one_and_the_one_before_it_stay() {
    let place = Workdir::with_a_small_source(5);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}\n[history]\nretain = {{ runs = 1, days = 0 }}\n")
    });
    let mut published = Vec::new();
    for rows in 5..9 {
        place.small_source(rows);
        place.night(&[]).code(0);
        published.push(place.current());
    }
    // Two runs may begin within one second; folders are listed by name.
    published[2..].sort();
    assert_eq!(place.names("out/runs"), published[2..]);
    assert_eq!(place.leftovers(), [""; 0]);
}

#[test]
fn runs_of_the_last_days_stay_however_many_they_are() {
    // A hundred years are kept as two days are.
    for days in [2, 36_525] {
        let place = Workdir::with_a_small_source(5);
        place.edit("pipeline/pipeline.toml", |text| {
            format!("{text}\n[history]\nretain = {{ runs = 1, days = {days} }}\n")
        });
        for rows in 5..8 {
            place.small_source(rows);
            place.night(&[]).code(0);
        }
        assert_eq!(place.names("out/runs").len(), 3, "{days} days");
    }
}

#[test]
fn a_run_killed_before_it_became_current_is_no_run_and_the_next_one_clears_it() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let first = place.current();
    // The moment between the two steps: the folder is in its place, and the link that was to
    // become `current` still has its own name.
    let killed = "run=20010101T000000Z-00000000";
    let killed_folder = place.path("out/runs").join(killed);
    night::copy(&place.path("out/runs").join(&first), &killed_folder);
    let manifest = fs::read_to_string(killed_folder.join("manifest.json")).unwrap();
    let manifest = manifest.replace(&first["run=".len()..], &killed["run=".len()..]);
    fs::write(killed_folder.join("manifest.json"), manifest).unwrap();
    std::os::unix::fs::symlink(
        format!("runs/{killed}"),
        place.path("out").join(format!(".publishing-{killed}")),
    )
    .unwrap();

    let listed = place.ask(&["runs", "out"]).code(0).stdout();
    assert!(!listed.contains("20010101T000000Z"), "{listed}");
    place
        .ask(&["rollback", "out", killed])
        .code(1)
        .says(&["has no published run"]);
    assert_eq!(place.current(), first);
    place
        .night(&[])
        .code(0)
        .says(&["unchanged", "killed run left"]);
    assert_eq!(place.names("out/runs"), [first]);
    assert_eq!(place.leftovers(), [""; 0]);
}
