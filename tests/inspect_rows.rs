//! `plumbline inspect` tells which rows a suggested mapping rejects, as far as the file alone
//! tells: what it says is what a run counts.

use serde_json::Value;

use crate::workdir::Workdir;

const STANDARD: &str = "time_period,time_identifier,geographic_level,country_code,region_code,\
old_la_code,new_la_code,sex,waits\n";

/// What is said of the rows of this file.
fn rejected(file: &str, text: &str) -> Value {
    let work = Workdir::new();
    work.write(file, text);
    let outcome = work.plumbline(&format!("inspect {file} --format json"));
    let found: Value = serde_json::from_str(&outcome.code(0).stdout()).expect("JSON");
    found["rejected"].clone()
}

#[test]
fn rows_that_repeat_the_area_period_and_filters_of_another_are_counted() {
    let text = format!(
        "{STANDARD}\
        202223,Academic year,Local authority,E92000001,E12000003,301,E08000001,Total,1\n\
        202223,Academic year,Local authority,E92000001,E12000003,301,E08000001,Girls,2\n\
        202223,Academic year,Local authority,E92000001,E12000003,301,E08000001,Girls,2\n\
        202223,Academic year,Local authority,E92000001,E12000003,301,E08000001,All,3\n\
        202223,Academic year,Regional,E92000001,z,,,Total,4\n\
        202223,Academic year,Regional,E92000001,z,,,Total,4\n\
        202324,Academic year,Local authority,E92000001,E12000003,301,E08000001,Girls,2\n"
    );
    // `Total` and `All` are everybody, and what lies outside of England is left out.
    assert_eq!(
        rejected("ees.csv", &text),
        serde_json::json!([
            "2 rows, the first of them row 3, have the area, period and filters of an earlier row, which is kept"
        ])
    );
}

#[test]
fn levels_areas_codes_periods_and_figures_that_cannot_be_read_are_told_with_their_rows() {
    let text = format!(
        "{STANDARD}\
        202223,Academic year,Local authority,E92000001,E12000003,301,E08000001,Girls,1\n\
        202223,Academic year,Nation,E92000001,,,,Boys,2\n\
        202223,Academic year,Regional,E92000001,,,,Boys,2\n\
        202223,Academic year,Local authority,E92000001,E12000003,55,E08000013,Boys,.\n\
        202223,Academic year,Local authority,E92000001,E12000003,7777,E08000014,Boys,2\n\
        201720,Academic year,National,E92000001,,,,Boys,2\n\
        1819,Academic year,National,E92000001,,,,Girls,2\n\
        202223,Academic year,School,E92000001,,,,Girls,2\n"
    );
    assert_eq!(
        rejected("ees.csv", &text),
        serde_json::json!([
            "1 of \"waits\" are neither numbers nor missing markers: \".\"",
            "1 row, row 2, has a level that the standard does not have: \"Nation\"",
            "1 row, row 3, has no code of their area",
            "2 rows, the first of them row 4, have a code that no council has: \"55\", \"7777\"",
            "2 rows, the first of them row 6, have a period that cannot be read: \"201720, Academic year\", \"1819, Academic year\"",
        ])
    );
}

#[test]
fn a_period_is_read_with_the_identifier_beside_it() {
    // Either period would do with the other's identifier.
    let text = format!(
        "{STANDARD}\
        2022,Calendar year,National,E92000001,,,,Girls,1\n\
        202223,Academic year,National,E92000001,,,,Boys,2\n"
    );
    let found = rejected("ees.csv", &text);
    assert_eq!(found, serde_json::json!([]));
}

#[test]
fn a_list_with_a_key_twice_says_so_and_prints_it() {
    let text = "LA number,SN,rank\n301,302,1\n301,303,1\n301,304,2\n302,301,1\n";
    let said = "1 row, row 2, has the \"LA number\", \"rank\" of an earlier row, which is kept";
    assert_eq!(rejected("near.csv", text), serde_json::json!([said]));
    let work = Workdir::new();
    work.write("near.csv", text);
    work.plumbline("inspect near.csv").code(0).prints(&[
        "\nIt rejects rows: 1 row, row 2, has the \"LA number\", \"rank\" of an earlier row,\nwhich is kept.\n",
    ]);
    assert_eq!(
        rejected(
            "near.csv",
            "LA number,SN,rank\n301,302,1\n301,303,2\n302,301,1\n"
        ),
        serde_json::json!([])
    );
}
