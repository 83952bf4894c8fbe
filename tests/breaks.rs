//! Series that break: nothing from a break on is compared with anything before it, by the catalogue,
//! the pipeline or the status of single figures.

use serde_json::{Value, json};

use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

const HEADER: &str = "authority,indicator,period,value,status\n";

/// Waits of the first four councils in five years; low is good. All rise by 2 a year but for a leap
/// of 20 in 2022.
fn leaping(edit: impl FnOnce(&Workdir)) -> Workdir {
    let work = five_councils();
    let mut rows = String::from(HEADER);
    for (at, authority) in (0..).zip(["301", "302", "303", "304"]) {
        for (year, value) in (2019..).zip([10, 12, 14, 36, 38, 40]) {
            rows.push_str(&format!("{authority},waits,{year},{},\n", value + at));
        }
    }
    work.write("data/observations.csv", rows);
    edit(&work);
    work.run();
    work
}

/// Value before, change and trend.
fn moved(work: &Workdir, authority: &str, period: &str) -> Value {
    let table = work.table("indicator_profile");
    let key = [
        ("authority", authority),
        ("period", period),
        ("indicator", "waits"),
    ];
    let row = table.row(&key);
    json!([row["previous_value"], row["change"], row["trend"]])
}

fn catalogue_with(breaks: &'static str) -> impl FnOnce(&Workdir) {
    move |work| {
        work.write(
            "data/indicators.csv",
            format!("indicator,title,polarity,unit,breaks\nwaits,Days waited,low,days,{breaks}\n"),
        );
    }
}

fn pipeline_with(tables: &'static str) -> impl FnOnce(&Workdir) {
    move |work| {
        work.append("pipeline.toml", tables);
    }
}

#[test]
fn a_series_without_a_break_is_compared_throughout() {
    let work = leaping(|_| {});
    assert_eq!(
        moved(&work, "301", "2022"),
        json!([14.0, 22.0, "worsening"])
    );
    assert!(
        !work
            .names("out/current")
            .contains(&"series_breaks.parquet".to_owned())
    );
}

#[test]
fn nothing_is_compared_across_a_break_of_the_catalogue() {
    let work = leaping(catalogue_with(
        "2022: waits are counted from the day of referral",
    ));
    assert_eq!(moved(&work, "301", "2021"), json!([12.0, 2.0, "worsening"]));
    assert_eq!(moved(&work, "301", "2022"), json!([null, null, null]));
    // Two points are too few for a trend, and three are enough.
    assert_eq!(moved(&work, "301", "2023"), json!([36.0, 2.0, null]));
    assert_eq!(moved(&work, "301", "2024"), json!([38.0, 2.0, "worsening"]));
    let table = work.table("series_breaks");
    let row = table.row(&[("indicator", "waits"), ("period", "2022")]);
    assert_eq!(row["source"], "catalogue");
    assert_eq!(row["reason"], "waits are counted from the day of referral");
    assert_eq!(row["authorities"], json!([]));
}

#[test]
fn the_latest_period_stays_the_latest_when_it_begins_anew() {
    let work = leaping(catalogue_with("2024; 2020: another form"));
    let table = work.table("indicator_profile");
    let latest = table.rows_with(&[("authority", "301"), ("is_latest", "true")]);
    assert_eq!(latest.len(), 1);
    assert_eq!(latest[0]["period"], "2024");
    assert_eq!(moved(&work, "301", "2024"), json!([null, null, null]));
    assert_eq!(
        work.table("series_breaks").column("period"),
        ["2020", "2024"]
    );
}

#[test]
fn a_pipeline_breaks_the_series_that_it_names() {
    let work = leaping(pipeline_with(
        "[[breaks]]\nperiod = \"2022\"\nindicators = [\"wai*\"]\nreason = \"method\"",
    ));
    assert_eq!(moved(&work, "301", "2022"), json!([null, null, null]));
    let row = work.table("series_breaks").rows()[0].clone();
    assert_eq!(
        json!([row["source"], row["reason"]]),
        json!(["pipeline", "method"])
    );
    let other = leaping(pipeline_with(
        "[[breaks]]\nperiod = \"2022\"\nindicators = [\"reading\"]",
    ));
    assert_eq!(
        moved(&other, "301", "2022"),
        json!([14.0, 22.0, "worsening"])
    );
}

#[test]
fn a_figure_that_says_so_breaks_the_series_of_its_council_alone() {
    let work = leaping(|work| {
        work.replace(
            "data/observations.csv",
            "302,waits,2022,37,",
            "302,waits,2022,37,Break in series",
        );
        work.append("pipeline.toml", "[[breaks]]\nstatus = [\"break*\"]");
    });
    assert_eq!(moved(&work, "302", "2022"), json!([null, null, null]));
    assert_eq!(moved(&work, "302", "2023"), json!([37.0, 2.0, null]));
    assert_eq!(moved(&work, "302", "2024"), json!([39.0, 2.0, "worsening"]));
    assert_eq!(
        moved(&work, "301", "2022"),
        json!([14.0, 22.0, "worsening"])
    );
    let row = work.table("series_breaks").rows()[0].clone();
    assert_eq!(
        json!([
            row["period"],
            row["source"],
            row["reason"],
            row["authorities"]
        ]),
        json!(["2022", "status", "Break in series", ["302"]])
    );
}

#[test]
fn a_break_changes_no_comparison_within_a_period() {
    let [plain, broken] = [leaping(|_| {}), leaping(catalogue_with("2022"))].map(|work| {
        let table = work.table("indicator_profile");
        let key = [
            ("authority", "302"),
            ("period", "2022"),
            ("indicator", "waits"),
        ];
        let row = table.row(&key);
        near(&row["value"], 37.0);
        json!([
            row["national_rank"],
            row["vs_national"],
            row["national_value"]
        ])
    });
    assert_eq!(plain, broken);
}

#[test]
fn a_break_that_is_no_period_is_refused_with_its_place() {
    let work = five_councils();
    work.write(
        "data/indicators.csv",
        "indicator,title,polarity,unit,breaks\n\
         waits,Days waited,low,days,next year\n\
         reading,Reading,high,percent,\n\
         visits,Visits,neutral,visits,\n",
    );
    work.run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("source", "indicators")]);
    assert_eq!(row["rule"], "unreadable_period");
    assert!(
        row["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("next year"))
    );
    for (tables, said) in [
        (
            "[[breaks]]\nperiod = \"soon\"",
            "period of a break: \"soon\"",
        ),
        ("[[breaks]]\nreason = \"method\"", "one of the two"),
        (
            "[[breaks]]\nperiod = \"2022\"\nstatus = [\"b\"]",
            "one of the two",
        ),
        (
            "[[breaks]]\nperiod = \"2022\"\nindicators = [\"wait\"]",
            "is it \"waits\"?",
        ),
    ] {
        let work = five_councils();
        work.append("pipeline.toml", tables);
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&["pipeline.toml:", said]);
    }
}

#[test]
fn a_break_that_lies_in_no_series_is_told() {
    let work = five_councils();
    work.append("pipeline.toml", "[[breaks]]\nperiod = \"2030\"");
    work.run().prints(&[
        "1 break that lies between no two periods of a series",
        "[[breaks]] (2030)",
    ]);
}

#[test]
fn an_import_keeps_breaks() {
    let work = leaping(|work| {
        catalogue_with("2022: method")(work);
        work.append("pipeline.toml", "[[breaks]]\nperiod = \"2020\"");
    });
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out imported").code(0);
    for table in ["series_breaks", "indicator_profile"] {
        let [direct, imported] = ["out", "imported"]
            .map(|out| work.read_bytes(&format!("{out}/current/{table}.parquet")));
        assert_eq!(direct, imported, "{table}");
    }
}
