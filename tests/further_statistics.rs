//! What pipelines ask for beside the profile: limits, groups of equal size, inequality, and trends as
//! public health profiles tell them.

use serde_json::{Value, json};

use crate::nation::{PIPELINE, RULEBOOK};
use crate::workdir::{Table, Workdir, near};

/// Eight councils, each of which has the seven others as similar areas.
fn eight(asks: &str, observations: &str) -> Workdir {
    let councils: String = (1..=8)
        .map(|code| format!("{code},Council {code},authority,North\n"))
        .collect();
    let pairs = (1..=8).flat_map(|code| {
        let others = (1..=8).filter(move |other| *other != code).enumerate();
        others.map(move |(at, other)| format!("{code},{other},{}\n", at + 1))
    });
    let work = Workdir::new();
    work.write("pipeline.toml", format!("{PIPELINE}\n{asks}\n"))
        .write("rulebook.toml", RULEBOOK)
        .write(
            "data/authorities.csv",
            format!("code,name,level,region\n{councils}981,North,region,\n970,England,nation,\n"),
        )
        .write(
            "data/neighbours.csv",
            format!("authority,neighbour,rank\n{}", pairs.collect::<String>()),
        )
        .write(
            "data/indicators.csv",
            "indicator,title,polarity,unit\nshare,A share,high,percent\nscore,A score,low,index\n",
        )
        .write("data/observations.csv", observations);
    work
}

/// Seven councils with 50 of 100 and one with 80; scores of 1 to 8, two of them equal.
fn shares() -> String {
    let mut rows = "authority,indicator,period,value,numerator,denominator\n".to_owned();
    for code in 1..=8 {
        let share = if code == 8 { 80 } else { 50 };
        rows.push_str(&format!("{code},share,2024,{share},{share},100\n"));
        let score = if code == 4 { 3 } else { code };
        rows.push_str(&format!("{code},score,2024,{score},,\n"));
    }
    rows
}

fn of(table: &Table, authority: &str, indicator: &str) -> Value {
    table
        .row(&[("authority", authority), ("indicator", indicator)])
        .clone()
}

#[test]
fn limits_and_funnels_agree_with_scipy() {
    let work = eight("[statistics]\nlimits = true", &shares());
    work.run();
    let table = work.table("indicator_limits");
    let far = of(&table, "8", "share");
    assert_eq!(far["interval"], "wilson");
    for (column, expected) in [
        ("low_95", 71.1170834406841),
        ("high_95", 86.66330666689674),
        ("low_998", 65.28890582991417),
        ("high_998", 89.48083793328848),
        ("baseline", 53.75),
        ("funnel_low_95", 43.97778093928032),
        ("funnel_high_95", 63.52221906071968),
        ("funnel_low_998", 38.34235614399745),
        ("funnel_high_998", 69.15764385600255),
        ("overdispersion", 0.6335637963544936),
        ("wide_high_95", 63.52221906071968),
    ] {
        near(&far[column], expected);
    }
    // Authorities vary less than chance makes them, so that the limits stay what they are.
    assert_eq!(far["funnel"], "above 99.8%");
    assert_eq!(far["wide_funnel"], far["funnel"]);
    let other = of(&table, "1", "share");
    assert_eq!(other["funnel"], "within");
    near(&other["neighbour_low_95"], 43.79894920937866);
    near(&other["neighbour_high_95"], 64.7724793620499);
    // A score has neither interval nor funnel.
    let score = of(&table, "1", "score");
    assert_eq!(
        (&score["interval"], &score["funnel"]),
        (&Value::Null, &Value::Null)
    );
    assert!(
        !work
            .path("out/current/indicator_quantiles.parquet")
            .exists()
    );
}

#[test]
fn groups_are_of_equal_size_and_equal_values_share_one() {
    let work = eight("[statistics]\nquantiles = [4, 2]", &shares());
    work.run();
    let table = work.table("indicator_quantiles");
    let group = |authority: &str, groups: u32| {
        let rows = table.rows().iter();
        let mut rows = rows.filter(|row| {
            row["authority"] == authority && row["indicator"] == "score" && row["groups"] == groups
        });
        rows.next()
            .map(|row| (row["quantile"].clone(), row["first"].clone()))
    };
    // Low is good: 1, 2 | 3, 3 | 5, 6 | 7, 8.
    let expected = [1, 1, 2, 2, 3, 3, 4, 4];
    for (code, quarter) in (1..).zip(expected) {
        assert_eq!(
            group(&format!("{code}"), 4),
            Some((json!(quarter), json!("best")))
        );
    }
    assert_eq!(group("5", 2), Some((json!(2), json!("best"))));
    // All shares but the best one are equal, and share the group of the second best.
    let rows = table.rows().iter();
    let shares: Vec<&Value> = rows
        .filter(|row| row["indicator"] == "share" && row["groups"] == 4)
        .collect();
    assert!(
        shares
            .iter()
            .all(|row| row["quantile"] == 1 && row["ties"] == "lowest_rank")
    );
}

#[test]
fn inequality_over_ordered_breakdowns_agrees_with_numpy() {
    let mut rows = "authority,indicator,breakdown,period,value,numerator,denominator\n".to_owned();
    for (breakdown, part, whole) in [
        ("poorest", 40, 100),
        ("middle", 60, 200),
        ("richest", 20, 100),
    ] {
        let value = 100 * part / whole;
        rows.push_str(&format!(
            "1,share,{breakdown},2024,{value},{part},{whole}\n"
        ));
        if breakdown != "middle" {
            rows.push_str(&format!(
                "2,share,{breakdown},2024,{value},{part},{whole}\n"
            ));
        }
    }
    let asks =
        "[[inequality]]\nname = \"wealth\"\nbreakdowns = [\"Poorest\", \"Middle\", \"Richest\"]";
    let work = eight(asks, &rows);
    work.run();
    let table = work.table("indicator_inequality");
    let row = of(&table, "1", "share");
    assert_eq!(
        (&row["inequality"], &row["sizes"]),
        (&json!("wealth"), &json!("given"))
    );
    near(&row["slope"], -26.666666666666664);
    near(&row["slope_low"], -42.960769852927115);
    near(&row["slope_high"], -10.37256348040621);
    near(&row["relative"], 0.3846153846153846);
    // Without the middle nothing is said.
    assert_eq!(of(&table, "2", "share")["slope"], Value::Null);
    work.replace("pipeline.toml", ", \"Richest\"]", "]");
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["the breakdowns of \"wealth\" are 2; three or more different ones are needed"]);
}

#[test]
fn a_trend_as_public_health_profiles_tell_it_is_a_test_of_the_slope() {
    // The first council's falls by chi-squared 47.8 of 9.55; the second's has a tenth of the children
    // and 4.8; the third's lacks a year.
    let counts = [
        (1367, 44_701),
        (1332, 44_064),
        (1199, 42_811),
        (1023, 41_527),
        (994, 40_299),
    ];
    let mut rows = "authority,indicator,period,value,numerator,denominator\n".to_owned();
    for (year, (part, whole)) in (2020..).zip(counts) {
        let value = |part: i32, whole: i32| 100.0 * f64::from(part) / f64::from(whole);
        rows.push_str(&format!(
            "1,share,{year},{},{part},{whole}\n",
            value(part, whole)
        ));
        let (few, among) = (part / 10, whole / 10);
        rows.push_str(&format!(
            "2,share,{year},{},{few},{among}\n",
            value(few, among)
        ));
        if year != 2022 {
            rows.push_str(&format!(
                "3,share,{year},{},{part},{whole}\n",
                value(part, whole)
            ));
        }
    }
    let work = eight("", &rows);
    work.replace(
        "rulebook.toml",
        "steady = 0.25",
        "steady = 0.25\nmethod = \"fingertips\"",
    );
    work.run();
    let trend = |authority: &str| {
        let table = work.table("indicator_profile");
        table.row(&[("authority", authority), ("period", "2024")])["trend"].clone()
    };
    assert_eq!(trend("1"), "worsening");
    assert_eq!(trend("2"), "steady");
    assert_eq!(trend("3"), Value::Null);
    work.replace("rulebook.toml", "\"fingertips\"", "\"fingertip\"");
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["fingertip"]);
}

#[test]
fn a_number_of_groups_that_is_none_is_refused() {
    let work = eight("[statistics]\nquantiles = [1]", &shares());
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["quantiles is 1"]);
}

/// Figures of 50 of 100 in these councils.
fn halves(councils: std::ops::RangeInclusive<u32>) -> String {
    let rows = councils.map(|code| format!("{code},share,2024,50,50,100\n"));
    let head = "authority,indicator,period,value,numerator,denominator\n";
    format!("{head}{}", rows.collect::<String>())
}

const ALL: &str = "[statistics]\nlimits = true\nquantiles = [4]\n[notable]\nfalse_discovery = 0.05";

#[test]
fn fewer_than_three_councils_have_no_overdispersion_and_no_quarters() {
    let work = eight(ALL, &halves(1..=2));
    work.run();
    let row = of(&work.table("indicator_limits"), "1", "share");
    assert_eq!(row["funnel"], "within");
    for column in [
        "overdispersion",
        "wide_low_95",
        "wide_funnel",
        "neighbour_low_95",
    ] {
        assert_eq!(row[column], Value::Null, "{column}");
    }
    let quarters = work.table("indicator_quantiles");
    assert_eq!(of(&quarters, "1", "share")["quantile"], Value::Null);
    let row = of(&work.table("notable"), "1", "share");
    assert_eq!(
        json!([row["p_neighbours"], row["notable"]]),
        json!([null, false])
    );
}

#[test]
fn values_that_are_all_equal_are_within_every_limit_and_in_one_group() {
    let work = eight(ALL, &halves(1..=8));
    work.run();
    let limits = work.table("indicator_limits");
    let quantiles = work.table("indicator_quantiles");
    let (profile, notable) = (work.table("indicator_profile"), work.table("notable"));
    for code in 1..=8 {
        let code = code.to_string();
        let row = of(&limits, &code, "share");
        assert_eq!(
            json!([row["funnel"], row["wide_funnel"]]),
            json!(["within", "within"])
        );
        near(&row["overdispersion"], 0.0);
        assert_eq!(of(&quantiles, &code, "share")["quantile"], 1);
        let row = of(&profile, &code, "share");
        assert_eq!(
            json!([
                row["national_rank"],
                row["neighbour_rank"],
                row["vs_neighbours"],
                row["vs_national"]
            ]),
            json!([1, 1, "in line", "in line"])
        );
        let row = of(&notable, &code, "share");
        assert_eq!(
            json!([row["z_neighbours"], row["notable"]]),
            json!([0.0, false])
        );
    }
}
