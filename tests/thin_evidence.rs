//! Evidence at its thinnest: no neighbour with data, no polarity, no values, one authority. The
//! tables say that nothing is known, and nothing fails.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::near;

#[test]
fn where_no_neighbour_has_data_there_is_no_comparison() {
    let work = five_councils();
    // Elmstead's only neighbour now is Dunmere, whose waits are suppressed.
    work.write(
        "data/neighbours.csv",
        "authority,neighbour,rank\n305,304,1\n",
    )
    .replace(
        "data/observations.csv",
        "304,waits,2024,40,,",
        "304,waits,2024,c,,",
    )
    .replace(
        "data/observations.csv",
        "305,waits,2024,-,,",
        "305,waits,2024,12,,",
    );
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&[("authority", "305"), ("indicator", "waits")]);
    assert_eq!(row["neighbour_mean"], Value::Null);
    assert_eq!(row["neighbour_count"], 0);
    assert_eq!(row["vs_neighbours"], Value::Null);
    assert!(row["vs_national"].is_string());
}

#[test]
fn an_indicator_without_polarity_has_no_rank_and_no_judgement() {
    for polarity in ["", "-", "neutral"] {
        let work = five_councils();
        let row = format!("waits,Days waited,{polarity},days");
        work.replace("data/indicators.csv", "waits,Days waited,low,days", &row);
        work.run();
        assert_eq!(work.table("quarantine").len(), 0, "{polarity:?}");
        let table = work.table("indicator_profile");
        let row = table.row(&[("authority", "301"), ("indicator", "waits")]);
        assert_eq!(row["national_rank"], Value::Null);
        assert_eq!(row["quartile_band"], Value::Null);
        assert_eq!(row["vs_neighbours"], "lower");
    }
}

#[test]
fn a_series_without_any_value_is_published_as_missing() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n301,waits,2024,c\n302,waits,2024,..\n",
    );
    work.run();
    let profile = work.table("indicator_profile");
    assert_eq!(profile.len(), 5);
    for column in [
        "value",
        "neighbour_mean",
        "national_value",
        "national_source",
        "national_rank",
        "trend",
    ] {
        assert!(
            profile.column(column).iter().all(Value::is_null),
            "{column}"
        );
    }
    let spread = work.table("indicator_distribution");
    assert_eq!(spread.column("authorities"), [0]);
    assert_eq!(spread.column("median"), [Value::Null]);
}

#[test]
fn one_authority_alone_is_first_of_one_and_compared_with_nothing() {
    let work = five_councils();
    work.write(
        "data/authorities.csv",
        "code,name,level\n301,Ashby,authority\n",
    )
    .write("data/neighbours.csv", "authority,neighbour,rank\n")
    .write(
        "data/observations.csv",
        "authority,indicator,period,value\n301,waits,2024,12\n",
    );
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&[("authority", "301")]);
    assert_eq!(row["national_rank"], 1);
    assert_eq!(row["ranked_count"], 1);
    near(&row["national_value"], 12.0);
    assert_eq!(row["vs_national"], Value::Null);
    let spread = work.table("indicator_distribution");
    assert_eq!(spread.rows()[0]["standard_deviation"], Value::Null);
    near(&spread.rows()[0]["q25"], 12.0);
}

#[test]
fn a_source_with_a_header_and_no_rows_gives_an_empty_table() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n",
    )
    .append("pipeline.toml", "may_be_empty = true");
    work.run();
    assert_eq!(work.table("indicator_profile").len(), 0);
}
