//! A kind of evidence that is gone for everybody stops the run.

use super::{ashby, run, warnings};
use crate::council::Ashby;
use crate::nation::five_councils;

#[test]
fn an_event_in_other_words_empties_a_block_and_is_stopped() {
    let work = ashby();
    run(&work, "").code(0);
    work.edit("inspections.csv", |text| {
        text.replace(",full\n", ",Full inspection\n")
    });
    run(&work, "").code(3).says(&[
        "inspections: 1 word of the rulebook that no row has: \"full\" (event)",
        "inspections: 1 word that the rulebook does not have: \"Full inspection\" (event, 61 rows)",
        "block A",
        "provision childrens_home",
    ]);
}

#[test]
fn events_that_a_rulebook_does_not_list_are_told_with_their_rows() {
    let work = ashby();
    for event in ["Visit", "visit", "interim"] {
        work.append(
            "inspections.csv",
            &format!("9,childminder,301,2009-03-02,2009-04-06,2,open,{event}"),
        );
    }
    run(&work, "--accept max_rejected").code(0);
    assert_eq!(
        warnings(&work, "unknown_word"),
        [
            ("\"Visit\" event".to_owned(), 1),
            ("\"visit\" event".to_owned(), 1)
        ]
    );
    work.replace(
        "rulebook.toml",
        "other = [\"interim\"",
        "other = [\"Interim\", \"VISIT\"",
    );
    run(&work, "--accept max_rejected").code(0);
    assert!(warnings(&work, "unknown_word").is_empty());
}

#[test]
fn a_full_inspection_that_no_row_has_is_told_even_where_no_row_names_a_visit() {
    let work = ashby();
    work.edit("inspections.csv", |text| {
        text.replace(",open,full\n", ",open,\n")
    });
    run(&work, "").code(0);
    assert_eq!(
        warnings(&work, "unused_word"),
        [("\"full\" event".to_owned(), 0)]
    );
}

#[test]
fn a_kind_of_evidence_that_is_gone_for_everybody_stops_the_run() {
    let work = ashby();
    run(&work, "").code(0);
    let counted = &work.manifest()["evidence"];
    assert_eq!(counted["provision"]["childrens_home"], 1);
    assert_eq!(counted["blocks"]["B"], 1);
    work.edit("inspections.csv", |text| {
        let rows = text.lines().filter(|row| !row.contains("childrens_home"));
        rows.map(|row| format!("{row}\n")).collect()
    });
    run(&work, "").code(3).says(&[
        "1 kinds of evidence that there were, or that the rulebook expects of everybody, are there \
         for nobody: provision childrens_home",
    ]);
    run(&work, "--accept evidence_gone").code(0);
    run(&work, "--force").code(0);
}

#[test]
fn a_kind_of_finding_or_an_outcome_that_is_gone_for_everybody_stops_the_run() {
    let with_care = Ashby::default().with_finding(["care_service", "overall", "", "1"]);
    let work = with_care.workdir();
    work.replace(
        "rulebook.toml",
        "[findings.adoption_service]",
        "[findings.care_service]\ntitle = \"care service\"\naspects = { overall = 1 }\n\n\
         [findings.adoption_service]",
    );
    run(&work, "").code(0);
    let whole = work.read("findings.csv");
    work.edit("findings.csv", |text| {
        let rows = text.lines().filter(|row| !row.contains("care_service"));
        rows.map(|row| format!("{row}\n")).collect()
    });
    run(&work, "").code(3).says(&[": finding care_service; "]);
    work.write("findings.csv", whole);
    // The indicators of being healthy are the first twenty.
    work.edit("observations.csv", |text| {
        let is_healthy = |row: &&str| {
            let indicator = row.split(',').nth(1).and_then(|of| of.parse::<u32>().ok());
            indicator.is_some_and(|of| of < 20)
        };
        let rows = text.lines().filter(|row| !is_healthy(row));
        rows.map(|row| format!("{row}\n")).collect()
    });
    run(&work, "")
        .code(3)
        .says(&[": outcome being_healthy; ", "--accept evidence_gone"]);
}

#[test]
fn a_run_that_rates_nobody_stops() {
    let nothing = Ashby {
        settings: Vec::new(),
        findings: Vec::new(),
        ..Ashby::default()
    };
    let work = nothing.workdir();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\nmay_be_empty = true\n",
        "path = \"observations.csv\"\n",
    );
    run(&work, "")
        .code(3)
        .says(&["none of 5 authorities is rated"]);
    run(&work, "--accept nobody_rated").code(0);
}

#[test]
fn a_gate_on_medians_that_are_gone_stops_and_says_so() {
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        text.replacen("[sources]\n", "[gates]\nmax_shift = 2.0\n\n[sources]\n", 1)
    });
    run(&work, "").code(0);
    std::fs::remove_file(work.path("out/current/indicator_distribution.parquet")).unwrap();
    run(&work, "")
        .code(3)
        .says(&["how indicators moved is not known", "--accept max_shift"]);
    run(&work, "--accept max_shift").code(0);
}
