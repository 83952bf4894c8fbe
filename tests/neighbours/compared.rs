//! Two lists of neighbours of two runs, compared by name.
//!
//! The figures are those of NumPy: `x = column_stack([mm(d) * 0.5, mm(p)])` after and
//! `column_stack([mm(d), mm(p) * 0.5])` before, with `d` and `p` of `tests/neighbours.rs` scaled from
//! 0 to 1; shares are `(x[a] - x[b])**2` over their sum, and what goes without a feature is
//! `argsort` of the distances over the other column.

use serde_json::{Value, json};

use super::{MODEL, Nation};

/// Runs the model with weights 1 and 0.5, and with 0.5 and 1.
fn two_runs() -> Nation {
    let nation = Nation::new(MODEL);
    nation.prints(&["run", ".", "--quiet", "--out", "old"]);
    let turned = MODEL
        .replace("weight = 1.0", "weight = 0.5")
        .replace("\"poverty\", weight = 0.5", "\"poverty\", weight = 1.0");
    nation.pipeline("", &turned);
    nation.prints(&["run", ".", "--quiet", "--out", "new"]);
    nation
}

const COMPARE: [&str; 4] = ["neighbours", "--compare", "old", "new"];

fn asked(nation: &Nation, more: &[&str]) -> String {
    nation.prints(&[&COMPARE, more].concat())
}

fn document(nation: &Nation, more: &[&str]) -> Value {
    let text = asked(nation, &[&["--format", "json"], more].concat());
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn what_moved_a_list_is_told_by_name_and_by_feature() {
    let text = asked(&two_runs(), &[]);
    let expected = "\
authority                         stayed  ranks    mutual      firm
Ashby (101)                       1 of 2      -    0 of 2    1 of 2
  gone    Brook
  grew    poverty 64% to 97%
  joined  Old Fenn
  fell    density 88% to 32%
Brook (102)                       1 of 2      -    2 of 2    1 of 2
  gone    Ashby
  grew    poverty 64% to 97%
  joined  Old Fenn
  fell    density 96% to 63%
Dale (104)                        1 of 2      -    1 of 2    0 of 2
  gone    Old Fenn
  grew    poverty 73% to 98%
  joined  Brook
  fell    density 81% to 21%
Calder (103)                      2 of 2   1.00    2 of 2    1 of 2
Esk (105)                         2 of 2   1.00    1 of 2    1 of 2
Old Fenn (106)                    2 of 2   1.00    2 of 2    1 of 2

6 authorities in both lists: 9 of 12 neighbours stayed (75.0%), 3 lists have the
same members
not mutual: 4 of 12 in the old list, 4 of 12 in the new one
firm: 5 of 12 neighbours in the new list stay whichever single feature is left
out of the model
neighbours that go without: poverty 5, density 2
features: weight of density 1 to 0.5; weight of poverty 0.5 to 1
";
    assert_eq!(text, expected);
}

#[test]
fn a_single_authority_is_asked_for_by_its_name() {
    let nation = two_runs();
    let text = asked(&nation, &["--authority", "dale"]);
    assert!(text.contains("  one way Brook\n"), "{text}");
    assert!(
        text.contains("  loose   Esk goes without 1 of 2 features: poverty\n"),
        "{text}"
    );
    assert!(!text.contains("Calder"), "{text}");
    let found = document(&nation, &["--authority", "101"]);
    let ashby = &found["authorities"][0];
    assert_eq!(found["authorities"].as_array().map(Vec::len), Some(1));
    assert_eq!(ashby["gone"][0]["name"], "Brook");
    let grown = &ashby["gone_shares"][0];
    super::near(grown["old"].as_f64().unwrap(), 0.6351849448685);
    super::near(grown["new"].as_f64().unwrap(), 0.9653473707608425);
    assert_eq!(
        ashby["firmness"],
        json!([
            {"authority": "103", "name": "Calder", "features": 2, "goes_without": []},
            {"authority": "106", "name": "Old Fenn", "features": 2, "goes_without": ["poverty"]},
        ])
    );
    assert_eq!(
        found["totals"]["new"],
        json!({"neighbours": 12, "not_mutual": 4})
    );
    let unknown = nation
        .work
        .ask(&[&COMPARE[..], &["--authority", "Dalle"]].concat());
    unknown
        .code(2)
        .says(&["there is no authority \"Dalle\" in these lists; the nearest are Dale (104)"]);
}

#[test]
fn what_goes_without_a_feature_is_what_the_pipeline_gives_without_it() {
    let nation = two_runs();
    let found = document(&nation, &[]);
    nation.pipeline(
        "",
        &MODEL.replace(
            "    { name = \"density\", weight = 1.0, transformation = \"log1p\" },\n",
            "",
        ),
    );
    let without = super::lists(&nation.compute());
    for of in found["authorities"].as_array().expect("a list") {
        let digit = |of: &Value| of["authority"].as_str().unwrap()[2..].to_owned();
        let list = without.iter().find(|list| list.starts_with(&digit(of)));
        for neighbour in of["firmness"].as_array().expect("a list") {
            let goes = neighbour["goes_without"].as_array().expect("a list");
            let stays = list.unwrap()[2..].contains(&digit(neighbour));
            assert_eq!(!goes.contains(&json!("density")), stays, "{of}");
        }
    }
}

#[test]
fn lists_without_a_model_say_that_nothing_is_known_of_why() {
    let nation = two_runs();
    nation.write(
        "bare.csv",
        "authority,neighbour,rank\n101,102,1\n101,105,2\n",
    );
    let text = nation.prints(&["neighbours", "--compare", "bare.csv", "old"]);
    assert!(text.contains("  gone    Esk\n  joined  Calder\n"), "{text}");
    assert!(
        text.contains(
            "what moved them is not known: one of the lists was not worked out by a model\n"
        ),
        "{text}"
    );
    let text = nation.prints(&["neighbours", "--compare", "old", "bare.csv"]);
    assert!(!text.contains("firm"), "{text}");
}

#[test]
fn a_table_that_is_not_what_the_run_wrote_is_no_list() {
    let nation = two_runs();
    let table = nation.work.path("new/current/neighbours.parquet");
    let mut bytes = std::fs::read(&table).expect("a table");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&table, bytes).expect("written");
    for list in ["new", "new/current", "new/current/neighbours.parquet"] {
        nation
            .work
            .ask(&["neighbours", "--compare", "old", list])
            .code(1)
            .says(&["neighbours.parquet", "damaged"]);
    }
}
