//! The plans of DataFusion against a run that reduces by itself.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use serde_json::Value;

use crate::council::Ashby;
use crate::nation::five_councils;
use crate::shipped::ANNUAL_RATING;
use crate::workdir::Workdir;

/// What differs between two runs of the same inputs.
const OF_ITS_OWN: [&str; 7] = [
    "run",
    "replaced",
    "started",
    "ended",
    "stages",
    "peak_memory_bytes",
    "engine",
];

/// Writes rows of text as Parquet.
fn parquet(work: &Workdir, name: &str, csv: &str) {
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let columns = header.iter().enumerate().map(|(at, name)| {
        let cells = rows
            .iter()
            .map(|row| Some(row[at]).filter(|of| !of.is_empty()));
        let column: ArrayRef = Arc::new(cells.collect::<StringArray>());
        (*name, column)
    });
    work.parquet(name, columns.collect());
}

/// Runs a pipeline by each engine; every file of the two runs is the same, and so is their account.
/// Gives the manifest.
fn same(work: &Workdir, pipeline: &str, arguments: &[&str]) -> Value {
    for engine in ["local", "datafusion"] {
        work.program()
            .env("RAYON_NUM_THREADS", "3")
            .args([
                "run", pipeline, "--quiet", "--engine", engine, "--out", engine,
            ])
            .args(arguments)
            .assert()
            .code(0);
    }
    let files = |engine: &str| -> Vec<String> {
        let mut names = work.names(&format!("{engine}/current"));
        names.retain(|name| work.path(format!("{engine}/current/{name}")).is_file());
        names
    };
    assert_eq!(files("local"), files("datafusion"));
    assert!(files("local").len() > 4, "{:?}", files("local"));
    for name in files("local") {
        if name == "manifest.json" {
            continue;
        }
        let [local, planned] = ["local", "datafusion"]
            .map(|engine| fs::read(work.path(format!("{engine}/current/{name}"))).expect("a file"));
        assert!(local == planned, "{name} differs");
    }
    let account = |engine: &str| {
        let mut manifest = work.json(&format!("{engine}/current/manifest.json"));
        assert_eq!(manifest["engine"], engine);
        let of = manifest.as_object_mut().expect("an object");
        OF_ITS_OWN.iter().for_each(|key| {
            of.remove(*key).expect("the manifest has it");
        });
        manifest
    };
    assert_eq!(account("local"), account("datafusion"));
    account("datafusion")
}

/// What a manifest says of a source.
fn source<'m>(manifest: &'m Value, name: &str) -> &'m Value {
    let mut inputs = manifest["inputs"].as_array().expect("a list").iter();
    inputs.find(|of| of["source"] == name).expect("it was read")
}

#[test]
fn an_import_of_the_sample_gives_the_same_bytes() {
    let work = Workdir::new();
    work.program()
        .args(["import", ANNUAL_RATING, "--out", "kept", "--quiet"])
        .assert()
        .code(0);
    let manifest = same(&work, "kept/current", &[]);
    assert!(source(&manifest, "inspections")["after_as_of"].as_u64() > Some(1000));
    assert!(source(&manifest, "observations")["rows"].as_u64() > Some(50_000));
}

#[test]
fn an_earlier_as_of_date_leaves_the_same_rows_out() {
    let work = Workdir::new();
    work.program()
        .args(["import", ANNUAL_RATING, "--out", "kept", "--quiet"])
        .assert()
        .code(0);
    let accepted = ["--as-of", "2007-06-30", "--accept", "nobody_rated"];
    let manifest = same(&work, "kept/current", &accepted);
    assert!(source(&manifest, "observations")["after_as_of"].as_u64() > Some(1000));
}

/// Ashby with its inspections and observations in several files of Parquet.
fn ashby(inspections: &[&str], observations: &[&str]) -> Workdir {
    let work = Ashby::default().workdir();
    for (source, extra) in [("inspections", inspections), ("observations", observations)] {
        let text = work.read(&format!("{source}.csv"));
        let (header, rows) = text.split_once('\n').expect("a header");
        let header = format!("{header},extracted_on");
        let rows: Vec<String> = rows.lines().map(|row| format!("{row},")).collect();
        let (one, other) = rows.split_at(rows.len() / 2);
        parquet(&work, &format!("{source}/a.parquet"), &table(&header, one));
        parquet(
            &work,
            &format!("{source}/b.parquet"),
            &table(&header, other),
        );
        let extra: Vec<String> = extra.iter().map(|row| (*row).to_owned()).collect();
        if !extra.is_empty() {
            parquet(
                &work,
                &format!("{source}/c.parquet"),
                &table(&header, &extra),
            );
        }
        work.replace(
            "pipeline.toml",
            &format!("path = \"{source}.csv\""),
            &format!("path = \"{source}/*.parquet\"\nmax_rejected = 0.5"),
        );
    }
    work
}

fn table(header: &str, rows: &[String]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

#[test]
fn duplicates_corrections_and_rows_that_are_rejected_or_late_are_the_same() {
    let work = ashby(
        &[
            // Of a later extract, which says otherwise; and the same once more.
            "1,childminder,301,2008-05-01,2008-06-01,4,open,full,2009-01-01",
            "1,childminder,301,2008-05-01,2008-06-01,3,open,full,2009-01-01",
            "1,childminder,301,2008-05-01,2008-06-01,2,open,full,2008-09-01",
            // No grade, no council, no day.
            "900,childminder,301,2008-05-01,2008-06-01,7,open,full,",
            "901,childminder,999,2008-05-01,2008-06-01,1,open,full,",
            "902,childminder,301,2008-05-01,sometime,1,open,full,",
            // Not known yet.
            "903,childminder,301,2030-05-01,2030-06-01,1,open,full,",
        ],
        &[],
    );
    let observations = work.read("observations.csv");
    let header = observations.lines().next().expect("a header");
    assert!(header.starts_with("authority,indicator,"), "{header}");
    let manifest = same(&work, "pipeline.toml", &[]);
    let inspections = source(&manifest, "inspections");
    assert_eq!(inspections["rejected"], 4, "{inspections:#}");
    assert_eq!(inspections["after_as_of"], 1);
    assert!(inspections["superseded"].as_u64() >= Some(1));
}

#[test]
fn figures_of_several_extracts_and_second_figures_are_the_same() {
    let work = five_councils();
    let header =
        "authority,indicator,breakdown,period,value,numerator,denominator,status,extracted_on";
    let rows = [
        [
            "301,reading,All,2023,59,59,100,,2024-02-01",
            "301,reading,,2024,60,60,100,provisional,2024-06-01",
            "302,reading,,2024,50,100,200,,2024-06-01",
            "303,reading,,2024,c,,,,2024-06-01",
            "301,waits,girls,2024,10,,,,2024-06-01",
            "302,waits,Girls,2024,20,,,,2024-06-01",
            "303,waits,Girls,2024,30,,,,2024-06-01",
        ],
        [
            // Corrections, one of them of a missing value.
            "301,reading,,2024,62,62,100,,2024-09-01",
            "303,reading,,2024,80,40,50,,2024-09-01",
            "302,reading,,2024,50,100,200,,2024-09-01",
            // A second figure of the same extract, and one of a superseded extract.
            "301,reading,,2024,63,63,100,,2024-09-01",
            "301,reading,,2024,61,61,100,,2024-06-01",
            // A figure that cannot be, an indicator that nobody knows, and one not known yet.
            "304,reading,,2024,700,210,300,,2024-09-01",
            "304,nothing,,2024,70,210,300,,2024-09-01",
        ],
        [
            "304,reading,,2024,70,210,300,,2024-09-01",
            "305,reading,,2024,..,,,,2024-09-01",
            "304,reading,,2025,70,210,300,,2024-09-01",
            "301,reading,,2024,65,65,100,,2025-03-01",
            "301,waits,girls,2024,11,,,,2025-03-01",
            "304,waits,girls,2024,40,,,,2024-09-01",
            "301,visits,,2024,10,,,,",
        ],
    ];
    for (name, rows) in ["a", "b", "c"].iter().zip(rows) {
        let rows = rows.map(str::to_owned);
        parquet(
            &work,
            &format!("data/observations/{name}.parquet"),
            &table(header, &rows),
        );
    }
    work.replace(
        "pipeline.toml",
        "observations.csv",
        "observations/*.parquet",
    );
    let manifest = same(&work, "pipeline.toml", &[]);
    let observations = source(&manifest, "observations");
    assert_eq!(observations["rejected"], 4, "{observations:#}");
    assert_eq!(observations["after_as_of"], 1);
    assert_eq!(observations["superseded"], 5);
    let corrections = work.path("datafusion/current/corrections.parquet");
    assert!(corrections.is_file(), "there are corrections");
    let quarantine =
        crate::workdir::Table::read(&work.path("datafusion/current/quarantine.parquet"));
    let second = quarantine.rows_with(&[("rule", "duplicate_key")]);
    assert_eq!(second.len(), 2, "{second:#?}");
    // The row was read again for what stands in it.
    assert!(
        second
            .iter()
            .any(|row| row["record"].to_string().contains("63"))
    );
}

#[test]
fn lists_of_open_settings_that_follow_one_another_are_the_same() {
    let work = Ashby::default().workdir();
    let header =
        "urn,provision,authority,inspected_on,published_on,grade,status,event,extracted_on";
    let lists = [
        ("homes_2007", "2007-03-31", ["1", "2", "3"]),
        ("homes_2008", "2008-03-31", ["1", "3", "4"]),
        ("homes_2030", "2030-03-31", ["1", "2", "5"]),
    ];
    let mut feeds = String::new();
    for (name, day, urns) in lists {
        let rows: Vec<String> = urns
            .iter()
            .map(|urn| {
                format!("{urn},childrens_home,301,2006-05-0{urn},2006-06-01,2,open,full,{day}")
            })
            .collect();
        parquet(&work, &format!("{name}.parquet"), &table(header, &rows));
        feeds.push_str(&format!(
            "[[sources.inspections]]\nname = \"{name}\"\npath = \"{name}.parquet\"\nsnapshots = true\n\n"
        ));
    }
    parquet(&work, "o.parquet", &work.read("observations.csv"));
    work.replace("pipeline.toml", "observations.csv", "o.parquet");
    work.edit("pipeline.toml", |text| {
        let start = text.find("[sources.inspections]").expect("its table");
        let end = text[start + 1..]
            .find("\n[")
            .map_or(text.len(), |at| start + at + 2);
        format!("{}{feeds}{}", &text[..start], &text[end..])
    });
    let manifest = same(&work, "pipeline.toml", &["--accept", "evidence_gone"]);
    let later = source(&manifest, "inspections.homes_2030");
    assert_eq!(later["rows"], 3);
    let settings =
        crate::workdir::Table::read(&work.path("datafusion/current/setting_profile.parquet"));
    let urns: Vec<String> = settings
        .column("urn")
        .iter()
        .map(|urn| urn.as_str().expect("text").to_owned())
        .collect();
    assert_eq!(urns, ["1", "3", "4"]);
}

#[test]
fn a_limit_of_memory_gives_the_same_tables() {
    let work = Workdir::new();
    work.program()
        .args(["import", ANNUAL_RATING, "--out", "kept", "--quiet"])
        .assert()
        .code(0);
    let imported = fs::canonicalize(work.path("kept/current")).expect("the import");
    copy(&imported, &work.path("limited"));
    work.edit("limited/pipeline.toml", |text| {
        format!("{text}\n[limits]\nmemory_limit = 220000000\n")
    });
    same(&work, "limited", &[]);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let name = path.file_name().expect("a name");
            fs::copy(&path, to.join(name)).expect("it is copied");
        }
    }
}

/// Runs by DataFusion, which is refused before anything is begun.
fn refused(work: &Workdir, why: &[&str]) {
    work.plumbline("run pipeline.toml --out out --engine datafusion")
        .code(2)
        .says(why)
        .says(&["plumbline import"]);
    assert!(!work.path("out/current").exists());
}

#[test]
fn what_is_no_contract_table_is_refused_with_the_source_the_reason_and_the_remedy() {
    let work = five_councils();
    refused(
        &work,
        &[
            "pipeline.toml:",
            "source observations",
            "observations.csv is not Parquet",
        ],
    );
    parquet(&work, "data/o.parquet", &work.read("data/observations.csv"));
    work.replace("pipeline.toml", "observations.csv", "o.parquet");
    let plain = work.read("pipeline.toml");
    same(&work, "pipeline.toml", &[]);
    let said = |lines: &str, why: &[&str]| {
        work.write("pipeline.toml", format!("{plain}{lines}\n"));
        refused(&work, why);
    };
    said("where = \"period = '2024'\"", &["observations", "(where)"]);
    said(
        &columns("value = \"TRY_CAST(value AS DOUBLE) * 1\""),
        &["value is computed (TRY_CAST(value AS DOUBLE) * 1)"],
    );
    said(
        &columns("value = { sql = \"value\", values = { nought = \"0\" } }"),
        &["value is given other words (values)"],
    );
    // Another name and another type are no computation.
    let renamed = columns("value = \"TRY_CAST(value AS DOUBLE)\"");
    work.write("pipeline.toml", format!("{plain}{renamed}\n"));
    same(&work, "pipeline.toml", &[]);
}

/// The mapping of observations, with a value of its own.
fn columns(value: &str) -> String {
    let names = [
        "authority",
        "indicator",
        "period",
        "numerator",
        "denominator",
    ];
    let others = names.map(|name| format!("{name} = \"{name}\""));
    format!(
        "[sources.observations.columns]\n{}\n{value}",
        others.join("\n")
    )
}
