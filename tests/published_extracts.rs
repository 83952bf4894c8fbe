//! The pipelines on the extracts that the Department for Education and Ofsted publish, against
//! witnesses that compute the same figures by another road. `PLUMBLINE_REAL_EXTRACTS` names the
//! folder that holds `lait/`, `ofsted/`, `ees/` and `fingertips/`; the witnesses need python3 with the packages
//! of tests/witness/requirements.txt.

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

/// The published files that can be read by the mapping that is suggested for them, the contract
/// that each resembles, and the largest share of its rows that is rejected: councils under names
/// that need an alias, settings that the rulebook does not profile, joint returns of two councils.
const SUGGESTED: [(&str, &str, f64); 25] = [
    ("lait/la_code_list.xlsx", "authorities", 0.0),
    ("lait/authorities.csv", "authorities", 0.0),
    // The dictionary has 14 of its measures twice.
    ("lait/lait_data_dictionary.csv", "indicators", 0.04),
    ("lait/sn_april_2021.xlsx", "neighbours", 0.0),
    ("lait/sn_model_2025_wide.csv", "neighbours", 0.0),
    ("lait/neighbours_april_2021.csv", "neighbours", 0.0),
    ("lait/bds_long_0.parquet", "observations", 0.001),
    (
        "ees/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
        "observations",
        0.001,
    ),
    (
        "ees/d3_cpps_subsequent_plan_2013_to_2025.csv",
        "observations",
        0.001,
    ),
    ("ees/csww_indicators_2017_to_2025.csv", "observations", 0.01),
    ("ees/ks2_la.csv", "observations", 0.001),
    ("ees/la_cla_placement_stability.csv", "observations", 0.001),
    (
        "fingertips/hospital_admissions_injuries_under_15_utla.csv",
        "observations",
        0.02,
    ),
    ("ofsted/provider_at_march_2018.csv", "inspections", 0.04),
    ("ofsted/provider_at_march_2020.csv", "inspections", 0.04),
    ("ofsted/provider_at_march_2021.csv", "inspections", 0.04),
    ("ofsted/provider_at_march_2022.csv", "inspections", 0.04),
    ("ofsted/provider_at_march_2023.csv", "inspections", 0.04),
    ("ofsted/provider_at_march_2024.csv", "inspections", 0.04),
    (
        "ofsted_more/provider_at_march_2019.csv",
        "inspections",
        0.04,
    ),
    // Supported accommodation, which is no type of the rulebook that the test takes.
    ("ofsted_more/provider_at_march_2025.csv", "inspections", 0.2),
    (
        "ofsted_more/childrens_social_care_underlying_2023.ods",
        "inspections",
        0.04,
    ),
    (
        "ofsted/la_inspection_outcomes_march_2025.ods",
        "findings",
        0.03,
    ),
    // A list of schools without any day, and boundaries, which are no table.
    ("ofsted/school_ratings_2024.csv", "inspections", 1.0),
    (
        "ons/counties_and_unitary_authorities_december_2023_bsc.geojson",
        "",
        1.0,
    ),
];

#[test]
#[ignore = "needs the published files: set PLUMBLINE_REAL_EXTRACTS"]
fn every_published_file_is_known_and_the_mapping_suggested_for_it_reads_it() {
    let root = extracts();
    for folder in ["lait", "ees", "fingertips", "ofsted", "ofsted_more", "ons"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let name = entry.expect("a file").file_name();
            let file = format!("{folder}/{}", name.to_string_lossy());
            let suggested = SUGGESTED.iter().find(|(known, ..)| *known == file);
            let (_, contract, rejected) = suggested.unwrap_or_else(|| panic!("{file} is new"));
            suggestion_reads(&root, &file, contract, *rejected);
        }
    }
}

/// Checks that `file` resembles `contract`, and that a pipeline with the mapping that is suggested
/// for it passes a check that lets so much of its rows be rejected, unless the suggestion itself
/// says why it cannot.
fn suggestion_reads(root: &Path, file: &str, contract: &str, rejected: f64) {
    let work = Workdir::new();
    let path = root.join(file);
    let mut inspect = work.program();
    inspect.arg("inspect").arg(&path).args(["--format", "json"]);
    let outcome = Outcome::of(inspect.assert());
    if contract.is_empty() {
        // What is no table says so, or resembles nothing.
        assert!(
            outcome.status() == Some(1) || outcome.stdout().contains("\"contract\": null"),
            "{file}"
        );
        return;
    }
    let found: serde_json::Value = serde_json::from_str(&outcome.code(0).stdout()).expect("JSON");
    assert_eq!(found["contract"], contract, "{file}");
    let cannot = found["cannot"].as_array().expect("a list");
    if !cannot.is_empty() {
        assert!(rejected >= 1.0, "{file}: {cannot:?}");
        return;
    }
    // The analyst says which of the rulebook's kinds and aspects the publisher's are.
    let mapping = found["mapping"]
        .as_str()
        .expect("a mapping")
        .replace("kind = '\"Inspection type\"'", "kind = \"'ilacs'\"");
    let mapping = mapping.replace(
        "aspect = '\"aspect\"'",
        "aspect = { sql = '\"aspect\"', values = { \"Overall effectiveness\" = \"overall_effectiveness\", \"The impact of leaders*\" = \"impact_of_leaders\", \"*who need help and protection\" = \"help_and_protection\", \"*of children in care\" = \"children_in_care\", \"*of care leavers\" = \"care_leavers\" } }",
    );
    let folder = path.parent().expect("a folder").display();
    let mut pipeline = format!(
        "[pipeline]\nname = \"new\"\ntitle = \"New\"\nas_of = 2025-12-31\n\
        rulebook = \"rulebook.toml\"\nmax_rejected = {rejected:?}\n\n[sources]\nroot = '{folder}'\n\n{mapping}\n"
    );
    if contract != "authorities" {
        pipeline += "[sources.authorities]\npath = \"./authorities.csv\"\n";
        work.write("authorities.csv", authorities(root));
    }
    if contract == "observations" {
        pipeline += "[sources.indicators]\npath = \"./indicators.csv\"\n";
        work.write("indicators.csv", catalogue(root, &mapping));
    }
    let rulebook = project("pipelines/children-2025/rulebook.toml");
    work.write("pipeline.toml", pipeline).write(
        "rulebook.toml",
        std::fs::read(rulebook).expect("a rulebook"),
    );
    let checked = work.plumbline("check pipeline.toml");
    assert_eq!(
        checked.status(),
        Some(0),
        "{file}\n{mapping}\n{}\n{}",
        checked.stdout(),
        checked.stderr()
    );
}

/// The list of authorities of LAIT, with levels, the regions as it has them, and the nine-character
/// codes that files of Explore Education Statistics have beside the numbers.
fn authorities(root: &Path) -> String {
    let mut codes: std::collections::BTreeMap<String, String> = [
        ("970", "E92000001"),
        ("980", "E12000001"),
        ("981", "E12000002"),
        ("982", "E12000003"),
        ("983", "E12000004"),
        ("984", "E12000005"),
        ("985", "E12000006"),
        ("986", "E12000007"),
        ("987", "E13000001"),
        ("988", "E13000002"),
        ("989", "E12000008"),
        ("990", "E12000009"),
    ]
    .map(|(number, code)| (number.to_owned(), code.to_owned()))
    .into();
    for file in [
        "ees/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
        "ees/ks2_la.csv",
    ] {
        let mut records = csv::Reader::from_path(root.join(file)).expect("a file");
        let header = records.headers().expect("a header").clone();
        let at = |name: &str| {
            header
                .iter()
                .position(|known| known == name)
                .expect("a column")
        };
        let (number, code) = (at("old_la_code"), at("new_la_code"));
        for record in records.records() {
            let record = record.expect("a row");
            if record[code].starts_with('E') {
                codes.insert(record[number].to_owned(), record[code].to_owned());
            }
        }
    }
    let mut list = String::from("code,name,level,region,ons_code\n");
    let mut records = csv::Reader::from_path(root.join("lait/authorities.csv")).expect("a list");
    for record in records.records() {
        let record = record.expect("a row");
        let region = match &record[2] {
            "Inner London" => "London (Inner)",
            "Outer London" => "London (Outer)",
            region => region,
        };
        let level = match record[0].parse::<u32>().expect("a number") {
            970 => "nation",
            980..=990 => "region",
            1000 => continue,
            _ => "authority",
        };
        let code = codes.get(&record[0]).map_or("", String::as_str);
        list += &format!(
            "{},\"{}\",{level},{region},{code}\n",
            &record[0], &record[1]
        );
    }
    list
}

/// A catalogue of the indicators that a mapping names, or of the measures of LAIT.
fn catalogue(root: &Path, mapping: &str) -> String {
    let parsed: toml::Table = toml::from_str(mapping).expect("TOML");
    let source = &parsed["sources"]["observations"];
    let mut names: Vec<String> = Vec::new();
    match source.get("indicators").and_then(toml::Value::as_table) {
        Some(indicators) => {
            names.extend(
                indicators
                    .values()
                    .map(|name| name.as_str().expect("a name").to_owned()),
            );
        }
        None => {
            let dictionary = root.join("lait/lait_data_dictionary.csv");
            let mut records = csv::Reader::from_path(dictionary).expect("a dictionary");
            for record in records.byte_records() {
                names.push(String::from_utf8_lossy(&record.expect("a row")[4]).into_owned());
            }
        }
    }
    names.sort();
    names.dedup();
    let rows: String = names
        .iter()
        .map(|name| format!("\"{name}\",\"{name}\",high\n"))
        .collect();
    format!("indicator,title,polarity\n{rows}")
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
