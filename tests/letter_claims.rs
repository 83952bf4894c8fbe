//! Letters say no more than the tables, and no less: every letter of a shipped pipeline is read
//! beside the rows that it is made of.

use std::path::Path;

use plumbline::config::Rulebook;
use serde_json::Value;

use crate::shipped::{ANNUAL_RATING, RATED, rated};
use crate::workdir::{Table, Workdir};

/// The tables of a run, and the rulebook for the names of things.
pub(crate) struct Claims {
    rulebook: Rulebook,
    provision: Table,
    evidence: Table,
    ratings: Table,
    /// Whether its summary speaks of findings too, or of settings alone.
    of_findings: bool,
}

impl Claims {
    pub(crate) fn of(work: &Workdir, pipeline: &Path, of_findings: bool) -> Self {
        Self {
            rulebook: Rulebook::read(&pipeline.join("rulebook.toml")).expect("it ships"),
            provision: work.table("provision_profile"),
            evidence: work.table("evidence"),
            ratings: work.table("ratings"),
            of_findings,
        }
    }

    /// What one setting of a type and several are called.
    fn nouns(&self, provision: &Value) -> [&str; 2] {
        let types = self.rulebook.provisions.iter();
        let of = types.clone().find(|of| *provision == *of.key);
        let of = of.expect("a type of the rulebook");
        [&of.one, &of.many]
    }

    /// Reads the letters in a folder; gives how many speak of significant weaknesses.
    pub(crate) fn read(&self, work: &Workdir, folder: &str) -> usize {
        let files = work.names(folder);
        let mut claims = 0;
        for rating in self.ratings.rows() {
            let code = rating["authority"].as_str().expect("a code");
            let is_its =
                |name: &&String| name.starts_with(&format!("{code}-")) && name.ends_with(".md");
            let file = files.iter().find(is_its).expect("everybody has a letter");
            let letter = work.read(&format!("{folder}/{file}"));
            claims += usize::from(self.summary(code, &letter));
            self.settings(code, &letter);
        }
        claims
    }

    /// The summary speaks of significant weaknesses where the rulebook calls something one, and
    /// each of them is named further down.
    fn summary(&self, code: &str, letter: &str) -> bool {
        let asked = self.evidence.rows().iter();
        let weak: Vec<&Value> = asked
            .filter(|row| row["authority"] == code && row["step"] == "weakness")
            .filter(|row| row["fired"] == true)
            .filter(|row| self.of_findings || row["aspect"].is_null())
            .collect();
        let claim = letter.find("significant weaknesses");
        assert_eq!(
            claim.is_some(),
            !weak.is_empty(),
            "{code}: {weak:#?}\n{letter}"
        );
        let below = &letter[claim.unwrap_or_default()..];
        for row in weak {
            let names = if row["aspect"].is_null() {
                self.nouns(&row["subject"])
            } else {
                let mut kinds = self.rulebook.findings.iter();
                let kind = kinds.find(|kind| row["subject"] == *kind.key);
                [kind.expect("a kind of the rulebook").title.as_str(); 2]
            };
            // The claim itself may name it; further down it is named with what was found.
            let end = [". ", ".\n"].iter().filter_map(|end| below.find(end)).min();
            let rest = &below[end.unwrap_or_default()..];
            let rest = rest.to_lowercase();
            let is_said = names.iter().any(|name| rest.contains(&name.to_lowercase()));
            assert!(is_said, "{code}: {row:#?} is never named in\n{letter}");
            assert!(
                ["inadequate", "priority action"]
                    .iter()
                    .any(|word| rest.contains(word)),
                "{code}: {letter}"
            );
        }
        claim.is_some()
    }

    /// Every weak type of setting is named, and what is said of types holds of their rows.
    fn settings(&self, code: &str, letter: &str) {
        let text = letter.to_lowercase();
        let rows = self.provision.rows().iter();
        let own: Vec<&Value> = rows
            .filter(|row| row["authority"] == code && row["inspected"] != 0)
            .collect();
        let is_care = |row: &Value| row["family"] == "social_care";
        for row in &own {
            if row["band"] == 1 || (is_care(row) && row["inadequate"] != 0) {
                let [one, many] = self.nouns(&row["provision"]);
                let is_said = text.contains(one) || text.contains(many);
                assert!(is_said, "{code}: {row:#?} is never named in\n{letter}");
            }
        }
        let care = own.iter().filter(|row| is_care(row));
        if letter.contains("in all inspected social care settings is good or better") {
            let mut below = care.clone().filter(|row| row["good_or_better"] != 1.0);
            assert_eq!(below.next(), None, "{code}\n{letter}");
        }
        // "although no nursery school or special school is inadequate"
        for (_, claim) in letter
            .match_indices(", although no ")
            .chain(letter.match_indices("; no "))
            .map(|(at, lead)| (at, &letter[at + lead.len()..]))
        {
            let Some((subject, _)) = claim.split_once(" is inadequate") else {
                continue;
            };
            for row in &own {
                let [one, _] = self.nouns(&row["provision"]);
                if subject.split(" or ").any(|said| said == one) {
                    assert_eq!(row["inadequate"], 0, "{code}: {one}\n{letter}");
                }
            }
        }
    }
}

#[test]
fn every_letter_of_the_annual_rating_says_what_its_rows_say() {
    let work = Workdir::new();
    work.ask(&["letter", &rated(), "--all", "--out", "letters"])
        .code(0);
    let claims = Claims::of(&RATED.0, Path::new(ANNUAL_RATING), true);
    let weak = claims.read(&work, "letters");
    // Some do and some do not: both sides of the claim are tried.
    assert!((20..130).contains(&weak), "{weak}");
}

#[test]
fn a_single_satisfactory_home_is_named_and_is_no_significant_weakness() {
    let work = Workdir::new();
    work.ask(&["letter", &rated(), "Rutland", "--out", "letters"])
        .code(0);
    let letter = work.read("letters/857-rutland.md");
    assert!(
        letter.contains("The children's home is satisfactory."),
        "{letter}"
    );
    assert!(!letter.contains("significant weaknesses"), "{letter}");
}

#[test]
fn what_counts_as_a_significant_weakness_is_the_rulebook_s_to_say() {
    let ashby = crate::council::Ashby::default().with_settings("childrens_home", [4, 5, 3, 0]);
    let work = ashby.workdir();
    work.edit("rulebook.toml", |text| {
        text.replace(
            "family = 'social_care' AND inadequate > 0 AND band = 1",
            "provision = 'childrens_home' AND satisfactory > 2",
        )
    });
    work.run();
    let evidence = work.table("evidence");
    let asked = evidence.row(&[("step", "weakness"), ("subject", "childrens_home")]);
    assert_eq!(asked["fired"], true);
    assert_eq!(asked["effect"], "significant weakness");
    let other = evidence.row(&[("step", "weakness"), ("subject", "primary_school")]);
    assert_eq!(
        (&other["fired"], &other["effect"]),
        (&Value::from(false), &Value::from("none"))
    );

    work.edit("rulebook.toml", |text| {
        text.replace("satisfactory > 2", "satisfactory < 0")
    });
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&[
            "significant_weakness, settings: nothing can ever be one",
            "satisfactory is a whole number from 0",
        ]);
}
