//! What similar areas' figure is: the mean, the median or the pooled share of the neighbours that
//! have a value.
//!
//! Ashby's neighbours read 50% (100 of 200), 80% (40 of 50) and 70% (210 of 300); the fourth is
//! suppressed.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::near;

const ASHBY: [(&str, &str); 2] = [("authority", "301"), ("indicator", "reading")];

fn ashby_with(statistic: &str) -> Value {
    let work = five_councils();
    let chosen = format!("neighbours = \"{statistic}\"");
    work.replace("pipeline.toml", "neighbours = \"mean\"", &chosen);
    work.run();
    work.table("indicator_profile").row(&ASHBY).clone()
}

#[test]
fn the_mean_is_of_the_neighbours_that_have_a_value() {
    let row = ashby_with("mean");
    near(&row["neighbour_mean"], (50.0 + 80.0 + 70.0) / 3.0);
    assert_eq!(row["neighbour_count"], 3);
}

#[test]
fn the_median_is_the_middle_of_the_neighbours_that_have_a_value() {
    let row = ashby_with("median");
    near(&row["neighbour_mean"], 70.0);
    assert_eq!(row["neighbour_count"], 3);
}

#[test]
fn the_pooled_share_is_that_of_all_their_children_together() {
    let row = ashby_with("pooled");
    near(
        &row["neighbour_mean"],
        100.0 * (100.0 + 40.0 + 210.0) / (200.0 + 50.0 + 300.0),
    );
    assert_eq!(row["neighbour_count"], 3);
}

#[test]
fn pooling_falls_back_to_the_mean_where_a_neighbour_lacks_a_denominator() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "neighbours = \"mean\"",
        "neighbours = \"pooled\"",
    )
    .replace(
        "data/observations.csv",
        "303,reading,2024,80,40,50",
        "303,reading,2024,80,,",
    );
    work.run();
    let table = work.table("indicator_profile");
    near(&table.row(&ASHBY)["neighbour_mean"], 200.0 / 3.0);
    // Waits have neither numerators nor denominators: 20, 30 and 40 days.
    let waits = table.row(&[("authority", "301"), ("indicator", "waits")]);
    near(&waits["neighbour_mean"], 30.0);
}

#[test]
fn an_authority_without_neighbours_has_no_such_figure() {
    let work = five_councils();
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&[("authority", "304"), ("indicator", "reading")]);
    assert_eq!(row["neighbour_mean"], Value::Null);
    assert_eq!(row["neighbour_count"], 0);
    assert_eq!(row["vs_neighbours"], Value::Null);
}

#[test]
fn the_published_list_is_in_the_tables_with_its_words_in_one_spelling() {
    let work = five_councils();
    work.run();
    let table = work.table("neighbours");
    assert_eq!(table.len(), 6);
    let second = table.row(&[("authority", "301"), ("rank", "2")]);
    assert_eq!(second["neighbour"], "303");
    assert_eq!(second["closeness"], "Very close");
    assert_eq!(second["source"], "published");
}
