//! The pipelines on the extracts that the Department for Education and Ofsted publish, against
//! witnesses that compute the same figures by another road. `PLUMBLINE_REAL_EXTRACTS` names the
//! folder that holds `lait/`, `ofsted/` and `ees/`; the witnesses need python3 with the packages
//! of tests/witness/requirements.txt.

mod workdir;

use std::path::{Path, PathBuf};
use std::process::Command;

use workdir::{Outcome, Workdir};

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
    let ratings = work.table("ratings");
    assert_eq!(ratings.len(), 153);
    assert!(
        ratings
            .column("awarded_rating")
            .iter()
            .all(serde_json::Value::is_u64)
    );
    // What lait sets aside, and nothing of the other sources.
    let quarantine = work.table("quarantine");
    assert_eq!(
        quarantine.rows_with(&[("rule", "unreadable_period")]).len(),
        170
    );
    assert_eq!(quarantine.rows_with(&[("rule", "duplicate_key")]).len(), 14);
    assert_eq!(quarantine.len(), 184);
    // Sixty-one measures of LAIT and four of Explore Education Statistics: one that the pipeline
    // misspells would count nowhere.
    let indicators = work.table("indicators");
    let counted = indicators
        .column("outcome")
        .iter()
        .filter(|outcome| outcome.is_string())
        .count();
    assert_eq!(counted, 65);
}

#[test]
#[ignore = "needs Ofsted's published provider-level files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_provision_figure_of_2024_is_the_witness_s() {
    providers_agree("2024", None);
}

#[test]
#[ignore = "needs Ofsted's published provider-level files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_provision_figure_of_the_years_before_is_the_witness_s() {
    for year in ["2018", "2020", "2021", "2022", "2023"] {
        providers_agree(year, Some(format!("{year}-04-30")));
    }
}

/// Runs the social care pipeline on a year's file and compares it with its witness.
fn providers_agree(year: &str, as_of: Option<String>) {
    let work = Workdir::new();
    let root = extracts();
    let file = root.join(format!("ofsted/provider_at_march_{year}.csv"));
    let source = format!("inspections={}", file.display());
    let as_of = as_of.unwrap_or_else(|| "2024-04-30".to_owned());
    run(
        &work,
        "pipelines/social-care",
        &root,
        &["--source", &source, "--as-of", &as_of],
    );
    agrees(
        "tests/witness/provision.py",
        &[
            &file,
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
    // The first list's day, a day of the year without a list, one between two lists, and the end.
    for as_of in ["2018-03-31", "2019-06-30", "2021-09-01", "2024-04-30"] {
        let work = Workdir::new();
        run(&work, "pipelines/social-care", &root, &["--as-of", as_of]);
        agrees(
            "tests/witness/snapshots.py",
            &[
                &root.join("ofsted"),
                &root.join("lait/authorities.csv"),
                &work.path("out/current"),
            ],
            &["--as-of", as_of],
        );
    }
}
