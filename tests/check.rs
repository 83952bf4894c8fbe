//! `plumbline check`: configuration, sources and contracts, without writing anything.

use crate::nation::five_councils;
use crate::workdir::Workdir;

#[test]
fn check_counts_rows_and_writes_nothing() {
    let work = five_councils();
    let before = work.names(".");
    work.plumbline("check pipeline.toml").code(0).prints(&[
        "small: Five councils",
        "as of 2024-12-31, rulebook small 1",
        "observations",
        "ok",
    ]);
    assert_eq!(work.names("."), before);
}

#[test]
fn check_shows_rows_that_would_be_set_aside() {
    let work = five_councils();
    work.append("data/observations.csv", "399,waits,2024,1,,");
    work.plumbline("check pipeline.toml")
        .code(0)
        .prints(&["rejected: observations observations.csv row 16: unknown_authority"]);
}

#[test]
fn check_takes_the_same_replacements_as_run() {
    let work = five_councils();
    work.write("other.csv", "authority,neighbour,rank\n301,305,1\n");
    let outcome = work
        .plumbline("check . --root data --as-of 2023-03-31 --source neighbours=other.csv")
        .code(0)
        .prints(&["as of 2023-03-31"]);
    let text = outcome.stdout();
    let line = text
        .lines()
        .find(|line| line.starts_with("neighbours"))
        .expect("a line");
    assert_eq!(line.split_whitespace().nth(2), Some("1"));
}

#[test]
fn the_pipelines_that_ship_pass_the_check() {
    let work = Workdir::new();
    let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    work.program()
        .args(["check", pipeline, "--quiet"])
        .assert()
        .code(0);
}
