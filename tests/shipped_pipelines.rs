//! The pipelines that ship: the one that the README's first command runs, on its sample, and those
//! on published files as far as they go without them.

use crate::shipped::RATED;
use crate::workdir::Workdir;

#[test]
fn the_annual_rating_rates_152_councils_and_sets_no_row_aside() {
    let (work, printed) = &*RATED;
    for part in [
        "152 authorities rated",
        "limiters that fired",
        "priority_action",
        "tables",
    ] {
        assert!(printed.contains(part), "{part:?} is not in:\n{printed}");
    }
    let ratings = work.table("ratings");
    assert_eq!(ratings.len(), 152);
    assert!(
        ratings
            .column("awarded_rating")
            .iter()
            .all(serde_json::Value::is_u64)
    );
    assert_eq!(work.table("quarantine").len(), 0);
    // Five outcomes a council, and five periods or more a total.
    assert_eq!(work.table("outcome_profile").len(), 152 * 5);
    assert_eq!(work.table("neighbours").len(), 152 * 10);
    assert_eq!(work.table("indicator_profile").len() % 152, 0);
    let limiters = work
        .table("evidence")
        .rows_with(&[("step", "limiter")])
        .len();
    assert_eq!(limiters, 152 * 7);
}

#[test]
fn the_manifest_counts_the_ratings_that_the_table_has() {
    let (work, _) = &*RATED;
    let ratings = work.table("ratings");
    for count in work.manifest()["ratings"].as_array().expect("a list") {
        let rating = count["rating"].to_string();
        let rows = ratings.rows_with(&[("awarded_rating", &rating)]);
        assert_eq!(count["authorities"], rows.len(), "rating {rating}");
    }
}

#[test]
fn leeds_performs_poorly_because_of_an_area_for_priority_action() {
    let (work, _) = &*RATED;
    let ratings = work.table("ratings");
    let leeds = ratings.row(&[("name", "Leeds")]);
    assert_eq!(leeds["awarded_rating"], 1);
    assert_eq!(leeds["descriptor"], "Performs poorly");
    let limiters = leeds["limiters"].as_array().expect("a list");
    assert!(limiters.contains(&"priority_action".into()), "{limiters:?}");
    // The blocks alone would have rated it higher.
    let evidence = work.table("evidence");
    let code = leeds["authority"].as_str().expect("a code");
    let row = evidence.row(&[("authority", code), ("rule", "priority_action")]);
    assert!(
        row["effect"]
            .as_str()
            .is_some_and(|effect| effect.starts_with("at most 1: "))
    );
}

#[test]
fn pipelines_on_published_files_ask_for_the_first_file_when_nothing_else_is_wrong() {
    for (pipeline, file) in [
        ("lait", "authorities.csv"),
        ("social-care", "lait/authorities.csv"),
        ("children-2025", "lait/la_code_list.xlsx"),
    ] {
        let work = Workdir::new();
        let folder = format!("{}/pipelines/{pipeline}", env!("CARGO_MANIFEST_DIR"));
        work.ask(&["check", &folder, "--root", "."])
            .code(1)
            .says(&[file, "no such file"]);
    }
}
