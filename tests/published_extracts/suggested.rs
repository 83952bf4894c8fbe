//! Every published file is known by `inspect`, and the mapping that it suggests reads it.

use std::path::Path;

use super::{extracts, project};
use crate::workdir::{Outcome, Workdir};

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
    // A list of schools without any day.
    ("ofsted/school_ratings_2024.csv", "inspections", 1.0),
    // The outlines of Wales, Scotland and Northern Ireland, of which the list has no council.
    (
        "ons/counties_and_unitary_authorities_december_2023_bsc.geojson",
        "boundaries",
        0.31,
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
