//! Periods in every form that publishers use become a start and an end year.

use serde_json::Value;

use crate::nation::five_councils;
use crate::workdir::near;

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
    // A series has one kind of period: years are one, pooled years another.
    let series = |start: i32, end: i32| if end - start > 1 { "visits" } else { "waits" };
    for (label, start, end) in forms {
        let indicator = series(start, end);
        observations.push_str(&format!("301,{indicator},{label},1\n"));
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
fn a_part_of_a_year_in_brackets_is_no_note() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n301,waits,2023/24 (Q1),11\n301,waits,2023/24 (Q2),12\n\
         301,visits,2023 (March),5\n301,reading,2023/24 (academic year),6\n",
    );
    work.run();
    let table = work.table("indicator_profile");
    let second = table.row(&[("authority", "301"), ("period", "2023/24 (Q2)")]);
    assert_eq!(
        (&second["is_latest"], &second["change"]),
        (&true.into(), &1.0.into())
    );
    // A quarter beside years of the same series is another kind.
    work.append("data/observations.csv", "301,visits,2022,7");
    work.plumbline("run pipeline.toml --out out")
        .code(1)
        .says(&["of two kinds", "month", "2023 (March)"]);
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

/// The rows of one indicator for 2008/09, in which every second council has another spelling.
fn two_spellings(other: &str, also: &str) -> crate::workdir::Workdir {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        format!(
            "authority,indicator,period,value\n\
             301,waits,2007-08,9\n302,waits,2007-08,19\n\
             301,waits,2008-09,10\n302,waits,{other},20\n303,waits,2008-09,30\n\
             304,waits,{other},40\n305,waits,2008-09,50\n{also}"
        ),
    );
    work
}

#[test]
fn two_spellings_of_a_period_are_one_period_of_the_series() {
    for other in [
        "2008/09",
        "2008/2009",
        "2008–09",
        "2008 - 09",
        "200809",
        "2008-09 (Rev)",
        "2008/09 (Prov)",
        "2008/2009",
        "2008 / 09",
        "2008/09 [r]",
        "Academic year 2008/09",
    ] {
        let work = two_spellings(other, "");
        work.run();
        let profile = work.table("indicator_profile");
        let latest = profile.rows_with(&[("indicator", "waits"), ("is_latest", "true")]);
        assert_eq!(latest.len(), 5, "{other}");
        for row in latest {
            assert_eq!(row["period"], "2008-09", "the label that most rows have");
            assert_eq!(row["ranked_count"], 5, "{other}");
        }
        let second = profile.row(&[("authority", "302"), ("is_latest", "true")]);
        near(&second["previous_value"], 19.0);
        assert_eq!(second["national_rank"], 2);
        assert_eq!(work.table("quarantine").len(), 0);
    }
}

/// Five years of two breakdowns, of councils, their region and England, with the label of a year
/// from this function of the row's number.
fn five_years(label: impl Fn(i32, usize) -> String) -> crate::workdir::Workdir {
    let work = five_councils();
    let mut rows = String::from("authority,indicator,breakdown,period,value\n");
    let mut row = 0;
    for year in 2004..2009 {
        for area in ["301", "302", "303", "304", "305", "981", "970"] {
            for (breakdown, more) in [("", 0), ("girls", 100)] {
                let place: i32 = area.parse().unwrap_or(0);
                let value = more + (place % 300) * (2009 - year);
                let label = label(year, row);
                rows.push_str(&format!("{area},waits,{breakdown},{label},{value}\n"));
                row += 1;
            }
        }
    }
    work.write("data/observations.csv", rows);
    work
}

#[test]
fn every_figure_is_the_same_however_the_years_are_spelt() {
    let usual = |year: i32| format!("{year}/{:02}", (year + 1) % 100);
    let spelt = |year: i32, row: usize| {
        let end = (year + 1) % 100;
        // Of seven rows of a breakdown and year four have the usual label.
        match row % 7 {
            0 => format!("{year}/{}", year + 1),
            1 => format!("{year}\u{2013}{end:02}"),
            2 => format!("{year} - {end:02} (Rev)"),
            3 => format!("{year}{end:02}"),
            _ => usual(year),
        }
    };
    let [here, there] = [five_years(|year, _| usual(year)), five_years(spelt)];
    for work in [&here, &there] {
        work.run();
        assert_eq!(work.table("quarantine").len(), 0);
    }
    for table in ["indicator_profile", "indicator_distribution", "indicators"] {
        let (one, other) = (here.table(table), there.table(table));
        assert!(!one.rows().is_empty(), "{table}");
        assert_eq!(one.rows(), other.rows(), "{table}");
    }
    let row = there
        .table("indicator_profile")
        .row(&[
            ("authority", "301"),
            ("breakdown", "girls"),
            ("is_latest", "true"),
        ])
        .clone();
    assert_eq!(
        (&row["period"], &row["national_source"], &row["trend"]),
        (&"2008/09".into(), &"published".into(), &"improving".into())
    );
}

#[test]
fn a_revision_of_a_figure_of_the_same_extract_is_a_duplicate() {
    let work = two_spellings("2008/09", "301,waits,2008-09 (Rev),1\n");
    work.run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "duplicate_key")]);
    assert_eq!(row["row"], 8);
    assert!(
        row["key"]
            .as_str()
            .is_some_and(|key| key.contains("2008-09 (Rev)"))
    );
    let profile = work.table("indicator_profile");
    let ashby = profile.row(&[("authority", "301"), ("is_latest", "true")]);
    assert_eq!(ashby["value"], 10.0);
}

#[test]
fn a_revision_in_a_later_extract_is_a_correction() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value,extracted_on\n\
         301,waits,2008,10,2009-05-01\n302,waits,2008,20,2009-05-01\n\
         301,waits,2008 (Rev),12,2010-05-01\n",
    );
    work.run();
    let profile = work.table("indicator_profile");
    let ashby = profile.row(&[("authority", "301"), ("indicator", "waits")]);
    assert_eq!(
        (&ashby["value"], &ashby["period"]),
        (&12.0.into(), &"2008".into())
    );
    let corrections = work.table("corrections");
    assert_eq!(corrections.len(), 1);
    let correction = &corrections.rows()[0];
    assert!(
        correction["key"]
            .as_str()
            .is_some_and(|key| key.ends_with("/ all / 2008"))
    );
}

#[test]
fn of_as_many_rows_the_first_label_in_order_is_shown_whatever_the_order_of_the_rows() {
    for (first, second) in [("2008/09", "200809"), ("200809", "2008/09")] {
        let work = five_councils();
        work.write(
            "data/observations.csv",
            format!(
                "authority,indicator,period,value\n301,waits,{first},1\n302,waits,{second},2\n"
            ),
        );
        work.run();
        assert_eq!(
            work.table("indicator_distribution").rows()[0]["period"],
            "2008/09"
        );
    }
}

#[test]
fn an_import_keeps_one_label_a_period() {
    let work = two_spellings("2008/09", "301,waits,2008-09 (Rev),1\n");
    work.run();
    let here = work.table("indicator_profile");
    work.plumbline("import pipeline.toml --out kept").code(0);
    let kept = crate::workdir::Table::read(&work.path("kept/current/observations.parquet"));
    assert_eq!(kept.rows_with(&[("period", "2008-09")]).len(), 5);
    work.plumbline("run kept/current/pipeline.toml --out again")
        .code(0);
    let again = crate::workdir::Table::read(&work.path("again/current/indicator_profile.parquet"));
    assert_eq!(here.rows(), again.rows());
}

#[test]
fn quarters_and_months_are_series_of_their_own_in_the_order_of_time() {
    for (labels, latest) in [
        (["2023/24 Q3", "2023/24 Q4", "2024/25 Q1"], "2024/25 Q1"),
        (
            ["November 2023", "December 2023", "January 2024"],
            "January 2024",
        ),
        (
            [
                "Summer term 2022/23",
                "Autumn term 2023/24",
                "Spring term 2023/24",
            ],
            "Spring term 2023/24",
        ),
        (
            ["30 September 2023", "31 December 2023", "31 March 2024"],
            "31 March 2024",
        ),
    ] {
        let work = five_councils();
        let rows: String = labels
            .iter()
            .zip([1, 2, 3])
            .map(|(label, value)| format!("301,waits,{label},{value}\n"))
            .rev()
            .collect();
        work.write(
            "data/observations.csv",
            format!("authority,indicator,period,value\n{rows}"),
        );
        work.run();
        let profile = work.table("indicator_profile");
        let row = profile.row(&[("authority", "301"), ("is_latest", "true")]);
        assert_eq!(row["period"], latest);
        near(&row["value"], 3.0);
        near(&row["previous_value"], 2.0);
    }
}

#[test]
fn a_quarter_that_begins_after_the_as_of_date_is_not_known_yet() {
    let work = five_councils();
    work.replace("pipeline.toml", "as_of = 2024-12-31", "as_of = 2024-06-30");
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n301,waits,2024 Q2,1\n301,waits,2024 Q3,2\n",
    );
    work.run();
    assert_eq!(work.manifest()["inputs"][3]["after_as_of"], 1);
}

#[test]
fn two_kinds_of_period_in_one_series_are_an_error_that_names_both() {
    for (other, kinds) in [
        (
            "2023/24 Q1",
            ["year (\"2023/24\")", "financial quarter (\"2023/24 Q1\")"],
        ),
        (
            "2021-23",
            ["year (\"2023/24\")", "span of 3 years (\"2021-23\")"],
        ),
        (
            "March 2024",
            ["year (\"2023/24\")", "month (\"March 2024\")"],
        ),
    ] {
        let work = five_councils();
        work.write(
            "data/observations.csv",
            format!("authority,indicator,period,value\n301,waits,2023/24,1\n302,waits,{other},2\n"),
        );
        for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
            work.plumbline(command)
                .code(1)
                .says(&["source observations: the periods of waits / all are of two kinds"])
                .says(&kinds)
                .says(&["`where`"]);
        }
        assert!(work.names("out/runs").is_empty());
        // A mapping that chooses one settles it, and so does another breakdown.
        work.replace(
            "pipeline.toml",
            "path = \"observations.csv\"",
            "path = \"observations.csv\"\nwhere = \"period = '2023/24'\"",
        );
        work.run();
    }
}
