//! Text as publishers leave it: preambles, byte-order marks, Windows-1252, headers with line
//! breaks, other separators, blank and misshapen rows.

use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

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

#[test]
fn the_separator_is_found_where_none_is_stated() {
    for separator in [";", "\t", "|"] {
        let preamble = "Waits, by council, in England\n";
        let text = format!("{preamble}{}", PLAIN.replace(',', separator));
        assert_eq!(ashby(&reading(text, "")), 12.5, "{separator:?}");
    }
    // A stated separator stands, whatever the file looks like.
    reading(PLAIN.replace(',', ";"), "delimiter = \",\"")
        .plumbline("check pipeline.toml")
        .code(2)
        .says(&["observations.csv has no column"]);
}

#[test]
fn quoted_fields_may_hold_line_breaks() {
    let text = "Local authority,Measure,Year of return,Value,Note\n\
        Ashby,waits,2024,12.5,\"first\nsecond, third\r\nfourth\"\nBirchwick,waits,2024,x1,\n";
    let work = reading(text, "");
    assert_eq!(ashby(&work), 12.5);
    assert_eq!(work.table("quarantine").column("row"), [2]);
}

#[test]
fn packed_text_is_unpacked_by_its_first_bytes() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, PLAIN.as_bytes()).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let zstd = zstd::encode_all(PLAIN.as_bytes(), 3).expect("memory");
    for packed in [gzip, zstd] {
        assert_eq!(ashby(&reading(&packed, "")), 12.5);
        let work = reading(&packed[..packed.len() - 5], "");
        work.plumbline("check pipeline.toml").code(1).says(&[
            "data/observations.csv: is damaged or cut short",
            "fetch it again",
        ]);
    }
}

#[test]
fn packed_text_that_unpacks_beyond_the_limit_is_refused() {
    let bomb = zstd::encode_all(std::io::Read::take(std::io::repeat(b'0'), 100 << 20), 3);
    let bomb = bomb.expect("memory");
    let bytes = bomb.len();
    let work = reading(bomb, "");
    work.append("pipeline.toml", "[limits]\nunpacked_bytes = 1000000");
    work.plumbline("check pipeline.toml").code(1).says(&[&format!(
        "data/observations.csv: unpacks from {bytes} bytes to more than the 1000000 that are allowed; if that is right, raise unpacked_bytes in [limits]"
    )]);
}

#[test]
fn a_folder_takes_packed_text_and_workbooks_in() {
    let work = reading("", "");
    work.replace("pipeline.toml", "observations.csv", "years")
        .write(
            "data/years/2023.csv.zst",
            zstd::encode_all(PLAIN.as_bytes(), 3).expect("memory"),
        )
        .write(
            "data/years/2024.csv",
            PLAIN.replace("12.5", "13.5").replace("2024", "2023"),
        );
    assert_eq!(ashby(&work), 12.5);
    let files = &work.manifest()["inputs"][3]["files"];
    assert_eq!(files.as_array().map(Vec::len), Some(2));
}

#[test]
fn two_lines_that_could_be_the_header_are_both_named() {
    let work = reading(
        format!("Waits\n\nValue,Year of return,Measure,Local authority\n{PLAIN}"),
        "",
    );
    work.plumbline("check pipeline.toml").code(1).says(&[
        "data/observations.csv: has every mapped column on line 3 and again on line 4; say which is the header with header_row = 3 or header_row = 4",
    ]);
    work.replace(
        "pipeline.toml",
        "[sources.observations.columns]",
        "header_row = 4\n[sources.observations.columns]",
    );
    assert_eq!(ashby(&work), 12.5);
}

#[test]
fn notes_below_the_table_are_passed_over_and_counted() {
    let work = reading(
        format!("{PLAIN},,,\n\"Source: returns, 2024\",,,\nCrown copyright\n"),
        "",
    );
    assert_eq!(ashby(&work), 12.5);
    let input = &work.manifest()["inputs"][3];
    assert_eq!((&input["rows"], &input["notes"]), (&1.into(), &2.into()));
    // A line that breaks off is what arrived of a row, and no note.
    let work = reading(format!("{PLAIN}Birchw"), "");
    assert_eq!(ashby(&work), 12.5);
    assert_eq!(
        work.table("quarantine").column("rule"),
        ["wrong_field_count"]
    );
}
