//! `plumbline import`: the contract tables as Parquet, and a pipeline that runs on them.

use std::fs;

use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};

use crate::council::Ashby;
use crate::nation::{five_councils, with_source};
use crate::workdir::{Table, Workdir};

const INSPECTIONS: &str = "urn,provision,authority,inspected_on,published_on,grade,status,event\n";

/// A table of the current import below `kept`.
fn kept(work: &Workdir, name: &str) -> Table {
    Table::read(&work.path(format!("kept/current/{name}.parquet")))
}

/// Checks that both runs have the same tables, byte for byte but for those that name rows of
/// files.
fn same_tables(work: &Workdir, direct: &str, imported: &str) {
    let tables = |out: &str| -> Vec<String> {
        let names = work.names(&format!("{out}/current"));
        let tables = names.into_iter().filter(|name| name.ends_with(".parquet"));
        tables.collect()
    };
    assert_eq!(tables(direct), tables(imported));
    assert!(tables(direct).len() >= 5);
    for name in tables(direct) {
        if ["quarantine.parquet", "corrections.parquet"].contains(&name.as_str()) {
            continue;
        }
        let [a, b] = [direct, imported]
            .map(|out| fs::read(work.path(format!("{out}/current/{name}"))).expect("a table"));
        assert!(a == b, "{name} differs");
    }
}

#[test]
fn a_run_on_an_import_of_the_sample_gives_the_same_bytes() {
    let work = Workdir::new();
    let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    for command in [
        ["run", pipeline, "--out", "direct"],
        ["import", pipeline, "--out", "kept"],
        ["run", "kept/current", "--out", "imported"],
    ] {
        work.program().args(command).assert().code(0);
    }
    same_tables(&work, "direct", "imported");
    // The letters are part of it.
    for command in ["letter direct Leeds", "letter imported Leeds"] {
        work.plumbline(command).code(0);
    }
    let letters = work.names("direct/current/letters");
    assert!(!letters.is_empty());
    for letter in letters {
        // The last line names the run.
        let [a, b] = ["direct", "imported"].map(|out| {
            let text = work.read(&format!("{out}/current/letters/{letter}"));
            let (said, run) = text.rsplit_once("; run ").expect("it names its run");
            assert!(!run.is_empty());
            said.to_owned()
        });
        assert!(a == b, "{letter} differs");
    }
}

#[test]
fn keys_are_codes_and_values_are_read() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,breakdown,period,value,status\n\
         E06000302,reading,,2024,\"50.0\",provisional\n\
         ashby,visits,boys,2023,\"1,200\",\n\
         England,waits,,2024,c,\n",
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    let row = |authority: &str, indicator: &str, breakdown: &str, period: &str, rest: Value| {
        let mut row = json!({
            "authority": authority, "indicator": indicator, "breakdown": breakdown,
            "period": period, "numerator": null, "denominator": null, "low": null, "high": null,
            "missing_reason": null,
        });
        let (all, rest) = (row.as_object_mut(), rest.as_object().cloned());
        all.expect("an object").extend(rest.expect("an object"));
        row
    };
    assert_eq!(
        kept(&work, "observations").rows(),
        [
            row(
                "301",
                "visits",
                "boys",
                "2023",
                json!({"value": 1200.0, "status": null})
            ),
            row(
                "302",
                "reading",
                "all",
                "2024",
                json!({"value": 50.0, "status": "provisional"})
            ),
            row(
                "970",
                "waits",
                "all",
                "2024",
                json!({"value": null, "status": null, "missing_reason": "c"})
            ),
        ]
    );
    let names = work.names("kept/current");
    assert!(names.contains(&"pipeline.toml".into()) && names.contains(&"rulebook.toml".into()));
    let manifest: Value =
        serde_json::from_str(&work.read("kept/current/manifest.json")).expect("JSON");
    assert_eq!(manifest["status"], "imported");
}

#[test]
fn every_file_says_where_its_rows_came_from() {
    let work = five_councils();
    work.plumbline("import pipeline.toml --out kept").code(0);
    let file = fs::File::open(work.path("kept/current/neighbours.parquet")).expect("a file");
    let reader = SerializedFileReader::new(file).expect("Parquet");
    let metadata = reader.metadata().file_metadata().key_value_metadata();
    let sources = metadata
        .expect("the file has metadata")
        .iter()
        .find(|of| of.key == "sources")
        .and_then(|of| of.value.clone())
        .expect("it names its sources");
    let digest = blake3::hash(&fs::read(work.path("data/neighbours.csv")).expect("a file"));
    assert_eq!(
        serde_json::from_str::<Value>(&sources).expect("JSON"),
        json!([{
            "source": "neighbours", "file": "neighbours.csv",
            "blake3": digest.to_hex().to_string(),
        }])
    );
}

#[test]
fn what_breaks_its_contract_is_set_aside_once_and_not_again() {
    let work = five_councils();
    work.append("data/observations.csv", "999,reading,2024,1,,")
        .append("data/observations.csv", "301,reading,2024,60,60,100");
    work.plumbline("import pipeline.toml --out kept").code(0);
    let quarantine = kept(&work, "quarantine");
    assert_eq!(
        quarantine.column("rule"),
        ["unknown_authority", "duplicate_key"]
    );
    work.plumbline("run pipeline.toml --out direct").code(0);
    work.plumbline("run kept/current --out imported").code(0);
    same_tables(&work, "direct", "imported");
    let manifest: Value =
        serde_json::from_str(&work.read("imported/current/manifest.json")).expect("JSON");
    assert_eq!(manifest["rejected"], json!([]));
}

#[test]
fn an_import_knows_every_day_that_a_run_may_ask_for() {
    let work = Ashby::default().workdir();
    work.write(
        "inspections.csv",
        format!(
            "{},extracted_on\n\
             1,childrens_home,301,2007-03-01,2007-04-01,3,open,full,2008-01-01\n\
             1,childrens_home,301,2009-11-20,2010-02-01,1,open,full,2010-03-01\n\
             1,childrens_home,301,2007-03-01,2007-04-01,2,open,full,2009-01-01\n\
             2,primary_school,301,2009-03-01,2009-04-01,2,open,full,2010-03-01\n\
             3,primary_school,301,,,,open,,2008-01-01\n",
            INSPECTIONS.trim_end()
        ),
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    for as_of in ["2008-06-30", "2009-01-01", "2009-12-09", "2010-03-01"] {
        work.plumbline(&format!("run pipeline.toml --out direct --as-of {as_of}"))
            .code(0);
        work.plumbline(&format!("run kept/current --out imported --as-of {as_of}"))
            .code(0);
        same_tables(&work, "direct", "imported");
    }
}

#[test]
fn snapshots_become_one_history() {
    let work = Ashby::default().workdir();
    for (day, rows) in [
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,4,open,full\n\
             2,childrens_home,301,2007-05-01,2007-06-01,3,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,302,2007-05-01,2007-06-01,2,open,full\n\
             3,childrens_home,301,,,,open,\n",
        ),
    ] {
        work.write(&format!("homes_{day}.csv"), format!("{INSPECTIONS}{rows}"));
    }
    work.write(
        "schools.csv",
        format!("{INSPECTIONS}9,primary_school,301,2006-05-01,2006-06-01,1,open,full\n"),
    );
    work.replace(
        "pipeline.toml",
        "[sources.inspections]\npath = \"inspections.csv\"",
        "[[sources.inspections]]\nname = \"homes\"\npath = \"homes_*.csv\"\n\
         extracted_on = \"homes_{month}_{year}\"\nsnapshots = true\n\
         [[sources.inspections]]\nname = \"schools\"\npath = \"schools.csv\"",
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    let history = kept(&work, "inspection_history");
    assert_eq!(history.len(), 4);
    assert_eq!(
        history.row(&[("urn", "1")]),
        &json!({
            "urn": "1", "inspected_on": "2007-05-01", "event": "full",
            "published_on": "2007-06-01", "grade": 2, "provision": "childrens_home",
            "authority": "302", "status": "open", "extracts": 2,
            "first_seen": "2008-03-31", "last_seen": "2009-03-31",
            "setting_first_seen": "2008-03-31", "setting_last_seen": "2009-03-31",
        })
    );
    assert_eq!(
        history.row(&[("urn", "2")])["setting_last_seen"],
        "2008-03-31"
    );
    // The homes' lists are a table of their own beside the schools'.
    assert_eq!(kept(&work, "inspections.homes").len(), 4);
    assert_eq!(kept(&work, "inspections").len(), 1);
    for as_of in ["2008-12-31", "2009-03-31"] {
        work.plumbline(&format!("run pipeline.toml --out direct --as-of {as_of}"))
            .code(0);
        work.plumbline(&format!("run kept/current --out imported --as-of {as_of}"))
            .code(0);
        same_tables(&work, "direct", "imported");
    }
}

#[test]
fn nothing_new_is_imported_twice_and_the_same_again_is_the_same_bytes() {
    let work = five_councils();
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("import pipeline.toml --out kept")
        .code(0)
        .prints(&["unchanged since"]);
    assert_eq!(work.names("kept/runs").len(), 1);
    let observations = || fs::read(work.path("kept/current/observations.parquet"));
    let before = observations().expect("a table");
    work.plumbline("import pipeline.toml --out kept --force")
        .code(0);
    assert_eq!(work.names("kept/runs").len(), 2);
    assert!(before == observations().expect("a table"));
    // A renamed file may be of another day.
    fs::rename(
        work.path("data/observations.csv"),
        work.path("data/later.csv"),
    )
    .expect("renamed");
    work.replace("pipeline.toml", "observations.csv", "*er.csv");
    work.plumbline("import pipeline.toml --out kept").code(0);
    assert_eq!(work.names("kept/runs").len(), 3);
}

#[test]
fn an_import_that_a_gate_stops_leaves_the_one_before_it() {
    let work = five_councils();
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0.1");
    work.plumbline("import pipeline.toml --out kept").code(0);
    let before = work.read("kept/current/manifest.json");
    for _ in 0..5 {
        work.append("data/observations.csv", "999,reading,2024,1,,");
    }
    work.plumbline("import pipeline.toml --out kept")
        .code(3)
        .says(&["observations.csv", "unknown_authority"]);
    assert_eq!(work.read("kept/current/manifest.json"), before);
    assert_eq!(work.names("kept/rejected").len(), 1);
    work.plumbline("import pipeline.toml --out kept --accept max_rejected")
        .code(0);
}

#[test]
fn imports_and_runs_do_not_share_a_folder() {
    let work = five_councils();
    work.run();
    work.plumbline("import pipeline.toml --out out")
        .code(2)
        .says(&["out holds the runs of a pipeline", "--out"]);
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run pipeline.toml --out kept")
        .code(2)
        .says(&["kept holds an import", "--out"]);
}

#[test]
fn the_feeds_own_gates_are_the_import_s() {
    let work = five_councils();
    with_source(&work, "ratings", "authority,year,rating\n301,2023,3\n");
    work.append(
        "pipeline.toml",
        "min_rows = 1\nmax_age_days = 3000\nmax_row_drop = 0.5",
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    let pipeline = work.read("kept/current/pipeline.toml");
    assert!(!pipeline.contains("min_rows") && !pipeline.contains("max_age_days"));
    work.plumbline("check kept/current").code(0);
    assert_eq!(kept(&work, "ratings").len(), 1);
}
