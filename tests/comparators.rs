//! `[[comparators]]`: every council beside whomever the pipeline names, each by its own statistic,
//! in a table of their own.
//!
//! Reading: Ashby 60% (60 of 100), Birchwick 50% (100 of 200), Calder Vale 80% (40 of 50), all in
//! the North; Dunmere 70% (210 of 300) and Elmstead, suppressed, in the South.

use serde_json::{Value, json};

use crate::council::Ashby;
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
fn several_lists_need_a_name_and_a_name_needs_a_list() {
    let lists = "list,authority,neighbour,rank\n2021,301,302,1\n2025,301,304,1\n";
    for (comparators, parts) in [
        (
            "",
            [
                "2 lists of neighbours: \"2021\", \"2025\"",
                "neighbours:2021",
            ],
        ),
        (
            "[[comparators]]\nof = \"neighbours:2019\"\n",
            [
                "no row of [sources.neighbours] is of the list \"2019\"",
                "\"2021\", \"2025\"",
            ],
        ),
    ] {
        let work = compared(comparators);
        work.write("data/neighbours.csv", lists);
        let outcome = work.plumbline("run pipeline.toml --out out");
        outcome.code(2).says(&parts);
    }
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
fn a_comparator_that_is_none_is_named_with_its_line_and_the_nearest() {
    for (comparators, parts) in [
        (
            each(&["neighbour"]),
            ["is no comparator", "is it \"neighbours\"?"],
        ),
        (each(&["group:"]), ["is no comparator", "group:NAME"]),
        (
            each(&["group:Seeside"]),
            [
                "is of the group \"Seeside\"; is it \"Seaside\"?",
                "Market towns, Seaside",
            ],
        ),
        (each(&["model"]), ["there is no [neighbour_model]", ""]),
        (
            each(&["kind"]),
            ["no authority has a kind", "[sources.authorities]"],
        ),
        (
            each(&["all", "all"]),
            ["a second comparator is called \"all\"", "`name`"],
        ),
        (
            format!("{}self = \"exclude\"\n", each(&["region"])),
            [
                "self = \"exclude\" does not go with \"region\"",
                "within:region",
            ],
        ),
        (
            format!("{}statistic = \"median\"\n", each(&["neighbours"])),
            ["neighbours is \"mean\"", "has statistic \"median\""],
        ),
        (
            format!("{}statistic = \"average\"\n", each(&["all"])),
            ["average", "median"],
        ),
    ] {
        let work = compared(&comparators);
        let lines = work.read("pipeline.toml").lines().count();
        let outcome = work.plumbline("check pipeline.toml").code(2).says(&parts);
        let told = outcome.stderr();
        assert!(told.contains("pipeline.toml:"), "{told}");
        assert!(lines > 0);
    }
    let work = five_councils();
    let pipeline = work.read("pipeline.toml");
    work.write(
        "pipeline.toml",
        format!("{pipeline}\n{}", each(&["group:Seaside"])),
    );
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["there is no [sources.groups]"]);
}

#[test]
fn a_group_of_which_every_row_is_rejected_is_empty_and_said_to_be() {
    let work = compared(&each(&["group:Seaside", "group:Islands"]));
    work.append("data/groups.csv", "Islands,999");
    let outcome = work.plumbline("run pipeline.toml --out out --force");
    outcome
        .code(2)
        .says(&["no row of [sources.groups] that was kept is of the group \"Islands\""]);
}

#[test]
fn rows_of_groups_that_repeat_another_or_name_nobody_are_rejected() {
    let work = compared(&each(&["group:seaside"]));
    work.write(
        "data/groups.csv",
        "group,authority,joined_on,left_on\n\
         Seaside,302,2020-01-01,2022-01-01\n\
         seaside,302,2021-01-01,\n\
         SEASIDE,302,2022-01-01,\n\
         Seaside,304,,\n\
         Seaside,999,,\n\
         Seaside,981,,\n\
         ,303,,\n\
         Seaside,303,2022-01-01,2021-01-01\n",
    );
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0.9");
    work.run();
    let quarantine = work.table("quarantine");
    let mut rules = quarantine.rows_with(&[("source", "groups")]);
    rules.sort_by_key(|row| row["row"].as_i64());
    let rules: Vec<&Value> = rules.iter().map(|row| &row["rule"]).collect();
    assert_eq!(
        rules,
        [
            "duplicate_key",
            "unknown_authority",
            "not_an_authority",
            "missing_value",
            "impossible_date"
        ]
    );
    near(
        &reading(&work, "301", "group:seaside")["comparator_value"],
        60.0,
    );
}

#[test]
fn groups_that_nobody_names_and_groups_of_hardly_anybody_are_told() {
    let work = compared(&each(&["group:Seaside"]));
    work.run().prints(&[
        "1 group that no comparator names: Market towns",
        "1 group of a comparator with fewer than three authorities",
        "Seaside (2)",
    ]);
}

#[test]
fn equal_values_are_in_line_and_one_value_alone_is_not_compared() {
    let work = compared(&each(&["all"]));
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n\
         301,waits,2023,10\n302,waits,2023,10\n303,waits,2023,10\n\
         301,waits,2024,10\n",
    );
    work.run();
    let table = work.table("comparison");
    let of = |authority: &str, period: &str| {
        let key = [
            ("authority", authority),
            ("period", period),
            ("indicator", "waits"),
        ];
        table.row(&key).clone()
    };
    assert_eq!(
        said(&of("302", "2023")),
        json!([3, "mean", 1, 3, "in line"])
    );
    let alone = of("301", "2024");
    assert_eq!(said(&alone), json!([1, "mean", null, null, null]));
    assert_eq!(alone["missing_reason"], "one_value");
    assert_eq!(of("302", "2024")["missing_reason"], "no_own_value");
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

#[test]
fn shares_of_settings_are_placed_as_figures_are() {
    let work = Ashby::default().workdir();
    let mut rows =
        String::from("urn,provision,authority,inspected_on,published_on,grade,status,event\n");
    // Good or better: 2 of 2 in Ashby, 1 of 2 in Birchwick, 0 of 1 in Calder Vale, 3 of 3 in Dunmere.
    for (urn, (authority, grade)) in (1..).zip([
        (301, 1),
        (301, 2),
        (302, 2),
        (302, 3),
        (303, 4),
        (304, 1),
        (304, 1),
        (304, 1),
    ]) {
        rows.push_str(&format!(
            "{urn},childrens_home,{authority},2009-03-01,2009-04-01,{grade},open,full\n"
        ));
    }
    work.write("inspections.csv", rows);
    work.append(
        "pipeline.toml",
        "[[comparators]]\nof = \"all\"\n\
         [[comparators]]\nname = \"north\"\nof = \"within:region\"\nsettings = \"mean\"\n\
         [[comparators]]\nof = \"neighbours\"\n",
    );
    work.run();
    let table = work.table("provision_comparison");
    let of =
        |authority, comparator| table.row(&[("authority", authority), ("comparator", comparator)]);
    let all = of("301", "all");
    near(&all["comparator_good_or_better"], 6.0 / 8.0);
    assert_eq!(
        json!([
            all["comparator_inspected"],
            all["statistic"],
            all["compared_by"]
        ]),
        json!([8, "pooled", "margin"])
    );
    assert_eq!(said(all), json!([4, "pooled", 1, 4, "better"]));
    let north = of("301", "north");
    near(&north["comparator_good_or_better"], 0.5);
    assert_eq!(said(north), json!([3, "mean", 1, 3, "better"]));
    assert_eq!(said(of("303", "north")), json!([3, "mean", 3, 3, "worse"]));
    // The first list of similar areas says what the provision profile says.
    let profile = work.table("provision_profile");
    let row = profile.row(&[("authority", "301"), ("provision", "childrens_home")]);
    let similar = of("301", "neighbours");
    assert_eq!(
        similar["comparator_good_or_better"],
        row["neighbour_good_or_better"]
    );
    assert_eq!(similar["comparator_inspected"], row["neighbour_inspected"]);
    assert_eq!(similar["vs"], row["vs_neighbours"]);
    assert_eq!(of("302", "neighbours")["missing_reason"], "no_members");
}
