//! The words by which a breakdown stands for everybody.

use super::{ashby, run, warnings};
use crate::council::Ashby;
use crate::nation::five_councils;
use crate::workdir::Workdir;

/// Ashby whose indicators have this breakdown in every row.
fn with_breakdown(breakdown: &str) -> Workdir {
    let work = ashby();
    work.edit("observations.csv", |text| {
        let rows = text.lines().enumerate().map(|(at, row)| match at {
            0 => format!("{row},breakdown\n"),
            _ => format!("{row},{breakdown}\n"),
        });
        rows.collect()
    });
    work
}

#[test]
fn the_usual_words_of_a_total_count_as_everybody() {
    for word in ["Total", "Persons", "total"] {
        let work = with_breakdown(word);
        run(&work, "").code(0);
        let rating = work.table("ratings");
        assert_eq!(rating.row(&[("authority", "301")])["awarded_rating"], 4);
        let healthy = [("authority", "301"), ("outcome", "being_healthy")];
        assert_eq!(
            work.table("outcome_profile").row(&healthy)["with_value"],
            20
        );
        let breakdowns = work.table("indicator_profile").column("breakdown");
        assert!(breakdowns.iter().all(|found| found == word));
    }
}

#[test]
fn outcomes_without_a_total_stop_until_its_word_is_named() {
    let work = with_breakdown("Every child");
    run(&work, "").code(3).says(&[
        "observations: 5 outcomes whose indicators have no breakdown for everybody",
        "being_healthy (breakdowns such as Every child)",
        "block C, outcome being_healthy",
        "--accept evidence_gone",
    ]);
    let whole = work.read("pipeline.toml");
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        "path = \"observations.csv\"\ntotal = [\"Every child\"]\n",
    );
    run(&work, "").code(0);

    // A star is any text, as long as one breakdown fits it.
    work.replace("pipeline.toml", "[\"Every child\"]", "[\"Every *\"]");
    run(&work, "").code(0);
    let one_breakdown = work.read("observations.csv");
    work.edit("observations.csv", |text| {
        let boys = text
            .lines()
            .skip(1)
            .map(|row| row.replace("Every child", "Every boy") + "\n");
        text.clone() + &boys.collect::<String>()
    });
    run(&work, "").code(3).says(&["no breakdown for everybody"]);
    work.write("observations.csv", one_breakdown);

    // Or in the catalogue, for each indicator.
    work.write("pipeline.toml", whole)
        .edit("indicators.csv", |text| {
            let rows = text.lines().enumerate().map(|(at, row)| match at {
                0 => format!("{row},total\n"),
                _ => format!("{row},Every child\n"),
            });
            rows.collect()
        });
    run(&work, "").code(0);
    assert!(warnings(&work, "no_total").is_empty());
}

#[test]
fn an_indicator_without_a_total_is_told_where_its_outcome_has_others() {
    let work = ashby();
    work.edit("observations.csv", |text| {
        let rows = text.lines().enumerate().map(|(at, row)| match at {
            0 => format!("{row},breakdown\n"),
            _ if row.split(',').nth(1) == Some("3") => format!("{row},All children\n"),
            _ => format!("{row},\n"),
        });
        rows.collect()
    });
    run(&work, "").code(0).prints(&[
        "observations: 1 indicator of an outcome without a breakdown for everybody; name its word \
         with `total`: 3 (breakdowns such as All children)",
    ]);
}

/// Ashby, weak in three indicators, whose rows have a word for everybody that is another one for
/// every second council.
fn with_words(words: [&str; 2]) -> Workdir {
    let weak = Ashby {
        worse: [3, 0, 0, 0, 0],
        ..Ashby::default()
    };
    let work = weak.workdir();
    work.edit("observations.csv", |text| {
        let rows = text.lines().enumerate().map(|(at, row)| match at {
            0 => format!("{row},breakdown\n"),
            _ => format!("{row},{}\n", words[usize::from(row.starts_with("302"))]),
        });
        rows.collect()
    });
    let ships = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating/");
    for file in ["letter.md", "letter.html"] {
        work.write(
            file,
            std::fs::read(format!("{ships}{file}")).expect("it ships"),
        );
    }
    work.edit("pipeline.toml", |text| {
        format!("{text}[letter]\ntemplate = \"letter.md\"\npage = \"letter.html\"\n")
    });
    work
}

#[test]
fn two_words_for_everybody_are_one_breakdown_and_what_people_read_says_so() {
    let read = |words: [&str; 2]| {
        let work = with_words(words);
        run(&work, "").code(0);
        let profile = work.table("indicator_profile");
        assert_eq!(profile.len(), 500, "{words:?}");
        let totals = profile.rows_with(&[("is_total", "true")]);
        assert_eq!(totals.len(), 500, "{words:?}");
        let row = profile.row(&[("authority", "301"), ("indicator", "0")]);
        assert_eq!(
            (&row["ranked_count"], &row["neighbour_count"]),
            (&5.into(), &4.into()),
            "{words:?}"
        );
        work.plumbline("letter out 301").code(0);
        let folder = work.names("out/current/letters");
        let letter = folder.iter().find(|name| name.ends_with(".md")).unwrap();
        let letter = work.read(&format!("out/current/letters/{letter}"));
        let explained = work.plumbline("explain out 301").code(0).stdout();
        let without_run = |text: String| -> Vec<String> {
            let id = work.manifest()["run"].as_str().unwrap().to_owned();
            let lines = text.lines().map(|line| line.replace(&id, "RUN"));
            lines.collect()
        };
        (without_run(letter), without_run(explained))
    };
    let usual = read(["", ""]);
    for words in [["Total", "Total"], ["", "Total"], ["Total", "PERSONS"]] {
        assert_eq!(read(words), usual, "{words:?}");
    }
}

#[test]
fn two_totals_that_differ_are_told_and_the_first_word_counts() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value,breakdown\n\
         301,waits,2024,10,Persons\n302,waits,2024,20,Persons\n301,waits,2024,11,Total\n",
    );
    run(&work, "").code(0).prints(&[
        "observations: 1 indicator with two breakdowns for everybody that differ",
        "waits (Total and Persons)",
    ]);
    let profile = work.table("indicator_profile");
    let row = profile.row(&[("authority", "301"), ("is_total", "true")]);
    assert_eq!(row["value"], 11.0);
}
