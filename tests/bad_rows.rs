//! Rows that break their contract go to quarantine with file, row, rule and reason; too many of
//! them stop the run.

use crate::nation::{five_councils, with_source};
use crate::workdir::Workdir;

/// Checks that one row was rejected, and everything that the table says of it.
fn set_aside(work: &Workdir, source: &str, row: u64, rule: &str, reason: &str) {
    work.run();
    let table = work.table("quarantine");
    assert_eq!(table.len(), 1, "{:#?}", table.rows());
    let found = &table.rows()[0];
    assert_eq!(found["source"], source);
    assert_eq!(found["file"], format!("{source}.csv"));
    assert_eq!(found["rule"], rule, "{found}");
    assert_eq!(found["row"], row, "{found}");
    let said = found["reason"].as_str().unwrap_or_default();
    assert!(said.contains(reason), "{reason:?} is not in {said:?}");
    let record: serde_json::Value =
        serde_json::from_str(found["record"].as_str().unwrap_or_default()).expect("JSON");
    assert!(record.is_object() || record.is_string(), "{record}");
    let counts = &work.manifest()["rejected"];
    assert_eq!(counts[0]["source"], source);
    assert_eq!(counts[0]["rule"], rule);
    assert_eq!(counts[0]["rows"], 1);
}

#[test]
fn an_observation_that_breaks_its_contract_is_set_aside() {
    for (line, rule, reason) in [
        (
            "399,waits,2023,1,,",
            "unknown_authority",
            "\"399\" is not in the list of authorities",
        ),
        (
            "Ashbey,waits,2023,1,,",
            "unknown_authority",
            "is it \"Ashby\"?",
        ),
        (
            "301,waites,2023,1,,",
            "unknown_indicator",
            "the nearest is \"waits\"",
        ),
        (
            "301,waits,soon,1,,",
            "unreadable_period",
            "\"soon\" is not a period",
        ),
        (
            "301,waits,2023,1o,,",
            "unreadable_number",
            "value: \"1o\" is not a number",
        ),
        (
            "301,waits,2023,\"1.417,0\",,",
            "unreadable_number",
            "\"1.417,0\" is not a number",
        ),
        (
            "301,waits,2023,\"0,500\",,",
            "unreadable_number",
            "\"0,500\" is not a number",
        ),
        (
            "301,waits,2023,1e200,,",
            "unreadable_number",
            "1e200 is beyond 1e15",
        ),
        (
            "301,waits,2023,12%,,",
            "unreadable_number",
            "\"12%\" is not a number",
        ),
        (
            "301,reading,2023,111,,",
            "impossible_share",
            "111 is above 100 by more than the part 0.1 of it",
        ),
        (
            "301,reading,2023,-1,,",
            "impossible_share",
            "-1 is outside 0 to 100",
        ),
        (
            "301,reading,2023,50,20,10",
            "impossible_share",
            "numerator 20 is larger than denominator 10",
        ),
        ("301,reading,2023,50,-5,10", "impossible_share", "below 0"),
        ("301,waits,2024,11,,", "duplicate_key", "the first is kept"),
        ("301,,2023,1,,", "missing_value", "indicator is blank"),
        (
            "301,waits,2023,1",
            "wrong_field_count",
            "4 fields; the header has 6",
        ),
    ] {
        let work = five_councils();
        work.append("data/observations.csv", line);
        set_aside(&work, "observations", 16, rule, reason);
    }
}

#[test]
fn the_first_of_two_rows_with_the_same_key_is_kept() {
    let work = five_councils();
    work.append("data/observations.csv", "Ashby,waits,2024,99,,");
    work.run();
    let table = work.table("indicator_profile");
    assert_eq!(
        table.row(&[("authority", "301"), ("indicator", "waits")])["value"],
        10.0
    );
}

#[test]
fn an_authority_that_is_its_own_neighbour_is_set_aside() {
    let work = five_councils();
    work.append("data/neighbours.csv", "302,302,1,Very close");
    set_aside(
        &work,
        "neighbours",
        7,
        "own_neighbour",
        "cannot be its own neighbour",
    );
}

#[test]
fn a_neighbour_that_breaks_its_contract_is_set_aside() {
    for (line, rule, reason) in [
        ("302,399,1,", "unknown_authority", "399"),
        (
            "302,England,1,",
            "not_an_authority",
            "a council was expected",
        ),
        (
            "302,301,0,",
            "unreadable_number",
            "0 is not a whole number from 1",
        ),
        ("302,301,1.5,", "unreadable_number", "a whole number from 1"),
        (
            "301,305,1,",
            "duplicate_key",
            "row 1 of neighbours.csv has the same key",
        ),
        (
            "301,302,5,",
            "duplicate_key",
            "row 1 of neighbours.csv has the same key",
        ),
    ] {
        let work = five_councils();
        work.append("data/neighbours.csv", line);
        set_aside(&work, "neighbours", 7, rule, reason);
    }
}

#[test]
fn an_authority_that_breaks_its_contract_is_set_aside() {
    for (line, rule, reason) in [
        (
            "301,Ashby again,authority,North,",
            "duplicate_key",
            "row 1 of authorities.csv",
        ),
        (
            "306,Farley,county,North,",
            "unknown_word",
            "expected authority, region or nation",
        ),
        (
            "306,Farley,authority,East,",
            "unknown_authority",
            "its region \"East\" is none of the list's: North, South",
        ),
        ("971,Wales,nation,,", "second_nation", "so is England"),
        ("306,,authority,North,", "missing_value", "name is blank"),
    ] {
        let work = five_councils();
        work.append("data/authorities.csv", line);
        set_aside(&work, "authorities", 9, rule, reason);
    }
}

#[test]
fn an_indicator_that_breaks_its_contract_is_set_aside() {
    for (line, rule, reason) in [
        (
            "waits,Days again,low,days",
            "duplicate_key",
            "row 2 of indicators.csv",
        ),
        (
            "weight,Weight,heavy,kg",
            "unknown_word",
            "expected high, low, neutral or a blank",
        ),
    ] {
        let work = five_councils();
        work.append("data/indicators.csv", line);
        set_aside(&work, "indicators", 4, rule, reason);
    }
}

const PROVISION: &str = "[comparison.provision]
confidence = 0.95
interval_from = 10
margin = 0.1
[families.homes]
weight = 1
[provision.childrens_home]
family = \"homes\"
one = \"children's home\"
many = \"children's homes\"
[findings.review]
title = \"review\"
[findings.review.aspects]
safety = 1
[grades]
outstanding = 4
good = 3
satisfactory = 2
inadequate = 1
";

#[test]
fn an_inspection_that_breaks_its_contract_is_set_aside() {
    let good = "1,childrens_home,301,2023-05-01,2023-06-01,2,open\n";
    for (line, rule, reason) in [
        (
            "2,castle,301,2023-05-01,2023-06-01,2,open",
            "unknown_provision",
            "\"castle\" is none of the rulebook's provision types",
        ),
        (
            "2,childrens_home,301,2023-05-01,2023-06-01,5,open",
            "unreadable_grade",
            "\"5\" is not a grade",
        ),
        (
            "2,childrens_home,301,2023-05-01,2023-06-01,Fine,open",
            "unreadable_grade",
            "Requires improvement",
        ),
        (
            "2,childrens_home,301,May,2023-06-01,2,open",
            "unreadable_date",
            "inspected_on: \"May\" is not a day",
        ),
        (
            "2,childrens_home,301,30/02/2023,2023-06-01,2,open",
            "unreadable_date",
            "\"30/02/2023\" is not a day",
        ),
        (
            "2,childrens_home,301,2323-05-01,2323-06-01,2,open",
            "impossible_date",
            "not between 1900 and 2200",
        ),
        (
            "2,childrens_home,301,2023-05-01,2023-04-01,2,open",
            "impossible_date",
            "published_on 2023-04-01 is before inspected_on 2023-05-01",
        ),
        (
            "2,childrens_home,301,2023-05-01,,2,open",
            "missing_value",
            "published_on is blank",
        ),
        (
            "2,childrens_home,301,2023-05-01,2023-06-01,2,shut",
            "unknown_word",
            "expected open or closed",
        ),
        (
            "1,childrens_home,301,2023-05-01,2023-06-01,3,open",
            "duplicate_key",
            "row 1",
        ),
        (
            "2,childrens_home,England,2023-05-01,2023-06-01,2,open",
            "not_an_authority",
            "a council was expected",
        ),
    ] {
        let work = five_councils();
        work.append("rulebook.toml", PROVISION);
        let header = "urn,provision,authority,inspected_on,published_on,grade,status\n";
        with_source(&work, "inspections", &format!("{header}{good}{line}\n"));
        set_aside(&work, "inspections", 2, rule, reason);
    }
}

#[test]
fn a_finding_that_breaks_its_contract_is_set_aside() {
    let good = "301,review,safety,2,2023-05-01,2023-06-01\n";
    for (line, rule, reason) in [
        (
            "301,preview,safety,2,2023-05-01,2023-06-01",
            "unknown_finding",
            "none of the rulebook's kinds of finding: review",
        ),
        (
            "301,review,safeness,2,2023-05-01,2023-06-01",
            "unknown_finding",
            "it has safety",
        ),
        (
            "302,review,safety,,2023-05-01,2023-06-01",
            "missing_value",
            "neither a grade nor an outcome",
        ),
        (
            "302,review,safety,2,2023-05-01,2023-04-01",
            "impossible_date",
            "is before inspected_on",
        ),
        (
            "301,review,safety,3,2023-05-01,2023-06-01",
            "duplicate_key",
            "row 1 of findings.csv",
        ),
    ] {
        let work = five_councils();
        work.append("rulebook.toml", PROVISION);
        let header = "authority,kind,aspect,grade,inspected_on,published_on\n";
        with_source(&work, "findings", &format!("{header}{good}{line}\n"));
        set_aside(&work, "findings", 2, rule, reason);
    }
}

#[test]
fn a_judgement_or_an_earlier_rating_that_breaks_its_contract_is_set_aside() {
    for (source, csv, rule, reason) in [
        (
            "judgements",
            "authority,rating,reason,decided_by,decided_on\n301,5,why,who,2024-12-01\n302,2,why,who,2024-12-01\n",
            "unreadable_rating",
            "a rating from 4 (best) to 1",
        ),
        (
            "judgements",
            "authority,rating,reason,decided_by,decided_on\n301,3,,who,2024-12-01\n302,2,why,who,2024-12-01\n",
            "missing_value",
            "reason is blank",
        ),
        (
            "ratings",
            "authority,year,rating\n301,two,3\n302,2023,3\n",
            "unreadable_date",
            "a year from 1900 to 2200",
        ),
        (
            "ratings",
            "authority,year,rating\n301,2023,good\n302,2023,3\n",
            "unreadable_rating",
            "\"good\"",
        ),
    ] {
        let work = five_councils();
        with_source(&work, source, csv);
        set_aside(&work, source, 1, rule, reason);
    }
}

#[test]
fn more_bad_rows_than_allowed_stop_the_run_with_their_commonest_rule() {
    let work = five_councils();
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0.1")
        .append("data/observations.csv", "399,waits,2024,1,,")
        .append("data/observations.csv", "398,waits,2024,1,,");
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(3).says(&[
            "source observations: 2 of 17 rows were rejected, 11.8%, and max_rejected is 10.0%",
            "unknown_authority: observations.csv row 16",
        ]);
    }
    assert!(work.names("out/runs").is_empty());
}

#[test]
fn a_source_can_allow_more_than_the_others() {
    let work = five_councils();
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0")
        .append("data/observations.csv", "399,waits,2024,1,,");
    work.plumbline("run pipeline.toml --out out").code(3);
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"",
        "path = \"observations.csv\"\nmax_rejected = 0.07",
    );
    work.run();
    assert_eq!(work.table("quarantine").len(), 1);
}

#[test]
fn a_value_that_the_mapping_s_sql_cannot_work_out_is_set_aside() {
    let work = five_councils();
    let columns = "\n[sources.observations.columns]\nauthority = 'authority'\n\
        indicator = 'indicator'\nperiod = 'CAST(period AS BIGINT) + 1'\nvalue = 'value'\n";
    work.write(
        "pipeline.toml",
        format!("{}{columns}", work.read("pipeline.toml")).replace("2024-12-31", "2025-12-31"),
    )
    .append("data/observations.csv", "301,waits,2024/25,1,,");
    set_aside(&work, "observations", 16, "sql_failed", "2024/25");
    assert_eq!(
        work.table("indicator_distribution")
            .rows_with(&[("period", "2025")])
            .len(),
        3
    );
}
