//! Text that stands for a missing value is missing and counted: never zero, never quarantined.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use serde_json::{Value, json};

use crate::books::{Cell, ods, xlsx};
use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

const SIGNS: [&str; 6] = ["-", "c", "..", "z", "x", ""];

#[test]
fn every_sign_for_missing_is_counted_by_itself_in_the_manifest() {
    let work = five_councils();
    let mut observations = String::from("authority,indicator,period,value\n301,waits,2024,7\n");
    for (year, sign) in (2010..).zip(SIGNS) {
        observations.push_str(&format!(
            "301,waits,{year},{sign}\n302,waits,{year}, {sign} \n"
        ));
    }
    observations.push_str("303,waits,2010,-\n");
    work.write("data/observations.csv", observations);
    work.run();
    let manifest = work.manifest();
    let source = manifest["inputs"]
        .as_array()
        .and_then(|inputs| {
            inputs
                .iter()
                .find(|input| input["source"] == "observations")
        })
        .expect("observations were read");
    assert_eq!(
        source["missing"],
        json!({"": 2, "-": 3, "..": 2, "c": 2, "x": 2, "z": 2})
    );
    assert_eq!(source["rows"], 14);
    assert_eq!(source["rejected"], 0);
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn a_missing_value_is_never_zero() {
    for sign in SIGNS {
        let work = five_councils();
        let row = format!("305,waits,2024,{sign}");
        work.replace("data/observations.csv", "305,waits,2024,-", &row);
        work.run();
        let profile = work.table("indicator_profile");
        let row = profile.row(&[("authority", "305"), ("indicator", "waits")]);
        for column in [
            "value",
            "national_rank",
            "quartile_band",
            "vs_neighbours",
            "vs_national",
        ] {
            assert_eq!(row[column], Value::Null, "{column} for {sign:?}");
        }
        let spread = work.table("indicator_distribution");
        let row = spread.row(&[("indicator", "waits")]);
        near(&row["minimum"], 10.0);
        near(&row["mean"], 25.0);
    }
}

#[test]
fn a_zero_is_a_value() {
    let work = five_councils();
    work.replace(
        "data/observations.csv",
        "305,waits,2024,-",
        "305,waits,2024,0",
    );
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&[("authority", "305"), ("indicator", "waits")]);
    assert_eq!(row["value"], 0.0);
    assert_eq!(row["national_rank"], 1);
}

#[test]
fn a_neighbour_written_as_missing_is_no_neighbour_and_no_fault() {
    let work = five_councils();
    work.append("data/neighbours.csv", "302,-,1,")
        .append("data/neighbours.csv", "302,-,2,");
    work.run();
    assert_eq!(
        work.table("neighbours")
            .rows_with(&[("authority", "302")])
            .len(),
        0
    );
    assert_eq!(work.table("quarantine").len(), 0);
}

/// Signs for missing as publishers write them, and the reason that each gives.
const MARKERS: [(&str, &str); 16] = [
    ("c", "c"),
    ("[C]", "c"),
    ("[c] [note 1]", "c"),
    ("z", "z"),
    ("z note 2", "z"),
    ("[x] note 3", "x"),
    ("X", "x"),
    ("[k]", "k"),
    ("~", "k"),
    ("u", "u"),
    ("[Low]", "low"),
    ("LOW", "low"),
    ("..", ".."),
    ("[..]", ".."),
    (":", ":"),
    ("-", "-"),
];

/// The five councils with a row of waits for each sign, one a year from 2001 on, and at last three
/// figures of 2024.
fn signs() -> Vec<[String; 4]> {
    let mut rows = vec![["authority", "indicator", "period", "value"].map(str::to_owned)];
    let row = |authority: &str, year: usize, value: &str| {
        [authority, "waits", &year.to_string(), value].map(str::to_owned)
    };
    for (at, (sign, _)) in MARKERS.iter().enumerate() {
        rows.push(row("301", 2001 + at, sign));
    }
    rows.push(row("301", 2024, "12.5 [r]"));
    rows.push(row("302", 2024, "-0"));
    rows.push(row("303", 2024, "1,250 [p] [note 2]"));
    rows
}

/// Writes the rows to `data/observations.csv` in one form of file.
type Write = fn(&Workdir, &[[String; 4]]);

fn as_csv(work: &Workdir, rows: &[[String; 4]]) {
    let lines: Vec<String> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| format!("\"{cell}\"")).join(","))
        .collect();
    work.write("data/observations.csv", lines.join("\n") + "\n");
}

fn as_sheet(
    work: &Workdir,
    rows: &[[String; 4]],
    write: fn(&Workdir, &str, &[crate::books::Sheet]),
) {
    let rows = rows.iter().map(|row| {
        let cells = row.iter();
        let leaked = cells.map(|cell| Cell::from(&*String::leak(cell.clone())));
        leaked.collect()
    });
    write(work, "data/observations.csv", &[("Data", rows.collect())]);
}

fn as_parquet(work: &Workdir, rows: &[[String; 4]]) {
    let column = |at: usize| -> ArrayRef {
        let texts = rows[1..].iter().map(|row| Some(row[at].as_str()));
        Arc::new(StringArray::from_iter(texts))
    };
    let columns = (0..4).map(|at| (rows[0][at].as_str(), column(at)));
    work.parquet("data/observations.csv", columns.collect());
}

const FORMS: [Write; 4] = [
    as_csv,
    |work, rows| as_sheet(work, rows, xlsx),
    |work, rows| as_sheet(work, rows, ods),
    as_parquet,
];

#[test]
fn a_sign_for_missing_gives_its_reason_in_every_form_of_file() {
    for write in FORMS {
        let work = five_councils();
        write(&work, &signs());
        work.run();
        assert_eq!(work.manifest()["inputs"][3]["rejected"], 0);
        let table = work.table("indicator_profile");
        for (at, (sign, reason)) in MARKERS.iter().enumerate() {
            let year = (2001 + at).to_string();
            let row = table.row(&[("authority", "301"), ("period", &year)]);
            assert!(row["value"].is_null(), "{sign}");
            assert_eq!(row["missing_reason"], *reason, "{sign}");
        }
        let figure = |authority: &str| {
            let row = table.row(&[("authority", authority), ("period", "2024")]);
            (row["value"].as_f64(), row["status"].clone())
        };
        assert_eq!(figure("301"), (Some(12.5), "revised".into()));
        assert_eq!(figure("303"), (Some(1250.0), "provisional, note 2".into()));
        let (zero, _) = figure("302");
        assert!(zero.is_some_and(|zero| zero == 0.0 && zero.is_sign_positive()));
        let counted = &work.manifest()["inputs"][3]["missing"];
        assert_eq!((&counted["c"], &counted["k"]), (&3.into(), &2.into()));
    }
}

#[test]
fn footnote_markers_are_taken_off_where_asked_in_every_form_of_file() {
    let marked = [
        "12.5¹",
        "12.5 [a]",
        "12.5 (a)",
        "12.5 [note 3]",
        "12.5 (2)",
        "12.5*",
        "12.5 †‡",
        "12.5ᵃ",
    ];
    for write in FORMS {
        let work = five_councils();
        let mut rows = vec![["authority", "indicator", "period", "value"].map(str::to_owned)];
        for (at, value) in marked.iter().enumerate() {
            let year = (2001 + at).to_string();
            rows.push(["Ashby (a)", "waits", &year, value].map(str::to_owned));
        }
        rows.push(["Ashby²", "waits", "2023", "[c]³"].map(str::to_owned));
        rows.push(["Ashby", "waits", "2024", "12.5 [r]"].map(str::to_owned));
        write(&work, &rows);
        work.append("pipeline.toml", "strip_footnotes = true");
        work.run();
        assert_eq!(work.table("quarantine").column("reason"), [""; 0]);
        let table = work.table("indicator_profile");
        for year in (2001..2009).chain([2024]) {
            let year = year.to_string();
            let row = table.row(&[("authority", "301"), ("period", &year)]);
            assert_eq!(row["value"], 12.5, "{year}");
        }
        let row = |year| table.row(&[("authority", "301"), ("period", year)]);
        assert_eq!(row("2023")["missing_reason"], "c");
        assert_eq!(row("2024")["status"], "revised");
    }
}
