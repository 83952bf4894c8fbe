//! What is refused, what is told, and what holds for few values and equal ones.

use serde_json::{Value, json};

use super::{compared, each, reading, said};
use crate::nation::five_councils;
use crate::workdir::near;

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
fn a_group_that_is_empty_at_the_time_of_a_figure_gives_none() {
    let work = compared(&each(&["group:Seaside"]));
    work.write(
        "data/groups.csv",
        "group,authority,joined_on,left_on\nSeaside,302,2030-01-01,\nSeaside,305,,2001-01-01\n",
    );
    work.run();
    let row = reading(&work, "301", "group:Seaside");
    assert_eq!(said(&row), json!([0, null, null, null, null]));
    assert_eq!(row["missing_reason"], "no_members");
    // Elmstead alone is in it, and its figure is suppressed.
    work.write("data/groups.csv", "group,authority\nSeaside,305\n");
    work.run();
    let row = reading(&work, "301", "group:Seaside");
    assert_eq!(row["missing_reason"], "no_values");
}
