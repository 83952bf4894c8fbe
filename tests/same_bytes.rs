//! The same inputs give byte-identical tables, whatever the number of threads.

use std::fs;

use crate::workdir::Workdir;

#[test]
fn tables_do_not_depend_on_the_number_of_threads() {
    let work = Workdir::new();
    let pipeline = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/pipelines/annual-rating/pipeline.toml"
    );
    for (out, threads) in [("one", "1"), ("four", "4")] {
        work.program()
            .env("RAYON_NUM_THREADS", threads)
            .env("POLARS_MAX_THREADS", threads)
            .args(["run", pipeline, "--out", out, "--quiet"])
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
    let work = Workdir::new();
    let rows = [
        "301,waits,2023,9",
        "301,waits,2024,10",
        "302,waits,2024,20",
        "302,waits,2023,7",
    ];
    work.write("rulebook.toml", RULEBOOK)
        .write("pipeline.toml", PIPELINE)
        .write(
            "authorities.csv",
            "code,name,level\n302,Birchwick,authority\n301,Ashby,authority\n",
        )
        .write(
            "indicators.csv",
            "indicator,title,polarity\nwaits,Days waited,low\n",
        );
    for (out, order) in [("a", [0, 1, 2, 3]), ("b", [3, 1, 0, 2])] {
        let lines: Vec<&str> = order.iter().map(|at| rows[*at]).collect();
        let text = format!("authority,indicator,period,value\n{}\n", lines.join("\n"));
        work.write("observations.csv", text);
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

const RULEBOOK: &str = "[rulebook]\nname = \"r\"\nversion = \"1\"\nabout = \"Tolerances.\"\n\
    [comparison.indicators]\nconfidence = 0.95\nmargin = 0.5\n\
    [trend]\npoints = 5\nminimum = 3\nsteady = 0.25\n";

const PIPELINE: &str = "[pipeline]\nname = \"p\"\ntitle = \"Two councils\"\nas_of = 2024-12-31\n\
    rulebook = \"rulebook.toml\"\n[sources.authorities]\npath = \"authorities.csv\"\n\
    [sources.indicators]\npath = \"indicators.csv\"\n\
    [sources.observations]\npath = \"observations.csv\"\n";
