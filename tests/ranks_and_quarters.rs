//! A council's place among all: rank, quarter and the spread of the values, by the conventions of
//! the Local Authority Interactive Tool.

use serde_json::{Value, json};

use crate::nation::five_councils;
use crate::workdir::{Table, near};

fn of(table: &Table, indicator: &str, column: &str) -> Vec<Value> {
    ["301", "302", "303", "304", "305"]
        .map(|authority| {
            table.row(&[("authority", authority), ("indicator", indicator)])[column].clone()
        })
        .to_vec()
}

#[test]
fn high_is_ranked_downwards_low_upwards_and_what_is_missing_or_neutral_has_no_rank() {
    let work = five_councils();
    work.run();
    let table = work.table("indicator_profile");
    // 60, 50, 80 and 70 percent.
    let ranks = of(&table, "reading", "national_rank");
    assert_eq!(ranks, [json!(3), json!(4), json!(1), json!(2), Value::Null]);
    // 10, 20, 30 and 40 days.
    let ranks = of(&table, "waits", "national_rank");
    assert_eq!(ranks, [json!(1), json!(2), json!(3), json!(4), Value::Null]);
    assert_eq!(of(&table, "reading", "ranked_count"), [4, 4, 4, 4, 4]);
    assert!(
        of(&table, "visits", "national_rank")
            .iter()
            .all(Value::is_null)
    );
    assert!(
        of(&table, "visits", "quartile_band")
            .iter()
            .all(Value::is_null)
    );
    assert!(
        of(&table, "visits", "ranked_count")
            .iter()
            .all(Value::is_null)
    );
}

#[test]
fn ties_take_the_lowest_rank_and_the_next_rank_is_left_out() {
    let work = five_councils();
    work.replace(
        "data/observations.csv",
        "303,waits,2024,30",
        "303,waits,2024,20",
    );
    work.run();
    let ranks = of(&work.table("indicator_profile"), "waits", "national_rank");
    assert_eq!(ranks, [json!(1), json!(2), json!(2), json!(4), Value::Null]);
}

#[test]
fn a_is_the_best_quarter_by_polarity() {
    let work = five_councils();
    work.run();
    let table = work.table("indicator_profile");
    // Cut points of 50, 60, 70 and 80: 57.5, 65 and 72.5.
    let bands = of(&table, "reading", "quartile_band");
    assert_eq!(
        bands,
        [json!("C"), json!("D"), json!("A"), json!("B"), Value::Null]
    );
    let bands = of(&table, "waits", "quartile_band");
    assert_eq!(
        bands,
        [json!("A"), json!("B"), json!("C"), json!("D"), Value::Null]
    );
}

#[test]
fn a_value_on_a_cut_point_belongs_to_the_lower_interval() {
    let work = five_councils();
    // 10, 20, 30, 40 and 50: the cut points are 20, 30 and 40.
    work.replace(
        "data/observations.csv",
        "305,waits,2024,-",
        "305,waits,2024,50",
    );
    work.run();
    let bands = of(&work.table("indicator_profile"), "waits", "quartile_band");
    assert_eq!(bands, ["A", "A", "B", "C", "D"]);
}

#[test]
fn the_spread_is_of_the_councils_that_have_a_value() {
    let work = five_councils();
    work.run();
    let table = work.table("indicator_distribution");
    let row = table.row(&[("indicator", "reading")]);
    assert_eq!(row["authorities"], 4);
    for (column, expected) in [
        ("minimum", 50.0),
        ("q25", 57.5),
        ("median", 65.0),
        ("q75", 72.5),
        ("maximum", 80.0),
        ("mean", 65.0),
        // Deviations of 15, 5, 5 and 15 from 65: the square root of 500 / 3.
        ("standard_deviation", (500.0_f64 / 3.0).sqrt()),
    ] {
        near(&row[column], expected);
    }
}
