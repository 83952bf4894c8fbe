//! `plumbline export`: a run as a workbook, as CSV, in the open data standard and as views.

mod open_data;
mod workbook;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::shipped::rated;
use crate::workdir::{Outcome, Table, Workdir};

/// Exports the shared run of the annual rating.
fn exported(arguments: &str) -> (Workdir, Outcome) {
    let work = Workdir::new();
    let run = rated();
    let arguments: Vec<&str> = ["export", &run]
        .into_iter()
        .chain(arguments.split_whitespace())
        .collect();
    let outcome = work.ask(&arguments);
    (work, outcome)
}

/// The records of a CSV file, the header first.
fn records(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .expect("a CSV file");
    reader
        .records()
        .map(|record| {
            record
                .expect("a record")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

#[test]
fn csv_has_its_description_beside_it() {
    let (work, outcome) = exported("--format csv --out tables");
    outcome.code(0).prints(&["tables/ratings.csv\n"]);
    let mut files = 0;
    for name in work.names("tables") {
        let Some(table) = name.strip_suffix(".csv") else {
            continue;
        };
        files += 1;
        let records = records(&work.path(format!("tables/{name}")));
        let about = work.json(&format!("tables/{table}.csv-metadata.json"));
        assert_eq!(about["url"], name);
        let columns = about["tableSchema"]["columns"].as_array().expect("columns");
        let titles: Vec<&str> = columns
            .iter()
            .map(|of| of["titles"].as_str().unwrap())
            .collect();
        assert_eq!(records[0], titles);
        assert!(
            columns
                .iter()
                .all(|of| of["dc:description"].as_str().unwrap().len() > 10)
        );
        let published = Table::read(&Path::new(&rated()).join(format!("current/{table}.parquet")));
        assert_eq!(records.len() - 1, published.len(), "{table}");
        for (column, title) in titles.iter().enumerate() {
            for (record, row) in records[1..].iter().zip(published.rows()) {
                if let Value::Number(number) = &row[*title] {
                    assert_eq!(
                        record[column].parse::<f64>().ok(),
                        number.as_f64(),
                        "{table}.{title}"
                    );
                }
            }
        }
    }
    assert!(files > 10, "{files}");
}

#[test]
fn views_name_the_real_folder_of_the_run_and_all_runs() {
    let (work, outcome) = exported("--format duckdb --out views.sql");
    outcome.code(0);
    let script = work.read("views.sql");
    assert!(script.contains("/out/runs/run="), "{script}");
    assert!(
        !script.contains("/current/"),
        "another run may be current by tomorrow"
    );
    for part in [
        "CREATE OR REPLACE VIEW main.ratings AS",
        "COMMENT ON COLUMN main.ratings.\"coverage\" IS '",
        "CREATE OR REPLACE VIEW history.ratings AS",
        "/runs/run=*/ratings.parquet'",
    ] {
        assert!(script.contains(part), "{part} is not in\n{script}");
    }
}

#[test]
fn only_an_earlier_export_is_replaced() {
    let work = Workdir::new();
    let run = rated();
    let export = |format: &str, out: &str| {
        work.ask(&[
            "export", &run, "--format", format, "--out", out, "--table", "ratings",
        ])
    };
    work.write("notes.xlsx", "mine")
        .write("mine.sql", "select 1;\n")
        .write("folder/mine.csv", "a\n");
    for (format, out) in [
        ("xlsx", "notes.xlsx"),
        ("duckdb", "mine.sql"),
        ("csv", "folder"),
        ("ees", "folder"),
        ("xlsx", "folder"),
        ("csv", "mine.sql"),
    ] {
        // Years across two are asked for first.
        let outcome = if format == "ees" {
            work.ask(&[
                "export",
                &run,
                "--format",
                format,
                "--out",
                out,
                "--time-identifier",
                "Tax year",
            ])
        } else {
            export(format, out)
        };
        outcome.code(2).says(&["so it is not replaced"]);
    }
    assert_eq!(work.read("notes.xlsx"), "mine");
    assert_eq!(work.read("mine.sql"), "select 1;\n");
    assert_eq!(work.names("folder"), ["mine.csv"]);

    for (format, out) in [("xlsx", "a.xlsx"), ("duckdb", "a.sql"), ("csv", "a")] {
        export(format, out).code(0);
        export(format, out).code(0);
        std::os::unix::fs::symlink(work.path(out), work.path(format!("link-{out}"))).unwrap();
        export(format, &format!("link-{out}"))
            .code(2)
            .says(&["is a link"]);
    }
    work.append("a/ratings.csv", "changed");
    export("csv", "a")
        .code(2)
        .says(&["ratings.csv was changed"]);
    let hidden = work
        .names(".")
        .into_iter()
        .filter(|name| name.starts_with('.'))
        .count();
    assert_eq!(hidden, 0, "nothing is left beside them");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (one, _) = exported("--format xlsx --out a.xlsx --authority Leeds");
    let (two, _) = exported("--format xlsx --out b.xlsx --authority Leeds");
    assert!(fs::read(one.path("a.xlsx")).unwrap() == fs::read(two.path("b.xlsx")).unwrap());
}

#[test]
fn what_the_run_does_not_have_is_refused_with_what_it_has() {
    for (arguments, says) in [
        (
            "--format csv --out x --table rating",
            "did you mean `ratings`?",
        ),
        (
            "--format csv --out x --table neighbour_model",
            "this run has no table `neighbour_model`",
        ),
        (
            "--format csv --out x --authority Leads",
            "the nearest are Leeds (383)",
        ),
        (
            "--format csv --out x --indicator 9999",
            "this run has no indicator `9999`",
        ),
        (
            "--format csv --out x --table national_summary --authority Leeds",
            "the table `national_summary` has no column `authority`",
        ),
        (
            "--format ees --out x --table ratings",
            "leave `--table ratings` out",
        ),
    ] {
        let (work, outcome) = exported(arguments);
        outcome.code(2).says(&[says]);
        assert!(work.names(".").is_empty(), "{arguments}");
    }
    let work = Workdir::new();
    work.plumbline("export . --format csv --out x")
        .code(1)
        .says(&["manifest.json"]);
}

#[test]
fn a_folder_for_temporary_files_that_is_not_there_is_named() {
    let work = Workdir::new();
    let outcome = work
        .program()
        .env("TMPDIR", work.path("nowhere"))
        .args(["export", &rated(), "--format", "xlsx", "--out", "a.xlsx"])
        .assert();
    Outcome::of(outcome)
        .code(1)
        .says(&["nowhere: cannot keep the rows of sheets", "TMPDIR"]);
    assert!(work.names(".").is_empty());
}

#[test]
fn a_limit_of_the_system_leaves_nothing_half_written() {
    for (format, out) in [("xlsx", "a.xlsx"), ("csv", "a"), ("duckdb", "a.sql")] {
        let work = Workdir::new();
        let script = format!(
            "ulimit -f 8; exec '{}' export '{}' --format {format} --out {out}",
            env!("CARGO_BIN_EXE_plumbline"),
            rated()
        );
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(work.path("."))
            .output()
            .expect("a shell");
        Outcome::from(output).code(1).says(&["ulimit -f"]);
        assert!(work.names(".").is_empty(), "{:?}", work.names("."));
    }
}
