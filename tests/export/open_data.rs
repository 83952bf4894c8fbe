//! The open data standard of Explore education statistics.

use std::fs;

use serde_json::Value;

use super::{exported, records};
use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

/// The pipeline of the five councils, reading its figures from what `export` wrote.
fn reading_back(work: &Workdir, files: &[&str]) -> Workdir {
    let again = five_councils();
    let mut feeds = String::new();
    for file in files {
        let text = fs::read(work.path(file)).expect("the data file");
        let name = file.rsplit('/').next().expect("a name");
        again.write(&format!("data/{name}"), text);
        let about = records(&work.path(file.replace(".csv", ".meta.csv")));
        let indicators: Vec<String> = about[1..]
            .iter()
            .filter(|row| row[1] == "Indicator")
            .map(|row| format!("{:?}", row[0]))
            .collect();
        feeds.push_str(&format!(
            "[[sources.observations]]\nname = \"{}\"\npath = \"{name}\"\nformat = \"ees\"\n\
             indicators = [{}]\nfilters = [\"breakdown\"]\n\n",
            name.trim_end_matches(".csv"),
            indicators.join(", ")
        ));
    }
    again.edit("pipeline.toml", |text| {
        let from = text.find("[sources.observations]").expect("the source");
        let to = text[from + 1..]
            .find("\n[")
            .map_or(text.len(), |at| from + at + 2);
        format!("{}{feeds}{}", &text[..from], &text[to..])
    });
    again
}

#[test]
fn the_open_data_standard_reads_back_as_the_same_figures() {
    let work = five_councils();
    work.run();
    work.ask(&[
        "export",
        "out",
        "--format",
        "ees",
        "--out",
        "ees",
        "--time-identifier",
        "Academic year",
    ])
    .code(0);
    let data: Vec<String> = work
        .names("ees")
        .into_iter()
        .filter(|name| name.ends_with(".csv") && !name.ends_with(".meta.csv"))
        .map(|name| format!("ees/{name}"))
        .collect();
    assert!(!data.is_empty());
    let files: Vec<&str> = data.iter().map(String::as_str).collect();
    let again = reading_back(&work, &files);
    again.run();
    let (first, second) = (
        work.table("indicator_profile"),
        again.table("indicator_profile"),
    );
    let mut compared = 0;
    for row in first.rows() {
        let Some(value) = row["value"].as_f64() else {
            continue;
        };
        let text = |name: &str| row[name].as_str().expect("text").to_owned();
        let (start, end) = (&row["period_start"], &row["period_end"]);
        let found: Vec<&Value> = second
            .rows_with(&[
                ("authority", &text("authority")),
                ("indicator", &text("indicator")),
                ("breakdown", &text("breakdown")),
            ])
            .into_iter()
            .filter(|of| of["period_start"] == *start && of["period_end"] == *end)
            .collect();
        assert_eq!(found.len(), 1, "{row}");
        near(&found[0]["value"], value);
        for figure in [
            "national_value",
            "region_value",
            "neighbour_mean",
            "national_rank",
        ] {
            match row[figure].as_f64() {
                Some(expected) => near(&found[0][figure], expected),
                None => assert!(found[0][figure].is_null(), "{figure}: {row}"),
            }
        }
        compared += 1;
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn a_year_across_two_has_to_be_called_by_its_kind() {
    let (work, outcome) = exported("--format ees --out ees");
    outcome
        .code(2)
        .says(&["is a year across two", "--time-identifier"]);
    assert!(work.names(".").is_empty());
    let (_, outcome) = exported("--format ees --out ees --time-identifier Week");
    outcome.code(2).says(&["expected one of Calendar year"]);
    let (_, outcome) = exported("--format csv --out csv --time-identifier Week");
    outcome.code(2);
}
