//! `plumbline explain` and `plumbline diff` as a user meets them.

use serde_json::Value;

use crate::council::Ashby;
use crate::nation::five_councils;
use crate::shipped::{ANNUAL_RATING, rated};
use crate::workdir::Workdir;

/// What a command prints, once it has succeeded.
fn said(arguments: &[&str]) -> String {
    Workdir::new().ask(arguments).code(0).stdout()
}

#[test]
fn the_tree_goes_from_the_rating_to_the_rows_of_the_sources() {
    let tree = said(&["explain", &rated(), "leeds"]);
    let mut from = 0;
    for line in [
        "Leeds (383), 2009: Performs poorly (1)",
        "rating: 3 before limiters, 1 indicative, 1 awarded",
        "limiter priority_action fired and decides: at most 1: ",
        "unannounced_inspection_contact_referral_assessment_outcome = 'areas_for_priority_action'",
        "reference = CRA-383-2009",
        "block A, inspected and regulated settings: ",
        "childrens_home: band 3, 70.8% good or better",
        "1 inadequate: SC000896",
        "block B, safeguarding and looked-after children: ",
        "private_fostering overall: band 1; grade = 4",
        "block C, national indicators: ",
        "117 (16 to 18-year-olds not in education employment or training), 2009: 8.3, similar areas 7.1, England 6.7",
        "direction: declined since 2008 (2)",
        "coverage: rated",
    ] {
        let at = tree[from..]
            .find(line)
            .unwrap_or_else(|| panic!("not found, or not in its place: {line}\n{tree}"));
        from += at + line.len();
    }
}

#[test]
fn in_a_pipe_there_is_no_colour() {
    assert!(!said(&["explain", &rated(), "383"]).contains('\x1b'));
}

#[test]
fn as_json_every_setting_has_its_reference_number() {
    let text = said(&["explain", &rated(), "383", "--format", "json"]);
    let explained: Value = serde_json::from_str(&text).unwrap();
    let deciding = &explained["limiters"][0];
    assert_eq!(deciding["rule"], "priority_action");
    assert_eq!(deciding["decides"], true);
    let settings = explained["settings"].as_array().unwrap();
    for of in settings {
        let rows = of["rows"].as_array().unwrap();
        assert_eq!(rows.len() as u64, of["settings"].as_u64().unwrap());
        let inadequate = rows.iter().filter(|row| row["grade"] == 4).count();
        assert_eq!(inadequate as u64, of["inadequate"].as_u64().unwrap());
        assert!(rows.iter().all(|row| row["urn"].is_string()));
    }
    assert!(settings.len() > 10);
}

#[test]
fn between_a_run_and_itself_nothing_moved() {
    let out = &rated();
    let compared = Workdir::new().ask(&["diff", out, out]).code(0);
    assert_eq!(compared.stdout(), "");
}

#[test]
fn what_moved_comes_with_its_evidence_the_greatest_move_first() {
    let work = Workdir::new();
    // Before the report on Leeds and others was published.
    let run = ["run", ANNUAL_RATING, "--out", "earlier", "--quiet"];
    work.ask(&[&run[..], &["--as-of", "2009-08-01"]].concat())
        .code(0);
    let earlier = work.path("earlier").display().to_string();
    let tree = said(&["diff", &earlier, &rated()]);
    let text = said(&["diff", &earlier, &rated(), "--format", "json"]);
    let moved: Value = serde_json::from_str(&text).unwrap();
    let authorities = moved["authorities"].as_array().unwrap();
    let leeds = authorities
        .iter()
        .find(|of| of["authority"] == "383")
        .unwrap();
    assert_eq!(leeds["limiters"][0]["what"], "priority_action");
    assert_eq!(leeds["limiters"][0]["to"], "fired");
    let evidence = leeds["evidence"].as_array().unwrap();
    assert!(evidence.iter().any(|change| {
        change["what"] == "finding unannounced_inspection contact_referral_assessment"
            && change["to"] == "areas_for_priority_action, published 2009-08-26"
    }));
    let level = |of: &Value, side: &str| {
        let change = of["ratings"].as_array().unwrap().iter();
        let change = change
            .clone()
            .find(|change| change["what"] == "awarded_rating")?;
        change[side].as_str()?.parse::<i32>().ok()
    };
    let distances: Vec<i32> = authorities
        .iter()
        .map(|of| match (level(of, "from"), level(of, "to")) {
            (Some(from), Some(to)) => (from - to).abs(),
            (None, None) => 0,
            _ => 4,
        })
        .collect();
    assert!(distances.is_sorted_by(|a, b| a >= b), "{distances:?}");
    assert!(tree.contains("Leeds (383)\n├─ awarded_rating: "), "{tree}");
}

/// The folder of the current run below `out`, by its own name.
fn current(work: &Workdir) -> String {
    let run = work.manifest()["run"].as_str().unwrap().to_owned();
    work.path(format!("out/runs/run={run}"))
        .display()
        .to_string()
}

#[test]
fn a_limiter_that_the_rulebook_no_longer_has_is_removed() {
    let ashby = Ashby::default().with_grade("adoption_service", "overall", "4");
    let work = ashby.run();
    let from = current(&work);
    work.edit("rulebook.toml", |text| {
        text.replace("own_service_inadequate", "own_services")
    });
    work.run();
    let to = current(&work);
    let tree = said(&["diff", &from, &to]);
    for line in [
        "Ashby (301)",
        "own_service_inadequate: fired → removed",
        "own_services: not in the rulebook → fired",
    ] {
        assert!(tree.contains(line), "{line}\n{tree}");
    }
    assert!(!tree.contains("councils"), "both runs rate:\n{tree}");
}

#[test]
fn where_nobody_is_rated_councils_have_their_names_and_the_reader_is_told() {
    let work = five_councils();
    work.run();
    let from = current(&work);
    work.edit("data/observations.csv", |text| {
        text.replace("301,waits,2024,10,,", "301,waits,2024,90,,")
    });
    work.run();
    let to = current(&work);
    let tree = said(&["diff", &from, &to]);
    assert!(
        tree.starts_with(
            "neither run rates councils: what moved are their bands and comparisons\n"
        ),
        "{tree}"
    );
    assert!(tree.contains("\nAshby (301)\n"), "{tree}");
    let text = said(&["diff", &from, &to, "--format", "json"]);
    let moved: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(moved["rates_a"], false);
    let names = moved["authorities"].as_array().unwrap().iter();
    assert!(
        names
            .clone()
            .all(|of| of["name"].as_str().is_some_and(|name| !name.is_empty()))
    );

    let tree = said(&["explain", &to, "ashby"]);
    assert!(
        tree.starts_with("Ashby (301): this run does not rate\n"),
        "{tree}"
    );
    assert!(tree.contains("waits (Days waited), 2024: 90"), "{tree}");
    assert!(!tree.contains("block"), "there are no blocks:\n{tree}");
}

#[test]
fn the_place_among_similar_areas_is_that_of_the_table() {
    let text = said(&["explain", &rated(), "383", "--format", "json"]);
    let explained: Value = serde_json::from_str(&text).unwrap();
    let table = crate::shipped::RATED.0.table("indicator_profile");
    let mut compared = 0;
    for outcome in explained["outcomes"].as_array().unwrap() {
        for figure in outcome["figures"].as_array().unwrap() {
            let of = |name: &str| figure[name].as_str().unwrap();
            let row = table.row(&[
                ("authority", "383"),
                ("indicator", of("indicator")),
                ("breakdown", of("breakdown")),
                ("period", of("period")),
            ]);
            assert_eq!(figure["neighbour_rank"], row["neighbour_rank"]);
            compared += usize::from(row["neighbour_rank"].is_u64());
        }
    }
    assert!(compared > 30, "{compared}");
}
