//! Workbooks that cannot be read as the pipeline means them: each stops the run with file, sheet,
//! row and remedy, and nothing is published.

use std::fs;

use crate::books::{Cell, Sheet, archive, ods, plain_xlsx, row, xlsx};
use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The five councils with their observations in `data/waits.xlsx`, read with these settings.
fn five_with(settings: &str) -> Workdir {
    let work = five_councils();
    let pipeline = work
        .read("pipeline.toml")
        .replace("observations.csv", "waits.xlsx");
    let columns = "[sources.observations.columns]\nauthority = '\"Local authority\"'\n\
        indicator = '\"Measure\"'\nperiod = '\"Year\"'\nvalue = '\"Value\"'\n";
    work.write("pipeline.toml", format!("{pipeline}{settings}\n{columns}"));
    work
}

fn reading(sheets: &[Sheet], settings: &str) -> Workdir {
    let work = five_with(settings);
    xlsx(&work, "data/waits.xlsx", sheets);
    work
}

/// Checks the message of a run that publishes nothing.
#[track_caller]
fn says(work: &Workdir, code: i32, message: &str) {
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        let outcome = work.plumbline(command).code(code);
        assert_eq!(outcome.stderr(), format!("plumbline: {message}\n"));
    }
    assert!(work.names("out/runs").is_empty());
}

fn table() -> Vec<Vec<Cell>> {
    vec![
        row!["Local authority", "Measure", "Year", "Value"],
        row![301.0, "waits", 2024.0, 12.5],
    ]
}

const FILE: &str = "source observations: data/waits.xlsx: ";

/// A compound file with these entries in its directory: what a protected workbook, and one of
/// before 2007, looks like from outside (MS-CFB, version 3).
fn compound(entries: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    for (at, name) in entries.iter().enumerate() {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        bytes.splice(512 + at * 128..512 + at * 128, entry);
    }
    bytes
}

#[test]
fn a_workbook_behind_a_password_says_how_to_take_it_off() {
    let work = five_with("");
    let directory = ["Root Entry", "EncryptionInfo", "EncryptedPackage"];
    work.write("data/waits.xlsx", compound(&directory));
    let remedy = "is protected by a password; save a copy without one (in Excel: File, Info, Protect Workbook, Encrypt with Password, and an empty password)";
    says(&work, 1, &format!("{FILE}{remedy}"));

    let work = five_with("");
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    archive(
        &work.path("data/waits.xlsx"),
        &[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            ),
            ("META-INF/manifest.xml", manifest.as_bytes()),
            ("content.xml", b"\x07\x55"),
        ],
    );
    says(&work, 1, &format!("{FILE}{remedy}"));
}

#[test]
fn a_workbook_in_an_old_form_says_as_what_to_save_it() {
    let work = five_with("");
    work.write("data/waits.xlsx", compound(&["Root Entry", "Workbook"]));
    says(
        &work,
        1,
        &format!("{FILE}is a workbook in the form of before 2007 (XLS); save it as XLSX"),
    );
    archive(&work.path("data/waits.xlsx"), &[("xl/workbook.bin", b"")]);
    says(
        &work,
        1,
        &format!("{FILE}is a binary workbook (XLSB); save it as XLSX"),
    );
}

#[test]
fn a_workbook_that_is_cut_short_is_to_be_fetched_again() {
    for write in [xlsx, ods] {
        let work = five_with("");
        write(&work, "data/waits.xlsx", &[("Table", table())]);
        let whole = fs::read(work.path("data/waits.xlsx")).expect("the workbook");
        for bytes in [4, whole.len() / 2, whole.len() - 1] {
            work.write("data/waits.xlsx", &whole[..bytes]);
            work.plumbline("check pipeline.toml")
                .code(1)
                .says(&[FILE, "damaged", "fetch"]);
        }
        work.write("data/waits.xlsx", &whole);
        work.plumbline("check pipeline.toml").code(0);
    }
}

#[test]
fn bytes_that_are_no_workbook_are_told_by_their_beginning() {
    let work = five_with("");
    work.write("data/waits.xlsx", b"<html>Not found</html>");
    says(
        &work,
        1,
        &format!(
            "{FILE}is not a workbook, though its name says so: it begins as none does; fetch it again, or give it the ending of what it is"
        ),
    );
    archive(
        &work.path("data/waits.xlsx"),
        &[("waits.csv", b"a,b\n1,2\n")],
    );
    says(
        &work,
        1,
        &format!("{FILE}is a zip archive without a workbook in it; unpack it first"),
    );
}

#[test]
fn every_damage_to_a_workbook_is_an_error_or_harmless() {
    for write in [xlsx, ods] {
        let work = five_with("");
        write(&work, "data/waits.xlsx", &[("Table", table())]);
        let whole = fs::read(work.path("data/waits.xlsx")).expect("the workbook");
        for at in (0..whole.len()).step_by(whole.len() / 40) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x5A;
            work.write("data/waits.xlsx", &damaged);
            let outcome = work.plumbline("check pipeline.toml");
            let text = outcome.stderr();
            assert!(!text.contains("panicked"), "byte {at}: {text}");
        }
    }
}

#[test]
fn a_sheet_that_was_renamed_is_answered_with_the_nearest() {
    let work = reading(
        &[("Cover", vec![row!["x"]]), ("Waits 2025", table())],
        "sheet = \"Waits 2024\"",
    );
    says(
        &work,
        1,
        &format!(
            "{FILE}has no sheet \"Waits 2024\"; did you mean \"Waits 2025\"? its sheets are \"Cover\", \"Waits 2025\"; change `sheet` in the pipeline"
        ),
    );
}

#[test]
fn a_column_that_was_renamed_is_answered_with_the_nearest() {
    let mut rows = table();
    rows[0] = row!["Local Authority name", "Measure", "Year", "Value"];
    let work = reading(&[("Cover", vec![row!["x"]]), ("Waits", rows)], "");
    says(
        &work,
        2,
        "pipeline.toml:25: authority: waits.xlsx, sheet \"Waits\", has no column \"Local authority\"; did you mean \"Local Authority name\"?",
    );
}

#[test]
fn two_rows_that_could_be_the_header_are_both_named() {
    let mut rows = table();
    rows.insert(0, row!["Year", "Measure", "Value", "Local authority"]);
    let work = reading(&[("Waits", rows)], "");
    says(
        &work,
        1,
        &format!(
            "{FILE}has every mapped column in row 1 of sheet \"Waits\" and again in row 2; say which is the header with header_row = 1 or header_row = 2"
        ),
    );
}

#[test]
fn two_sheets_that_could_be_meant_are_both_named() {
    let work = reading(&[("2023", table()), ("2024", table())], "");
    says(
        &work,
        1,
        &format!(
            "{FILE}has every mapped column in sheet \"2023\" (row 1) and in sheet \"2024\" (row 1); say which is meant with sheet = \"2023\" or sheet = \"2024\""
        ),
    );
}

#[test]
fn no_sheet_with_a_mapped_column_is_told_with_the_sheets_there_are() {
    let work = reading(
        &[("Cover", vec![row!["x"]]), ("Other", vec![row!["y", "z"]])],
        "",
    );
    says(
        &work,
        1,
        &format!(
            "{FILE}has no sheet with a header that has one of the mapped columns; its sheets are \"Cover\", \"Other\"; name the right one with sheet = \"…\", and its header with header_row = N"
        ),
    );
}

#[test]
fn a_header_row_without_anything_is_told() {
    let work = reading(&[("Waits", table())], "header_row = 7");
    says(
        &work,
        1,
        &format!(
            "{FILE}has nothing in row 7, where header_row says the header is; its sheets are \"Waits\""
        ),
    );
}

#[test]
fn a_column_to_fill_down_that_is_not_there_is_answered_with_the_nearest() {
    let work = reading(&[("Waits", table())], "fill_down = [\"Measures\"]");
    says(
        &work,
        1,
        &format!(
            "{FILE}sheet \"Waits\" has no column \"Measures\", which fill_down names; did you mean \"Measure\"?"
        ),
    );
}

#[test]
fn a_workbook_that_unpacks_beyond_the_limit_is_refused() {
    let work = reading(&[("Waits", table())], "");
    work.append("pipeline.toml", "[limits]\nunpacked_bytes = 1000");
    work.plumbline("check pipeline.toml").code(1).says(&[
        FILE,
        "bytes unpacked, and 1000 are allowed; if that is right, raise unpacked_bytes in [limits]",
    ]);
    // An archive may say of itself that it is small.
    let mut bytes = fs::read(work.path("data/waits.xlsx")).expect("the workbook");
    let central = [0x50, 0x4B, 0x01, 0x02];
    for at in 0..bytes.len() - 46 {
        if bytes[at..at + 4] == central {
            bytes[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
        }
    }
    work.write("data/waits.xlsx", bytes);
    work.plumbline("check pipeline.toml").code(1).says(&[FILE]);
}

#[test]
fn a_workbook_that_repeats_a_row_without_end_is_refused_before_memory_is_asked_for() {
    let work = five_with("");
    let content = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table table:name="Waits"><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table></office:document-content>"#;
    archive(
        &work.path("data/waits.xlsx"),
        &[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            ),
            ("META-INF/manifest.xml", b"<manifest/>"),
            ("content.xml", content.as_bytes()),
        ],
    );
    says(
        &work,
        1,
        &format!(
            "{FILE}has 16384000000 cells with those that are repeated, and 20000000 are read from ODS; save it as XLSX, which is read row by row"
        ),
    );
}

#[test]
fn more_rows_than_are_allowed_are_refused() {
    let mut rows = table();
    rows.extend(vec![row![302.0, "waits", 2024.0, 7.0]; 5]);
    let work = reading(&[("Waits", rows)], "");
    work.append("pipeline.toml", "[limits]\nfile_rows = 5");
    work.plumbline("check pipeline.toml").code(1).says(&[
        FILE,
        "has more than 5 rows in sheet \"Waits\"; if that is right, raise file_rows in [limits]",
    ]);
}

#[test]
fn where_a_header_is_said_twice_or_in_row_0_the_line_of_the_pipeline_is_named() {
    for (settings, message) in [
        ("header_row = 0", "header_row is 0; rows are counted from 1"),
        (
            "header_row = 2\nskip_rows = 1",
            "there are header_row and skip_rows; each says where the header is, so leave one out",
        ),
    ] {
        let work = reading(&[("Waits", table())], settings);
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&["pipeline.toml:23: ", message]);
    }
}

/// The rows of a workbook by a program that works no formula out: each formula has this result.
fn unworked(result: &str) -> String {
    let text = |cell: &str, text: &str| {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let names = ["Local authority", "Measure", "Year", "Value"];
    let header: String = ["A1", "B1", "C1", "D1"]
        .iter()
        .zip(names)
        .map(|(cell, name)| text(cell, name))
        .collect();
    let row = |number: u64, area: &str, value: &str| {
        let (area, measure) = (
            text(&format!("A{number}"), area),
            text(&format!("B{number}"), "waits"),
        );
        format!(r#"<row r="{number}">{area}{measure}<c r="C{number}"><v>2024</v></c>{value}</row>"#)
    };
    let formula = format!(r#"<c r="D2"><f>10+2.5</f>{result}</c>"#);
    format!(
        r#"<row r="1">{header}</row>{}{}"#,
        row(2, "301", &formula),
        row(3, "302", r#"<c r="D3"><v>0</v></c>"#)
    )
}

#[test]
fn a_formula_that_nobody_worked_out_is_an_error_and_no_missing_value() {
    let opened = r#"<calcPr calcId="124519" fullCalcOnLoad="1"/>"#;
    let mut books: Vec<Workdir> = Vec::new();
    // As openpyxl writes it, and as XlsxWriter does, whose 0 stands for what is not known.
    for (calculation, result) in [
        ("", "<v></v>"),
        ("", "<v/>"),
        ("", ""),
        (opened, "<v>0</v>"),
    ] {
        let work = five_with("");
        plain_xlsx(&work, "data/waits.xlsx", calculation, &unworked(result));
        books.push(work);
    }
    // As odfpy writes it.
    let work = five_with("");
    ods(
        &work,
        "data/waits.xlsx",
        &[("Table", {
            let mut rows = table();
            rows[1] = row![301.0, "waits", 2024.0, Cell::Unworked];
            rows.push(row![302.0, "waits", 2024.0, 0.0]);
            rows
        })],
    );
    books.push(work);
    for work in books {
        work.run();
        let quarantine = work.table("quarantine");
        let row = quarantine.row(&[("rule", "cell_error")]);
        assert_eq!(
            row["reason"],
            "cell D2 of sheet \"Table\": the formula has no stored result; open and save the workbook in a spreadsheet program, or map another column than \"Value\""
        );
        let input = &work.manifest()["inputs"][3];
        assert_eq!((&input["rows"], &input["rejected"]), (&2.into(), &1.into()));
        assert_eq!(input["missing"], serde_json::json!({}));
    }
    // A result is a result, 0 too where the workbook was worked out, and text without letters.
    for (calculation, result, value) in [
        ("", "<v>0</v>", Some(0.0)),
        (opened, "<v>12.5</v>", Some(12.5)),
    ] {
        let work = five_with("");
        plain_xlsx(&work, "data/waits.xlsx", calculation, &unworked(result));
        work.run();
        let table = work.table("indicator_profile");
        let row = table.row(&[
            ("authority", "301"),
            ("indicator", "waits"),
            ("period", "2024"),
        ]);
        assert_eq!(row["value"].as_f64(), value);
    }
}

#[test]
fn text_and_cells_that_repeat_without_end_are_refused_before_memory_is_asked_for() {
    let cell = |text: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let blanks = format!(
        "<table:table-row>{}</table:table-row>",
        cell(r#"a<text:s text:c="1000000000"/>b"#)
    );
    let repeated = format!(
        r#"<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>"#,
        cell(r#"a<text:s text:c="20000"/>b"#)
    );
    let error = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="9000000000000" office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell></table:table-row>"#;
    for (rows, said) in [
        (
            blanks.as_str(),
            "has 1000000000 blanks in a row in one cell",
        ),
        (repeated.as_str(), "bytes of text with what is repeated"),
        (error, "bytes of text with what is repeated"),
    ] {
        let work = five_with("");
        let content = format!(
            r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table table:name="Waits">{rows}</table:table></office:document-content>"#
        );
        archive(
            &work.path("data/waits.xlsx"),
            &[
                (
                    "mimetype",
                    b"application/vnd.oasis.opendocument.spreadsheet",
                ),
                ("META-INF/manifest.xml", b"<manifest/>"),
                ("content.xml", content.as_bytes()),
            ],
        );
        let outcome = work.plumbline("check pipeline.toml").code(1);
        let text = outcome.stderr();
        assert!(text.contains(said) && text.len() < 500, "{text}");
    }
}
