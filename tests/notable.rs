//! What is notable: figures that are unusual beyond what chance makes of so many comparisons.

use serde_json::{Value, json};

use crate::nation::{PIPELINE, RULEBOOK};
use crate::workdir::{Table, Workdir, near};

/// Eight councils, each of which has the seven others as similar areas.
fn eight(catalogue: &str, observations: &str, notable: &str) -> Workdir {
    let councils: String = (1..=8)
        .map(|code| format!("{code},Council {code},authority,North\n"))
        .collect();
    let pairs = (1..=8).flat_map(|code| {
        let others = (1..=8).filter(move |other| *other != code);
        others
            .enumerate()
            .map(move |(at, other)| format!("{code},{other},{}\n", at + 1))
    });
    let work = Workdir::new();
    work.write(
        "pipeline.toml",
        format!("{PIPELINE}\n[notable]\n{notable}\n"),
    )
    .write("rulebook.toml", RULEBOOK)
    .write(
        "data/authorities.csv",
        format!("code,name,level,region\n{councils}981,North,region,\n970,England,nation,\n"),
    )
    .write(
        "data/neighbours.csv",
        format!("authority,neighbour,rank\n{}", pairs.collect::<String>()),
    )
    .write("data/indicators.csv", catalogue)
    .write("data/observations.csv", observations);
    work
}

const CATALOGUE: &str = "\
indicator,title,polarity,unit
score,A score,high,index
waits,Days waited,low,days
places,Places,high,count
";

/// Scores of 48 to 52 and one of 90; waits of 10 days and one of 12; places without a head count.
fn observations() -> String {
    let mut rows = "authority,indicator,period,value\n".to_owned();
    let scores = [50.0, 51.0, 49.0, 50.5, 49.5, 52.0, 48.0, 90.0];
    for (code, score) in (1..).zip(scores) {
        let waits = if code == 8 { 12 } else { 10 };
        rows.push_str(&format!(
            "{code},score,2024,{score}\n{code},waits,2024,{waits}\n"
        ));
        rows.push_str(&format!(
            "{code},places,2024,{}\n",
            if code == 8 { 9000 } else { 100 }
        ));
        rows.push_str(&format!("{code},score,2023,{}\n", code * 7));
    }
    rows
}

fn of(table: &Table, authority: &str, indicator: &str) -> Value {
    table
        .row(&[("authority", authority), ("indicator", indicator)])
        .clone()
}

#[test]
fn how_unusual_a_figure_is_agrees_with_scipy() {
    let work = eight(CATALOGUE, &observations(), "false_discovery = 0.05");
    work.run();
    let table = work.table("notable");
    // numpy.median, scipy.stats.median_abs_deviation(scale="normal"), 2 * scipy.stats.t.sf(z,
    // 0.37 * (n - 1)), scipy.stats.false_discovery_control of the three probabilities.
    let score = of(&table, "8", "score");
    near(&score["z_neighbours"], 26.979590007843267);
    near(&score["z_national"], 26.810967570294245);
    near(&score["p_neighbours"], 0.0007720969842140277);
    near(&score["p_national"], 0.00030802563230105865);
    near(&score["q_neighbours"], 0.0011581454763210415);
    near(&score["q_national"], 0.0009240768969031759);
    assert_eq!(score["tested_by_neighbours"], "robust");
    assert_eq!(score["against"], "both");
    assert_eq!(
        (&score["way"], &score["place"]),
        (&json!("better"), &json!(1))
    );
    // Only the latest period was asked.
    assert_eq!(score["period"], "2024");
    // Where all similar areas are equal nothing is said of a value that is not; of all authorities
    // most are equal, so that the mean deviation takes the place of the median one.
    let waits = of(&table, "8", "waits");
    assert_eq!(waits["z_neighbours"], Value::Null);
    near(&waits["z_national"], 6.383076486422923);
    near(&waits["q_national"], 0.011948288671083825);
    assert_eq!(
        (&waits["way"], &waits["against"]),
        (&json!("worse"), &json!("national"))
    );
    assert_eq!(waits["comparisons"], 3);
    assert_eq!(of(&table, "1", "waits")["z_national"], 0.0);
    // A sum without a head count says how large a council is.
    assert!(table.rows().iter().all(|row| row["indicator"] != "places"));
}

#[test]
fn false_discoveries_are_held_over_all_comparisons_of_a_council() {
    let work = eight(
        CATALOGUE,
        &observations(),
        "false_discovery = 0.01\nrows = \"notable\"",
    );
    let printed = work
        .plumbline("run pipeline.toml --out out")
        .code(0)
        .stdout();
    let table = work.table("notable");
    // Of the days waited the share is 0.0119.
    assert_eq!(table.len(), 1);
    let score = of(&table, "8", "score");
    near(&score["q_neighbours"], 0.0011581454763210415);
    let first = printed
        .lines()
        .find(|line| line.starts_with("  "))
        .expect("a line");
    // Sixteen of scores, and of days all but that with similar areas that are equal to each other.
    assert_eq!(
        first,
        "  1 notable figures of 1 authorities, after 31 comparisons"
    );
    assert!(
        printed.contains("    Council 8                       1\n"),
        "{printed}"
    );
}

#[test]
fn a_figure_with_an_interval_is_judged_by_its_own_test() {
    let mut rows = "authority,indicator,period,value,numerator,denominator\n".to_owned();
    for code in 1..=8 {
        let (share, rate) = if code == 8 { (60, 30) } else { (50, 20) };
        rows.push_str(&format!("{code},share,2024,{share},{share},100\n"));
        rows.push_str(&format!("{code},rate,2024,{},{rate},1000\n", rate * 10));
    }
    let catalogue = "\
indicator,title,polarity,unit
share,A share,high,percent
rate,A rate,low,\"per 10,000\"
";
    let work = eight(catalogue, &rows, "false_discovery = 0.05");
    work.run();
    let table = work.table("notable");
    // 60 of 100 beside 50%: 2 * scipy.stats.norm.sf(2).
    let share = of(&table, "8", "share");
    assert_eq!(share["tested_by_neighbours"], "wilson");
    near(&share["p_neighbours"], 0.04550026389635839);
    // 30 events beside 20 expected: Byar's lower limit is 20 at z = 3 * sqrt(30) * (1 - 1 / 270 -
    // cbrt(20 / 30)) = 2.0164; 2 * scipy.stats.norm.sf(z).
    let rate = of(&table, "8", "rate");
    assert_eq!(rate["tested_by_neighbours"], "byar");
    near(&rate["p_neighbours"], 0.04375535778239148);
    // All similar areas are alike, so the z-score alone knows nothing.
    let work = eight(catalogue, &rows, "false_discovery = 0.05\nby = \"robust\"");
    work.run();
    let share = of(&work.table("notable"), "8", "share");
    assert_eq!(share["p_neighbours"], Value::Null);
    assert_eq!(share["tested_by_national"], "robust");
}

#[test]
fn too_few_similar_areas_say_nothing() {
    let work = eight(
        CATALOGUE,
        &observations(),
        "false_discovery = 0.05\nminimum = 8",
    );
    work.run();
    let score = of(&work.table("notable"), "8", "score");
    assert_eq!(
        (&score["neighbour_count"], &score["z_neighbours"]),
        (&json!(0), &Value::Null)
    );
    near(&score["z_national"], 26.810967570294245);
    assert_eq!(score["against"], "national");
}

#[test]
fn nothing_is_asked_where_the_pipeline_does_not_and_a_wrong_share_is_refused() {
    let work = eight(CATALOGUE, &observations(), "false_discovery = 5");
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["false_discovery is 5; it is a share from 0 to 1"]);
    work.replace("pipeline.toml", "[notable]\nfalse_discovery = 5", "");
    work.run();
    assert!(!work.path("out/current/notable.parquet").exists());
    work.append(
        "pipeline.toml",
        "\n[notable]\nfalse_discovery = 0.05\nminimum = 2",
    );
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["minimum is 2"]);
}

#[test]
fn an_explained_figure_says_how_unusual_it_is() {
    let work = eight(CATALOGUE, &observations(), "false_discovery = 0.05");
    work.run();
    let text = work
        .plumbline("explain out 8 --indicator score")
        .code(0)
        .stdout();
    for line in [
        "notable           better, against similar areas and England, place 1 among the",
        "similar areas: median 50.0, robust z 27.0, q 0.00",
        "England: median 50.",
        "comparisons of the",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let plain = work.plumbline("explain out 1 --indicator score");
    plain.code(0).prints(&["notable           no"]);
    // The year before was not asked.
    let earlier = work.plumbline("explain out 1 --indicator score --period 2023");
    earlier
        .code(0)
        .prints(&["notable           the run has no row of it"]);
    let found = work.plumbline("explain out 8 --indicator score --format json");
    let found: Value = serde_json::from_str(&found.code(0).stdout()).expect("JSON");
    let row = of(&work.table("notable"), "8", "score");
    for column in ["place", "against", "way"] {
        assert_eq!(found["notable"][column], row[column], "{column}");
    }
    let q = row["q_national"].as_f64().expect("a share");
    near(&found["notable"]["q_national"], q);
}
