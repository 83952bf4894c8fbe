//! Wide columns become rows before they are mapped.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The five councils' observations with a column a year.
fn a_column_a_year(unpivot: &str) -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        &format!(
            r#"path = "wide.csv"

[sources.observations.unpivot]
{unpivot}

[sources.observations.columns]
authority = '"Council"'
indicator = '"Measure"'
period = '"year"'
value = '"figure"'
"#
        ),
    )
    .write(
        "data/wide.csv",
        "Waiting\n\nCouncil,Measure,2022, 2023 ,2024\n301,waits,1,2,3\n302,waits,4,c,6\n",
    );
    work
}

const YEARS: &str = "columns = { figure = \"20*\" }\nname = \"year\"";

fn value(work: &Workdir, authority: &str, period: &str) -> Value {
    let profile = work.table("indicator_profile");
    profile.row(&[("authority", authority), ("period", period)])["value"].clone()
}

#[test]
fn a_column_a_year_becomes_a_row_a_year() {
    let work = a_column_a_year(YEARS);
    work.run();
    assert_eq!(value(&work, "301", "2022"), 1.0);
    assert_eq!(value(&work, "301", "2023"), 2.0);
    assert_eq!(value(&work, "302", "2024"), 6.0);
    assert!(value(&work, "302", "2023").is_null());
    let input = &work.manifest()["inputs"][3];
    assert_eq!(
        (&input["rows"], &input["missing"]["c"]),
        (&6.into(), &1.into())
    );
}

#[test]
fn columns_can_be_listed_by_name() {
    let work = a_column_a_year("columns = { figure = [\"2024\", \"2022\"] }\nname = \"year\"");
    work.run();
    assert_eq!(work.manifest()["inputs"][3]["rows"], 4);
}

#[test]
fn a_row_that_is_set_aside_keeps_its_number_in_the_file() {
    let work = a_column_a_year(YEARS);
    work.write(
        "data/wide.csv",
        "Council,Measure,2022,2023,2024\n301,waits,1,2,3\n302,waits,4,many,6\n",
    );
    work.run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "unreadable_number")]);
    assert_eq!(row["row"], 2);
    assert_eq!(row["key"], "302 / waits /  / 2023");
    let record = row["record"].as_str().expect("a record");
    assert!(record.contains("\"figure\":\"many\""), "{record}");
}

/// As the published statistical neighbours: a number and a closeness for each, side by side.
const PAIRS: &str = r#"path = "pairs.parquet"

[sources.neighbours.unpivot]
columns = { number = "SN[0-9]*", how = ["SNP", "SNP (2)"] }
position = "rank"

[sources.neighbours.columns]
authority = '"LA"'
neighbour = '"number"'
rank = '"rank"'
closeness = '"how"'
"#;

#[test]
fn pairs_of_columns_become_a_row_a_pair() {
    let work = five_councils();
    work.replace("pipeline.toml", "path = \"neighbours.csv\"\n", PAIRS);
    let text = |of: [&str; 2]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
    work.parquet(
        "data/pairs.parquet",
        vec![
            ("LA", Arc::new(Int64Array::from(vec![301, 302])) as ArrayRef),
            ("SN1", Arc::new(Int64Array::from(vec![302, 305]))),
            ("SNP", text(["Close", "Not close"])),
            // A column with gaps is often a decimal number.
            ("SN2", Arc::new(Float64Array::from(vec![Some(304.0), None]))),
            ("SNP (2)", text(["Not close", "-"])),
        ],
    );
    work.run();
    let neighbours = work.table("neighbours");
    let second = neighbours.row(&[("authority", "301"), ("rank", "2")]);
    assert_eq!(
        (&second["neighbour"], &second["closeness"]),
        (&"304".into(), &"Not close".into())
    );
    assert_eq!(neighbours.rows().len(), 3);
}

#[test]
fn groups_of_different_length_are_refused() {
    let work =
        a_column_a_year("columns = { figure = \"20*\", other = [\"2022\"] }\nname = \"year\"");
    work.plumbline("check pipeline.toml").code(2).says(&[
        "pipeline.toml:25",
        "unpivot: wide.csv gives \"figure\" 3 columns and \"other\" 1",
    ]);
}

#[test]
fn a_wide_column_that_the_file_does_not_have_is_named_with_the_nearest() {
    let work = a_column_a_year("columns = { figure = [\"2024 (Rev)\"] }\nname = \"year\"");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:25", "wide.csv has no column \"2024 (Rev)\""]);
}

#[test]
fn a_column_made_twice_is_refused() {
    let work = a_column_a_year("columns = { year = \"20*\" }\nname = \"year\"");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["unpivot makes the column \"year\" twice"]);
}
