//! `plumbline schema`: the contracts of the sources and the columns of the tables.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// Names and columns as the project promised them before it was written.
const SOURCES: [(&str, &str); 9] = [
    (
        "authorities",
        "code name level region kind ons_code opened_on closed_on",
    ),
    (
        "indicators",
        "indicator title outcome polarity unit decimals total",
    ),
    ("neighbours", "authority neighbour rank closeness distance"),
    ("characteristics", "authority feature value"),
    (
        "inspections",
        "urn provision authority inspected_on published_on grade status event",
    ),
    (
        "findings",
        "authority kind aspect outcome grade inspected_on published_on reference",
    ),
    (
        "observations",
        "authority indicator breakdown period value numerator denominator status",
    ),
    (
        "judgements",
        "authority rating reason decided_by decided_on",
    ),
    ("ratings", "authority year rating"),
];
const TABLES: [(&str, &str); 9] = [
    (
        "ratings",
        "authority name region year indicative_rating awarded_rating descriptor band_a band_b band_c coverage limiters moderated moderation_reason previous_rating direction",
    ),
    (
        "provision_profile",
        "authority provision family settings inspected outstanding good satisfactory inadequate good_or_better good_or_better_low good_or_better_high inadequate_share neighbour_good_or_better neighbour_inspected region_good_or_better national_good_or_better vs_neighbours vs_national band wording",
    ),
    (
        "indicator_profile",
        "authority indicator breakdown period period_start period_end is_latest value neighbour_mean neighbour_count region_value national_value national_source national_rank ranked_count quartile_band previous_value change trend vs_neighbours vs_national",
    ),
    (
        "indicator_distribution",
        "indicator breakdown period authorities minimum q25 median q75 maximum mean standard_deviation",
    ),
    (
        "outcome_profile",
        "authority outcome indicators with_value in_line_or_better_neighbours in_line_or_better_national share_neighbours share_national band",
    ),
    (
        "finding_profile",
        "authority kind aspect outcome grade inspected_on published_on",
    ),
    (
        "neighbours",
        "authority rank neighbour distance closeness source",
    ),
    (
        "evidence",
        "authority step rule condition inputs fired effect",
    ),
    ("quarantine", "source row file key rule reason record"),
];

fn json(arguments: &str) -> Value {
    let outcome = Workdir::new().plumbline(arguments).code(0);
    serde_json::from_str(&outcome.stdout()).expect("JSON")
}

fn columns(schemas: &Value, part: &str, name: &str) -> Vec<String> {
    let found = schemas[part].as_array().expect("a list");
    let table = found
        .iter()
        .find(|table| table["name"] == name)
        .expect("the table is there");
    let columns = table["columns"].as_array().expect("a list");
    columns
        .iter()
        .map(|column| column["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn every_promised_source_and_table_has_its_columns() {
    let schemas = json("schema --format json");
    for (part, promised) in [("sources", SOURCES), ("tables", TABLES)] {
        for (name, expected) in promised {
            // Others may have been added; a promised one is never lost.
            let found = columns(&schemas, part, name);
            for column in expected.split(' ') {
                assert!(
                    found.iter().any(|known| known == column),
                    "{name} has no {column}"
                );
            }
        }
    }
}

#[test]
fn the_text_names_every_column_too() {
    let text = Workdir::new().plumbline("schema").code(0).stdout();
    for (name, columns) in TABLES {
        assert!(text.contains(&format!("table {name} (key: ")), "{name}");
        for column in columns.split(' ') {
            assert!(text.contains(&format!("  {column}")), "{column}");
        }
    }
}

#[test]
fn one_table_can_be_asked_for() {
    let outcome = Workdir::new().plumbline("schema ratings").code(0);
    assert!(
        outcome.stdout().contains("source ratings") && outcome.stdout().contains("table ratings")
    );
    assert!(!outcome.stdout().contains("table evidence"));
}

#[test]
fn a_table_that_there_is_not_is_named_with_the_nearest() {
    Workdir::new()
        .plumbline("schema rating")
        .code(2)
        .says(&["there is no table `rating`", "did you mean `ratings`?"]);
}

#[test]
fn published_tables_have_the_columns_that_the_schema_says() {
    let work = five_councils();
    work.run();
    let schemas = json("schema --format json");
    for name in ["indicator_profile", "indicator_distribution", "neighbours"] {
        let table = work.table(name);
        let row = table.rows()[0].as_object().expect("a row");
        let mut found: Vec<&String> = row.keys().collect();
        let mut said = columns(&schemas, "tables", name);
        found.sort_unstable();
        said.sort_unstable();
        assert_eq!(found, said.iter().collect::<Vec<_>>(), "{name}");
    }
}
