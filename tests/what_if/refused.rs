//! What `plumbline what-if` refuses, with the place and the remedy.

use crate::council::Ashby;

#[test]
fn a_question_that_cannot_be_asked_is_refused_before_anything_is_read() {
    let work = Ashby::default().workdir();
    // Whatever is wrong with the sources is found only when they are read.
    work.write("inspections.csv", "nothing\n");
    for (asked, parts) in [
        (
            &["--set", "provision_cut_offs.3.good_or_beter=0.6"][..],
            &[
                "rulebook.toml: ",
                "no `good_or_beter`",
                "did you mean `good_or_better`?",
            ][..],
        ),
        (
            &["--set", "provision_cutoffs.3.good_or_better=0.6"],
            &["did you mean `provision_cut_offs`?"],
        ),
        (
            &["--set", "provision_cut_offs.5.good_or_better=0.6"],
            &["[provision_cut_offs] has no `5`", "it has 4, 3, 2, 1"],
        ),
        (
            &["--set", "limiters.priority.cap=2"],
            &["did you mean `priority_action`?"],
        ),
        (
            &["--set", "provision_cut_offs.3=0.6"],
            &["go on with one of its keys: band"],
        ),
        (
            &["--set", "limiters=1"],
            &["is a list; go on with one of its entries: priority_action"],
        ),
        (&["--set", "rating.a.b=1"], &["nothing below it"]),
        (
            &["--set", "provision_cut_offs.3.good_or_better=1.5"],
            &[
                "rulebook.toml:",
                "with provision_cut_offs.3.good_or_better=1.5: good_or_better is 1.5; it is a share",
            ],
        ),
        (
            &["--set", "provision_cut_offs.3.good_or_better=0.9"],
            &["the cut-offs stand in the wrong order"],
        ),
        (
            &["--set", "rating.halves=sideways"],
            &["with rating.halves=sideways", "`down` or `up`"],
        ),
        (
            &["--set", "limiters.priority_action.condition=no_such = 1"],
            &["no_such"],
        ),
        (&["--set", "rating.a"], &["expected PATH=VALUE"]),
        (
            &["--set", "rating.a=1", "--set", "rating.a=2"],
            &["rating.a is asked twice"],
        ),
        (
            &["--set", "rating.a=1", "--sweep", "rating.a=1..2:1"],
            &["rating.a is asked twice"],
        ),
        (&["--sweep", "rating.a=1..2"], &["no step"]),
        (&["--sweep", "rating.a=1..2:0"], &["no end"]),
        (&["--sweep", "rating.a=1..:1"], &["no last value"]),
        (&["--sweep", "rating.a=1..2:-1"], &["no step of -1 leads"]),
        (
            &["--sweep", "rating.a=0..1:0.0001"],
            &["more than 1000 values"],
        ),
        (
            &["--sweep", "rating.a=-1..1:1"],
            &["with rating.a=-1: ", "it must be 0 or more"],
        ),
        (&["--sweep", "rating.name=1..2:1"], &["no `name`"]),
        (&["--rulebook", "none.toml"], &["none.toml: cannot be read"]),
        (&[], &["nothing is asked", "--set PATH=VALUE"]),
    ] {
        let said = work
            .ask(&[&["what-if", "."], asked].concat())
            .code(2)
            .says(parts);
        assert_eq!(said.stdout(), "", "{asked:?}");
    }
}

#[test]
fn a_rulebook_that_rates_nobody_is_refused_with_what_to_do() {
    let work = Ashby {
        worse: [0; 5],
        gaps: [1; 5],
        ..Ashby::default()
    }
    .workdir();
    let nobody = ["what-if", ".", "--set", "coverage.minimum=1"];
    work.ask(&nobody).code(2).says(&[
        "rulebook.toml:",
        "with coverage.minimum = 1 in place of 0.5, nobody is rated",
        "[coverage] asks for 1",
    ]);
    let sweep = ["what-if", ".", "--sweep", "coverage.minimum=0.99..1:0.01"];
    work.ask(&sweep).code(2).says(&["nobody is rated"]);
    // Of several values one that rates somebody is an answer.
    let sweep = ["what-if", ".", "--sweep", "coverage.minimum=0.9..1:0.1"];
    let said = work.ask(&sweep).code(0).stdout();
    assert!(said.contains("lost"), "{said}");

    let minimal = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/minimal");
    let said = work.ask(&["what-if", minimal, "--set", "trend.points=4"]);
    said.code(2)
        .says(&["there is no [rating], so that nobody is rated"]);
}

#[test]
fn a_list_of_neighbours_is_asked_only_where_it_would_be_compared_with() {
    let work = Ashby::default().workdir();
    work.edit("pipeline.toml", |text| {
        text.replace("[sources.neighbours]\npath = \"neighbours.csv\"\n", "")
    });
    let asked = ["what-if", ".", "--neighbours", "neighbours.csv"];
    work.ask(&asked)
        .code(2)
        .says(&["pipeline.toml", "there is no [sources.neighbours]"]);
}

#[test]
fn sources_that_a_run_would_not_publish_are_not_asked() {
    let work = Ashby::default().workdir();
    work.append(
        "findings.csv",
        "301,no_such_kind,overall,,1,2008-05-12,2008-06-30",
    );
    let asked = ["what-if", ".", "--set", "rating.halves=up"];
    work.ask(&asked).code(3).says(&["findings"]);
}
