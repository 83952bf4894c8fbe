//! `[[comparators]]`: every council beside whomever the pipeline names, each by its own statistic,
//! in a table of their own.
//!
//! Reading: Ashby 60% (60 of 100), Birchwick 50% (100 of 200), Calder Vale 80% (40 of 50), all in
//! the North; Dunmere 70% (210 of 300) and Elmstead, suppressed, in the South.

mod rules;
mod settings;

use serde_json::{Value, json};

use crate::nation::{five_councils, with_source};
use crate::workdir::{Workdir, near};

const GROUPS: &str = "\
group,authority
Seaside,302
Seaside,304
Market towns,301
Market towns,302
Market towns,303
";

/// The five councils with these comparators, and with groups.
fn compared(comparators: &str) -> Workdir {
    let work = five_councils();
    with_source(&work, "groups", GROUPS);
    let pipeline = work.read("pipeline.toml");
    work.write("pipeline.toml", format!("{pipeline}\n{comparators}"));
    work
}

/// `[[comparators]]` of each of these, and nothing else.
fn each(of: &[&str]) -> String {
    let tables = of
        .iter()
        .map(|of| format!("[[comparators]]\nof = {of:?}\n"));
    tables.collect()
}

/// What the comparator says of an authority's reading.
fn reading(work: &Workdir, authority: &str, comparator: &str) -> Value {
    of_indicator(work, "reading", authority, comparator)
}

fn of_indicator(work: &Workdir, indicator: &str, authority: &str, comparator: &str) -> Value {
    let table = work.table("comparison");
    table
        .row(&[
            ("authority", authority),
            ("indicator", indicator),
            ("comparator", comparator),
        ])
        .clone()
}

/// Count, statistic, rank, of how many, and how the authority stands.
fn said(row: &Value) -> Value {
    json!([
        row["comparator_count"],
        row["statistic"],
        row["rank"],
        row["ranked_count"],
        row["vs"]
    ])
}

#[test]
fn every_comparator_gives_its_own_figure() {
    let work = compared(&each(&[
        "neighbours",
        "region",
        "nation",
        "all",
        "within:region",
        "group:Seaside",
        "within:group:Seaside",
    ]));
    work.run();
    // By scipy's binomtest(...).proportion_ci(method="wilson"): 60 of 100 is 50.20 to 69.06.
    let ashby = |comparator| reading(&work, "301", comparator);
    near(
        &ashby("neighbours")["comparator_value"],
        (50.0 + 80.0 + 70.0) / 3.0,
    );
    assert_eq!(
        said(&ashby("neighbours")),
        json!([3, "mean", 3, 4, "in line"])
    );
    // Region and nation are pooled, as in the indicator profile: 200 of 350 and 410 of 650.
    near(&ashby("region")["comparator_value"], 100.0 * 200.0 / 350.0);
    assert_eq!(
        said(&ashby("region")),
        json!([3, "pooled", 2, 3, "in line"])
    );
    near(&ashby("nation")["comparator_value"], 100.0 * 410.0 / 650.0);
    assert_eq!(
        said(&ashby("nation")),
        json!([4, "pooled", 3, 4, "in line"])
    );
    near(&ashby("all")["comparator_value"], 65.0);
    assert_eq!(said(&ashby("all")), json!([4, "mean", 3, 4, "in line"]));
    near(&ashby("within:region")["comparator_value"], 190.0 / 3.0);
    // Everybody stands beside a group that is named, and only its own beside what is within it.
    near(&ashby("group:Seaside")["comparator_value"], 60.0);
    assert_eq!(
        said(&ashby("group:Seaside")),
        json!([2, "mean", 2, 3, "in line"])
    );
    let none = ashby("within:group:Seaside");
    assert_eq!(said(&none), json!([0, null, null, null, null]));
    assert_eq!(none["missing_reason"], "no_members");
    // 100 of 200 is 43.13 to 56.87.
    let birchwick = reading(&work, "302", "within:group:Seaside");
    assert_eq!(said(&birchwick), json!([2, "mean", 2, 2, "worse"]));
    assert_eq!(birchwick["compared_by"], "wilson");
    // Elmstead's own figure is suppressed; what it would stand beside is told all the same.
    let elmstead = reading(&work, "305", "region");
    near(&elmstead["comparator_value"], 70.0);
    assert_eq!(elmstead["missing_reason"], "no_own_value");
    assert_eq!(elmstead["rank"], Value::Null);
}

#[test]
fn a_statistic_is_the_one_that_is_asked_for_or_the_column_says_which() {
    let with = |statistic: &str| {
        let asked = format!(
            "{}statistic = {statistic:?}\n",
            each(&["group:Market towns"])
        );
        let work = compared(&asked);
        let outcome = work.run();
        let row = reading(&work, "304", "group:Market towns");
        let waits = of_indicator(&work, "waits", "304", "group:Market towns");
        (row, waits["statistic"].clone(), outcome.stdout())
    };
    let (mean, ..) = with("mean");
    near(&mean["comparator_value"], 190.0 / 3.0);
    let (median, ..) = with("median");
    near(&median["comparator_value"], 60.0);
    let (pooled, waits, told) = with("pooled");
    near(&pooled["comparator_value"], 100.0 * 200.0 / 350.0);
    // Waits have no denominators, so that they are averaged, and the run says so.
    assert_eq!(waits, "mean");
    assert!(
        told.contains("group:Market towns (pooled: 2 indicators, such as visits)"),
        "{told}"
    );
    let (weighted, waits, _) = with("weighted");
    near(
        &weighted["comparator_value"],
        (60.0 * 100.0 + 50.0 * 200.0 + 80.0 * 50.0) / 350.0,
    );
    assert_eq!(weighted["statistic"], "weighted");
    assert_eq!(waits, "mean");
}

#[test]
fn an_authority_counts_in_its_own_group_unless_it_is_to_be_left_out() {
    let work = compared(
        "[[comparators]]\nname = \"towns\"\nof = \"group:Market towns\"\n\
         [[comparators]]\nname = \"other towns\"\nof = \"group:Market towns\"\nself = \"exclude\"\n\
         [[comparators]]\nname = \"similar and itself\"\nof = \"neighbours\"\nself = \"include\"\n",
    );
    work.run();
    near(
        &reading(&work, "301", "towns")["comparator_value"],
        190.0 / 3.0,
    );
    let others = reading(&work, "301", "other towns");
    near(&others["comparator_value"], 65.0);
    // The place among the three is the same: 80, 60, 50.
    assert_eq!(said(&others), json!([2, "mean", 2, 3, "in line"]));
    assert_eq!(reading(&work, "301", "towns")["rank"], 2);
    near(
        &reading(&work, "304", "other towns")["comparator_value"],
        190.0 / 3.0,
    );
    near(
        &reading(&work, "301", "similar and itself")["comparator_value"],
        65.0,
    );
    // The profile's similar areas never have the authority among them.
    let profile = work.table("indicator_profile");
    let row = profile.row(&[("authority", "301"), ("indicator", "reading")]);
    near(&row["neighbour_mean"], 200.0 / 3.0);
}

#[test]
fn a_membership_counts_in_the_periods_that_it_lasts() {
    let work = compared(&each(&["group:Improving"]));
    work.write(
        "data/groups.csv",
        "group,authority,joined_on,left_on\n\
         Improving,301,,2023-06-01\n\
         Improving,302,2023-06-01,\n\
         Improving,303,,\n",
    )
    .write(
        "data/observations.csv",
        "authority,indicator,period,value\n\
         301,waits,2023,10\n302,waits,2023,20\n303,waits,2023,30\n304,waits,2023,15\n\
         301,waits,2024,12\n302,waits,2024,22\n303,waits,2024,32\n304,waits,2024,15\n",
    );
    work.run();
    let of = |period: &str| {
        let table = work.table("comparison");
        let row = table.row(&[
            ("authority", "304"),
            ("period", period),
            ("indicator", "waits"),
        ]);
        row["comparator_value"].clone()
    };
    near(&of("2023"), 20.0);
    near(&of("2024"), 27.0);
}

#[test]
fn lists_of_neighbours_stand_side_by_side_and_the_first_is_that_of_the_profile() {
    let work = compared(&each(&["neighbours:2025", "neighbours:2021"]));
    work.write(
        "data/neighbours.csv",
        "list,authority,neighbour,rank\n\
         2021,301,302,1\n2021,301,303,2\n2025,301,304,1\n2025,301,303,2\n",
    );
    work.run();
    near(
        &reading(&work, "301", "neighbours:2021")["comparator_value"],
        65.0,
    );
    near(
        &reading(&work, "301", "neighbours:2025")["comparator_value"],
        75.0,
    );
    let profile = work.table("indicator_profile");
    let row = profile.row(&[("authority", "301"), ("indicator", "reading")]);
    near(&row["neighbour_mean"], 75.0);
    let neighbours = work.table("neighbours");
    assert_eq!(neighbours.column("neighbour"), ["304", "303"]);
}

#[test]
fn without_comparators_nothing_is_added() {
    let work = five_councils();
    work.run();
    let before = work.read_bytes("out/current/indicator_profile.parquet");
    assert!(
        !work
            .names("out/current")
            .contains(&"comparison.parquet".to_owned())
    );
    // With today's similar areas among others, the profile stays the same but for what names it.
    let with = compared(&each(&["region", "neighbours"]));
    with.run();
    assert_eq!(
        before,
        with.read_bytes("out/current/indicator_profile.parquet")
    );
}

#[test]
fn a_councils_sum_is_compared_by_head_and_never_with_a_total() {
    let work = compared(&each(&["nation", "all"]));
    work.write(
        "data/indicators.csv",
        "indicator,title,polarity,unit\nplaces,Places,high,count\n",
    )
    .write(
        "data/observations.csv",
        "authority,indicator,period,value\n\
         301,places,2024,10\n302,places,2024,20\n303,places,2024,30\n970,places,2024,60\n",
    );
    work.run();
    let of = |comparator| of_indicator(&work, "places", "301", comparator);
    near(&of("nation")["comparator_value"], 60.0);
    assert_eq!(of("nation")["statistic"], "published");
    assert_eq!(of("nation")["missing_reason"], "total");
    // Half of the standard deviation of 10, 20 and 30 is 5.
    near(&of("all")["comparator_value"], 20.0);
    assert_eq!(of("all")["vs"], "worse");
}

#[test]
fn an_import_keeps_groups_lists_and_comparators() {
    let work = compared(&each(&[
        "neighbours:2025",
        "neighbours:2021",
        "group:Seaside",
    ]));
    work.write(
        "data/neighbours.csv",
        "list,authority,neighbour,rank\n\
         2021,301,302,1\n2021,301,303,2\n2025,301,304,1\n2025,301,303,2\n",
    );
    work.run();
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out imported").code(0);
    for table in ["comparison", "indicator_profile", "neighbours"] {
        let [direct, imported] = ["out", "imported"]
            .map(|out| work.read_bytes(&format!("{out}/current/{table}.parquet")));
        assert_eq!(direct, imported, "{table}");
    }
}

#[test]
fn a_file_of_groups_is_known_as_one() {
    let work = five_councils();
    work.write(
        "data/peers.csv",
        "Group name,LA code\nSeaside,302\nSeaside,304\n",
    );
    work.plumbline("inspect data/peers.csv").code(0).prints(&[
        "[sources.groups]",
        "group = '\"Group name\"'",
        "authority = '\"LA code\"'",
    ]);
}
