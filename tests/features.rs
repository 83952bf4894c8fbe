//! Background features with periods: which of several years is taken, and what is told.

use crate::workdir::Workdir;

/// The five councils and a model of one feature, with these rows of it.
fn with_periods(rows: &str) -> Workdir {
    let work = crate::nation::five_councils();
    work.replace(
        "pipeline.toml",
        "[sources.neighbours]\npath = \"neighbours.csv\"\n",
        "[sources.characteristics]\npath = \"characteristics.csv\"\n",
    )
    .replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        "path = \"observations.csv\"\nmay_be_empty = true\n",
    )
    .append(
        "pipeline.toml",
        "[neighbour_model]\nk = 1\nfeatures = [{ name = \"poverty\", weight = 1.0, transformation = \"none\" }]",
    )
    .write(
        "data/characteristics.csv",
        format!("authority,feature,period,value\n{rows}"),
    );
    work
}

fn poverty(work: &Workdir, authority: &str) -> serde_json::Value {
    work.table("neighbour_features")
        .row(&[("authority", authority)])["value"]
        .clone()
}

#[test]
fn of_each_feature_the_latest_period_counts_that_has_begun() {
    let work = with_periods(
        "301,poverty,2022/23,1\n302,poverty,2022/23,2\n303,poverty,2022/23,3\n304,poverty,2022/23,4\n\
         301,poverty,2023/24,11\n302,poverty,2023/24,12\n303,poverty,2023/24,14\n304,poverty,2023/24,18\n\
         301,poverty,2025/26,21\n301,wealth,2021,7\n302,wealth,2021,8\n",
    );
    work.run();
    assert_eq!(poverty(&work, "301"), 11.0);
    assert_eq!(poverty(&work, "304"), 18.0);
    // Nobody takes an earlier year for the sake of one council that lacks the latest.
    assert!(poverty(&work, "305").is_null());
    let manifest = work.manifest();
    let inputs = manifest["inputs"].as_array().expect("inputs");
    let features = inputs
        .iter()
        .find(|input| input["source"] == "characteristics")
        .expect("the source");
    assert_eq!(
        (&features["superseded"], &features["after_as_of"]),
        (&4.into(), &1.into())
    );
    // An earlier day has the answer of its time, also from an import.
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --as-of 2022-12-31 --out out")
        .code(0);
    assert_eq!(poverty(&work, "301"), 1.0);
    work.plumbline("run kept/current --as-of 2024-12-31 --out out")
        .code(0);
    assert_eq!(poverty(&work, "301"), 11.0);
}

#[test]
fn a_newest_period_of_a_feature_that_is_blank_or_lone_is_told() {
    let earlier =
        "301,poverty,2022,1\n302,poverty,2022,2\n303,poverty,2022,3\n304,poverty,2022,4\n";
    let blank = with_periods(&format!(
        "{earlier}301,poverty,2023,..\n302,poverty,2023,\n"
    ));
    blank
        .run()
        .says(&["characteristics: 1 feature without a value in the newest period: poverty (2023)"]);
    assert_eq!(poverty(&blank, "302"), 2.0);
    let two_kinds = with_periods(&format!("{earlier}301,poverty,2023 Q1,9\n"));
    two_kinds.run();
    let aside = two_kinds.table("quarantine");
    assert_eq!(aside.rows_with(&[("rule", "unreadable_period")]).len(), 1);
    assert_eq!(poverty(&two_kinds, "301"), 1.0);
    with_periods(&format!(
        "{earlier}301,poverty,2023,9\n302,poverty,2023,..\n"
    ))
    .plumbline("run pipeline.toml --out out")
    .says(&["1 feature with the values of few authorities in the newest period: poverty (2023)"]);
}
