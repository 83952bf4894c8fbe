//! `plumbline history`: every as-of date answered from sources that were read once.

use std::fs;

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::workdir::{Table, Workdir};

const TABLES: [&str; 5] = [
    "ratings",
    "provision_profile",
    "outcome_profile",
    "finding_profile",
    "triggers",
];

const TRIGGERS: &str = "
[[triggers]]
name = \"homes_worse\"
condition = \"childrens_home_band < before.childrens_home_band\"
reason = \"The band of children's homes fell.\"

[[triggers]]
name = \"less_known\"
before = \"year\"
condition = \"coverage < before.coverage\"
reason = \"Less is known than a year before.\"
";

/// Ashby, of which homes, findings and figures come out one after another; lists of its homes were
/// taken in two years, and its figures were revised.
fn moving() -> Workdir {
    let work = Ashby::default().workdir();
    work.edit("rulebook.toml", |text| text + TRIGGERS);
    let late = |text: String, from: &str, to: &str| text.replacen(from, to, 1);
    work.edit("findings.csv", |text| late(text, "2008", "2009"));
    work.write(
        "inspections.csv",
        "urn,provision,authority,inspected_on,published_on,grade,status,event\n\
         1,childrens_home,301,2007-03-01,2007-04-01,1,open,full\n\
         2,childrens_home,301,2007-03-01,2007-04-01,1,open,full\n\
         3,childrens_home,301,2007-03-01,2007-04-01,2,open,full\n\
         3,childrens_home,301,2009-04-20,2009-06-15,4,open,full\n\
         2,childrens_home,Ashby,2008-10-20,2009-11-15,3,open,full\n\
         4,nursery_school,301,2008-01-01,2008-02-01,2,open,full\n\
         5,primary_school,303,2009-01-01,2009-02-01,4,open,full\n\
         6,primary_school,304,bad,2009-02-01,4,open,full\n",
    );
    work.edit("pipeline.toml", |text| {
        text.replace("as_of", "max_rejected = 0.9\nas_of")
    });
    work
}

fn history(work: &Workdir, arguments: &str) -> crate::workdir::Outcome {
    work.plumbline(&format!("history pipeline.toml {arguments}"))
}

/// A run as of a day, after one as of the day that its triggers look back at.
fn plain_run(work: &Workdir, day: &str, before: &[&str]) {
    let pass = "--accept evidence_gone --accept nobody_rated --accept max_ratings_moved";
    for day in before.iter().chain([&day]) {
        work.plumbline(&format!(
            "run pipeline.toml --out runs-{} --as-of {day} {pass}",
            before.last().unwrap_or(&"none")
        ))
        .code(0);
    }
}

#[test]
fn each_partition_is_to_the_byte_what_a_run_of_its_day_publishes() {
    let work = moving();
    history(
        &work,
        "--from 2008-06-30 --to 2009-12-31 --every quarter --out past",
    )
    .code(0);
    for (day, quarter, year) in [
        ("2008-06-30", "2008-03-31", "2007-06-30"),
        ("2009-03-31", "2008-12-31", "2008-03-31"),
        ("2009-06-30", "2009-03-31", "2008-06-30"),
        ("2009-12-31", "2009-09-30", "2008-12-31"),
    ] {
        plain_run(&work, day, &[year, quarter]);
        for table in TABLES {
            let plain = fs::read(work.path(format!("runs-{quarter}/current/{table}.parquet")));
            let part = fs::read(work.path(format!("past/as_of={day}/{table}.parquet")));
            assert!(plain.unwrap() == part.unwrap(), "{table} as of {day}");
        }
        let names = work.names(&format!("past/as_of={day}"));
        assert_eq!(names.len(), TABLES.len(), "{names:?}");
    }
}

#[test]
fn the_history_says_how_each_rating_went_and_which_triggers_fired() {
    let work = moving();
    let outcome = history(
        &work,
        "--from 2009-03-31 --to 2009-12-31 --every quarter --out past --format json",
    )
    .code(0);
    let said: Value = serde_json::from_str(&outcome.stdout()).expect("JSON");
    let dates = said["dates"].as_array().unwrap();
    let of = |name: &str| -> Vec<Value> { dates.iter().map(|date| date[name].clone()).collect() };
    assert_eq!(
        of("as_of"),
        ["2009-03-31", "2009-06-30", "2009-09-30", "2009-12-31"].map(|day| json!(day))
    );
    assert_eq!(of("triggers")[1], json!({"homes_worse": 1}));
    assert_eq!(dates[0]["moved"], json!(null));
    let table = Table::read(&work.path("past/rating_history.parquet"));
    let fired: Vec<&Value> = table
        .rows_with(&[("authority", "301")])
        .iter()
        .map(|row| &row["triggers"])
        .collect();
    assert_eq!(fired[1], &json!(["homes_worse"]));
    let text = history(
        &work,
        "--from 2009-03-31 --to 2009-12-31 --every quarter --out past",
    )
    .code(0)
    .stdout();
    assert!(text.contains("2009-06-30"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn that_nothing_says_when_figures_came_out_is_told() {
    let work = moving();
    let step = "--from 2009-03-31 --to 2009-06-30 --every quarter --out past";
    history(&work, step).code(0).says(&["nothing says when"]);
    let account: Value = work.json("past/history.json");
    let kinds = |account: &Value| -> Vec<Value> {
        let warnings = account["warnings"].as_array().unwrap();
        warnings
            .iter()
            .map(|warning| warning["kind"].clone())
            .collect()
    };
    assert!(kinds(&account).contains(&json!("publication_unknown")));
    work.edit("pipeline.toml", |text| {
        text.replace(
            "[sources.observations]\n",
            "[sources.observations]\navailable_after = \"1 month\"\n",
        )
    });
    history(&work, step).code(0);
    assert!(!kinds(&work.json("past/history.json")).contains(&json!("publication_unknown")));
}

#[test]
fn a_history_takes_the_place_of_a_history_and_of_nothing_else() {
    let work = moving();
    let step = "--from 2009-03-31 --to 2009-06-30 --every quarter --out past";
    history(&work, step).code(0);
    history(
        &work,
        "--from 2009-06-30 --to 2009-06-30 --every year --out past",
    )
    .code(0);
    assert_eq!(
        work.names("past"),
        ["as_of=2009-06-30", "history.json", "rating_history.parquet"]
    );
    work.write("past/notes.txt", "mine");
    history(&work, step).code(2).says(&["past", "notes.txt"]);
    assert_eq!(work.read("past/notes.txt"), "mine");
    work.write("other/notes.txt", "mine");
    history(&work, &step.replace("past", "other"))
        .code(2)
        .says(&["something else than a history", "move this one away"]);
    // Whatever stops a history leaves the one before and no trace beside it.
    fs::remove_file(work.path("past/notes.txt")).unwrap();
    work.write("findings.csv", "nothing\n");
    assert_ne!(history(&work, step).status(), Some(0));
    assert_eq!(work.names("past").len(), 3);
    let names = work.names(".");
    assert!(
        names
            .iter()
            .all(|name| !name.contains(".next") && !name.starts_with(".past")),
        "{names:?}"
    );
}

#[test]
fn dates_that_cannot_be_and_a_rulebook_that_rates_nobody_are_refused_with_the_remedy() {
    let work = moving();
    for (arguments, says) in [
        (
            "--from 2010-01-01 --to 2009-01-01 --every quarter",
            "--from 2010-01-01 is after --to 2009-01-01",
        ),
        (
            "--from 1901-01-01 --to 2009-12-31 --every year",
            "is before any data",
        ),
        (
            "--from 1901-01-01 --to 1905-12-31 --every year",
            "is known on any date from 1901-01-01",
        ),
        (
            "--from 2009-01-01 --to 2009-12-31 --every week",
            "quarter, month, year",
        ),
        (
            "--from 1900-01-01 --to 2100-12-31 --every month",
            "--every year",
        ),
        (
            "--from 2009-02-30 --to 2009-12-31 --every month",
            "2009-02-30",
        ),
    ] {
        history(&work, &format!("{arguments} --out past"))
            .code(2)
            .says(&[says]);
        assert!(!work.path("past").exists(), "{arguments}");
    }
    let step = "--from 2009-03-31 --to 2009-06-30 --every quarter --out past";
    work.edit("rulebook.toml", |text| {
        text.replace("minimum = 0.5", "minimum = 1.0")
    });
    history(&work, step)
        .code(2)
        .says(&["rulebook.toml:", "nobody is rated", "lower minimum"]);
    let five = crate::nation::five_councils();
    history(&five, step).code(2).says(&["has no [rating]"]);
}
