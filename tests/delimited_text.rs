//! Text as publishers leave it: preambles, byte-order marks, Windows-1252, headers with line
//! breaks, other separators, blank and misshapen rows.

mod nation;
mod workdir;

use nation::five_councils;
use workdir::{Workdir, near};

/// The five councils with these bytes as their observations, read under these columns.
fn reading(bytes: impl AsRef<[u8]>, settings: &str) -> Workdir {
    let work = five_councils();
    let pipeline = work.read("pipeline.toml");
    let columns = "[sources.observations.columns]\nauthority = '\"Local authority\"'\n\
        indicator = '\"Measure\"'\nperiod = '\"Year of return\"'\nvalue = '\"Value\"'\n";
    work.write("pipeline.toml", format!("{pipeline}{settings}\n{columns}"))
        .write("data/observations.csv", bytes);
    work
}

fn ashby(work: &Workdir) -> f64 {
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&[
        ("authority", "301"),
        ("indicator", "waits"),
        ("period", "2024"),
    ]);
    row["value"].as_f64().expect("a value")
}

const PLAIN: &str = "Local authority,Measure,Year of return,Value\nAshby,waits,2024,12.5\n";

#[test]
fn the_header_is_found_below_a_preamble() {
    let preamble = "Waits in England\n\"Source: returns, 2024\"\n,,,\n\nValue,of,something,else\n";
    let work = reading(format!("{preamble}{PLAIN}"), "");
    assert_eq!(ashby(&work), 12.5);
    assert_eq!(work.table("quarantine").len(), 0);
    assert_eq!(work.manifest()["inputs"][3]["rows"], 1);
}

#[test]
fn the_header_can_be_said_to_stand_after_so_many_records() {
    // Both lines have every name; the second is the header.
    let work = reading(
        format!("Value,Year of return,Measure,Local authority\n{PLAIN}"),
        "skip_rows = 1",
    );
    assert_eq!(ashby(&work), 12.5);
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_column() {
    assert_eq!(ashby(&reading(format!("\u{feff}{PLAIN}"), "")), 12.5);
    assert_eq!(
        ashby(&reading(format!("\u{feff}{PLAIN}"), "encoding = \"utf-8\"")),
        12.5
    );
}

#[test]
fn windows_1252_is_read_with_and_without_being_told() {
    // 0x96 is a dash in Windows-1252 and no UTF-8.
    let text = b"Waits \x96 returns\nLocal authority,Measure,Year of return,Value\nAshby,waits,2024\x96 25,7\n";
    for settings in [
        "",
        "encoding = \"auto\"",
        "encoding = \"windows-1252\"",
        "encoding = \"cp1252\"",
    ] {
        let work = reading(text, settings);
        work.run();
        let table = work.table("indicator_profile");
        let row = table.row(&[("authority", "301"), ("period", "2024– 25")]);
        near(&row["value"], 7.0);
        assert_eq!(row["period_end"], 2025);
    }
}

#[test]
fn header_names_with_line_breaks_spaces_and_other_capitals_are_the_same_names() {
    let text =
        "\"Local\r\nauthority\", measure ,\"Year  of\nreturn\",VALUE\r\nAshby,waits,2024,12.5\r\n";
    assert_eq!(ashby(&reading(text, "")), 12.5);
}

#[test]
fn another_separator_is_a_setting() {
    let text = PLAIN.replace(',', ";");
    assert_eq!(ashby(&reading(text, "delimiter = \";\"")), 12.5);
    let text = PLAIN.replace(',', "\t");
    assert_eq!(ashby(&reading(text, "delimiter = \"\\t\"")), 12.5);
}

#[test]
fn quoted_fields_may_hold_separators_quotes_and_thousands() {
    let text = "Local authority,Measure,Year of return,Value,Note\nAshby,waits,2024,\"1,234.5\",\"a \"\"b\"\", c\"\n";
    assert_eq!(ashby(&reading(text, "")), 1234.5);
}

#[test]
fn blank_rows_are_no_rows_and_keep_the_numbers_of_the_others() {
    let work = reading(format!("{PLAIN},,,\n  , ,,\nNowhere,waits,2024,1\n"), "");
    assert_eq!(ashby(&work), 12.5);
    let table = work.table("quarantine");
    assert_eq!(table.len(), 1);
    assert_eq!(table.rows()[0]["row"], 4);
}

#[test]
fn a_row_with_too_many_fields_is_set_aside_as_it_stands() {
    let work = reading(format!("{PLAIN}Birchwick,waits,2024,1,2\n"), "");
    assert_eq!(ashby(&work), 12.5);
    let table = work.table("quarantine");
    let row = table.row(&[("rule", "wrong_field_count")]);
    assert_eq!(row["reason"], "5 fields; the header has 4");
    assert_eq!(row["record"], "\"Birchwick,waits,2024,1,2\"");
}

#[test]
fn the_first_expression_whose_columns_are_there_is_used() {
    for header in ["Value", "Figure"] {
        let work = reading(PLAIN.replace("Value", header), "");
        work.replace(
            "pipeline.toml",
            "value = '\"Value\"'",
            "value = ['\"Value\"', '\"Figure\"']",
        );
        assert_eq!(ashby(&work), 12.5);
    }
}

#[test]
fn councils_are_found_by_code_ons_code_name_and_alias() {
    for name in ["301", "E06000301", "ashby", " Ashby ", "Ashby-de-la-Zouch"] {
        let work = reading(PLAIN.replace("Ashby", name), "");
        let aliases = "\n[authority_aliases]\n\"Ashby-de-la-Zouch\" = \"301\"\n";
        work.write(
            "pipeline.toml",
            format!("{}{aliases}", work.read("pipeline.toml")),
        );
        assert_eq!(ashby(&work), 12.5, "{name}");
    }
}
