//! Cells of workbooks that show a percent sign: each is read as a person reads it, in the unit of its
//! indicator, and SQL that computes sees the number behind it.

use crate::books::{Cell, Sheet, ods, row, xlsx};
use crate::nation::five_councils;
use crate::workdir::{Table, Workdir, near};

/// The five councils with a share in percent and one of 1, read from this sheet, where the value is
/// this SQL.
fn reading(write: fn(&Workdir, &str, &[Sheet]), rows: Vec<Vec<Cell>>, value: &str) -> Workdir {
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        text.replace("observations.csv", "return.book")
    });
    work.append(
        "pipeline.toml",
        &format!(
            "max_rejected = 1.0\n[sources.observations.columns]\nauthority = '\"Council\"'\nindicator = '\"Measure\"'\n\
             period = '\"Year\"'\nvalue = '''{value}'''"
        ),
    );
    work.append(
        "data/indicators.csv",
        "homes,Homes that are good,high,share",
    );
    let mut all = vec![row!["Council", "Measure", "Year", "Outturn", "Old"]];
    all.extend(rows);
    write(&work, "data/return.book", &[("Return", all)]);
    work
}

/// The value of each council that has one, by its code.
fn values(work: &Workdir, indicator: &str) -> Vec<(String, f64)> {
    let table = work.table("indicator_profile");
    let rows = table.rows_with(&[("indicator", indicator), ("period", "2024")]);
    rows.iter()
        .filter_map(|row| {
            let area = row["authority"].as_str()?;
            Some((area.to_owned(), row["value"].as_f64()?))
        })
        .collect()
}

#[track_caller]
fn has(work: &Workdir, indicator: &str, expected: &[(&str, f64)]) {
    let found = values(work, indicator);
    let areas: Vec<&str> = found.iter().map(|(area, _)| area.as_str()).collect();
    let asked: Vec<&str> = expected.iter().map(|(area, _)| *area).collect();
    assert_eq!(areas, asked);
    for ((_, found), (_, expected)) in found.iter().zip(expected) {
        near(&(*found).into(), *expected);
    }
}

const ONE_DECIMAL: &str = "0.0%";
const SIGN_ONLY: &str = "0.00\"%\"";

/// A return as councils send it in: formatted cells, plain ones and text in one column.
fn return_of(measure: &'static str) -> Vec<Vec<Cell>> {
    let percent = Cell::Formatted;
    vec![
        row!["Ashby", measure, 2024.0, percent(0.125, ONE_DECIMAL)],
        row!["Birchwick", measure, 2024.0, 15.0],
        row!["Calder Vale", measure, 2024.0, "9.25 %"],
        row!["Dunmere", measure, 2024.0, percent(1.0, "0%\" of homes\"")],
        row!["Elmstead", measure, 2024.0, percent(0.07, SIGN_ONLY)],
    ]
}

const AS_SHOWN: [(&str, f64); 5] = [
    ("301", 12.5),
    ("302", 15.0),
    ("303", 9.25),
    ("304", 100.0),
    ("305", 0.07),
];

#[test]
fn each_cell_of_a_mixed_column_is_read_as_it_is_shown() {
    for write in [xlsx, ods] {
        for value in [
            "\"Outturn\"",
            "COALESCE(\"Outturn\", \"Old\")",
            "NULLIF(TRIM(\"Outturn\"), '-')",
            "CASE WHEN \"Measure\" = 'reading' THEN \"Outturn\" END",
        ] {
            let work = reading(write, return_of("reading"), value);
            work.run();
            has(&work, "reading", &AS_SHOWN);
        }
    }
}

#[test]
fn a_percentage_of_an_indicator_that_is_a_share_of_1_is_a_hundredth_of_what_is_shown() {
    for write in [xlsx, ods] {
        let mut rows = return_of("homes");
        rows[1] = row!["Birchwick", "homes", 2024.0, 0.15];
        let work = reading(write, rows, "\"Outturn\"");
        work.run();
        let expected = [
            ("301", 0.125),
            ("302", 0.15),
            ("303", 0.0925),
            ("304", 1.0),
            ("305", 0.0007),
        ];
        has(&work, "homes", &expected);
    }
}

#[test]
fn a_percentage_of_what_is_no_share_is_rejected() {
    let rows = vec![row!["Ashby", "waits", 2024.0, Cell::Formatted(0.125, "0%")]];
    let work = reading(xlsx, rows, "\"Outturn\"");
    let outcome = work.plumbline("check pipeline.toml");
    let said = outcome.stdout() + &outcome.stderr();
    assert!(
        said.contains("12.5%") && said.contains("unreadable_number"),
        "{said}"
    );
}

/// A column of nothing but percentages, and a missing marker.
fn percentages() -> Vec<Vec<Cell>> {
    let percent = Cell::Formatted;
    vec![
        row!["Ashby", "reading", 2024.0, percent(0.125, ONE_DECIMAL)],
        row!["Birchwick", "reading", 2024.0, percent(0.4, "0%")],
        row!["Calder Vale", "reading", 2024.0, ".."],
        row!["Dunmere", "reading", 2024.0, percent(0.0, "0%")],
    ]
}

#[test]
fn sql_that_computes_sees_the_number_and_what_it_gives_is_read_on_its_own_scale() {
    for write in [xlsx, ods] {
        for (value, [first, second, last]) in [
            ("TRY_CAST(\"Outturn\" AS DOUBLE) * 100", [12.5, 40.0, 0.0]),
            ("TRY_CAST(\"Outturn\" AS DOUBLE)", [12.5, 40.0, 0.0]),
            (
                "ROUND(TRY_CAST(\"Outturn\" AS DOUBLE), 2)",
                [13.0, 40.0, 0.0],
            ),
            ("1 - TRY_CAST(\"Outturn\" AS DOUBLE)", [87.5, 60.0, 100.0]),
            (
                "100 * (1 - TRY_CAST(\"Outturn\" AS DOUBLE))",
                [87.5, 60.0, 100.0],
            ),
        ] {
            let work = reading(write, percentages(), value);
            work.run();
            has(
                &work,
                "reading",
                &[("301", first), ("302", second), ("304", last)],
            );
        }
    }
}

#[test]
fn sql_over_two_percentages_is_a_percentage_where_it_leaves_the_scale() {
    let (outturn, old) = ("CAST(\"Outturn\" AS DOUBLE)", "CAST(\"Old\" AS DOUBLE)");
    for write in [xlsx, ods] {
        for (value, expected) in [
            (format!("{outturn} + {old}"), 62.5),
            (format!("100 * ({outturn} + {old})"), 62.5),
            (format!("{old} - {outturn}"), 37.5),
            (format!("({outturn} + {old}) / 2"), 31.25),
            (format!("0.2 * {outturn} + 0.8 * {old}"), 42.5),
            (format!("{outturn} * {old}"), 6.25),
            (format!("2 * {outturn}"), 25.0),
            // A percentage of a number of children is no percentage, however small the number.
            (format!("{outturn} * CAST(\"Year\" AS DOUBLE) / 506"), 0.5),
        ] {
            let mut row = row!["Ashby", "reading", 2024.0];
            row.extend([0.125, 0.5].map(|cell| Cell::Formatted(cell, ONE_DECIMAL)));
            let work = reading(write, vec![row], &value);
            work.run();
            has(&work, "reading", &[("301", expected)]);
        }
    }
}

#[test]
fn sql_that_computes_with_percentages_and_plain_numbers_stops_with_both_cells() {
    for write in [xlsx, ods] {
        let mut rows = percentages();
        rows.push(row!["Elmstead", "reading", 2024.0, 0.5]);
        let scaled = "TRY_CAST(\"Outturn\" AS DOUBLE) * 100";
        let work = reading(write, rows.clone(), scaled);
        work.plumbline("run pipeline.toml --out out").code(1).says(&[
            "data/return.book: value: SQL computes with a cell that shows a percentage (D2), for which it sees 0.125 where 12.5% stands, and with one that does not (D6); map the column as it stands",
        ]);
        assert!(work.names("out/runs").is_empty());
        // On the scale of the numbers, and as it stands, each is what it says.
        for value in ["TRY_CAST(\"Outturn\" AS DOUBLE)", "\"Outturn\""] {
            let work = reading(write, rows.clone(), value);
            work.run();
            has(
                &work,
                "reading",
                &[("301", 12.5), ("302", 40.0), ("304", 0.0), ("305", 0.5)],
            );
        }
        // A nought is the same on every scale, and a row that is left out is not computed with.
        let left_out = reading(write, rows.clone(), scaled);
        left_out.edit("pipeline.toml", |text| {
            let condition = "max_rejected = 1.0\nwhere = \"Council <> 'Elmstead'\"";
            text.replace("max_rejected = 1.0", condition)
        });
        left_out.run();
        rows[4] = row!["Elmstead", "reading", 2024.0, 0.0];
        reading(write, rows, scaled).run();
    }
}

#[test]
fn percentages_stay_so_where_columns_become_rows() {
    for write in [xlsx, ods] {
        for value in ["\"figure\"", "CAST(\"figure\" AS DOUBLE) * 100"] {
            let work = five_councils();
            work.replace("pipeline.toml", "observations.csv", "return.book");
            work.append(
                "pipeline.toml",
                &format!(
                    "[sources.observations.unpivot]\ncolumns = {{ figure = \"20*\" }}\nname = \"year\"\n\
                     [sources.observations.columns]\nauthority = '\"Council\"'\nindicator = \"'reading'\"\n\
                     period = '\"year\"'\nvalue = '{value}'"
                ),
            );
            let percent = Cell::Formatted;
            let rows = vec![
                row!["Council", 2023.0, 2024.0],
                row!["Ashby", percent(0.5, "0%"), percent(0.125, "0%")],
                row!["Birchwick", percent(0.5, "0%"), percent(0.4, "0%")],
            ];
            write(&work, "data/return.book", &[("Wide", rows)]);
            work.run();
            has(&work, "reading", &[("301", 12.5), ("302", 40.0)]);
        }
    }
}

#[test]
fn a_percentage_that_stands_for_merged_cells_below_it_is_one_there_too() {
    let mut rows = percentages();
    rows[1] = row!["Birchwick", "reading", 2024.0, ""];
    let work = reading(xlsx, rows, "\"Outturn\"");
    work.edit("pipeline.toml", |text| {
        text.replace(
            "max_rejected = 1.0",
            "max_rejected = 1.0\nfill_down = [\"Outturn\"]",
        )
    });
    work.run();
    has(
        &work,
        "reading",
        &[("301", 12.5), ("302", 12.5), ("304", 0.0)],
    );
}

#[test]
fn limits_and_features_are_read_as_their_values_are() {
    let mut rows = percentages();
    rows.truncate(1);
    rows[0].push(Cell::Formatted(0.1, "0%"));
    let work = reading(xlsx, rows, "\"Outturn\"");
    work.append("pipeline.toml", "low = '\"Old\"'");
    work.run();
    has(&work, "reading", &[("301", 12.5)]);

    let work = five_councils();
    work.append(
        "pipeline.toml",
        "[sources.characteristics]\npath = \"features.xlsx\"",
    );
    let rows = vec![
        row!["authority", "feature", "value"],
        row![301.0, "meals", Cell::Formatted(0.125, "0%")],
        row![302.0, "meals", 12.5],
        row![303.0, "meals", "12.5%"],
    ];
    xlsx(&work, "data/features.xlsx", &[("Features", rows)]);
    work.plumbline("import pipeline.toml --out kept").code(0);
    let table = Table::read(&work.path("kept/current/characteristics.parquet"));
    assert_eq!(table.column("value"), [12.5, 12.5, 12.5]);
}

#[test]
fn inspect_shows_percentages_as_they_are_shown() {
    let work = reading(xlsx, percentages(), "\"Outturn\"");
    work.plumbline("inspect data/return.book")
        .code(0)
        .prints(&["0% to 40%"]);
}
