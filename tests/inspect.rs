//! `plumbline inspect`: what is in a file, and a mapping that a pipeline can be begun with.

mod areas;
mod suggested;

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, StringArray};
use serde_json::Value;

use crate::books::{Cell, Sheet, ods, row, xlsx};
use crate::nation::{AUTHORITIES, INDICATORS, RULEBOOK};
use crate::workdir::Workdir;

/// A folder with `data/file`.
fn with(file: &str, bytes: impl AsRef<[u8]>) -> Workdir {
    let work = Workdir::new();
    work.write(&format!("data/{file}"), bytes);
    work
}

fn with_book(file: &str, write: fn(&Workdir, &str, &[Sheet]), sheets: &[Sheet]) -> Workdir {
    let work = Workdir::new();
    write(&work, &format!("data/{file}"), sheets);
    work
}

fn inspected(work: &Workdir, file: &str) -> Value {
    let outcome = work.plumbline(&format!("inspect data/{file} --format json"));
    serde_json::from_str(&outcome.code(0).stdout()).expect("JSON")
}

/// The column called `name`.
fn column<'a>(inspection: &'a Value, name: &str) -> &'a Value {
    let columns = inspection["table"]["columns"].as_array().expect("columns");
    columns
        .iter()
        .find(|column| column["name"] == name)
        .unwrap_or_else(|| panic!("{name} in {columns:#?}"))
}

/// Checks that `file` is most like `contract`, and that a pipeline with the mapping that was
/// suggested reads it; gives the mapping and the rows that the pipeline read and rejected.
fn begins(work: &Workdir, file: &str, contract: &str) -> (String, Vec<String>) {
    let inspection = inspected(work, file);
    assert_eq!(inspection["contract"], contract);
    let mapping = inspection["mapping"].as_str().expect("a mapping");
    let mut pipeline = String::from(
        "[pipeline]\nname = \"new\"\ntitle = \"New\"\nas_of = 2024-12-31\n\
        rulebook = \"rulebook.toml\"\nmax_rejected = 1.0\n\n[sources]\nroot = \"data\"\n\n",
    );
    for (name, csv) in [("authorities", AUTHORITIES), ("indicators", INDICATORS)] {
        if name != contract {
            pipeline += &format!("[sources.{name}]\npath = \"known_{name}.csv\"\n\n");
            work.write(&format!("data/known_{name}.csv"), csv);
        }
    }
    work.write("pipeline.toml", format!("{pipeline}{mapping}"))
        .write("rulebook.toml", RULEBOOK);
    let outcome = work.plumbline("check pipeline.toml").code(0);
    let line = outcome.stdout();
    let line = line
        .lines()
        .find(|line| line.starts_with(contract))
        .expect("the source is listed")
        .split_whitespace()
        .map(str::to_owned);
    (mapping.to_owned(), line.skip(2).take(2).collect())
}

const WAITS: &str = "Waits in England\n\n\
    Local authority;Measure;Year;Value\n\
    Ashby;waits;2023;12,5\n\
    Birchwick;waits;2024;c\n\
    Calder Vale;waits;2024;1.5\n";

#[test]
fn a_text_file_is_described_line_by_line() {
    let work = with("waits.csv", WAITS.replace("12,5", "12.5"));
    work.plumbline("inspect data/waits.csv").code(0).prints(&[
        "waits.csv: text, UTF-8, separated by semicolons, 125 bytes\n",
        "\nheader on line 3, 3 rows\n",
        "\ncolumn           kind            filled distinct  says\n",
        "\nLocal authority  text                 3        3\n    \"Ashby\", \"Birchwick\", \"Calder Vale\"\n",
        "\nYear             period               3        2  2023, 2024\n",
        "\nValue            number               2        2  1.5 to 12.5; missing: \"c\" 1\n",
        "\nIt most resembles `observations` (sure: it has 100% of what that needs). A\nmapping to start from:\n\n[sources.observations]\npath = \"waits.csv\"\n",
    ]);
}

#[test]
fn packing_encoding_and_byte_order_marks_are_told() {
    let plain = "URN,Local authority\n1,St \u{2013} Helens\n";
    let packed = zstd::encode_all(plain.as_bytes(), 3).expect("memory");
    let found = inspected(&with("a.csv.zst", packed), "a.csv.zst");
    assert_eq!(
        (&found["packing"], &found["encoding"]),
        (&"zstd".into(), &"UTF-8".into())
    );
    let windows = b"URN,Local authority\n1,St \x96 Helens\n";
    assert_eq!(
        inspected(&with("a.csv", windows), "a.csv")["encoding"],
        "Windows-1252"
    );
    let marked = inspected(&with("a.csv", format!("\u{feff}{plain}")), "a.csv");
    assert_eq!(marked["encoding"], "UTF-8 with a byte-order mark");
    assert_eq!(marked["table"]["columns"][0]["name"], "URN");
}

fn judged() -> Vec<Vec<Cell>> {
    vec![
        row!["Inspections of local authorities"],
        row!["This sheet has one table."],
        row![
            "Local authority name",
            "Inspection type",
            "Inspection date",
            "Publication date",
            "Overall effectiveness",
            "Leaders",
            "Children in care"
        ],
        row![
            "Ashby",
            "ILACS",
            Cell::Day(2024, 1, 8),
            Cell::Day(2024, 2, 9),
            "Good",
            "Good",
            "Outstanding"
        ],
        row![
            "Birchwick",
            "ILACS",
            Cell::Day(2023, 1, 8),
            "9 March 2023",
            "Inadequate",
            "Good",
            ""
        ],
        row!["Source: Ofsted"],
    ]
}

#[test]
fn the_sheets_of_a_workbook_are_listed_and_the_likeliest_is_described() {
    for (file, write) in [
        ("la.xlsx", xlsx as fn(&Workdir, &str, &[Sheet])),
        ("la.ods", ods),
    ] {
        let cover = (
            "Cover",
            vec![row!["Title", "Outcomes"], row!["Published", "2024"]],
        );
        let work = with_book(file, write, &[cover, ("History", judged())]);
        let found = inspected(&work, file);
        let sheets: Vec<(&str, u64)> = found["sheets"]
            .as_array()
            .expect("sheets")
            .iter()
            .filter_map(|sheet| Some((sheet["name"].as_str()?, sheet["header_row"].as_u64()?)))
            .collect();
        assert_eq!(sheets, [("History", 3), ("Cover", 1)]);
        assert_eq!(found["sheets"][0]["contract"], "findings");
        assert_eq!(found["sheets"][1]["contract"], Value::Null);
        let table = &found["table"];
        assert_eq!(
            (&table["sheet"], &table["header_row"]),
            (&"History".into(), &3.into())
        );
        assert_eq!((&table["rows"], &table["notes"]), (&2.into(), &1.into()));
        let day = column(&found, "Publication date");
        assert_eq!(day["kind"], "day");
        assert_eq!(
            (&day["first"], &day["last"]),
            (&"9 March 2023".into(), &"2024-02-09".into())
        );
        assert_eq!(column(&found, "Leaders")["kind"], "grade");
        let asked = work.plumbline(&format!("inspect data/{file} --sheet cov* --header-row 2"));
        asked
            .code(0)
            .prints(&["sheet \"Cover\": header in row 2, 0 rows"]);
    }
}

#[test]
fn a_parquet_file_is_described_by_what_it_stores() {
    let work = Workdir::new();
    let text = |of: [&str; 2]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
    work.parquet(
        "data/long.parquet",
        vec![
            (
                "LA Number",
                Arc::new(Float64Array::from(vec![301.0, 302.0])) as ArrayRef,
            ),
            ("Short Desc", text(["waits", "waits"])),
            ("Years", text(["2023", "2024 (prov)"])),
            ("Values", text(["1.5", "-"])),
            (
                "Updated",
                Arc::new(Date32Array::from(vec![Some(19_800), None])),
            ),
        ],
    );
    let (_, counts) = begins(&work, "long.parquet", "observations");
    assert_eq!(counts, ["2", "0"]);
    let found = inspected(&work, "long.parquet");
    assert_eq!(column(&found, "LA Number")["kind"], "whole");
    assert_eq!(
        column(&found, "Years")["periods"],
        serde_json::json!(["2023", "2024 (prov)"])
    );
    assert_eq!(column(&found, "Values")["missing"]["-"], 1);
    assert_eq!(
        (
            &column(&found, "Updated")["kind"],
            &column(&found, "Updated")["blank"]
        ),
        (&"day".into(), &1.into())
    );
}

#[test]
fn a_word_for_nothing_leads_nobody_astray() {
    let work = with(
        "list.csv",
        "URN,Local authority,Provision type,Inspection date,Publication date,Overall effectiveness,Registration status\n\
         1,Ashby,children's home,NULL,NULL,NULL,Active\n\
         2,Ashby,children's home,null,N/A,N/A,Active\n\
         3,Ashby,children's home,2023-01-09,2023-02-09,Good,Active\n",
    );
    let found = inspected(&work, "list.csv");
    let day = column(&found, "Inspection date");
    assert_eq!((&day["kind"], &day["filled"]), (&"day".into(), &1.into()));
    assert_eq!(day["missing"], serde_json::json!({"NULL": 1, "null": 1}));
    let mapping: toml::Table =
        toml::from_str(found["mapping"].as_str().expect("TOML")).expect("TOML");
    let columns = &mapping["sources"]["inspections"]["columns"];
    assert_eq!(
        columns["inspected_on"].as_str(),
        Some(
            "CASE WHEN \"Inspection date\" IN ('NULL', 'null') THEN NULL ELSE \"Inspection date\" END"
        )
    );
    assert_eq!(columns["status"]["values"]["Active"].as_str(), Some("open"));
    // A single one is said shorter, and its rows are read.
    let work = with(
        "waits.csv",
        "Local authority,Measure,Year,Value\nAshby,waits,2023,NULL\nBirchwick,waits,2023,2\n",
    );
    let (mapping, counts) = begins(&work, "waits.csv", "observations");
    assert!(
        mapping.contains("value = \"NULLIF(\\\"Value\\\", 'NULL')\"\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["2", "0"]);
}

#[test]
fn whole_names_are_shown_in_eighty_columns() {
    let long = format!("How many of the {} children", "very ".repeat(60));
    let unbroken = "n".repeat(300);
    let work = with("x.csv", format!("{long},{unbroken},short\n1,2,3\n"));
    let shown = work.plumbline("inspect data/x.csv").code(0).stdout();
    let wide: Vec<&str> = shown
        .lines()
        .filter(|line| line.chars().count() > 80)
        .collect();
    assert_eq!(wide, [""; 0]);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&shown).contains(&words(&long)), "{shown}");
    assert!(shown.replace('\n', "").contains(&unbroken), "{shown}");
}

#[test]
fn names_that_act_on_a_terminal_are_shown_and_can_be_copied() {
    let name = "Va\u{1b}[31mlue\u{202e}\u{9b}";
    let work = with(
        "waits.csv",
        format!(
            "Local authority,Measure,Year,\"Value\n{name}\tx\"\nAshby,waits,2023,1\nBirchwick,waits,2023,2\n"
        ),
    );
    let shown = work.plumbline("inspect data/waits.csv").code(0).stdout();
    assert!(
        !shown.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\t']),
        "{shown:?}"
    );
    let (mapping, counts) = begins(&work, "waits.csv", "observations");
    assert!(mapping.contains("value = "), "{mapping}");
    // What is printed is the mapping itself, not a picture of it.
    assert!(shown.contains(&mapping), "{shown}\n{mapping}");
    assert_eq!(counts, ["2", "0"]);
}

#[test]
fn grades_without_a_day_say_that_their_rows_cannot_be_read() {
    let work = with(
        "schools.csv",
        "URN,Local authority,Rating,Provision type\n1,Ashby,Good,school\n2,Ashby,Outstanding,school\n",
    );
    let found = inspected(&work, "schools.csv");
    let why = |column: &str| {
        format!("every row with a grade needs `{column}`, and nothing in the file looks like it")
    };
    assert_eq!(
        found["cannot"],
        serde_json::json!([why("inspected_on"), why("published_on")])
    );
}

#[test]
fn a_file_like_no_contract_says_so() {
    let work = with("x.csv", "alpha,beta\n1,2\n");
    work.plumbline("inspect data/x.csv")
        .code(0)
        .prints(&["It resembles no contract; `plumbline schema` lists them."]);
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_what_is_wrong() {
    let work = with("x.csv", "");
    for (file, message) in [
        (
            "data/x.csv",
            "plumbline: data/x.csv: is empty; expected Parquet, a workbook, or delimited text with a header",
        ),
        ("data", "plumbline: data: is a folder; name one file in it"),
        (
            "data/y.csv",
            "plumbline: data/y.csv: no such file; check the path",
        ),
    ] {
        work.plumbline(&format!("inspect {file}"))
            .code(1)
            .says(&[message]);
    }
}

#[test]
fn a_table_whose_header_stands_in_two_rows_says_where_its_councils_are() {
    let work = with(
        "appeals.csv",
        "Council,2014,,2015,,2016,\n,Appeals4,Rate,Appeals4,Rate,Appeals4,Rate\n\
         Leeds,1,0.5,2,0.6,3,0.7\nYork,1,0.5,2,0.6,3,0.7\nBarnet,1,0.5,2,0.6,3,0.7\n",
    );
    let found = inspected(&work, "appeals.csv");
    assert_eq!(found["contract"], Value::Null, "{found:#}");
    let shown = work
        .plumbline("inspect data/appeals.csv --header-row 2")
        .code(0)
        .stdout();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("As it stands it has council names in the column without a name, which SQL calls `\"\"`, and \"Appeals4\", \"Rate\" several times over, told apart by what stands above the header"),
        "{shown}"
    );
}

#[test]
fn percentages_are_numbers_and_text_of_excel_is_read() {
    let text = "Local authority\tMeasure\tYear\tOutturn\nAshby\twaits\t2023\t12.5%\nBirchwick\twaits\t2023\t9.25%\n";
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let work = with("waits.txt", bytes);
    let found = inspected(&work, "waits.txt");
    assert!(
        found["encoding"]
            .as_str()
            .is_some_and(|of| of.starts_with("UTF-16")),
        "{found:#}"
    );
    let value = column(&found, "Outturn");
    assert_eq!(value["kind"], "number");
    assert_eq!(
        (&value["first"], &value["last"]),
        (&"9.25%".into(), &"12.5%".into())
    );
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(mapping.contains("value = '\"Outturn\"'\n"), "{mapping}");
}
