//! A run that fails or is killed leaves `current` as it was.

use std::fs::{self, File};

use crate::nation::five_councils;

#[test]
fn a_failure_leaves_the_current_run_and_no_staging_behind() {
    let work = five_councils();
    work.run();
    let current = fs::read_link(work.path("out/current")).expect("a link");
    let before = work.names("out");

    work.append("data/observations.csv", "399,waits,2024,1,,")
        .replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0");
    work.plumbline("run pipeline.toml --out out").code(3);
    work.write("data/observations.csv", "");
    work.plumbline("run pipeline.toml --out out").code(1);
    work.append("rulebook.toml", "nonsense");
    work.plumbline("run pipeline.toml --out out").code(2);

    assert_eq!(
        fs::read_link(work.path("out/current")).expect("a link"),
        current
    );
    // The run that the gate stopped left its evidence, and nothing else is new.
    let mut after = work.names("out");
    after.retain(|name| name != "rejected");
    assert_eq!(after, before);
    assert_eq!(work.names("out/rejected").len(), 1);
    assert_eq!(work.names("out/runs").len(), 1);
    assert_eq!(work.table("indicator_profile").len(), 15);
}

#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let work = five_councils();
    work.run();
    work.write(
        "out/.staging-20240101T000000Z-00000000/ratings.parquet",
        "half a table",
    );
    std::os::unix::fs::symlink(
        "runs/none",
        work.path("out/.current-20240101T000000Z-00000000"),
    )
    .expect("a link");
    work.plumbline("run pipeline.toml --out out --force")
        .code(0);
    assert_eq!(
        work.names("out"),
        [".lock", "current", "journal.jsonl", "runs"]
    );
    assert_eq!(work.names("out/runs").len(), 2);
}

#[test]
fn a_second_run_at_the_same_time_is_turned_away() {
    let work = five_councils();
    work.run();
    let lock = File::options()
        .write(true)
        .open(work.path("out/.lock"))
        .expect("the lock");
    lock.try_lock().expect("nobody holds it");
    work.plumbline("run pipeline.toml --out out --force")
        .code(4)
        .says(&["another run is writing here", "--out"]);
    assert_eq!(work.names("out/runs").len(), 1);
    lock.unlock().expect("we held it");
    work.plumbline("run pipeline.toml --out out --force")
        .code(0);
}

#[test]
fn a_folder_in_the_place_of_current_is_not_replaced() {
    let work = five_councils();
    work.write("out/current/notes.txt", "mine");
    work.plumbline("run pipeline.toml --out out")
        .code(1)
        .says(&["out/current"]);
    assert_eq!(work.read("out/current/notes.txt"), "mine");
}

#[test]
fn a_file_in_the_place_of_the_output_folder_is_named() {
    let work = five_councils();
    work.write("out", "a file");
    work.plumbline("run pipeline.toml --out out")
        .code(1)
        .says(&["out", "a file stands where a folder is needed"]);
}
