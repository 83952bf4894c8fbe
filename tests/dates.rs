//! What each date of each contract means on an as-of date before it: one test a line of
//! `docs/dates.md`.

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::nation::{AUTHORITIES, five_councils};
use crate::workdir::Workdir;

/// What the manifest of the current run says of a source.
fn input(work: &Workdir, source: &str) -> Value {
    let inputs = work.manifest()["inputs"].as_array().unwrap().clone();
    let found = inputs.into_iter().find(|input| input["source"] == source);
    found.expect("the source was read")
}

/// Runs as of a day, whatever a gate says of what was not known yet.
fn as_of(work: &Workdir, day: &str) {
    let pass = "--accept evidence_gone --accept nobody_rated";
    work.plumbline(&format!("run pipeline.toml --out out --as-of {day} {pass}"))
        .code(0);
}

/// Ashby's row of `ratings`.
fn rating(work: &Workdir) -> Value {
    work.table("ratings").row(&[("authority", "301")]).clone()
}

#[test]
fn the_table_of_the_docs_has_every_date_of_every_contract() {
    let schema = Workdir::new().plumbline("schema --format json").code(0);
    let schema: Value = serde_json::from_str(&schema.stdout()).expect("JSON");
    let mut dates = Vec::new();
    for contract in schema["sources"].as_array().expect("a list") {
        for column in contract["columns"].as_array().expect("a list") {
            let kind = column["kind"].as_str().expect("a word");
            if matches!(kind, "date" | "year" | "period") {
                dates.push((contract["name"].clone(), column["name"].clone()));
            }
        }
    }
    let said: Vec<(Value, Value)> = include_str!("../docs/dates.md")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let mut cells = line.split('|').map(|cell| cell.trim().trim_matches('`'));
            cells.next();
            let mut cell = || json!(cells.next().expect("a cell"));
            (cell(), cell())
        })
        .collect();
    let sorted = |mut pairs: Vec<(Value, Value)>| {
        pairs.sort_by_key(|(contract, column)| format!("{contract} {column}"));
        pairs
    };
    assert_eq!(sorted(said), sorted(dates));
}

#[test]
fn a_council_that_opens_later_is_not_rated_yet() {
    let work = Ashby::default().workdir();
    let with_days = AUTHORITIES.lines().map(|line| match line {
        header if header.starts_with("code") => format!("{header},opened_on,closed_on\n"),
        line if line.starts_with("305") => format!("{line},2009-04-01,\n"),
        line => format!("{line},,\n"),
    });
    work.write("authorities.csv", with_days.collect::<String>());
    as_of(&work, "2009-03-31");
    assert_eq!(
        work.table("ratings").column("authority"),
        ["301", "302", "303", "304"]
    );
    as_of(&work, "2009-04-01");
    assert_eq!(work.table("ratings").len(), 5);
}

#[test]
fn a_council_is_rated_until_the_day_before_it_closes() {
    let work = Ashby::default().workdir();
    let with_days = AUTHORITIES.lines().map(|line| match line {
        header if header.starts_with("code") => format!("{header},closed_on\n"),
        line if line.starts_with("301") => format!("{line},2009-04-07\n"),
        line => format!("{line},\n"),
    });
    work.write("authorities.csv", with_days.collect::<String>());
    as_of(&work, "2009-04-06");
    assert_eq!(rating(&work)["awarded_rating"], 4);
    as_of(&work, "2009-04-07");
    assert_eq!(work.table("ratings").len(), 4);
    let profile = work.table("indicator_profile");
    assert_eq!(profile.rows_with(&[("authority", "301")]).len(), 100);
}

/// Open settings of Ashby's children's homes, those inspected and those found inadequate.
fn homes(work: &Workdir) -> [Value; 3] {
    let table = work.table("provision_profile");
    let rows = table.rows_with(&[("authority", "301"), ("provision", "childrens_home")]);
    ["settings", "inspected", "inadequate"].map(|name| match rows.first() {
        Some(row) => row[name].clone(),
        None => json!(0),
    })
}

#[test]
fn an_inspection_made_or_published_later_is_not_known() {
    let work = Ashby::default().workdir();
    work.write(
        "inspections.csv",
        "urn,provision,authority,inspected_on,published_on,grade,status,event\n\
         1,childrens_home,301,2007-03-01,2007-04-01,2,open,full\n\
         1,childrens_home,301,2008-03-01,2008-04-01,4,open,full\n",
    );
    for (day, found, left_out) in [
        ("2007-02-28", [0, 0, 0], 2),
        ("2007-03-31", [1, 0, 0], 2),
        ("2007-04-01", [1, 1, 0], 1),
        ("2008-03-31", [1, 1, 0], 1),
        ("2008-04-01", [1, 1, 1], 0),
    ] {
        as_of(&work, day);
        assert_eq!(homes(&work), found.map(Value::from), "{day}");
        let read = input(&work, "inspections");
        assert_eq!(
            (&read["after_as_of"], &read["kept"]),
            (&json!(left_out), &json!(2 - left_out)),
            "{day}"
        );
    }
}

#[test]
fn of_extracts_of_inspections_the_latest_by_then_stands() {
    let work = Ashby::default().workdir();
    work.write(
        "inspections.csv",
        "urn,provision,authority,inspected_on,published_on,grade,status,event,extracted_on\n\
         1,childrens_home,301,2007-03-01,2007-04-01,4,open,full,2008-06-30\n\
         1,childrens_home,301,2007-03-01,2007-04-01,2,open,full,2009-06-30\n",
    );
    for (day, inadequate) in [("2007-12-31", 1), ("2009-06-29", 1), ("2009-06-30", 0)] {
        as_of(&work, day);
        assert_eq!(homes(&work)[2], inadequate, "{day}");
    }
}

#[test]
fn a_finding_published_later_is_left_out_and_supersedes_nothing() {
    let work = Ashby::default().workdir();
    work.write(
        "findings.csv",
        "authority,kind,aspect,grade,inspected_on,published_on,extracted_on\n\
         301,adoption_service,overall,4,2006-05-12,2006-06-30,\n\
         301,adoption_service,overall,1,2008-05-12,2008-06-30,\n",
    );
    for (day, grade, left_out) in [("2008-06-29", 4, 1), ("2008-06-30", 1, 0)] {
        as_of(&work, day);
        let table = work.table("finding_profile");
        let latest = table.rows().last().expect("a finding").clone();
        assert_eq!(latest["grade"], grade, "{day}");
        assert_eq!(table.len(), 1, "{day}");
        assert_eq!(input(&work, "findings")["after_as_of"], left_out, "{day}");
    }
}

#[test]
fn of_extracts_of_findings_the_latest_by_then_stands() {
    let work = Ashby::default().workdir();
    work.write(
        "findings.csv",
        "authority,kind,aspect,grade,inspected_on,published_on,extracted_on\n\
         301,adoption_service,overall,4,2006-05-12,2006-06-30,2006-12-31\n\
         301,adoption_service,overall,2,2006-05-12,2006-06-30,2008-12-31\n",
    );
    for (day, grade) in [("2006-07-01", 4), ("2008-12-30", 4), ("2008-12-31", 2)] {
        as_of(&work, day);
        assert_eq!(
            work.table("finding_profile").rows()[0]["grade"],
            grade,
            "{day}"
        );
    }
}

/// The latest figure of Ashby for `waits`.
fn latest(work: &Workdir) -> Value {
    let profile = work.table("indicator_profile");
    let key = [
        ("authority", "301"),
        ("indicator", "waits"),
        ("is_latest", "true"),
    ];
    let row = profile.row(&key);
    json!([row["period"], row["value"]])
}

#[test]
fn a_period_that_begins_later_is_no_latest_one() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n301,waits,2008/09,10\n301,waits,2009/10,20\n",
    );
    as_of(&work, "2008-12-31");
    assert_eq!(latest(&work), json!(["2008/09", 10.0]));
    assert_eq!(input(&work, "observations")["after_as_of"], 1);
    as_of(&work, "2009-01-01");
    assert_eq!(latest(&work), json!(["2009/10", 20.0]));
}

/// Ten days waited, published in May 2009, and twelve by the revision of May 2010.
fn revised() -> Workdir {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value,published_on\n\
         301,waits,2008/09 (Rev),12,2010-05-01\n301,waits,2008/09,10,2009-05-01\n\
         301,waits,2007/08,9,\n",
    );
    work
}

#[test]
fn a_figure_published_later_is_left_out_and_the_latest_publication_known_stands() {
    let work = revised();
    for (day, value, left_out) in [
        ("2009-04-30", json!(["2007/08", 9.0]), 2),
        ("2009-05-01", json!(["2008/09", 10.0]), 1),
        ("2010-04-30", json!(["2008/09", 10.0]), 1),
    ] {
        as_of(&work, day);
        assert_eq!(latest(&work), value, "{day}");
        assert_eq!(
            input(&work, "observations")["after_as_of"],
            left_out,
            "{day}"
        );
    }
    as_of(&work, "2010-05-01");
    assert_eq!(latest(&work)[1], 12.0);
    let read = input(&work, "observations");
    assert_eq!(
        (&read["after_as_of"], &read["superseded"]),
        (&json!(0), &json!(1))
    );
    let correction = &work.table("corrections").rows()[0].clone();
    assert_eq!(
        (&correction["said"], &correction["stands"]),
        (&json!("10"), &json!("12"))
    );
    assert_eq!(correction["extracted_on"], "2009-05-01");
}

#[test]
fn an_import_keeps_the_days_of_publication_and_its_runs_agree() {
    let work = revised();
    work.plumbline("import pipeline.toml --out kept").code(0);
    for day in ["2009-04-30", "2009-05-01", "2010-05-01"] {
        as_of(&work, day);
        work.plumbline(&format!(
            "run kept/current/pipeline.toml --out again --as-of {day}"
        ))
        .code(0);
        let again = work.path("again/current/indicator_profile.parquet");
        assert_eq!(
            crate::workdir::Table::read(&again).rows(),
            work.table("indicator_profile").rows(),
            "{day}"
        );
    }
}

#[test]
fn of_extracts_of_observations_the_latest_by_then_stands() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value,extracted_on\n\
         301,waits,2008/09,10,2009-05-01\n301,waits,2008/09,12,2010-05-01\n",
    );
    for (day, value) in [
        ("2009-04-30", 10.0),
        ("2010-04-30", 10.0),
        ("2010-05-01", 12.0),
    ] {
        as_of(&work, day);
        assert_eq!(latest(&work)[1], value, "{day}");
    }
}

/// Ashby, whose adoption service is inadequate, with judgements; its indicative rating is lower
/// than 4.
fn judged(rows: &str) -> Workdir {
    let work = Ashby::default()
        .with_grade("adoption_service", "overall", "4")
        .workdir();
    let header = "authority,year,rating,reason,decided_by,decided_on\n";
    work.write("judgements.csv", format!("{header}{rows}"));
    work
}

/// Whether Ashby's rating is moderated, and how many judgements are left out as of a later day
/// and of another year.
fn moderated(work: &Workdir, day: &str) -> (bool, Value, Value) {
    as_of(work, day);
    assert_eq!(work.table("quarantine").len(), 0, "{day}");
    let row = rating(work);
    let is_moderated = row["moderated"] == true;
    assert_eq!(row["moderation_reason"].is_null(), !is_moderated);
    let read = input(work, "judgements");
    let count = |name: &str| read[name].clone();
    (is_moderated, count("after_as_of"), count("of_other_years"))
}

#[test]
fn a_judgement_counts_from_its_day_to_the_end_of_its_year() {
    let work = judged("301,,4,Put right,Panel,2009-12-02\n");
    let count = |after: u64, other: u64| (json!(after), json!(other));
    for (day, is_moderated, (after, other)) in [
        ("2008-12-09", false, count(1, 0)),
        ("2009-12-01", false, count(1, 0)),
        ("2009-12-02", true, count(0, 0)),
        ("2009-12-31", true, count(0, 0)),
        ("2010-01-01", false, count(0, 1)),
        ("2012-12-09", false, count(0, 1)),
    ] {
        assert_eq!(moderated(&work, day), (is_moderated, after, other), "{day}");
    }
}

#[test]
fn a_judgement_moderates_the_year_that_it_names() {
    // The panel of January 2010 decides on 2009, and on 2010 before that year is over.
    let work = judged(
        "301,2009,4,Put right,Panel,2010-01-12\n301,2010,3,Slipped back,Panel,2010-01-12\n\
         301,2008,2,Weak then,Panel,2008-12-01\n",
    );
    work.replace(
        "rulebook.toml",
        "halves = \"down\"",
        "halves = \"down\"\nyear_begins = \"04-01\"",
    );
    as_of(&work, "2010-01-11");
    assert_eq!(rating(&work)["moderated"], false);
    as_of(&work, "2010-01-31");
    let row = rating(&work);
    assert_eq!(
        (&row["year"], &row["moderation_reason"]),
        (&json!(2009), &json!("Put right"))
    );
    let read = input(&work, "judgements");
    assert_eq!(
        (&read["after_as_of"], &read["of_other_years"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn a_year_of_ratings_begins_when_the_rulebook_says() {
    let work = judged("301,,4,Put right,Panel,2010-01-12\n");
    // By the calendar, a day of January 2010 is no day of 2009.
    assert!(!moderated(&work, "2009-12-31").0);
    assert!(moderated(&work, "2010-03-31").0);
    assert_eq!(rating(&work)["year"], 2010);
    work.replace(
        "rulebook.toml",
        "halves = \"down\"",
        "halves = \"down\"\nyear_begins = \"04-01\"",
    );
    assert!(moderated(&work, "2010-03-31").0);
    assert_eq!(rating(&work)["year"], 2009);
    assert_eq!(moderated(&work, "2010-04-01"), (false, json!(0), json!(1)));
    work.replace("rulebook.toml", "\"04-01\"", "\"02-29\"");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["rulebook.toml:", "\"02-29\" is not a day of every year"]);
}

#[test]
fn an_earlier_rating_is_one_of_an_earlier_year() {
    let work = Ashby {
        earlier: vec![["2007", "2"], ["2008", "3"], ["2009", "1"], ["2010", "1"]],
        ..Ashby::default()
    }
    .workdir();
    for (day, previous, left_out) in [
        ("2008-12-09", json!(2), 3),
        ("2009-12-09", json!(3), 2),
        ("2010-12-09", json!(1), 1),
    ] {
        as_of(&work, day);
        assert_eq!(rating(&work)["previous_rating"], previous, "{day}");
        assert_eq!(input(&work, "ratings")["after_as_of"], left_out, "{day}");
    }
}

#[test]
fn an_import_keeps_judgements_and_ratings_of_every_year() {
    let work =
        judged("301,,4,Put right,Panel,2009-12-02\n301,2010,3,Slipped back,Panel,2010-12-02\n");
    work.write(
        "ratings.csv",
        "authority,year,rating\n301,2008,3\n301,2009,2\n",
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    for day in ["2008-12-09", "2009-12-09", "2010-12-09"] {
        as_of(&work, day);
        work.plumbline(&format!(
            "run kept/current/pipeline.toml --out again --as-of {day} --accept evidence_gone"
        ))
        .code(0);
        let again = work.path("again/current/ratings.parquet");
        assert_eq!(
            crate::workdir::Table::read(&again).rows(),
            work.table("ratings").rows(),
            "{day}"
        );
    }
}

#[test]
fn what_is_left_out_stands_in_the_summary_and_in_the_list_of_runs() {
    let work = judged("301,,4,Put right,Panel,2009-12-30\n302,2008,3,Weak then,Panel,2008-12-02\n");
    let day = "--as-of 2009-12-09 --metrics run.prom";
    work.plumbline(&format!("run pipeline.toml --out out {day}"))
        .code(0)
        .prints(&[
            "judgements                      2        0         2  (1 after the as-of date, 1 of another year)",
            "judgements: all of its 2 rows are dated after the as-of date or for another year, and left out",
        ]);
    let runs = work.plumbline("runs out").code(0).stdout();
    assert!(runs.contains("\n      2 rows left out\n"), "{runs}");
    let metrics = work.read("run.prom");
    assert!(
        metrics.contains(
            "plumbline_source_left_out_rows{pipeline=\"council\",source=\"judgements\"} 2\n"
        ),
        "{metrics}"
    );
}

#[test]
fn a_source_of_which_nothing_is_known_yet_is_told() {
    let work = five_councils();
    work.plumbline("run pipeline.toml --out out --as-of 2023-12-31")
        .code(0)
        .prints(&["observations: all of its 15 rows are dated after the as-of date"]);
    assert_eq!(input(&work, "observations")["kept"], 0);
    // What a night had the next one has not where its days went astray.
    work.plumbline("run pipeline.toml --out out").code(0);
    work.edit("pipeline.toml", |text| {
        format!("{text}max_row_drop = 0.1\n")
    })
    .edit("data/observations.csv", |text| {
        text.replace(",2024,", ",2042,")
    });
    work.plumbline("run pipeline.toml --out out")
        .code(3)
        .says(&["it has 0 rows, of 15 read, and had 15 in the current run, 100.0% fewer"]);
}
