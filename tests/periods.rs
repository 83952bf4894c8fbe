//! Periods in every form that publishers use become a start and an end year.

mod nation;
mod workdir;

use nation::five_councils;
use serde_json::Value;
use workdir::near;

#[test]
fn every_published_form_has_its_start_and_its_end() {
    let forms = [
        ("2016", 2016, 2016),
        ("2014-16", 2014, 2016),
        ("2015/16", 2015, 2016),
        ("2013/14-15/16", 2013, 2016),
        ("2018 (Rev)", 2018, 2018),
        ("2020 (Final)", 2020, 2020),
        ("2025 (prov)", 2025, 2025),
        ("2016-17 (OT)", 2016, 2017),
        ("1999/00", 1999, 2000),
        ("201718", 2017, 2018),
    ];
    let work = five_councils();
    let mut observations = String::from("authority,indicator,period,value\n");
    for (label, _, _) in forms {
        observations.push_str(&format!("301,waits,{label},1\n"));
    }
    work.write("data/observations.csv", observations);
    work.replace("pipeline.toml", "as_of = 2024-12-31", "as_of = 2025-12-31");
    work.run();
    let table = work.table("indicator_profile");
    for (label, start, end) in forms {
        let row = table.row(&[("authority", "301"), ("period", label)]);
        assert_eq!(
            (&row["period_start"], &row["period_end"]),
            (&start.into(), &end.into()),
            "{label}"
        );
    }
}

#[test]
fn a_stray_zero_is_set_aside_with_its_reason() {
    let work = five_councils();
    work.append("data/observations.csv", "301,waits,0,1,,");
    work.run();
    let table = work.table("quarantine");
    let row = table.row(&[("rule", "unreadable_period")]);
    assert_eq!(row["row"], 16);
    assert!(
        row["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("\"0\" is not a period"))
    );
}

#[test]
fn a_period_that_begins_after_the_as_of_date_is_left_out_and_counted() {
    let work = five_councils();
    // 2024/25 has begun; a mistyped 2042 would pass for the latest of its series.
    work.append("data/observations.csv", "301,waits,2042,1,,")
        .append("data/observations.csv", "301,waits,2024/25,11,,");
    work.run();
    let table = work.table("indicator_profile");
    assert_eq!(table.rows_with(&[("period", "2042")]).len(), 0);
    let row = table.row(&[
        ("authority", "301"),
        ("indicator", "waits"),
        ("is_latest", "true"),
    ]);
    assert_eq!(row["period"], "2024/25");
    assert_eq!(work.manifest()["inputs"][3]["after_as_of"], 1);
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn the_change_is_from_the_period_before_of_the_same_series() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,breakdown,period,value\n\
         301,waits,,2022/23,12\n301,waits,,2023/24,9.5\n301,waits,,2021/22,c\n\
         301,waits,girls,2023/24,8\n302,waits,,2021/22,1\n",
    );
    work.run();
    let table = work.table("indicator_profile");
    let row = |breakdown: &str, period: &str| {
        table
            .row(&[
                ("authority", "301"),
                ("breakdown", breakdown),
                ("period", period),
            ])
            .clone()
    };
    near(&row("all", "2023/24")["previous_value"], 12.0);
    near(&row("all", "2023/24")["change"], -2.5);
    assert_eq!(row("all", "2023/24")["is_latest"], true);
    // Either of the two is missing, or there is no period before.
    for (breakdown, period) in [("all", "2022/23"), ("all", "2021/22"), ("girls", "2023/24")] {
        assert_eq!(
            row(breakdown, period)["change"],
            Value::Null,
            "{breakdown} {period}"
        );
    }
    assert_eq!(row("all", "2022/23")["is_latest"], false);
    assert_eq!(row("girls", "2023/24")["is_latest"], true);
}

#[test]
fn every_period_and_breakdown_is_profiled_for_every_council() {
    let work = five_councils();
    work.append("data/observations.csv", "301,reading,2019,40,,");
    work.run();
    // Three indicators in 2024 and one in 2019, for five councils each.
    assert_eq!(work.table("indicator_profile").len(), 20);
    assert_eq!(work.table("indicator_distribution").len(), 4);
}

#[test]
fn the_trend_is_that_of_the_last_five_points() {
    let work = five_councils();
    let mut observations = String::from("authority,indicator,period,value\n");
    for (year, at) in (2019..2024).zip(0..) {
        // Days waited: 301's fall by 10 a year, 302's stay, 303's rise, 304 has two points only.
        let two = if at < 2 { "50" } else { "-" };
        observations.push_str(&format!(
            "301,waits,{year},{}\n302,waits,{year},50\n303,waits,{year},{}\n304,waits,{year},{two}\n",
            90 - 10 * at,
            10 + 10 * at,
        ));
        observations.push_str(&format!(
            "301,visits,{year},{}\n302,visits,{year},3\n",
            10 * at
        ));
    }
    work.write("data/observations.csv", observations);
    work.run();
    let table = work.table("indicator_profile");
    let trend = |authority: &str, indicator: &str| {
        table.row(&[
            ("authority", authority),
            ("indicator", indicator),
            ("period", "2023"),
        ])["trend"]
            .clone()
    };
    assert_eq!(trend("301", "waits"), "improving");
    assert_eq!(trend("303", "waits"), "worsening");
    assert_eq!(trend("302", "waits"), "steady");
    assert_eq!(trend("304", "waits"), Value::Null);
    assert_eq!(trend("301", "visits"), "rising");
}
