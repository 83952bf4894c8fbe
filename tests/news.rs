//! Nothing left is news: what is gone, empty or unknown is told, and what ratings rest on stops
//! the run.

mod evidence;
mod totals;

use serde_json::Value;

use crate::council::Ashby;
use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The warnings of the current run of one kind, as `subject (detail)` with the rows counted.
fn warnings(work: &Workdir, kind: &str) -> Vec<(String, u64)> {
    let manifest = work.manifest();
    let all = manifest["warnings"].as_array().unwrap().clone();
    all.iter()
        .filter(|warning| warning["kind"] == kind)
        .map(|warning| {
            let text = |key: &str| warning[key].as_str().unwrap_or_default().to_owned();
            let said = format!("{} {}", text("subject"), text("detail"));
            (
                said.trim().to_owned(),
                warning["count"].as_u64().unwrap_or_default(),
            )
        })
        .collect()
}

fn input(work: &Workdir, source: &str) -> Value {
    let manifest = work.manifest();
    let inputs = manifest["inputs"].as_array().unwrap().clone();
    let found = inputs.iter().find(|input| input["source"] == source);
    found.expect("the source was read").clone()
}

/// Ashby, none of whose sources may be empty.
fn ashby() -> Workdir {
    let work = Ashby::default().workdir();
    work.edit("pipeline.toml", |text| {
        text.replace("may_be_empty = true\n", "")
    });
    work
}

/// Adds lines to the table of the observations, which stands last in the pipeline.
fn observations(work: &Workdir, lines: &str) {
    work.append("pipeline.toml", lines);
}

fn run(work: &Workdir, arguments: &str) -> crate::workdir::Outcome {
    work.plumbline(&format!("run pipeline.toml --out out {arguments}"))
}

#[test]
fn a_where_that_leaves_out_every_row_stops_unless_the_feed_may_be_empty() {
    let work = five_councils();
    observations(&work, "where = \"\\\"indicator\\\" = 'none'\"");
    run(&work, "").code(3).says(&[
        "source observations: it is evidence, and none of the 15 rows read is kept",
        "--accept no_rows",
    ]);
    run(&work, "--accept no_rows")
        .code(0)
        .prints(&["observations: `where` leaves out all of its 15 rows"]);
    observations(&work, "may_be_empty = true");
    run(&work, "--force").code(0);
    assert_eq!(warnings(&work, "all_left_out"), [(String::new(), 15)]);
    let read = input(&work, "observations");
    assert_eq!((&read["left_out"], &read["kept"]), (&15.into(), &0.into()));
}

#[test]
fn rows_for_which_where_is_neither_true_nor_false_are_left_out_and_told() {
    let work = five_councils();
    observations(&work, "where = \"\\\"numerator\\\" <> '999'\"");
    run(&work, "").code(0).prints(&[
        "left out",
        "observations: `where` is neither true nor false for 10 rows",
    ]);
    let read = input(&work, "observations");
    assert_eq!((&read["left_out"], &read["kept"]), (&10.into(), &5.into()));
    // A condition that says what becomes of a blank leaves nothing unsaid.
    work.replace(
        "pipeline.toml",
        "\\\"numerator\\\" <> '999'",
        "\\\"numerator\\\" IS DISTINCT FROM '999'",
    );
    run(&work, "").code(0);
    assert_eq!(input(&work, "observations")["kept"], 15);
    assert!(warnings(&work, "condition_unknown").is_empty());
}

#[test]
fn the_gates_count_the_rows_that_are_kept() {
    let work = five_councils();
    observations(&work, "max_row_drop = 0.05\nmin_rows = 3");
    run(&work, "").code(0);
    observations(&work, "where = \"\\\"indicator\\\" = 'waits'\"");
    run(&work, "")
        .code(3)
        .says(&["it has 5 rows, of 15 read, and had 15 in the current run, 66.7% fewer"]);
    observations(
        &work,
        "where = \"\\\"authority\\\" = '301' AND \\\"indicator\\\" <> 'reading'\"",
    );
    work.edit("pipeline.toml", |text| {
        text.replacen("where = \"\\\"indicator\\\" = 'waits'\"\n", "", 1)
    });
    run(&work, "--accept max_row_drop")
        .code(3)
        .says(&["it has 2 rows, of 15 read, and min_rows is 3"]);
}

#[test]
fn an_empty_feed_of_evidence_stops_and_an_empty_list_of_judgements_does_not() {
    let work = ashby();
    run(&work, "").code(0);
    assert_eq!(
        work.manifest()["warnings"][0]["kind"],
        "empty_feed",
        "judgements and earlier ratings are empty"
    );
    work.write(
        "inspections.csv",
        "urn,provision,authority,inspected_on,published_on,grade,status,event\n",
    );
    run(&work, "")
        .code(3)
        .says(&["source inspections: it is evidence, and none of the 0 rows read is kept"]);
}

#[test]
fn a_feed_without_a_value_is_told_with_its_indicators() {
    let work = five_councils();
    work.edit("data/observations.csv", |text| {
        let rows = text.lines().skip(1).map(|row| {
            let key: Vec<&str> = row.splitn(4, ',').take(3).collect();
            format!("{},c,,\n", key.join(","))
        });
        format!(
            "authority,indicator,period,value,numerator,denominator\n{}",
            rows.collect::<String>()
        )
    });
    run(&work, "--metrics run.prom").code(0).prints(&[
        "observations: none of its 15 rows has a value",
        "observations: 3 indicators of the catalogue without a value: reading, visits, waits",
    ]);
    let metrics = work.read("run.prom");
    assert!(
        metrics.contains(
            "plumbline_warnings{pipeline=\"small\",kind=\"indicator_without_value\"} 3\n"
        ),
        "{metrics}"
    );
}

#[test]
fn quiet_tells_a_warning_once() {
    let work = five_councils();
    work.edit("data/indicators.csv", |text| {
        format!("{text}absence,Days lost,low,days\n")
    });
    let outcome = run(&work, "--quiet").code(0);
    let said = "observations: 1 indicator of the catalogue without a value: absence";
    assert_eq!(outcome.stderr().matches(said).count(), 1);
    assert_eq!(outcome.stdout(), "");
}

#[test]
fn a_mapping_whose_values_match_nothing_is_told() {
    let work = five_councils();
    observations(
        &work,
        r#"[sources.observations.columns]
authority = '"authority"'
indicator = { sql = '"indicator"', values = { "reeding" = "reading" } }
period = '"period"'
value = '"value"'"#,
    );
    run(&work, "")
        .code(0)
        .prints(&["observations: 1 mapping has `values` of which none occurs: indicator"]);
}

#[test]
fn a_newest_period_without_a_value_is_told() {
    let work = five_councils();
    work.edit("data/observations.csv", |text| {
        let earlier: String = [301, 302, 303]
            .map(|authority| format!("{authority},waits,2023,5,,\n"))
            .concat();
        let blank = text.lines().map(|row| match row.split(',').nth(1) {
            Some("waits") => format!("{},waits,2024,c,,\n", &row[..3]),
            _ => format!("{row}\n"),
        });
        blank.collect::<String>() + &earlier
    });
    run(&work, "")
        .code(0)
        .prints(&["observations: 1 indicator without a value in the newest period: waits (2024)"]);
}

#[test]
fn authorities_that_are_new_or_gone_are_told_and_a_gate_stops_them() {
    let work = five_councils();
    let whole = work.read("data/observations.csv");
    let without = |code: &str| -> String {
        let rows = whole.lines().filter(|row| !row.starts_with(code));
        rows.map(|row| format!("{row}\n")).collect()
    };
    work.write("data/observations.csv", without("304"));
    run(&work, "").code(0);
    work.write("data/observations.csv", without("303"));
    run(&work, "").code(0).prints(&[
        "observations: 1 authority that it did not have in the current run: 304",
        "observations: 1 authority gone from it since the current run: 303",
    ]);
    let neighbours = work.read("data/neighbours.csv");
    work.edit("data/neighbours.csv", |text| text.replace("305,", "302,"));
    run(&work, "").code(0).prints(&[
        "neighbours: 1 authority that it did not have in the current run: 302",
        "neighbours: 1 authority gone from it since the current run: 305",
    ]);
    work.write("data/neighbours.csv", neighbours);
    observations(&work, "authorities_gone = 0");
    work.write("data/observations.csv", without("302"));
    run(&work, "").code(3).says(&[
        "source observations: 1 authorities of the current run are gone from it, and \
         authorities_gone is 0: 302",
    ]);
}

#[test]
fn values_that_go_missing_move_by_a_factor_or_end_earlier_are_stopped() {
    let gates = "[gates]\nmax_value_drop = 0.25\nmax_shift = 2.0\nlatest_period_lost = 0\n";
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        text.replacen("[sources]\n", &format!("{gates}\n[sources]\n"), 1)
    });
    let whole = work.read("data/observations.csv");
    run(&work, "").code(0);

    let suppressed = whole.replace(",10,,", ",c,,").replace(",20,,", ",c,,");
    work.write("data/observations.csv", suppressed);
    run(&work, "").code(3).says(&[
        "source observations: it has 8 values and had 12 in the current run, 33.3% fewer, and \
         max_value_drop is 25.0%",
    ]);

    let tenfold = whole
        .replace("301,waits,2024,10,,", "301,waits,2024,100,,")
        .replace("302,waits,2024,20,,", "302,waits,2024,200,,")
        .replace("303,waits,2024,30,,", "303,waits,2024,300,,")
        .replace("304,waits,2024,40,,", "304,waits,2024,400,,");
    work.write("data/observations.csv", tenfold);
    run(&work, "").code(3).says(&[
        "the median of waits, all, 2024 is 250 and was 25 in the current run, a factor of 10.00, \
         and max_shift is 2",
    ]);

    work.write("data/observations.csv", whole.replace(",2024,", ",2023,"));
    run(&work, "").code(3).says(&[
        "3 indicators have lost the latest period of the current run, and latest_period_lost is 0: \
         reading, all, 2024",
    ]);
    assert_eq!(work.names("out/runs").len(), 1);
}

#[test]
fn few_councils_do_not_make_a_period_the_latest() {
    let work = ashby();
    work.append("observations.csv", "301,7,2009/10,50");
    run(&work, "").code(3).says(&[
        "1 indicators of outcomes have a newest period with the values of few authorities",
        "and lone_period is 50.0%: 7 in 2009/10 (1 of 5)",
    ]);
    work.append("observations.csv", "302,7,2009/10,50");
    run(&work, "").code(3).says(&["7 in 2009/10 (2 of 5)"]);
    run(&work, "--accept lone_period").code(0).prints(&[
        "observations: 1 indicator with the values of few authorities in the newest period: 7 (2009/10, 2 of 5)",
    ]);
    // How few is the pipeline's to say, and half of them are not few.
    for (share, code) in [("0.4", 0), ("0", 0), ("0.41", 3)] {
        work.edit("pipeline.toml", |text| {
            let start = text.find("\n[gates]").unwrap_or(text.len());
            format!("{}\n[gates]\nlone_period = {share}\n", &text[..start])
        });
        run(&work, "--force").code(code);
    }
    work.append("observations.csv", "303,7,2009/10,50");
    run(&work, "").code(0);
    assert!(warnings(&work, "lone_period").is_empty());
}

#[test]
fn check_lists_rejected_rows_by_rule_even_where_a_gate_stops() {
    let work = five_councils();
    for row in 0..20 {
        work.append(
            "data/observations.csv",
            &format!("{},waits,2024,1,,", 390 + row),
        );
    }
    work.append("data/observations.csv", "301,waits,2023,many,,");
    let outcome = work.plumbline("check pipeline.toml").code(3);
    let printed = outcome.stdout();
    assert_eq!(
        printed.matches(": unknown_authority: ").count(),
        3,
        "{printed}"
    );
    assert!(
        printed.contains("… and 17 more of observations: unknown_authority"),
        "{printed}"
    );
    assert!(printed.contains("row 36: unreadable_number: "), "{printed}");
}
