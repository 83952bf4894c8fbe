//! Where a source's rows come from: one file, a folder, a pattern; what `where` leaves out; and
//! what `--root` and `--source` replace.

use std::fs;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, StringArray};

use crate::nation::{OBSERVATIONS, five_councils, with_source};
use crate::workdir::Workdir;

/// The five councils with their observations in two files in a folder, and a file beside them
/// that is no table.
fn two_years(path: &str) -> Workdir {
    let work = five_councils();
    work.write("data/years/2024.csv", OBSERVATIONS)
        .write(
            "data/years/2023.csv",
            "authority,indicator,period,value\n301,waits,2023,9\n399,waits,2023,9\n",
        )
        .write("data/years/notes.md", "Two years.")
        .replace(
            "pipeline.toml",
            "path = \"observations.csv\"",
            &format!("path = \"{path}\""),
        );
    fs::remove_file(work.path("data/observations.csv")).expect("it was there");
    work
}

fn periods(work: &Workdir) -> Vec<String> {
    let spread = work.table("indicator_distribution");
    let mut found: Vec<String> = spread
        .column("period")
        .iter()
        .map(|period| period.as_str().unwrap_or_default().to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_folder_is_all_the_tables_in_it() {
    let work = two_years("years");
    work.run();
    assert_eq!(periods(&work), ["2023", "2024"]);
    let files = &work.manifest()["inputs"][3]["files"];
    assert_eq!(files.as_array().map(Vec::len), Some(2));
    // A row is counted within its own file.
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "unknown_authority")]);
    assert_eq!((&row["file"], &row["row"]), (&"2023.csv".into(), &2.into()));
}

#[test]
fn a_pattern_is_every_file_that_matches() {
    let work = two_years("years/*.csv");
    work.run();
    assert_eq!(periods(&work), ["2023", "2024"]);
    let work = two_years("years/202[4-9].csv");
    work.run();
    assert_eq!(periods(&work), ["2024"]);
}

#[test]
fn a_pattern_that_matches_nothing_is_no_source() {
    let work = two_years("years/1*.csv");
    work.plumbline("run pipeline.toml --out out")
        .code(1)
        .says(&["years/1*.csv", "no file matches"]);
}

#[test]
fn where_leaves_rows_out_without_rejecting_them() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        "path = \"observations.csv\"\nwhere = \"indicator <> 'visits' AND authority <> '399'\"",
    )
    .append("data/observations.csv", "399,waits,2024,nonsense,,");
    work.run();
    assert_eq!(work.table("indicator_distribution").len(), 2);
    assert_eq!(work.table("quarantine").len(), 0);
    let outcome = work.plumbline("check pipeline.toml").code(0);
    let line = outcome.stdout();
    let line = line
        .lines()
        .find(|line| line.starts_with("observations"))
        .expect("a line");
    // One file, 16 rows, none rejected, six left out, no notes, one missing value each of two
    // indicators.
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>()[1..],
        ["1", "16", "0", "6", "0", "2"]
    );
}

#[test]
fn a_row_for_which_where_is_unknown_is_left_out() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        "path = \"observations.csv\"\nwhere = 'CAST(numerator AS DOUBLE) > 50'",
    );
    work.run();
    // Ashby's 60, Birchwick's 100 and Dunmere's 210 children.
    let spread = work.table("indicator_distribution");
    assert_eq!(spread.row(&[("indicator", "reading")])["authorities"], 3);
    // The others have no numerator, and blank is neither above nor below 50.
    assert_eq!(spread.rows_with(&[("indicator", "waits")]).len(), 0);
}

#[test]
fn root_replaces_the_data_folder() {
    let work = five_councils();
    fs::rename(work.path("data"), work.path("elsewhere")).expect("moved");
    work.plumbline("run pipeline.toml --out out").code(1);
    work.plumbline("run pipeline.toml --out out --root elsewhere")
        .code(0);
    assert_eq!(work.table("indicator_profile").len(), 15);
}

#[test]
fn a_path_that_begins_with_a_dot_stays_beside_the_pipeline() {
    let work = five_councils();
    fs::rename(work.path("data"), work.path("elsewhere")).expect("moved");
    fs::rename(work.path("elsewhere/indicators.csv"), work.path("own.csv")).expect("moved");
    work.replace(
        "pipeline.toml",
        "path = \"indicators.csv\"",
        "path = \"./own.csv\"",
    );
    work.plumbline("run pipeline.toml --out out --root elsewhere")
        .code(0);
    assert_eq!(work.table("indicator_profile").len(), 15);
}

#[test]
fn source_replaces_one_path() {
    let work = five_councils();
    work.write("other.csv", "authority,neighbour,rank\n301,305,1\n");
    work.plumbline("run pipeline.toml --out out --source neighbours=other.csv")
        .code(0);
    let table = work.table("neighbours");
    assert_eq!(table.len(), 1);
    assert_eq!(table.rows()[0]["neighbour"], "305");
}

#[test]
fn the_same_rows_give_the_same_tables_as_text_and_as_parquet() {
    let work = five_councils();
    let header = "authority,year,rating\n301,2023,3\n302,2022,2\n";
    with_source(&work, "ratings", header);
    // A null of Parquet says no more than a blank does.
    let unmarked = OBSERVATIONS.lines().map(|line| {
        let fields = line.split(',').map(|field| match field {
            "c" | "-" | ".." => "",
            field => field,
        });
        fields.collect::<Vec<_>>().join(",") + "\n"
    });
    work.write("data/observations.csv", unmarked.collect::<String>());
    work.run();
    let before = fs::read(work.path("out/current/indicator_profile.parquet")).expect("a table");

    // Numbers as numbers, text as text, missing as null.
    let (mut codes, mut indicators, mut periods, mut values, mut parts) = (
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        [Vec::new(), Vec::new()],
    );
    for line in OBSERVATIONS.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        codes.push(fields[0].parse::<i64>().expect("a code"));
        indicators.push(fields[1]);
        periods.push(fields[2].parse::<i64>().expect("a year"));
        values.push(fields[3].parse::<f64>().ok());
        parts[0].push(fields[4].parse::<f64>().ok());
        parts[1].push(fields[5].parse::<f64>().ok());
    }
    let [numerators, denominators] = parts;
    work.parquet(
        "data/observations.parquet",
        vec![
            ("authority", Arc::new(Int64Array::from(codes)) as ArrayRef),
            ("indicator", Arc::new(StringArray::from(indicators))),
            ("period", Arc::new(Int64Array::from(periods))),
            ("value", Arc::new(Float64Array::from(values))),
            ("numerator", Arc::new(Float64Array::from(numerators))),
            ("denominator", Arc::new(Float64Array::from(denominators))),
            ("collected", Arc::new(Date32Array::from(vec![19_000; 15]))),
        ],
    );
    work.plumbline("run pipeline.toml --out out --source observations=data/observations.parquet")
        .code(0);
    let after = fs::read(work.path("out/current/indicator_profile.parquet")).expect("a table");
    assert_eq!(work.names("out/runs").len(), 2);
    assert!(before == after, "the tables differ");
}
