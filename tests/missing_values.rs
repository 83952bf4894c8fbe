//! Text that stands for a missing value is missing and counted: never zero, never quarantined.

use serde_json::{Value, json};

use crate::nation::five_councils;
use crate::workdir::near;

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
