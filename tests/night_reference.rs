//! What a run is held against: a current run that is gone or damaged is no agreement, a folder of
//! another pipeline is not taken, and what somebody rolled back from is not published again.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};

use crate::workdir::Workdir;

/// The annual rating, of whose ratings no more than so many may move.
fn rated() -> Workdir {
    let place = Workdir::with_the_sample();
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("[sources]", "[gates]\nmax_ratings_moved = 0.9\n\n[sources]")
    });
    place
}

/// A small source, of whose rows no more than a quarter may go.
fn small(rows: usize) -> Workdir {
    let place = Workdir::with_a_small_source(rows);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}\n[gates]\nmax_row_drop = 0.25\n")
    });
    place
}

fn gate(place: &Workdir, name: &str) -> Option<serde_json::Value> {
    let manifest = place.json("out/current/manifest.json");
    let gates = manifest["gates"].as_array().unwrap().clone();
    gates.into_iter().find(|gate| gate["gate"] == name)
}

#[test]
fn a_table_that_is_gone_or_changed_is_not_called_unchanged() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let table = "out/current/authorities.parquet";
    let whole = fs::read(place.path(table)).unwrap();

    let mut changed = whole.clone();
    changed[100] ^= 1;
    let damages: [(&str, Option<&[u8]>); 3] = [
        ("authorities.parquet is not there", None),
        ("bytes where the run wrote", Some(b"PAR1")),
        ("its digest differs", Some(&changed)),
    ];
    for (said, bytes) in damages {
        let before = place.current();
        match bytes {
            Some(bytes) => fs::write(place.path(table), bytes).unwrap(),
            None => fs::remove_file(place.path(table)).unwrap(),
        }
        // A new run takes its place, and says why even where only warnings are logged.
        place.night(&["--quiet"]).code(0).says(&[
            "the current run is damaged, and a new one takes its place",
            said,
        ]);
        assert_ne!(place.current(), before);
        assert_eq!(fs::read(place.path(table)).unwrap(), whole);
        let done = place.night(&[]).code(0).says(&["unchanged"]);
        assert!(done.stdout().contains("nothing to do"), "{}", done.stdout());
    }
}

#[test]
fn a_gate_that_cannot_compare_ratings_stops_and_says_so() {
    for damage in [None, Some(&b"PAR1garbagePAR1"[..])] {
        let place = rated();
        place.night(&["--quiet"]).code(0);
        let before = place.current();
        let table = place.path("out/current/ratings.parquet");
        match damage {
            None => fs::remove_file(table).unwrap(),
            Some(bytes) => fs::write(table, bytes).unwrap(),
        }
        for arguments in [&["--quiet"][..], &["--quiet", "--force"]] {
            place.night(arguments).code(3).says(&[
                "how many ratings moved is not known",
                "ratings.parquet",
                "--accept max_ratings_moved",
            ]);
            assert_eq!(place.current(), before);
        }
        place
            .night(&["--quiet", "--accept", "max_ratings_moved"])
            .code(0);
        assert_ne!(place.current(), before);
        assert_eq!(
            gate(&place, "max_ratings_moved").unwrap()["state"],
            "accepted"
        );
        // From then on there is something to compare with again.
        place.night(&["--quiet", "--force"]).code(0);
        let passed = gate(&place, "max_ratings_moved").unwrap();
        assert_eq!(
            (&passed["state"], &passed["measured"]),
            (&"passed".into(), &0.0.into())
        );
    }
}

#[test]
fn without_a_limit_ratings_that_cannot_be_compared_are_a_warning() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    fs::remove_file(place.path("out/current/ratings.parquet")).unwrap();
    place
        .night(&["--quiet"])
        .code(0)
        .says(&["nobody knows how many ratings moved"]);
    assert!(place.json("out/current/manifest.json")["ratings_moved"].is_null());
}

#[test]
fn a_damaged_current_run_is_named_with_the_ways_back() {
    type Damage = fn(&Workdir);
    let damages: [(&str, Damage); 4] = [
        ("manifest.json is not a run's manifest: EOF", |place| {
            fs::write(place.path("out/current/manifest.json"), "{\"man").unwrap();
        }),
        ("manifest.json is not there", |place| {
            fs::remove_file(place.path("out/current/manifest.json")).unwrap();
        }),
        ("is not there", |place| {
            let current = place.current();
            fs::remove_dir_all(place.path("out/runs").join(current)).unwrap();
        }),
        ("current is not there", |place| {
            fs::remove_file(place.path("out/current")).unwrap();
            symlink("current", place.path("out/current")).unwrap();
        }),
    ];
    for (said, damage) in damages {
        let place = Workdir::with_a_small_source(5);
        place.night(&[]).code(0);
        let first = place.current();
        place.small_source(6);
        place.night(&[]).code(0);
        damage(&place);
        let words = [
            "out/current leads to a run that is damaged",
            said,
            "plumbline rollback out RUN",
            "--force",
        ];
        let ended = place.night(&[]).code(1).says(&words);
        assert!(
            !ended.stderr().contains("spelt right"),
            "{}",
            ended.stderr()
        );
        place
            .ask(&["explain", "out", "301"])
            .code(1)
            .says(&words[..3]);

        let listed = place.ask(&["runs", "out"]).code(0).stdout();
        assert!(listed.contains(&first["run=".len()..]), "{listed}");
        assert!(
            said == "current is not there" || listed.contains("cannot be read"),
            "{listed}"
        );

        // One way back is an earlier run, the other a new one.
        place.ask(&["rollback", "out", &first]).code(0);
        assert_eq!(place.current(), first);
        damage(&place);
        place.small_source(7);
        place
            .night(&["--force"])
            .code(0)
            .says(&["there is no current run to compare with"]);
        assert!(place.json("out/current/manifest.json")["replaced"].is_null());
        place.night(&[]).code(0).says(&["unchanged"]);
    }
}

#[test]
fn a_gate_that_cannot_compare_rows_stops_whatever_became_of_the_current_run() {
    let place = small(8);
    place.night(&[]).code(0);
    fs::remove_file(place.path("out/current")).unwrap();
    place.night(&[]).code(3).says(&[
        "source authorities: it has 162 rows, and how many it had is not known",
        "`current` leads to none of them",
        "--accept max_row_drop",
    ]);
    assert!(!place.path("out/current").exists());
    place.night(&["--accept", "max_row_drop"]).code(0);

    // The same beside a manifest that cannot be read.
    fs::write(place.path("out/current/manifest.json"), "").unwrap();
    place
        .night(&["--force"])
        .code(3)
        .says(&["how many it had is not known"]);
    place
        .night(&["--force", "--accept", "max_row_drop"])
        .code(0);
}

#[test]
fn to_give_a_feed_a_name_is_no_way_past_the_gate_of_its_rows() {
    let place = small(100);
    place.night(&[]).code(0);
    let before = place.current();
    place.small_source(20);
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace(
            "[sources.characteristics]\n",
            "[sources.characteristics]\nname = \"x\"\n",
        )
    });
    place.night(&[]).code(3).says(&[
        "source characteristics: it had 100 rows in the current run, and the pipeline has no \
             source of this name any more",
    ]);
    assert_eq!(place.current(), before);
    place
        .night(&["--accept", "max_row_drop:characteristics"])
        .code(0);
}

#[test]
fn a_file_from_the_future_is_not_fresh() {
    let place = Workdir::with_a_small_source(10);
    place.edit("pipeline/pipeline.toml", |text| {
        format!("{text}max_age_days = 3\n")
    });
    let dated = |days: u64| {
        let day = SystemTime::now() + Duration::from_secs(days * 86_400);
        let file = fs::File::options()
            .write(true)
            .open(place.path("data/characteristics.csv"));
        file.unwrap().set_modified(day).unwrap();
    };
    dated(3650);
    place
        .night(&[])
        .code(3)
        .says(&["which is still to come, so nobody knows how old it is"]);
    dated(0);
    place.night(&[]).code(0);
}

#[test]
fn a_folder_of_another_pipeline_is_taken_over_only_by_those_who_mean_it() {
    let place = small(100);
    place.night(&[]).code(0);
    let before = place.current();
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("name = \"small\"", "name = \"other\"")
    });
    place.small_source(20);
    for arguments in [&[][..], &["--force"]] {
        place.night(arguments).code(2).says(&[
            "out holds the runs of pipeline `small`, and this is `other`",
            "--out",
            "--adopt",
        ]);
    }
    // Nor where the current run is damaged or gone.
    fs::rename(place.path("out/current"), place.path("aside")).unwrap();
    place.night(&[]).code(2).says(&["pipeline `small`"]);
    fs::rename(place.path("aside"), place.path("out/current")).unwrap();
    assert_eq!(place.current(), before);

    // The gates hold against the run of the old name.
    place
        .night(&["--adopt"])
        .code(3)
        .says(&["it has 20 rows and had 100 in the current run"]);
    place
        .night(&["--adopt", "--accept", "max_row_drop"])
        .code(0);
    place.night(&[]).code(0).says(&["unchanged"]);
    let listed = place.ask(&["runs", "out"]).code(0).stdout();
    for named in ["\n      pipeline small", "\n      pipeline other"] {
        assert!(listed.contains(named), "{named}: {listed}");
    }
}

#[test]
fn what_somebody_rolled_back_from_is_not_published_again() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let good = place.current();
    place.small_source(6);
    place.night(&[]).code(0);
    let bad = place.current();
    place.ask(&["rollback", "out", &good]).code(0);

    let bad_name = &bad["run=".len()..];
    place
        .night(&["--quiet"])
        .code(3)
        .says(&[bad_name, "rolled back", "--accept rolled_back"]);
    assert_eq!(place.current(), good);
    // Other inputs pass, and the bad ones are stopped for as long as nobody lets them pass.
    place.small_source(7);
    place.night(&[]).code(0);
    place.small_source(6);
    place.night(&[]).code(3).says(&[bad_name]);
    place.night(&["--accept", "rolled_back"]).code(0);
    assert_eq!(gate(&place, "rolled_back").unwrap()["state"], "accepted");
    place.night(&["--force"]).code(0);
}

#[test]
fn held_inputs_are_not_published_again_by_another_configuration_or_on_another_day() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let good = place.current();
    place.small_source(6);
    place.night(&[]).code(0);
    let bad = place.current();
    place
        .ask(&["rollback", "out", &good, "--hold"])
        .code(0)
        .prints(&["its inputs are held"]);

    let bad_name = &bad["run=".len()..];
    let tomorrow = ["--as-of", "2009-12-10"];
    place.night(&tomorrow).code(3).says(&[
        "the inputs are those of run",
        bad_name,
        "--accept rolled_back",
    ]);
    assert_eq!(place.current(), good);
    place.small_source(7);
    place.night(&tomorrow).code(0);
    place.small_source(6);
    place.night(&["--as-of", "2009-12-11"]).code(3);
    place
        .night(&["--as-of", "2009-12-11", "--accept", "rolled_back"])
        .code(0);
    place.night(&["--as-of", "2009-12-12"]).code(0);

    // What is in the current run cannot be held while a run of the same inputs takes its place.
    let [before, now] = [&place.current(), &good].map(|run| run["run=".len()..].to_owned());
    place
        .ask(&["rollback", "out", &now, "--hold"])
        .code(0)
        .prints(&[&before]);
    place
        .ask(&["rollback", "out", &now, "--hold"])
        .code(1)
        .says(&["the same inputs", "without --hold"]);
}

#[test]
fn a_damaged_run_is_not_gone_back_to() {
    let place = Workdir::with_a_small_source(5);
    place.night(&[]).code(0);
    let first = place.current();
    place.small_source(6);
    place.night(&[]).code(0);
    let second = place.current();
    fs::remove_file(place.path(format!("out/runs/{first}/authorities.parquet"))).unwrap();
    place
        .ask(&["rollback", "out", &first])
        .code(1)
        .says(&["is damaged", "authorities.parquet is not there"]);
    assert_eq!(place.current(), second);
}

#[test]
fn what_is_no_output_folder_is_not_listed_and_not_written_to() {
    let place = Workdir::with_a_small_source(1);
    for command in [&["runs", "data"][..], &["rollback", "data", "run"]] {
        place
            .ask(command)
            .code(2)
            .says(&["data: is not an output folder"]);
    }
    assert!(!place.names("data").contains(&".lock".to_owned()));
    place.ask(&["runs", "nowhere"]).code(2).says(&["nowhere"]);
}

#[test]
fn links_in_an_output_folder_lead_no_writing_out_of_it() {
    for name in [".lock", "journal.jsonl"] {
        let place = Workdir::with_a_small_source(5);
        place.write("precious", "precious");
        fs::create_dir(place.path("out")).unwrap();
        symlink("../precious", place.path("out").join(name)).unwrap();
        let ended = place.night(&[]);
        assert!(
            ended
                .stderr()
                .contains("it is a link, which is not followed"),
            "{}",
            ended.stderr()
        );
        assert_eq!(
            fs::read_to_string(place.path("precious")).unwrap(),
            "precious"
        );
    }
}

#[test]
fn a_run_is_read_from_one_folder_whatever_becomes_of_current() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    let run = place.current();
    for path in ["out", "out/current"] {
        let written = place.ask(&["letter", path, "Leeds"]).code(0);
        let said = written.stdout() + &written.stderr();
        assert!(said.contains(&format!("out/runs/{run}/letters")), "{said}");
    }
}
