//! `plumbline inspect`: what is in a file, and a mapping that a pipeline can be begun with.

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
fn the_mapping_of_a_text_file_reads_it() {
    let work = with("waits.csv", WAITS.replace("12,5", "12.5"));
    let (mapping, counts) = begins(&work, "waits.csv", "observations");
    assert!(mapping.ends_with(
        "[sources.observations.columns]\nauthority = '\"Local authority\"'\nindicator = '\"Measure\"'\nperiod = '\"Year\"'\nvalue = '\"Value\"'\n"
    ));
    assert_eq!(counts, ["3", "0"]);
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
fn grades_side_by_side_are_aspects_of_findings() {
    let work = with_book(
        "la.xlsx",
        xlsx,
        &[("Cover", vec![row!["x"]]), ("History", judged())],
    );
    // The rulebook of the test has no findings, so their kinds are all unknown to it.
    let inspection = inspected(&work, "la.xlsx");
    assert_eq!(inspection["contract"], "findings");
    let mapping: toml::Table =
        toml::from_str(inspection["mapping"].as_str().expect("TOML")).expect("TOML");
    let source = &mapping["sources"]["findings"];
    assert_eq!(source["sheet"].as_str(), Some("History"));
    assert_eq!(source["where"].as_str(), Some("COALESCE(grade, '') <> ''"));
    assert_eq!(
        source["unpivot"]["columns"]["grade"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    assert_eq!(
        source["columns"]["kind"].as_str(),
        Some("\"Inspection type\"")
    );
}

#[test]
fn pairs_of_neighbours_side_by_side_become_rows() {
    let rows = vec![
        row!["LA number", "SN1", "SNP", "SN2", "SNP", "SN3", "SNP"],
        row![301.0, 302.0, "Close", 303.0, "Close", 304.0, "Not close"],
        row![302.0, 301.0, "Close", 303.0, "Close", "-", "-"],
    ];
    let work = with_book("sn.xlsx", xlsx, &[("Sheet1", rows)]);
    let (mapping, counts) = begins(&work, "sn.xlsx", "neighbours");
    assert!(
        mapping.contains("closeness = [\"SNP\", \"SNP (2)\", \"SNP (3)\"]"),
        "{mapping}"
    );
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn years_side_by_side_become_periods() {
    let work = with(
        "wide.csv",
        "LA Code,Indicator,2022,2023,2024\n301,waits,1,2,3\n302,waits,4,c,6\n",
    );
    let (_, counts) = begins(&work, "wide.csv", "observations");
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn a_file_in_the_open_data_standard_is_known_as_such() {
    let work = with(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,region_code,old_la_code,new_la_code,group,waits,visits\n\
         202324,Academic year,National,E92000001,,,,All,10,3\n\
         202324,Academic year,Local authority,E92000001,E12000981,301,E06000301,All,12.5,c\n\
         202324,Academic year,Local authority,E92000001,E12000981,301,E06000301,Girls,z,2\n",
    );
    let (mapping, counts) = begins(&work, "ees.csv", "observations");
    assert!(mapping.contains("format = \"ees\""), "{mapping}");
    assert!(
        mapping.contains("indicators = { waits = \"waits\", visits = \"visits\" }"),
        "{mapping}"
    );
    assert!(mapping.contains("filters = [\"group\"]"), "{mapping}");
    assert_eq!(counts, ["6", "0"]);
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
fn what_a_contract_needs_and_the_file_does_not_say_is_left_to_the_analyst() {
    let work = with("codes.csv", "LA Number,LA Name\n301,Ashby\n302,Birchwick\n");
    let (mapping, counts) = begins(&work, "codes.csv", "authorities");
    assert!(
        mapping.contains("# taken to be councils only: say which rows are regions or the nation\nlevel = \"'authority'\"\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["2", "0"]);
    let work = with(
        "schools.csv",
        "URN,Local authority,Rating\n1,Ashby,Good\n2,Ashby,Outstanding\n",
    );
    let found = inspected(&work, "schools.csv");
    assert_eq!(found["contract"], "inspections");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains("# nothing in the file looks like it: Day of the inspection; blank when there was\n# none\ninspected_on = \"NULL\"\n"),
        "{mapping}"
    );
}

#[test]
fn a_header_that_the_mapping_would_find_twice_is_said_by_its_row() {
    let work = with(
        "waits.csv",
        "Local authority,Measure,Year,Value,Note\nLocal authority,Measure,Year,Value,\nAshby,waits,2024,1,\n",
    );
    let (mapping, counts) = begins(&work, "waits.csv", "observations");
    assert!(mapping.contains("\nheader_row = 1\n"), "{mapping}");
    assert_eq!(counts, ["2", "1"]);
}

#[test]
fn codes_are_taken_before_names_and_closeness_stays_beside_the_neighbour() {
    let work = with(
        "sn.csv",
        "la_name,old_la_code,SN_1,SN_1P,SN_2,SN_2P,SN_10,SN_10P\n\
         Ashby,301,302,Close ,303,Close ,304,Not close\n\
         Birchwick,302,301,Very close,303,Close ,304,Close \n",
    );
    let (mapping, counts) = begins(&work, "sn.csv", "neighbours");
    assert!(
        mapping.contains("authority = '\"old_la_code\"'\n"),
        "{mapping}"
    );
    assert!(
        mapping.contains(
            "columns = { neighbour = [\"SN_1\", \"SN_2\", \"SN_10\"], closeness = [\"SN_1P\", \"SN_2P\", \"SN_10P\"] }"
        ),
        "{mapping}"
    );
    assert!(
        mapping.contains("closeness = '\"closeness\"'\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn a_nine_character_code_says_what_the_list_of_authorities_needs() {
    let rows: String = ["Leeds", "York", "Barnet"]
        .iter()
        .zip(["E08000035", "E06000014", "E09000003"])
        .map(|(name, code)| format!("{code},{name},waits,2024,1\n"))
        .collect();
    let work = with(
        "codes.csv",
        format!("Area code,Council,Measure,Year,Value\n{rows}"),
    );
    let found = inspected(&work, "codes.csv");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains(
            "# the list of authorities needs its ons_code; names stand in \"Council\"\nauthority = '\"Area code\"'\n"
        ),
        "{mapping}"
    );
    assert_eq!(column(&found, "Council")["kind"], "council");
    work.plumbline("inspect data/codes.csv")
        .code(0)
        .prints(&["\nCouncil    council names"]);
}

#[test]
fn a_column_of_councils_under_any_name_is_the_authority_and_said_to_be_a_guess() {
    let work = with(
        "x.csv",
        "Where,Measure,Year,Value\nLeeds,waits,2024,1\nYork,waits,2024,2\nBarnet,waits,2024,3\n",
    );
    let found = inspected(&work, "x.csv");
    assert_eq!(found["certainty"], "guess");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains("authority = '\"Where\"'  # a guess: it holds council names\n"),
        "{mapping}"
    );
    // By a name that says it, it is sure.
    let named = with(
        "x.csv",
        "Council,Measure,Year,Value\nLeeds,waits,2024,1\nYork,waits,2024,2\n",
    );
    let work = named;
    assert_ne!(inspected(&work, "x.csv")["certainty"], "guess");
}

#[test]
fn how_final_figures_are_is_their_status_and_no_group_of_children() {
    let work = with(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,old_la_code,new_la_code,group,version,waits\n\
         202223,Academic year,Local authority,E92000001,301,E06000301,All,Final,10\n\
         202324,Academic year,Local authority,E92000001,301,E06000301,All,Provisional,12\n\
         202324,Academic year,Local authority,E92000001,301,E06000301,Girls,Provisional,11\n",
    );
    let (mapping, counts) = begins(&work, "ees.csv", "observations");
    assert!(mapping.contains("filters = [\"group\"]\n"), "{mapping}");
    assert!(
        mapping.contains("\n[sources.observations.columns]\nstatus = '\"version\"'\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["3", "0"]);
}

#[test]
fn parts_of_a_year_are_left_out_beside_years_and_read_where_there_is_nothing_else() {
    let header =
        "time_period,time_identifier,geographic_level,country_code,old_la_code,new_la_code,waits\n";
    let row = |of: &str| format!("202324,{of},Local authority,E92000001,301,E06000301,1\n");
    for (identifiers, kept, read) in [
        (
            &["Financial year", "Financial year Q1", "Financial year Q2"][..],
            "where = \"time_identifier IN ('Financial year')\"\n",
            ["3", "0"],
        ),
        (
            &["Financial year Q1", "Financial year Q2"],
            "where = \"time_identifier IN ('Financial year Q1', 'Financial year Q2')\"\n",
            ["2", "0"],
        ),
    ] {
        let rows: String = identifiers.iter().map(|of| row(of)).collect();
        let work = with("ees.csv", format!("{header}{rows}"));
        let (mapping, counts) = begins(&work, "ees.csv", "observations");
        assert!(mapping.contains(kept), "{mapping}");
        assert_eq!(counts, read);
    }
}

#[test]
fn a_file_without_a_row_of_an_area_says_why_it_cannot_be_read() {
    let work = with(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,school_urn,school_name,waits\n\
         202324,Academic year,School,E92000001,100,A school,10\n",
    );
    let found = inspected(&work, "ees.csv");
    let why =
        "none of its rows is about a council, a region or the nation; its levels are \"School\"";
    assert_eq!(found["cannot"], serde_json::json!([why]));
    work.plumbline("inspect data/ees.csv")
        .code(0)
        .prints(&["\nIt cannot be used as it stands: none of its rows is about a council, a region or\nthe nation; its levels are \"School\".\n"]);
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
fn regions_and_the_nation_in_a_list_of_councils_are_told_by_their_names() {
    let work = with(
        "list.csv",
        "LA Number,LA Name,Region\n301,Ashby,Inner London\n302,Birchwick,North East\n\
         970,England,\n980,North East,\n987,London (Inner),\n",
    );
    let (mapping, counts) = begins(&work, "list.csv", "authorities");
    assert_eq!(counts, ["5", "0"], "{mapping}");
    let mapping: toml::Table = toml::from_str(&mapping).expect("TOML");
    let columns = &mapping["sources"]["authorities"]["columns"];
    assert_eq!(
        columns["level"].as_str(),
        Some(
            "CASE WHEN \"LA Name\" = 'England' THEN 'nation' WHEN \"LA Name\" IN ('London (Inner)', 'North East') THEN 'region' ELSE 'authority' END"
        )
    );
    assert_eq!(
        columns["region"]["values"]["Inner London"].as_str(),
        Some("London (Inner)")
    );
}

#[test]
fn inspections_of_settings_are_no_findings_whatever_some_visits_say_in_place_of_a_grade() {
    let work = with(
        "visits.csv",
        "URN,Local authority,Provision type,Registration status,Event type,Inspection date,Publication date,Overall effectiveness,Quality of care,Leadership and management\n\
         1,Ashby,children's home,Active,Full inspection,2023-01-09,2023-02-09,Good,Good,Good\n\
         2,Ashby,children's home,Active,Full inspection,2023-01-09,2023-02-09,Good,Good,Good\n\
         2,Ashby,children's home,Active,Interim inspection,2023-06-09,2023-07-09,Improved effectiveness,,\n",
    );
    let found = inspected(&work, "visits.csv");
    assert_eq!(found["contract"], "inspections");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains(
            "# 1 rows with no grade, such as \"Improved effectiveness\", are rejected\ngrade = "
        ),
        "{mapping}"
    );
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
fn an_export_of_fingertips_is_known_as_such() {
    let work = with(
        "fingertips.csv",
        "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note\n\
         90284,Admissions of children,,,E92000001,England,England,Persons,<15 yrs,,,2022/23,75.5,75,76,100,1000,\n\
         90284,Admissions of children,E92000001,England,E06000301,Ashby,Counties,Persons,<15 yrs,,,2022/23,80.5,-1,-1,10,100,\n",
    );
    let (mapping, counts) = begins(&work, "fingertips.csv", "observations");
    assert!(
        mapping.contains(
            "format = \"fingertips\"\n# Each indicator by its number, with the catalogue's name of it.\n# 90284: Admissions of children\nindicators = { 90284 = \"90284\" }\n"
        ),
        "{mapping}"
    );
    assert_eq!(counts[0], "2");
}

#[test]
fn a_column_a_council_is_a_list_of_neighbours_in_order_of_rank() {
    let names = [
        "Leeds", "York", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "Croydon", "Ealing",
        "Enfield",
    ];
    let lists = |from: usize| {
        (0..10)
            .map(|at| names[(at + from) % 10])
            .collect::<Vec<_>>()
    };
    let council = |(at, name): (usize, &&str)| format!("{},{name},authority\n", 301 + at);
    let authorities: String = names.iter().enumerate().map(council).collect();
    let text = [lists(0), lists(1), lists(2)]
        .map(|row| row.join(","))
        .join("\n");
    let rows: Vec<Vec<Cell>> = [vec!["The nearest first"], lists(0), lists(1), lists(2)]
        .iter()
        .map(|row| row.iter().map(|name| Cell::from(*name)).collect())
        .collect();
    let work = Workdir::new();
    work.write("data/columns.csv", text);
    xlsx(&work, "data/columns.xlsx", &[("Sheet1", rows)]);
    for (file, rank) in [
        ("columns.csv", "row_number"),
        ("columns.xlsx", "row_number - 2"),
    ] {
        let mapping = inspected(&work, file)["mapping"]
            .as_str()
            .expect("a mapping")
            .to_owned();
        let parsed: toml::Table = toml::from_str(&mapping).expect("TOML");
        let source = &parsed["sources"]["neighbours"];
        assert_eq!(source["columns"]["rank"].as_str(), Some(rank), "{mapping}");
        work.write("data/authorities.csv", format!("code,name,level\n{authorities}"))
            .write("rulebook.toml", RULEBOOK)
            .write(
                "pipeline.toml",
                format!(
                    "[pipeline]\nname = \"new\"\ntitle = \"New\"\nas_of = 2024-12-31\nrulebook = \"rulebook.toml\"\n\
                     [sources]\nroot = \"data\"\n[sources.authorities]\npath = \"authorities.csv\"\n{mapping}"
                ),
            );
        work.run();
        let neighbours = work.table("neighbours");
        assert_eq!(neighbours.len(), 20, "{file}");
        let nearest = neighbours.row(&[("authority", "301"), ("neighbour", "302")]);
        assert_eq!(nearest["rank"], 1, "{file}");
    }
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
fn topics_of_a_publisher_are_not_taken_for_outcomes_of_the_rulebook() {
    let work = with(
        "dictionary.csv",
        "Measure_short,Measure,Topic,Polarity,dps\nwaits,Days waited,Health and wellbeing,Low,1\nvisits,Visits,Housing,High,NA\n",
    );
    let (mapping, counts) = begins(&work, "dictionary.csv", "indicators");
    assert!(!mapping.contains("\noutcome = "), "{mapping}");
    let lines: String = mapping
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .collect();
    assert!(lines.contains("\"Topic\""), "{mapping}");
    assert!(
        mapping.contains("decimals = \"NULLIF(\\\"dps\\\", 'NA')\"\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["2", "0"]);
    let keys = with(
        "keys.csv",
        "indicator,title,outcome,polarity\nwaits,Days,being_healthy,low\n",
    );
    let mapping = inspected(&keys, "keys.csv")["mapping"].to_string();
    assert!(mapping.contains("noutcome = "), "{mapping}");
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
