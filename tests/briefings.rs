//! Letters of a pipeline that rates nobody: what a briefing says is in the tables, and no more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::workdir::{Table, Workdir};

/// The pipeline whose briefing ships.
const LAIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/lait");

/// The minimal pipeline with the briefing of LAIT, which names what two similar areas have.
fn briefed() -> Workdir {
    let work = Workdir::new();
    work.plumbline("new mine").code(0);
    for file in ["letter.md", "letter.html"] {
        let text = std::fs::read(Path::new(LAIT).join(file)).expect("it ships");
        work.write(&format!("mine/{file}"), text);
    }
    work.replace("mine/letter.md", "set several = 5", "set several = 2");
    work.edit("mine/pipeline.toml", |text| {
        text.replace(
            "[sources]\n",
            "[letter]\ntemplate = \"letter.md\"\npage = \"letter.html\"\n\n[sources]\n",
        )
    });
    work
}

#[test]
fn a_council_is_briefed_by_a_run_that_rates_nobody() {
    let work = briefed();
    work.plumbline("run mine --out out --quiet").code(0);
    work.plumbline("letter out --all")
        .code(0)
        .prints(&["4 letters in "]);
    let briefing = work.read("out/current/letters/903-calder-vale.md");
    // By hand: days 9 beside 20 and 10, of all 9, 10, 18 and 20; reading 58.0, 57.2, 55.8.
    for line in [
        "# Calder Vale: measures of children's services\n",
        "2 measures of the Local Authority Interactive Tool have a figure for Calder Vale",
        "Of the 2 that can be compared with similar areas, 1 is better, 0 in line and 1 worse.",
        "1 measure has been worsening over several periods and worsened in the last:",
        "| Children who read well at the age of seven | 2025 | 57.2% | 55.8% | 65.",
        "No measure has been improving over several periods and improved in the last.",
        "Better than similar areas and the best of them in 1 measure:",
        "| Days from referral to first visit (days) | 2025 | 9 | 15 | 14 (computed) | 1 of 3 | 1 of 4 |",
        "Worse than similar areas and the last of them in 1 measure:",
        "| 64.3% | 3 of 3 | 4 of 4 |",
    ] {
        assert!(briefing.contains(line), "{line:?} is not in\n{briefing}");
    }
    let page = work.read("out/current/letters/903-calder-vale.html");
    assert!(page.contains("<title>Calder Vale: measures of children's services</title>"));
    assert!(page.contains("<td>1 of 3</td>"), "{page}");
}

#[test]
fn nothing_is_said_of_whom_nothing_is_known() {
    let work = briefed();
    work.append("mine/data/authorities.csv", "905,Elmstead,authority,South");
    work.append("mine/data/figures.csv", "905,reading,2025,..");
    work.plumbline("run mine --out out --quiet").code(0);
    work.plumbline("letter out --all")
        .code(0)
        .prints(&["4 letters in "]);
    work.plumbline("letter out Elmstead")
        .code(2)
        .says(&["there is no authority \"Elmstead\" in this run"]);
    // Without neighbours nothing is said of similar areas.
    work.edit("mine/pipeline.toml", |text| {
        text.replace("[sources.neighbours]\npath = \"neighbours.csv\"\n", "")
    });
    work.plumbline("run mine --out out --quiet").code(0);
    work.plumbline("letter out Ashby").code(0);
    let briefing = work.read("out/current/letters/901-ashby.md");
    assert!(
        briefing.contains("has none for Ashby, so nothing is said of similar areas"),
        "{briefing}"
    );
    assert!(
        !briefing.contains("compared with similar areas"),
        "{briefing}"
    );
}

/// A figure as briefings write it, as a number.
fn number(text: &str) -> f64 {
    let text = text
        .trim_end_matches(" (computed)")
        .replace(['\\', '%', ','], "");
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} is no figure"))
}

#[test]
#[ignore = "reads published extracts"]
fn published_extracts_are_briefed_on_in_their_own_figures() {
    let extracts = std::env::var_os("PLUMBLINE_REAL_EXTRACTS").map(PathBuf::from);
    let root = extracts
        .expect("PLUMBLINE_REAL_EXTRACTS names the folder of the extracts")
        .join("lait");
    let work = Workdir::new();
    work.ask(&[
        "run",
        LAIT,
        "--root",
        root.to_str().unwrap(),
        "--out",
        "out",
        "--quiet",
    ])
    .code(0);
    work.plumbline("letter out --all --format markdown").code(0);
    let titles: BTreeMap<String, Vec<String>> = {
        let mut titles: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in work.table("indicators").rows() {
            // A paragraph has single spaces.
            let title = row["title"].as_str().unwrap();
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            titles
                .entry(title)
                .or_default()
                .push(row["indicator"].as_str().unwrap().to_owned());
        }
        titles
    };
    let mut latest: BTreeMap<(String, String), Value> = BTreeMap::new();
    for row in Table::read(&work.path("out/current/indicator_profile.parquet")).rows() {
        if row["is_latest"] == true {
            let key = |name: &str| row[name].as_str().unwrap().to_owned();
            latest.insert((key("authority"), key("indicator")), row.clone());
        }
    }
    let letters = work.names("out/current/letters");
    assert!((150..165).contains(&letters.len()), "{}", letters.len());
    let mut held = 0;
    for file in &letters {
        let briefing = work.read(&format!("out/current/letters/{file}"));
        for broken in [" .", " ,", "..", ",,", "{{", "{%", "undefined", "none |"] {
            assert!(
                !briefing.contains(broken),
                "{broken:?} in {file}\n{briefing}"
            );
        }
        let code = file.split('-').next().unwrap();
        for line in briefing.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<String> = line
                .trim_matches('|')
                .split(" | ")
                .map(|cell| cell.trim().to_owned())
                .collect();
            if cells.len() != 7 || cells[0] == "Measure" || cells[0].starts_with("---") {
                continue;
            }
            let title = cells[0].replace('\\', "");
            // Some measures share a title.
            let is_its = |known: &str| {
                title
                    .strip_prefix(known)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
            };
            let row = titles
                .iter()
                .filter(|(known, _)| is_its(known))
                .flat_map(|(_, keys)| keys)
                .filter_map(|key| latest.get(&(code.to_owned(), key.clone())))
                .find(|row| {
                    let rank = row["national_rank"].as_i64().map(|rank| rank.to_string());
                    let value = row["value"].as_f64().unwrap_or(f64::NAN);
                    // Of what is notable, against whom it is stands there in place of the rank.
                    let is_notable = ["similar areas", "England", "both"].contains(&&*cells[6]);
                    (is_notable || rank.as_deref() == cells[6].split(' ').next())
                        && row["period"] == cells[1].replace('\\', "")
                        && (number(&cells[2]) - value).abs() <= 0.51
                })
                .unwrap_or_else(|| panic!("{line} is of no row, in {file}"));
            for (cell, column) in [(3, "neighbour_mean"), (4, "national_value")] {
                match row[column].as_f64() {
                    Some(figure) => {
                        let shown = number(&cells[cell]);
                        assert!((shown - figure).abs() <= 0.51, "{line}: {figure}");
                    }
                    None => assert_eq!(cells[cell], "no figure"),
                }
            }
            let judged = match (&*cells[5], &*cells[6]) {
                // Notable against England alone, or where neither is better.
                (_, "England") | ("higher" | "lower", _) => continue,
                (way @ ("better" | "worse"), _) => way,
                (rank, _) if rank.starts_with("1 of") => "better",
                _ => "worse",
            };
            assert_eq!(row["vs_neighbours"], judged, "{line}");
            held += 1;
        }
    }
    assert!(held > 1000, "{held}");
}
