//! `--metrics` and `--lineage` replace what an earlier run left there, and nothing else.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::Command;

use crate::workdir::Workdir;

const OPTIONS: [&str; 2] = ["--metrics", "--lineage"];

#[test]
fn what_is_no_file_of_an_earlier_run_is_refused_and_stays() {
    let place = Workdir::with_a_small_source(3);
    let made = Command::new("mkfifo").arg(place.path("fifo")).status();
    assert!(made.unwrap().success());
    place.write("real.prom", "old");
    symlink("real.prom", place.path("link")).unwrap();
    place.write("empty", "");
    for option in OPTIONS {
        for (path, why) in [
            ("link", "is a link"),
            ("fifo", "no plain file"),
            ("data", "no plain file"),
            ("empty", "does not hold"),
            ("data/characteristics.csv", "does not hold"),
            ("data/authorities.parquet", "does not hold"),
            ("pipeline/pipeline.toml", "does not hold"),
            ("pipeline/rulebook.toml", "does not hold"),
        ] {
            let ended = place.night(&[option, path]);
            ended.code(2).says(&[option, path, why, "name "]);
        }
    }
    assert!(!place.path("out").exists(), "nothing was begun");
    assert!(
        fs::symlink_metadata(place.path("link"))
            .unwrap()
            .is_symlink()
    );
    let fifo = fs::symlink_metadata(place.path("fifo")).unwrap();
    assert!(fifo.file_type().is_fifo());
    assert_eq!(fs::read_to_string(place.path("real.prom")).unwrap(), "old");
    place.night(&["--quiet"]).code(0);
}

#[test]
fn what_an_earlier_run_left_is_replaced() {
    let place = Workdir::with_a_small_source(3);
    for _ in 0..2 {
        place
            .night(&["--force", "--metrics", "m.prom", "--lineage", "l.jsonl"])
            .code(0);
    }
    assert_eq!(
        place.names("."),
        ["data", "l.jsonl", "m.prom", "out", "pipeline"]
    );
    place
        .night(&["--metrics", "l.jsonl"])
        .code(2)
        .says(&["l.jsonl", "does not hold metrics"]);
    place
        .night(&["--metrics", "new", "--lineage", "new"])
        .code(2)
        .says(&["name one file"]);
}

#[test]
fn a_link_that_lies_in_wait_beside_an_output_leads_nowhere() {
    let place = Workdir::with_a_small_source(3);
    place.write("victim", "precious");
    symlink("victim", place.path("m.prom.new")).unwrap();
    place.night(&["--metrics", "m.prom"]).code(0);
    assert_eq!(
        fs::read_to_string(place.path("victim")).unwrap(),
        "precious"
    );

    for name in [".lock", "journal.jsonl"] {
        let out = place.path("other");
        fs::create_dir(&out).unwrap();
        symlink("../victim", out.join(name)).unwrap();
        let ended = place.ask(&["run", "pipeline", "--out", "other"]);
        assert!(
            ended.stderr().contains("it is a link"),
            "{}",
            ended.stderr()
        );
        assert_eq!(
            fs::read_to_string(place.path("victim")).unwrap(),
            "precious"
        );
        fs::remove_dir_all(out).unwrap();
    }
}
