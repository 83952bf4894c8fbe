//! The same inputs give byte-identical tables, whatever the number of threads.

use std::fs;

use crate::nation::{OBSERVATIONS, five_councils};
use crate::shipped::ANNUAL_RATING;
use crate::workdir::Workdir;

#[test]
fn tables_do_not_depend_on_the_number_of_threads() {
    let work = Workdir::new();
    for (out, threads) in [("one", "1"), ("four", "4")] {
        work.program()
            .env("RAYON_NUM_THREADS", threads)
            .args(["run", ANNUAL_RATING, "--out", out, "--quiet"])
            .assert()
            .code(0);
    }
    let tables = |out: &str| -> Vec<String> {
        let names = work.names(&format!("{out}/current"));
        names
            .into_iter()
            .filter(|name| name.ends_with(".parquet"))
            .collect()
    };
    assert_eq!(tables("one"), tables("four"));
    assert!(tables("one").len() >= 9);
    for name in tables("one") {
        let [one, four] = ["one", "four"]
            .map(|out| fs::read(work.path(format!("{out}/current/{name}"))).expect("a table"));
        assert!(one == four, "{name} differs");
    }
}

#[test]
fn tables_do_not_depend_on_the_order_of_rows() {
    // Which of two rows stands depends on their order only where both have the same key.
    let work = five_councils();
    let text = format!("{OBSERVATIONS}301,waits,2023,9,,\n302,waits,2023,7,,\n");
    let (header, rows) = text.split_once('\n').expect("a header");
    let rows: Vec<&str> = rows.lines().collect();
    let reversed: Vec<&str> = rows.iter().rev().copied().collect();
    for (out, rows) in [("a", rows), ("b", reversed)] {
        work.write(
            "data/observations.csv",
            format!("{header}\n{}\n", rows.join("\n")),
        );
        work.plumbline(&format!("run pipeline.toml --out {out}"))
            .code(0);
    }
    for table in ["indicator_profile", "indicator_distribution"] {
        let [a, b] = ["a", "b"].map(|out| {
            fs::read(work.path(format!("{out}/current/{table}.parquet"))).expect("a table")
        });
        assert!(a == b, "{table} differs");
    }
}
