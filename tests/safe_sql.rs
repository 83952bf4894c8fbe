//! What SQL cannot work out is never a value: null, a row rejected, or a mistake in the file.

use serde_json::json;

use crate::council::Ashby;
use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

/// The five councils with the value of observations mapped, and one row more: that of Ashby's
/// visits of 2025.
fn valued(value: &str, row: &str) -> Workdir {
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        format!(
            "{}\n[sources.observations.columns]\nauthority = 'authority'\n\
             indicator = 'indicator'\nperiod = 'period'\nvalue = \"\"\"{value}\"\"\"\n",
            text.replace("2024-12-31", "2025-12-31")
        )
    });
    work.write(
        "data/observations.csv",
        format!("authority,indicator,period,value,numerator,denominator\n{row}\n"),
    );
    work
}

#[test]
fn a_day_that_is_none_is_a_mistake_at_its_line() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        "path = \"observations.csv\"\nwhere = \"CAST(period AS DATE) >= DATE '2007-02-29'\"",
    );
    let text = work.read("pipeline.toml");
    let line = text.lines().position(|line| line.starts_with("where"));
    let place = format!("pipeline.toml:{}: ", line.expect("the line is there") + 1);
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command)
            .code(2)
            .says(&[&place, "'2007-02-29' is no day of the calendar"]);
    }
}

#[test]
fn whole_numbers_do_not_wrap() {
    let work = valued(
        "CAST(numerator AS INT) * 100000 / CAST(denominator AS INT)",
        "301,visits,2025,,30301,400000",
    );
    work.run();
    let row = work.table("indicator_profile");
    near(&row.row(&[("authority", "301")])["value"], 7575.25);
}

#[test]
fn a_number_beyond_64_bits_sets_its_row_aside() {
    let work = valued(
        "CAST(numerator AS BIGINT) * CAST(denominator AS BIGINT)",
        "301,visits,2025,,9000000000,9000000000\n302,visits,2025,,2,3",
    );
    work.run();
    let table = work.table("quarantine");
    assert_eq!(table.len(), 1);
    assert_eq!(table.rows()[0]["rule"], "sql_failed");
    let reason = table.rows()[0]["reason"].to_string();
    assert!(
        reason.contains("9000000000 * 9000000000 is beyond"),
        "{reason}"
    );
}

#[test]
fn a_division_by_zero_is_a_missing_value_that_is_counted() {
    let work = valued(
        "100 * CAST(numerator AS DOUBLE) / CAST(denominator AS DOUBLE)",
        "301,visits,2025,,0,0\n302,visits,2025,,1,2",
    );
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    let profile = work.table("indicator_profile");
    assert_eq!(profile.row(&[("authority", "301")])["value"], json!(null));
    near(&profile.row(&[("authority", "302")])["value"], 50.0);
}

#[test]
fn where_leaves_out_a_row_whose_share_is_nothing_of_nothing() {
    let work = valued("value", "301,visits,2025,7,0,0\n302,visits,2025,8,9,10");
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        "path = \"observations.csv\"\nwhere = 'CAST(numerator AS DOUBLE) / CAST(denominator AS DOUBLE) > 0.5'",
    );
    work.run();
    let spread = work.table("indicator_distribution");
    assert_eq!(spread.row(&[("indicator", "visits")])["authorities"], 1);
}

#[test]
fn a_cast_in_a_branch_that_is_not_taken_fails_nothing() {
    let work = valued(
        "CASE WHEN numerator = 'low' THEN NULL ELSE CAST(numerator AS DOUBLE) END",
        "301,visits,2025,,low,\n302,visits,2025,,2.5,",
    );
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    let profile = work.table("indicator_profile");
    near(&profile.row(&[("authority", "302")])["value"], 2.5);
}

#[test]
fn halves_and_remainders_are_those_of_duckdb() {
    for (sql, value) in [
        ("ROUND(CAST(numerator AS DOUBLE))", 3.0),
        ("-7 % CAST(denominator AS BIGINT)", -1.0),
    ] {
        let work = valued(sql, "301,visits,2025,,2.5,3");
        work.run();
        let profile = work.table("indicator_profile");
        near(&profile.row(&[("authority", "301")])["value"], value);
    }
}

/// Ashby with a limiter more, of cap 1.
fn limited(condition: &str) -> Workdir {
    let work = Ashby::default().workdir();
    work.append(
        "rulebook.toml",
        &format!(
            "\n[[limiters]]\nname = \"added\"\ncap = 1\ncondition = \"{condition}\"\nreason = \"A reason.\""
        ),
    );
    work
}

#[test]
fn a_limiter_without_evidence_does_not_fire() {
    let none = "(childrens_home_inspected - childrens_home_inspected)";
    let work = limited(&format!("{none} / {none} > 0.10"));
    work.run();
    let ratings = work.table("ratings");
    let row = ratings.row(&[("authority", "301")]);
    assert_eq!(
        (&row["indicative_rating"], &row["limiters"]),
        (&json!(4), &json!([]))
    );
}

#[test]
fn a_limiter_counts_in_64_bits() {
    let work = limited("childrens_home_inspected * 3000000000 > 1");
    work.run();
    let ratings = work.table("ratings");
    let row = ratings.row(&[("authority", "301")]);
    assert_eq!(
        (&row["indicative_rating"], &row["limiters"]),
        (&json!(1), &json!(["added"]))
    );
}
