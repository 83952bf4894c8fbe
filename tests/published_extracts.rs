//! The pipelines on the extracts that the Department for Education and Ofsted publish, against
//! witnesses that compute the same figures by another road. `PLUMBLINE_REAL_EXTRACTS` names the
//! folder that holds `lait/`, `ofsted/`, `ees/` and `fingertips/`; the witnesses need python3 with the packages
//! of tests/witness/requirements.txt.

mod suggested;
mod sureness;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workdir::{Outcome, Workdir};

/// The folder of the published extracts.
fn extracts() -> PathBuf {
    let folder = std::env::var_os("PLUMBLINE_REAL_EXTRACTS")
        .expect("PLUMBLINE_REAL_EXTRACTS names the folder of the published extracts");
    std::path::absolute(folder).expect("a path")
}

fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Runs a pipeline into `out`.
fn run(work: &Workdir, pipeline: &str, root: &Path, more: &[&str]) -> Outcome {
    let mut program = work.program();
    program
        .arg("run")
        .arg(project(pipeline))
        .arg("--root")
        .arg(root);
    Outcome::of(program.args(["--out", "out"]).args(more).assert()).code(0)
}

/// Runs a witness, which prints what it compared and fails where the figures differ.
fn agrees(witness: &str, arguments: &[&Path], more: &[&str]) {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python)
        .arg(project(witness))
        .args(arguments)
        .args(more)
        .output()
        .expect("python3 starts");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
#[ignore = "needs the published LAIT files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_lait_figure_is_the_witness_s() {
    let work = Workdir::new();
    let root = extracts().join("lait");
    run(&work, "pipelines/lait", &root, &[]);
    agrees(
        "tests/witness/lait.py",
        &[&root, &work.path("out/current")],
        &[],
    );
    // A series with a stray period `0`, and measures that stand under two topics.
    let quarantine = work.table("quarantine");
    assert_eq!(
        quarantine.rows_with(&[("rule", "unreadable_period")]).len(),
        170
    );
    assert_eq!(quarantine.rows_with(&[("rule", "duplicate_key")]).len(), 14);
    assert_eq!(quarantine.len(), 184);
}

#[test]
#[ignore = "needs the published LAIT files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_figure_of_five_comparators_is_the_witness_s() {
    let work = Workdir::new();
    let root = extracts().join("lait");
    for name in ["pipeline.toml", "rulebook.toml", "letter.md", "letter.html"] {
        let text = std::fs::read(project("pipelines/lait").join(name)).expect("it ships");
        work.write(&format!("lait/{name}"), text);
    }
    work.append(
        "lait/pipeline.toml",
        include_str!("published_extracts/five_comparators.toml"),
    );
    let mut program = work.program();
    program
        .args(["run", "lait", "--out", "out", "--root"])
        .arg(&root);
    Outcome::of(program.assert()).code(0);
    agrees(
        "tests/witness/comparators.py",
        &[&root, &work.path("out/current")],
        &[],
    );
}

#[test]
#[ignore = "needs the files that the pipeline names: set PLUMBLINE_REAL_EXTRACTS"]
fn every_authority_of_2025_is_rated_on_the_figures_of_the_witness() {
    let work = Workdir::new();
    let root = extracts();
    run(&work, "pipelines/children-2025", &root, &[]);
    agrees(
        "tests/witness/children.py",
        &[
            &root,
            &project("pipelines/children-2025/pipeline.toml"),
            &work.path("out/current"),
        ],
        &[],
    );
    work.plumbline("letter out --all --out letters").code(0);
    let pipeline = project("pipelines/children-2025");
    crate::letter_claims::Claims::of(&work, &pipeline, false).read(&work, "letters");
    let ratings = work.table("ratings");
    assert_eq!(ratings.len(), 153);
    assert!(
        ratings
            .column("awarded_rating")
            .iter()
            .all(serde_json::Value::is_u64)
    );
    // What lait and social-care rejected, and nothing of the other sources.
    let quarantine = work.table("quarantine");
    assert_eq!(
        quarantine.rows_with(&[("rule", "unreadable_period")]).len(),
        170
    );
    assert_eq!(quarantine.rows_with(&[("rule", "duplicate_key")]).len(), 14);
    // Two published percentages of child protection plans, England's of 2022 among them, are not what
    // the counts beside them give.
    assert_eq!(
        quarantine.rows_with(&[("rule", "contradicts_parts")]).len(),
        2
    );
    assert_eq!(quarantine.len(), 186);
    // Sixty-one measures of LAIT and four of Explore Education Statistics: one that the pipeline
    // misspells would count nowhere.
    let indicators = work.table("indicators");
    let counted = indicators
        .column("outcome")
        .iter()
        .filter(|outcome| outcome.is_string())
        .count();
    assert_eq!(counted, 65);
    work.plumbline("letter out --all")
        .code(0)
        .prints(&["153 letters"]);
}

#[test]
#[ignore = "needs the files that the pipeline names: set PLUMBLINE_REAL_EXTRACTS"]
fn a_day_before_a_county_was_divided_gets_the_answer_of_that_day() {
    let work = Workdir::new();
    let before = ["--as-of", "2022-06-30"];
    run(&work, "pipelines/children-2025", &extracts(), &before);
    let ratings = work.table("ratings");
    assert_eq!(ratings.len(), 152);
    assert_eq!(ratings.rows_with(&[("name", "Cumbria")]).len(), 1);
    assert_eq!(ratings.rows_with(&[("name", "Cumberland")]).len(), 0);
    // Judged for the first time in November 2022, and its schools only in the list of 2024.
    let cumbria = ratings.row(&[("name", "Cumbria")]);
    assert!(cumbria["band_b"].is_null());
    let homes = work.table("provision_profile");
    let homes = homes.row(&[("authority", "909"), ("provision", "childrens_home")]);
    assert!(homes["settings"].as_u64() > Some(0));
}

#[test]
#[ignore = "needs Ofsted's published provider-level files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_provision_figure_of_2025_is_the_witness_s() {
    providers_agree("2025", None);
}

#[test]
#[ignore = "needs Ofsted's published provider-level files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_provision_figure_of_the_years_before_is_the_witness_s() {
    for year in ["2018", "2019", "2020", "2021", "2022", "2023", "2024"] {
        providers_agree(year, Some(format!("{year}-04-30")));
    }
}

/// Runs the social care pipeline on a year's file and compares it with its witness.
fn providers_agree(year: &str, as_of: Option<String>) {
    let work = Workdir::new();
    let root = extracts();
    let name = format!("provider_at_march_{year}.csv");
    let folders = ["ofsted", "ofsted_more"].map(|folder| root.join(folder).join(&name));
    let file = folders.iter().find(|path| path.exists());
    let file = file.unwrap_or_else(|| panic!("{name} is in the folder"));
    let source = format!("inspections={}", file.display());
    let as_of = as_of.unwrap_or_else(|| "2025-04-30".to_owned());
    run(
        &work,
        "pipelines/social-care",
        &root,
        &["--source", &source, "--as-of", &as_of],
    );
    agrees(
        "tests/witness/provision.py",
        &[
            file,
            &root.join("lait/authorities.csv"),
            &work.path("out/current"),
        ],
        &["--as-of", &as_of, "--full-inspections-only"],
    );
}

#[test]
#[ignore = "needs Ofsted's published provider-level files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_setting_of_the_series_of_provider_lists_is_the_witness_s() {
    let root = extracts();
    // The first list's day, the last of three councils, a day after it, one between two lists, and
    // the end.
    for as_of in [
        "2018-03-31",
        "2019-03-31",
        "2019-06-30",
        "2021-09-01",
        "2025-04-30",
    ] {
        let work = Workdir::new();
        run(&work, "pipelines/social-care", &root, &["--as-of", as_of]);
        assert_eq!(work.table("quarantine").len(), 0);
        agrees(
            "tests/witness/snapshots.py",
            &[
                &root,
                &root.join("lait/authorities.csv"),
                &work.path("out/current"),
            ],
            &["--as-of", as_of],
        );
    }
}

#[test]
#[ignore = "needs the published LAIT and Ofsted files: set PLUMBLINE_REAL_EXTRACTS"]
fn a_run_on_an_import_gives_the_tables_of_a_run_on_the_published_files() {
    let root = extracts();
    for (pipeline, root, days) in [
        ("pipelines/lait", root.join("lait"), &["2025-12-31"][..]),
        (
            "pipelines/social-care",
            root.clone(),
            &["2019-06-30", "2024-04-30"],
        ),
        (
            "pipelines/children-2025",
            root,
            &["2022-06-30", "2025-12-31"],
        ),
    ] {
        let work = Workdir::new();
        let mut import = work.program();
        import
            .arg("import")
            .arg(project(pipeline))
            .arg("--root")
            .arg(&root);
        Outcome::of(import.args(["--out", "kept"]).assert()).code(0);
        for as_of in days {
            run(&work, pipeline, &root, &["--as-of", as_of]);
            work.plumbline(&format!("run kept/current --out imported --as-of {as_of}"))
                .code(0);
            for name in work.names("out/current") {
                // These two name rows of the files that were read.
                let of_files = ["quarantine.parquet", "corrections.parquet"];
                if !name.ends_with(".parquet") || of_files.contains(&name.as_str()) {
                    continue;
                }
                let [direct, imported] = ["out", "imported"].map(|out| {
                    let path = work.path(format!("{out}/current/{name}"));
                    std::fs::read(path).expect("a table")
                });
                assert!(
                    direct == imported,
                    "{pipeline} as of {as_of}: {name} differs"
                );
            }
        }
    }
}

/// A pipeline on an export of Fingertips, which is its own list of councils.
const FINGERTIPS: &str = r#"[pipeline]
name = "injuries"
title = "Hospital admissions for injuries"
as_of = 2025-11-01
rulebook = "rulebook.toml"

[sources.authorities]
path = "hospital_admissions_injuries_under_15_utla.csv"
where = """
"Time period" = '2023/24' AND "Sex" = 'Persons' AND "Category" IS NULL AND "Parent Code" IS NOT NULL
"""
columns = { code = '"Area Code"', name = '"Area Name"', level = "IF(\"Area Code\" = 'E92000001', 'nation', 'authority')" }

[sources.indicators]
path = "./indicators.csv"

[sources.observations]
path = "hospital_admissions_injuries_under_15_utla.csv"
format = "fingertips"
indicators = { 90284 = "injuries" }
"#;

#[test]
#[ignore = "needs an export of Fingertips: set PLUMBLINE_REAL_EXTRACTS"]
fn verdicts_against_england_are_those_of_fingertips() {
    let work = Workdir::new();
    let root = extracts().join("fingertips");
    let export = root.join("hospital_admissions_injuries_under_15_utla.csv");
    work.write("pipeline.toml", FINGERTIPS)
        .write("rulebook.toml", crate::nation::RULEBOOK)
        .write(
            "indicators.csv",
            "indicator,title,polarity,unit\ninjuries,Injuries,low,\"per 10,000\"\n",
        );
    let run = || {
        let root = root.to_string_lossy().into_owned();
        work.ask(&["run", "pipeline.toml", "--out", "out", "--root", &root])
            .code(0);
        assert_eq!(work.table("quarantine").len(), 0);
        assert_eq!(work.table("authorities").len(), 153);
    };
    let witness = "tests/witness/fingertips.py";
    run();
    agrees(
        witness,
        &[&export, &work.path("out/current")],
        &["published"],
    );
    // England stands there twice with each period, sex and category.
    assert_eq!(work.manifest()["inputs"][2]["left_out"], 703);

    // By intervals of its own, from counts that are published in fives.
    work.replace(
        "pipeline.toml",
        "indicators = { 90284 = \"injuries\" }",
        "columns = { low = \"NULL\", high = \"NULL\" }",
    )
    .replace("indicators.csv", "injuries,", "90284,");
    run();
    agrees(witness, &[&export, &work.path("out/current")], &["byar"]);
}
