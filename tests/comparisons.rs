//! How a value stands beside similar areas and England: by its Wilson interval where numerator
//! and denominator are there, otherwise by a margin in standard deviations, and in words that
//! follow the indicator's polarity.

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The two comparisons of each of the first four councils, similar areas first.
fn compared(indicator: &str, edit: impl Fn(&Workdir)) -> Vec<[String; 2]> {
    let work = five_councils();
    // Everybody is everybody's neighbour here, so that each council has similar areas.
    let mut lists = String::from("authority,neighbour,rank\n");
    for authority in 301..306 {
        let others = (301..306).filter(|other| *other != authority);
        for (rank, other) in (1..).zip(others) {
            lists.push_str(&format!("{authority},{other},{rank}\n"));
        }
    }
    work.write("data/neighbours.csv", lists);
    edit(&work);
    work.run();
    let table = work.table("indicator_profile");
    ["301", "302", "303", "304"]
        .map(|authority| {
            let row = table.row(&[("authority", authority), ("indicator", indicator)]);
            ["vs_neighbours", "vs_national"].map(|name| row[name].as_str().unwrap_or("").to_owned())
        })
        .to_vec()
}

#[test]
fn a_share_differs_where_the_comparator_lies_outside_its_wilson_interval() {
    // Intervals by scipy.stats.binomtest(k, n).proportion_ci(0.95, method="wilson"), in percent:
    //   60 of 100: 50.20 to 69.06    100 of 200: 43.13 to 56.87
    //   40 of  50: 66.96 to 88.76    210 of 300: 64.58 to 74.91
    // Neighbours' means: 66.7, 70, 60, 63.3; England pooled: 410 of 650 = 63.08.
    assert_eq!(
        compared("reading", |_| {}),
        [
            ["in line", "in line"],
            ["worse", "worse"],
            ["better", "better"],
            ["better", "better"],
        ]
    );
}

#[test]
fn a_published_figure_for_england_is_the_one_compared_with() {
    // 64.7 lies inside 304's interval, which begins at 64.58; 63.08 did not.
    let found = compared("reading", |work| {
        work.append("data/observations.csv", "970,reading,2024,64.7,,");
    });
    assert_eq!(found[3], ["better", "in line"]);
}

#[test]
fn without_numerators_a_margin_in_standard_deviations_decides() {
    // 10, 20, 30 and 40 days have a standard deviation of 12.91, so the margin is 6.455 days.
    // Neighbours' means: 30, 26.7, 23.3, 20; England's mean: 25. Low is good.
    assert_eq!(
        compared("waits", |_| {}),
        [
            ["better", "better"],
            ["better", "in line"],
            ["worse", "in line"],
            ["worse", "worse"],
        ]
    );
}

#[test]
fn the_margin_is_the_rulebooks() {
    // One standard deviation, 12.91 days: 20 against 26.7 is in line now.
    let found = compared("waits", |work| {
        work.replace("rulebook.toml", "margin = 0.5", "margin = 1.0");
    });
    assert_eq!(found[0], ["better", "better"]);
    assert_eq!(found[1], ["in line", "in line"]);
    assert_eq!(found[3], ["worse", "worse"]);
}

#[test]
fn the_confidence_is_the_rulebooks() {
    // The 99.9% interval of 210 in 300 is 60.7 to 77.9 and holds 63.08.
    let found = compared("reading", |work| {
        work.replace("rulebook.toml", "confidence = 0.95", "confidence = 0.999");
    });
    assert_eq!(found[3][1], "in line");
}

#[test]
fn a_neutral_indicator_is_higher_similar_or_lower() {
    assert_eq!(
        compared("visits", |_| {}),
        [
            ["lower", "lower"],
            ["lower", "similar"],
            ["higher", "similar"],
            ["higher", "higher"],
        ]
    );
}
