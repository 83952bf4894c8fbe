//! What `rating_levers` says would move a rating moves it: the sources are changed as each lever says,
//! the pipeline is run again, and the rating is found.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::council::{Ashby, OUTCOMES, Settings};
use crate::workdir::{Table, Workdir};

/// The grades by their words, as `Settings` count them.
const GRADES: [&str; 4] = ["outstanding", "good", "satisfactory", "inadequate"];

fn grade(word: &str) -> usize {
    let at = GRADES.iter().position(|known| *known == word);
    at.unwrap_or_else(|| panic!("{word} is no grade"))
}

fn text<'v>(row: &'v Value, column: &str) -> &'v str {
    row[column].as_str().expect("a text")
}

/// The levers by direction and rank.
fn levers(table: &Table) -> BTreeMap<(String, i64), Vec<Value>> {
    let mut levers: BTreeMap<(String, i64), Vec<Value>> = BTreeMap::new();
    for row in table.rows_with(&[("authority", "301")]) {
        let key = (
            text(row, "direction").to_owned(),
            row["rank"].as_i64().expect("a rank"),
        );
        levers.entry(key).or_default().push(row.clone());
    }
    levers
}

/// A folder with a pipeline that asks for levers.
fn asking(ashby: &Ashby) -> Workdir {
    let work = ashby.workdir();
    let before = "rulebook = \"rulebook.toml\"";
    work.replace("pipeline.toml", before, &format!("{before}\nlevers = true"));
    // A judgement that goes too far under a lever is rejected, and stops nothing.
    let judgements = "path = \"judgements.csv\"";
    work.replace(
        "pipeline.toml",
        judgements,
        &format!("{judgements}\nmax_rejected = 1.0"),
    );
    work
}

/// Ashby, changed as one row of a lever says; a limiter is taken out of the rulebook.
fn change(ashby: &mut Ashby, removed: &mut Vec<String>, row: &Value) {
    let (subject, from, to) = (text(row, "subject"), text(row, "from"), text(row, "to"));
    let amount = u32::try_from(row["amount"].as_u64().expect("a count")).expect("small");
    match text(row, "lever") {
        "settings" => {
            let of = ashby.settings.iter_mut().find(|(key, _)| *key == subject);
            let (_, grades): &mut Settings = of.expect("Ashby has such settings");
            grades[grade(from)] -= amount;
            grades[grade(to)] += amount;
        }
        "finding" => {
            let name = |row: &[&str; 4]| format!("{} {}", row[0], row[1]);
            let of = ashby.findings.iter_mut().find(|row| name(row) == subject);
            let of = of.expect("Ashby has such a finding");
            match of[2] {
                "" => of[3] = ["1", "2", "3", "4"][grade(to)],
                _ => of[2] = to.to_owned().leak(),
            }
        }
        "indicators" => {
            let at = OUTCOMES.iter().position(|outcome| *outcome == subject);
            let worse = &mut ashby.worse[at.expect("an outcome")];
            match to {
                "in line" => *worse -= amount,
                _ => *worse += amount,
            }
        }
        "limiter" => removed.push(subject.to_owned()),
        other => panic!("no lever is called {other}"),
    }
}

/// The rulebook without a limiter.
fn without(rulebook: &str, limiter: &str) -> String {
    let mut parts = rulebook.split("[[limiters]]");
    let head = parts.next().expect("a head").to_owned();
    let kept = parts.filter(|part| !part.contains(&format!("name = \"{limiter}\"")));
    kept.fold(head, |all, part| format!("{all}[[limiters]]{part}"))
}

fn awarded(work: &Workdir) -> Value {
    let ratings = work.table("ratings");
    ratings.row(&[("authority", "301")])["awarded_rating"].clone()
}

/// Runs `ashby` with `rulebook`, and proves the levers of each direction up to a rank.
fn prove(ashby: &dyn Fn() -> Ashby, rulebook: &dyn Fn(String) -> String, ranks: i64) -> Levers {
    let work = asking(&ashby());
    work.write("rulebook.toml", rulebook(work.read("rulebook.toml")));
    work.run();
    let was = awarded(&work).as_i64();
    let levers = levers(&work.table("rating_levers"));
    for ((direction, rank), rows) in &levers {
        if *rank > ranks {
            continue;
        }
        let (mut changed, mut removed) = (ashby(), Vec::new());
        for row in rows {
            change(&mut changed, &mut removed, row);
        }
        let other = asking(&changed);
        let text = removed
            .iter()
            .fold(work.read("rulebook.toml"), |text, limiter| {
                without(&text, limiter)
            });
        other.write("rulebook.toml", text);
        other.run();
        let is = awarded(&other);
        assert_eq!(is, rows[0]["rating"], "{direction} {rank}: {rows:#?}");
        match direction.as_str() {
            "raise" => assert!(is.as_i64() > was, "{rows:#?}"),
            _ => assert!(is.as_i64() < was, "{rows:#?}"),
        }
    }
    levers
}

type Levers = BTreeMap<(String, i64), Vec<Value>>;

fn as_it_is(text: String) -> String {
    text
}

fn said(levers: &Levers, direction: &str) -> Vec<String> {
    levers
        .iter()
        .filter(|((of, _), _)| of == direction)
        .map(|(_, rows)| {
            let parts = rows.iter().map(|row| {
                let column = |name| text(row, name);
                format!(
                    "{} {} {}: {} -> {}",
                    row["amount"],
                    column("lever"),
                    column("subject"),
                    column("from"),
                    column("to")
                )
            });
            parts.collect::<Vec<_>>().join(" + ")
        })
        .collect()
}

/// Ashby with a finding of safeguarding that is inadequate and homes of which too many are.
fn in_trouble() -> Ashby {
    let mut ashby = Ashby::default()
        .with_grade("joint_area_review", "safeguarding", "4")
        .with_settings("childrens_home", [2, 4, 3, 2])
        .with_finding([
            "unannounced_inspection",
            "contact_referral_assessment",
            "strengths",
            "",
        ]);
    ashby.worse = [3, 5, 0, 2, 0];
    ashby
}

#[test]
fn what_would_raise_and_lower_a_rating_does() {
    let levers = prove(&in_trouble, &as_it_is, 4);
    // At the cap of 1, the finding or its limiter alone raises, and nothing lowers.
    let raise = said(&levers, "raise");
    assert_eq!(
        raise,
        [
            "1 finding joint_area_review safeguarding: inadequate -> satisfactory",
            "1 limiter safeguarding_inadequate: in force -> removed",
        ]
    );
    assert_eq!(said(&levers, "lower"), Vec::<String>::new());
}

#[test]
fn so_many_settings_findings_and_indicators_lower_a_rating() {
    let ashby = || {
        let mut ashby = Ashby::default().with_settings("childrens_home", [4, 16, 0, 2]);
        ashby.worse = [4, 8, 4, 4, 4];
        ashby
    };
    let levers = prove(&ashby, &as_it_is, 6);
    let lower = said(&levers, "lower");
    // 2 of 22 homes are inadequate; a third is more than a tenth, and caps the rating at 3.
    assert!(
        lower.contains(&"1 settings childrens_home: good -> inadequate".to_owned()),
        "{lower:#?}"
    );
    // 12 of 20 in line; 9 are less than half, and the outcome's limiter fires.
    assert!(
        lower.contains(&"3 indicators staying_safe: in line -> worse".to_owned()),
        "{lower:#?}"
    );
    let amounts: Vec<i64> = levers
        .values()
        .map(|rows| rows.iter().map(|row| row["amount"].as_i64().unwrap()).sum())
        .collect();
    assert!(amounts.is_sorted(), "the smallest first: {amounts:?}");
}

#[test]
fn two_things_are_given_where_no_one_thing_does_it() {
    // Two limiters hold the rating at 1: either alone leaves the other.
    let ashby = || {
        Ashby::default()
            .with_grade("joint_area_review", "safeguarding", "4")
            .with_finding([
                "unannounced_inspection",
                "contact_referral_assessment",
                "areas_for_priority_action",
                "",
            ])
    };
    let levers = prove(&ashby, &as_it_is, 5);
    let raise = said(&levers, "raise");
    assert!(!raise.is_empty());
    assert!(
        raise.iter().all(|lever| lever.contains(" + ")),
        "{raise:#?}"
    );
    let findings = "1 finding joint_area_review safeguarding: inadequate -> satisfactory + 1 finding \
                    unannounced_inspection contact_referral_assessment: \
                    areas_for_priority_action -> areas_for_development";
    assert!(raise.contains(&findings.to_owned()), "{raise:#?}");
}

#[test]
fn settings_of_one_type_and_two_grades_are_changed_together() {
    // Nothing but homes counts: 12 of 20 are good, and 16 of 20 are needed for the next band.
    let ashby = || Ashby {
        settings: vec![("childrens_home", [2, 10, 2, 6])],
        ..Ashby::default()
    };
    let rulebook = |text: String| {
        let text = text.replace("\na = 1\nb = 2\nc = 1\n", "\na = 1\nb = 0\nc = 0\n");
        without(&text, "childrens_homes_inadequate")
    };
    let levers = prove(&ashby, &rulebook, 3);
    let raise = said(&levers, "raise");
    // More than a tenth is inadequate: the band is 1. With 2 left it is 2, and 4 fewer do it.
    assert_eq!(
        raise[0],
        "4 settings childrens_home: inadequate -> satisfactory"
    );
}

#[test]
fn a_judgement_that_stands_is_moved_by_nothing_less_than_moves_it() {
    let ashby = || {
        let mut ashby = Ashby::default().with_settings("childrens_home", [8, 8, 0, 3]);
        ashby.judgements = vec![["4", "A return visit found the fault put right."]];
        ashby
    };
    let levers = prove(&ashby, &as_it_is, 3);
    assert_eq!(
        said(&levers, "raise"),
        Vec::<String>::new(),
        "4 is the best"
    );
}

#[test]
fn who_is_not_rated_has_no_levers_and_explain_says_what_would_move_the_others() {
    let work = asking(&in_trouble());
    work.run();
    let table = work.table("rating_levers");
    let ratings = work.table("ratings");
    assert_eq!(
        ratings.row(&[("authority", "302")])["awarded_rating"],
        Value::Null
    );
    assert!(table.rows_with(&[("authority", "302")]).is_empty());
    work.plumbline("explain out Ashby").code(0).prints(&[
        "the least that would raise the rating",
        "finding joint_area_review safeguarding from inadequate to satisfactory: ",
    ]);
    let explained = work
        .plumbline("explain out Ashby --format json")
        .code(0)
        .stdout();
    let explained: Value = serde_json::from_str(&explained).expect("JSON");
    let lever = &explained["levers"][0];
    assert_eq!(lever["direction"], "raise");
    assert_eq!(lever["changes"][0]["lever"], "finding");
}

#[test]
fn a_template_may_say_what_would_move_a_rating() {
    let work = asking(&in_trouble());
    work.append(
        "pipeline.toml",
        "[letter]\ntemplate = \"letter.md\"\npage = \"letter.html\"",
    );
    work.write(
        "letter.md",
        "# {{ authority.name }}\n\n{% for lever in levers %}- {{ lever.direction }}: \
         {{ lever.changes[0].subject }} to {{ lever.rating }}\n{% endfor %}",
    );
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/pipelines/annual-rating/letter.html"
    );
    work.write("letter.html", std::fs::read(page).expect("the page ships"));
    work.run();
    work.plumbline("letter out Ashby").code(0);
    let letter = work.read("out/current/letters/301-ashby.md");
    // Markdown takes the underscores of a key for its own unless they are escaped.
    let letter = letter.replace('\\', "");
    assert!(
        letter.contains("- raise: joint_area_review safeguarding to "),
        "{letter}"
    );
}

#[test]
fn levers_are_there_where_they_are_asked_for_and_somebody_is_rated() {
    let work = in_trouble().run();
    assert!(!work.path("out/current/rating_levers.parquet").exists());
    let work = asking(&in_trouble());
    work.edit("rulebook.toml", |text| {
        let text = text
            .split("[[limiters]]")
            .next()
            .expect("a head")
            .to_owned();
        text.replace("[rating]\na = 1\nb = 2\nc = 1\nhalves = \"down\"\n", "")
    });
    let said = work.plumbline("run pipeline.toml --out out").code(2);
    said.says(&["pipeline.toml:", "levers asks what would move each rating"]);
}
