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

/// The plain file with other rows below its header.
fn rows(lines: &str) -> String {
    let header = PLAIN.lines().next().expect("a header");
    format!("{header},Note\n{lines}")
}

#[test]
fn a_quotation_mark_that_is_never_closed_stops_the_run_with_its_line_however_the_text_is_packed() {
    let many = "Birchwick,waits,2024,7,\n".repeat(500);
    let text = rows(&format!("Ashby,waits,2024,12.5,\"open\n{many}"));
    let says = "data/observations.csv: has a quotation mark on line 2 that opens a cell and is never closed, so that the cell swallows the 500 lines below it";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).expect("memory");
    let utf16 = [0xFF, 0xFE].into_iter();
    for bytes in [
        text.clone().into_bytes(),
        gzip.finish().expect("memory"),
        zstd::encode_all(text.as_bytes(), 3).expect("memory"),
        utf16
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect(),
    ] {
        let work = reading(bytes, "max_rejected = 1.0");
        work.plumbline("run pipeline.toml --out out")
            .code(1)
            .says(&[says]);
        assert!(work.names("out/runs").is_empty());
    }
}

#[test]
fn a_cell_of_more_lines_than_a_cell_can_have_stops_the_run_with_the_line_where_it_opens() {
    let many = "Birchwick,waits,2024,7,\n".repeat(300);
    let text = rows(&format!(
        "Ashby,waits,2024,12.5,\"open\n{many}Calder Vale,waits,2024,1,end\"\n"
    ));
    reading(text, "max_rejected = 1.0")
        .plumbline("check pipeline.toml")
        .code(1)
        .says(&["data/observations.csv: has a quotation mark on line 2 that opens a cell of 302 lines, more than any spreadsheet's cell holds"]);
}

#[test]
fn every_line_that_a_stray_quotation_mark_swallows_is_a_rejected_row() {
    let four = "Ashby,waits,2024,\"10,\nBirchwick,waits,2024,20,\nCalder Vale,waits,2024,30,\nDunmere,waits,2024,40,";
    for (ending, lines) in [
        // The next mark is one that opens a lawful cell.
        (
            "\nElmstead,waits,2024,50,\"a, b\"\nAshby,waits,2023,12.5,\n",
            5,
        ),
        // It happens to stand where a cell could close: every line is a row all the same.
        ("end\"\nAshby,waits,2023,12.5,\n", 4),
        ("\nElmstead,waits,2024,50,\"\nAshby,waits,2023,12.5,\n", 5),
    ] {
        let work = reading(rows(&format!("{four}{ending}")), "max_rejected = 1.0");
        work.run();
        let input = &work.manifest()["inputs"][3];
        assert_eq!(input["rows"], lines + 1, "{ending}");
        assert_eq!(input["rejected"], lines, "{ending}");
        let table = work.table("quarantine");
        assert_eq!(
            table.column("row"),
            (1..=lines).collect::<Vec<_>>(),
            "{ending}"
        );
        let first = &table.rows()[0];
        assert_eq!(first["record"], "\"Ashby,waits,2024,\\\"10,\"");
        assert!(
            first["reason"]
                .as_str()
                .is_some_and(|said| said.contains("on line 2 "))
        );
        // What stands below is read, with the number of its line.
        let values = work.table("indicator_profile");
        assert_eq!(
            values.row(&[("authority", "301"), ("period", "2023")])["value"],
            12.5
        );
        // The budget of the feed sees the lines.
        work.replace("pipeline.toml", "max_rejected = 1.0", "max_rejected = 0.6");
        work.plumbline("run pipeline.toml --out other").code(3);
    }
}

#[test]
fn a_mark_that_closes_within_a_field_rejects_its_row_and_one_within_a_field_is_a_letter() {
    let work = reading(
        rows(
            "Ashby,waits,2024,12.5,5\" pipe\nBirchwick,waits,2024,\"1\"2,x\nCalder Vale,waits,2024,\"30\" ,x\n",
        ),
        "max_rejected = 1.0",
    );
    assert_eq!(ashby(&work), 12.5);
    let table = work.table("quarantine");
    assert_eq!(table.column("rule"), ["stray_quote"]);
    assert_eq!(table.column("row"), [2]);
}

#[test]
fn cells_of_several_lines_are_read_with_any_ends_of_lines() {
    for end in ["\n", "\r\n", "\r"] {
        let note = ["\"1 High Street,", "Ashby-on-Sea,", "", "West Ashby\""].join(end);
        let lines = [
            &format!("Ashby,waits,2024,12.5,{note}"),
            "Birchwick,waits,2024,x1,",
            "",
        ];
        let text = rows("").replace('\n', end) + &lines.join(end);
        let work = reading(text, "");
        assert_eq!(ashby(&work), 12.5, "{end:?}");
        assert_eq!(work.table("quarantine").column("row"), [2], "{end:?}");
    }
    // All three in one file.
    let text = rows("Ashby,waits,2024,12.5,\r\nBirchwick,waits,2024,7,\rNowhere,waits,2024,1,\n");
    let work = reading(text, "");
    assert_eq!(ashby(&work), 12.5);
    assert_eq!(work.table("quarantine").column("row"), [3]);
}

#[test]
fn rows_of_another_separator_below_the_table_are_no_notes() {
    let text = format!("{PLAIN}{}", "Birchwick;waits;2024;7\n".repeat(3));
    let work = reading(
        format!("{text}Source: returns; 2024\n"),
        "max_rejected = 1.0",
    );
    assert_eq!(ashby(&work), 12.5);
    let input = &work.manifest()["inputs"][3];
    assert_eq!((&input["rows"], &input["rejected"]), (&4.into(), &3.into()));
    assert_eq!(input["notes"], 1);
}

#[test]
fn unicode_text_of_a_spreadsheet_program_is_read() {
    let text = PLAIN.replace(',', "\t").replace('\n', "\r\n");
    for marked in ["\u{feff}", ""] {
        let text = format!("{marked}{text}");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big] {
            let work = reading(&bytes, "");
            assert_eq!(ashby(&work), 12.5);
            work.plumbline("inspect data/observations.csv")
                .code(0)
                .prints(&["UTF-16"]);
            // Half of a character at the end is what arrived of the file.
            work.write("data/observations.csv", &bytes[..bytes.len() - 1]);
            work.plumbline("check pipeline.toml")
                .code(1)
                .says(&["damaged or cut short", "fetch it again"]);
        }
    }
}

#[test]
fn bytes_of_nought_are_told_with_their_line_and_never_printed() {
    for (bytes, line) in [
        (vec![0; 100_000], 1),
        (format!("{PLAIN}Birchwick,waits,2024,\0\n").into_bytes(), 3),
    ] {
        let outcome = reading(bytes, "").plumbline("check pipeline.toml").code(1);
        let said = outcome.stderr();
        assert!(
            said.contains(&format!("a NUL byte on line {line}")),
            "{said}"
        );
        assert!(!said.contains('\0') && said.len() < 400, "{said}");
    }
}

#[test]
fn a_message_about_a_header_is_no_longer_than_a_screen() {
    let long = "x".repeat(100_000);
    for header in [
        "x,".repeat(100_000),
        format!("{long},Measure"),
        format!("\u{1b}[2J{long},\u{202e}"),
    ] {
        for settings in ["", "fill_down = [\"Nobody\"]", "header_row = 1"] {
            let outcome =
                reading(format!("{header}\n1,2\n"), settings).plumbline("check pipeline.toml");
            let said = outcome.stderr();
            assert!(said.chars().count() < 1_500, "{}", &said[..1_500]);
            assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
        }
    }
}
