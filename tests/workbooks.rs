//! Tables in workbooks: the sheet and the header found, numbers and days as the contract expects
//! them, blanks, merged cells and notes.

use rust_xlsxwriter::Workbook;

use crate::books::{Cell, Sheet, inline_xlsx, ods, row, xlsx};
use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The five councils with their observations in this workbook, read with these settings.
fn reading(write: fn(&Workdir, &str, &[Sheet]), sheets: &[Sheet], settings: &str) -> Workdir {
    let work = five_councils();
    let pipeline = work
        .read("pipeline.toml")
        .replace("observations.csv", "observations.book");
    let columns = "[sources.observations.columns]\nauthority = '\"Local authority\"'\n\
        indicator = '\"Measure\"'\nperiod = '\"Year\"'\nvalue = '\"Value\"'\n";
    work.write("pipeline.toml", format!("{pipeline}{settings}\n{columns}"));
    write(&work, "data/observations.book", sheets);
    work
}

/// What the five councils waited in 2024, by their codes.
fn waits(work: &Workdir) -> Vec<(String, f64)> {
    work.run();
    let table = work.table("indicator_profile");
    table
        .rows_with(&[("indicator", "waits"), ("period", "2024")])
        .iter()
        .filter_map(|row| {
            Some((
                row["authority"].as_str()?.to_owned(),
                row["value"].as_f64()?,
            ))
        })
        .collect()
}

fn two() -> Vec<(String, f64)> {
    vec![("301".to_owned(), 12.5), ("302".to_owned(), 7.0)]
}

fn cover() -> Sheet {
    (
        "Cover",
        vec![
            row!["Waits in England"],
            row![""],
            row!["Published", "2024"],
        ],
    )
}

fn data() -> Vec<Vec<Cell>> {
    vec![
        row!["Table 1: waits"],
        row![""],
        row![
            "Local\nauthority [note 1]",
            "Measure",
            "Year",
            "Comment",
            " value "
        ],
        row![301.0, "waits", 2024.0, "", 12.5],
        row!["Birchwick", "waits", 2024.0, "", 7.0],
    ]
}

#[test]
fn the_only_sheet_with_the_mapped_columns_is_read_below_its_preamble() {
    for write in [xlsx, ods] {
        let work = reading(write, &[cover(), ("Table 1", data())], "");
        assert_eq!(waits(&work), two());
        let input = &work.manifest()["inputs"][3];
        assert_eq!((&input["rows"], &input["rejected"]), (&2.into(), &0.into()));
    }
}

#[test]
fn a_sheet_is_named_or_told_by_a_pattern() {
    let mut other = data();
    other[3] = row![301.0, "waits", 2024.0, "", 99.0];
    let sheets = [("Waits 2023", other), ("Waits 2024", data())];
    for settings in ["sheet = \"Waits 2024\"", "sheet = \"waits *4\""] {
        assert_eq!(waits(&reading(xlsx, &sheets, settings)), two());
    }
}

#[test]
fn the_header_can_be_said_to_stand_in_a_row_of_the_sheet() {
    let mut rows = data();
    rows[0] = row!["Value", "Year", "Measure", "Local authority"];
    assert_eq!(
        waits(&reading(xlsx, &[("S", rows.clone())], "header_row = 3")),
        two()
    );
    assert_eq!(
        waits(&reading(xlsx, &[("S", rows)], "skip_rows = 2")),
        two()
    );
}

#[test]
fn notes_below_the_table_are_passed_over_and_counted() {
    for write in [xlsx, ods] {
        let mut rows = data();
        rows.extend([
            row![""],
            row!["Source: returns of 2024"],
            row!["", "", "", "", "", "x"],
        ]);
        let work = reading(write, &[("S", rows)], "");
        assert_eq!(waits(&work), two());
        let input = &work.manifest()["inputs"][3];
        assert_eq!((&input["rows"], &input["notes"]), (&2.into(), &2.into()));
    }
}

#[test]
fn a_second_table_below_a_blank_row_can_be_left_alone() {
    let mut rows = data();
    rows.extend([row![""], row!["A", "second", "table"], row![1.0, 2.0, 3.0]]);
    let work = reading(xlsx, &[("S", rows)], "stop_at_blank = true");
    assert_eq!(waits(&work), two());
    assert_eq!(work.manifest()["inputs"][3]["notes"], 2);
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn a_quarantined_row_has_the_number_and_the_cell_of_its_sheet() {
    for write in [xlsx, ods] {
        let mut rows = data();
        rows.push(row!["Nowhere", "waits", 2024.0, "", 1.0]);
        rows.push(row!["Dunmere", "waits", 2024.0, "", "many"]);
        let work = reading(write, &[("Table 1", rows)], "");
        assert_eq!(waits(&work), two());
        let table = work.table("quarantine");
        let row = table.row(&[("rule", "unknown_authority")]);
        assert_eq!(
            (&row["file"], &row["row"]),
            (&"observations.book".into(), &6.into())
        );
        let row = table.row(&[("rule", "unreadable_number")]);
        assert_eq!(row["row"], 7);
        assert_eq!(
            row["reason"],
            "value: \"many\" is not a number, nor one of the missing markers (`-` `c` `..` `z` `x` `k` `u` `low` `:` or blank) (cell E7 of sheet \"Table 1\")"
        );
    }
}

#[test]
fn merged_cells_are_blank_but_for_the_first_and_can_be_filled() {
    let write = |work: &Workdir, name: &str, _: &[Sheet]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, name) in (0..).zip(["Local authority", "Measure", "Year", "Value"]) {
            sheet.write_string(0, column, name).expect("a cell");
        }
        let plain = rust_xlsxwriter::Format::new();
        sheet
            .merge_range(1, 1, 2, 1, "waits", &plain)
            .expect("merged");
        sheet
            .merge_range(1, 2, 2, 2, "2024", &plain)
            .expect("merged");
        for (row, code, value) in [(1, 301.0, 12.5), (2, 302.0, 7.0)] {
            sheet.write_number(row, 0, code).expect("a cell");
            sheet.write_number(row, 3, value).expect("a cell");
        }
        book.save(work.path(name)).expect("the workbook is written");
    };
    let work = reading(write, &[], "");
    assert_eq!(waits(&work), two()[..1]);
    let table = work.table("quarantine");
    assert_eq!(
        table.row(&[("rule", "missing_value")])["reason"],
        "indicator is blank (cell B3 of sheet \"Sheet1\")"
    );
    let work = reading(write, &[], "fill_down = [\"measure\", \"Year\"]");
    assert_eq!(waits(&work), two());
}

#[test]
fn footnote_markers_of_values_are_taken_off_where_asked() {
    let mut rows = data();
    rows[4] = row!["Birchwick [2]", "waits", "2024*", "", "7.0 (1)"];
    let work = reading(xlsx, &[("S", rows)], "strip_footnotes = true");
    assert_eq!(waits(&work), two());
}

#[test]
fn raised_characters_are_footnotes_and_never_part_of_a_figure() {
    for write in [xlsx, inline_xlsx, ods] {
        let mut rows = data();
        rows[3] = row![301.0, "waits", 2024.0, "", Cell::Raised("12.5", "2")];
        let work = reading(write, &[("S", rows.clone())], "");
        assert_eq!(waits(&work), two());
        // Of a name they are no part where footnotes are taken off.
        rows[4] = row![Cell::Raised("Birchwick", "5"), "waits", 2024.0, "", 7.0];
        let work = reading(write, &[("S", rows.clone())], "strip_footnotes = true");
        assert_eq!(waits(&work), two());
        let work = reading(write, &[("S", rows)], "");
        assert_eq!(waits(&work).len(), 1);
        let quarantine = work.table("quarantine");
        let row = quarantine.row(&[("rule", "unknown_authority")]);
        assert!(
            row["reason"]
                .as_str()
                .is_some_and(|said| said.contains("Birchwick5"))
        );
    }
}

#[test]
fn days_are_days_however_the_workbook_holds_them() {
    for write in [xlsx, ods] {
        let work = five_councils();
        work.replace("pipeline.toml", "authorities.csv", "authorities.book");
        let mut rows = vec![row!["code", "name", "level", "region", "opened_on"]];
        rows.extend([
            row!["301", "Ashby", "authority", "North", Cell::Day(1974, 4, 1)],
            row![302.0, "Birchwick", "authority", "North", "01/04/1974"],
            row![303.0, "Calder Vale", "authority", "North", "1 April 1974"],
            row![304.0, "Dunmere", "authority", "South", "1974-04-01"],
            // Whether this is in March or in December, and of which century, nobody can say.
            row![305.0, "Elmstead", "authority", "South", "03/12/74"],
            row![981.0, "North", "region", "", ""],
            row![982.0, "South", "region", "", ""],
            row![970.0, "England", "nation", "", ""],
        ]);
        write(&work, "data/authorities.book", &[("Codes", rows)]);
        work.run();
        let table = work.table("quarantine");
        let row = table.row(&[("source", "authorities")]);
        assert_eq!(
            (&row["rule"], &row["row"]),
            (&"unreadable_date".into(), &6.into())
        );
        assert_eq!(
            row["reason"],
            "opened_on: \"03/12/74\" is not a day; expected one such as 2009-12-09, 09/12/2009 or 9 December 2009 (cell E6 of sheet \"Codes\")"
        );
    }
}

#[test]
fn a_formula_that_gives_an_error_sets_its_row_aside() {
    for write in [xlsx, ods] {
        let mut rows = data();
        rows.push(row![303.0, "waits", 2024.0, "", Cell::Formula("#REF!")]);
        rows.push(row![304.0, "waits", 2024.0, Cell::Formula("#N/A"), 3.0]);
        rows.push(row![305.0, "waits", 2024.0, "", Cell::Formula("4.5")]);
        let work = reading(write, &[("Table 1", rows)], "");
        // The column of the comment is not mapped; what its formula gives does not matter.
        let values = waits(&work);
        assert_eq!(values.len(), 4);
        assert_eq!(
            values[2..],
            [("304".to_owned(), 3.0), ("305".to_owned(), 4.5)]
        );
        let table = work.table("quarantine");
        let row = table.row(&[("rule", "cell_error")]);
        assert_eq!(
            (&row["file"], &row["row"]),
            (&"observations.book".into(), &6.into())
        );
        assert_eq!(
            row["reason"],
            "cell E6 of sheet \"Table 1\": the formula gives #REF!; put it right in the workbook, or map another column than \"value\""
        );
    }
}

#[test]
fn a_cell_is_named_also_where_columns_become_rows() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        r#"path = "observations.xlsx"
max_rejected = 0.9

[sources.observations.unpivot]
columns = { figure = "20*" }
name = "year"

[sources.observations.columns]
authority = '"Council"'
indicator = "'waits'"
period = '"year"'
value = '"figure"'
"#,
    );
    let rows = vec![
        row!["Council", 2022.0, 2023.0, 2024.0],
        row![301.0, 1.0, "many", 3.0],
        row![302.0, Cell::Formula("#N/A"), 2.0, 7.0],
        row![Cell::Formula("#REF!"), 1.0, 2.0, 3.0],
    ];
    xlsx(&work, "data/observations.xlsx", &[("Wide", rows)]);
    work.run();
    let table = work.table("quarantine");
    let reasons: Vec<&str> = table
        .rows()
        .iter()
        .filter_map(|row| row["reason"].as_str()?.split_once(" sheet")?.0.into())
        .collect();
    assert_eq!(
        reasons,
        [
            "value: \"many\" is not a number, nor one of the missing markers (`-` `c` `..` `z` `x` `k` `u` `low` `:` or blank) (cell C2 of",
            "cell B3 of",
            "cell A4 of",
            "cell A4 of",
            "cell A4 of",
        ]
    );
    assert_eq!(work.manifest()["inputs"][3]["rows"], 9);
}

#[test]
fn pairs_of_columns_of_the_same_names_are_numbered_and_become_rows() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"neighbours.csv\"\n",
        r#"path = "neighbours.xlsx"

[sources.neighbours.unpivot]
columns = { number = "SN[0-9]*", how = ["SNP", "SNP (2)"] }
position = "rank"

[sources.neighbours.columns]
authority = '"LA"'
neighbour = '"number"'
rank = '"rank"'
closeness = '"how"'
"#,
    );
    let rows = vec![
        row!["LA", "SN1", "SNP", "SN2", "SNP"],
        row![301.0, 302.0, "Very close", 303.0, "Close"],
        row![305.0, 301.0, "Close", 302.0, "Not close"],
    ];
    xlsx(&work, "data/neighbours.xlsx", &[("Sheet1", rows)]);
    work.run();
    let table = work.table("neighbours");
    let row = table.row(&[("authority", "305"), ("rank", "2")]);
    assert_eq!(
        (&row["neighbour"], &row["closeness"]),
        (&"302".into(), &"Not close".into())
    );
}

#[test]
fn a_sheet_of_a_million_rows_is_read_in_bounded_memory() {
    let write = |work: &Workdir, name: &str, _: &[Sheet]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory();
        for (column, name) in (0..).zip(["Local authority", "Measure", "Year", "Value"]) {
            sheet.write_string(0, column, name).expect("a cell");
        }
        for row in 1..1_000_000_u32 {
            let (year, of_year) = (1925 + row / 10_000, row % 10_000);
            sheet
                .write_number(row, 0, 301 + of_year % 5)
                .expect("a cell");
            let measure = if of_year < 5 { "waits" } else { "other" };
            sheet.write_string(row, 1, measure).expect("a cell");
            sheet.write_number(row, 2, year).expect("a cell");
            sheet.write_number(row, 3, row).expect("a cell");
        }
        book.save(work.path(name)).expect("the workbook is written");
    };
    let work = reading(write, &[], "where = \"\\\"Measure\\\" = 'waits'\"");
    assert_eq!(waits(&work).len(), 5);
    let manifest = work.manifest();
    let input = &manifest["inputs"][3];
    assert_eq!(
        (&input["rows"], &input["rejected"]),
        (&999_999.into(), &0.into())
    );
    let peak = manifest["peak_memory_bytes"].as_u64().expect("a figure");
    // The sheet alone has 75 MB unpacked, and a cell of it in memory takes 32 bytes.
    assert!(peak < 200_000_000, "{peak} bytes at the peak");
}
