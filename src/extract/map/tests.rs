//! A file's columns become a contract's: by SQL, by other words for what it gives, by look-ups, and
//! after wide columns have become rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Schema;
use proptest::prelude::*;

use super::*;
use crate::config::{Overrides, Pipeline};
use crate::read::{RowNumbers, show};
use crate::tables::Rule;

const PIPELINE: &str = r#"
[pipeline]
name = "small"
title = "A small pipeline"
as_of = 2024-12-31
rulebook = "rulebook.toml"
neighbours = "mean"

[sources.authorities]
path = "authorities.csv"

[sources.indicators]
path = "indicators.csv"

[sources.observations]
path = "observations.csv"
"#;

const RULEBOOK: &str = r#"
[rulebook]
name = "small"
version = "1"
about = "Tolerances only."

[comparison.indicators]
confidence = 0.95
margin = 0.5

[trend]
points = 5
minimum = 3
steady = 0.25
"#;

/// Every contract column of the mapping, after the period and the value that a test is about.
const OTHERS: &str = "authority = '\"LA\"'\nindicator = \"'reading'\"\n";

/// A look-up that mappings may name.
const LOOKUP: &str = "[lookups.registers]\npath = \"registers.csv\"\n";

/// A row of a contract: what each column that is given holds, or the rule that it broke.
type Row = BTreeMap<&'static str, Result<String, Rule>>;

/// A mapped batch.
#[derive(Debug)]
struct Outcome {
    /// The rows of the batch, each with its number in the file.
    rows: Vec<(u64, Row)>,
    /// What the `where` says of each.
    kept: Vec<Result<String, Rule>>,
}

impl Outcome {
    /// The values of a column.
    fn column(&self, name: &str) -> Vec<Result<&str, Rule>> {
        let rows = self.rows.iter();
        rows.map(|(_, row)| row[name].as_deref().map_err(|rule| *rule))
            .collect()
    }
}

fn text(values: &[&str]) -> ArrayRef {
    let values = values
        .iter()
        .map(|text| (!text.is_empty()).then_some(*text));
    Arc::new(StringArray::from_iter(values))
}

fn pipeline(observations: &str) -> Result<Pipeline, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipeline.toml");
    std::fs::write(folder.path().join("rulebook.toml"), RULEBOOK).unwrap();
    std::fs::write(&path, format!("{PIPELINE}{observations}")).unwrap();
    Pipeline::read(&path, &Overrides::default()).map_err(|error| error.to_string())
}

/// Maps the columns of a file called `file.csv` by what a pipeline says of its observations.
fn mapped(observations: &str, columns: &[(&str, ArrayRef)]) -> Result<Outcome, String> {
    let pipeline = pipeline(observations)?;
    let batch = RecordBatch::try_from_iter(columns.to_vec()).unwrap();
    map_batch(&pipeline, &batch, 1)
}

/// Maps a batch whose first row has this number.
fn map_batch(pipeline: &Pipeline, batch: &RecordBatch, first: u64) -> Result<Outcome, String> {
    let feed = pipeline.feed("observations").unwrap();
    let contract = feed.kind.contract();
    let registers = [("ASHBY St Mary", "301"), ("Birch & Wick", "302")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()));
    let registers = LookupTable::new("registers", registers, &BTreeMap::new()).unwrap();
    let lookups = Lookups::from([("registers".to_owned(), Arc::new(registers))]);
    let said = |error: crate::config::ConfigError| error.to_string();
    let schema: &Schema = &batch.schema();
    let layout = Layout::new(pipeline, feed, "file.csv", schema).map_err(said)?;
    let binding = Binding::new(pipeline, feed, &lookups, "file.csv", layout.schema());
    let binding = binding.map_err(said)?;
    let read = batch.project(&layout.columns(&binding.wanted)).unwrap();
    let (read, rows) = layout.reshape(read, &binding.wanted, RowNumbers::From(first))?;
    let found = binding.map(&read, &rows, &[], &[])?;
    let cell = |of: &Mapped, row: usize| {
        let code = of.coded.codes[row];
        match of.faults.get(&code) {
            Some(fault) => Err(fault.rule),
            None => Ok(show(of.coded.values.scalar(code as usize))),
        }
    };
    let columns: Vec<(&'static str, &Mapped)> = contract
        .columns
        .iter()
        .zip(&found.columns)
        .filter_map(|(column, of)| Some((column.name, of.as_ref()?)))
        .collect();
    Ok(Outcome {
        rows: (0..read.num_rows())
            .map(|row| {
                let cells = columns.iter().map(|(name, of)| (*name, cell(of, row)));
                (rows.at(row), cells.collect())
            })
            .collect(),
        kept: found.filter.map_or_else(Vec::new, |of| {
            (0..read.num_rows()).map(|row| cell(&of, row)).collect()
        }),
    })
}

/// A mapping of the period and the value of observations.
fn columns(period: &str, value: &str) -> String {
    format!("[sources.observations.columns]\n{OTHERS}period = {period}\nvalue = {value}\n")
}

#[test]
fn without_a_mapping_columns_are_those_of_the_contract_in_any_capitals() {
    let of = [
        ("Authority", text(&["301", "302"])),
        ("INDICATOR", text(&["reading", "reading"])),
        ("period", text(&["2024", "2023"])),
        ("remark", text(&["not", "asked for"])),
        ("value", text(&["5", ""])),
    ];
    let found = mapped("", &of).unwrap();
    assert_eq!(found.column("authority"), [Ok("301"), Ok("302")]);
    assert_eq!(found.column("value"), [Ok("5"), Ok("")]);
    let numbers: Vec<u64> = found.rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 2]);
    let error = mapped("", &of[..3]).unwrap_err();
    assert!(error.contains("file.csv has no column `value`"), "{error}");
}

#[test]
fn of_several_expressions_the_first_counts_whose_columns_are_all_there() {
    let mapping = columns("'\"Year\"'", r#"['"a" || "b"', '"b" || "c"', '"c"']"#);
    let years = text(&["2024"]);
    let file = |names: &[&'static str]| -> Vec<(&'static str, ArrayRef)> {
        let own = names.iter().map(|name| (*name, text(&[name])));
        let shared = [("LA", text(&["301"])), ("Year", Arc::clone(&years))];
        own.chain(shared).collect()
    };
    for (names, value) in [
        (&["a", "b", "c"][..], "ab"),
        (&["b", "c"], "bc"),
        (&["a", "c"], "c"),
    ] {
        let found = mapped(&mapping, &file(names)).unwrap();
        assert_eq!(found.column("value"), [Ok(value)], "{names:?}");
    }
    let error = mapped(&mapping, &file(&["a"])).unwrap_err();
    assert!(
        error.contains("value: file.csv has no column \"b\""),
        "{error}"
    );
}

#[test]
fn sql_that_fails_for_a_value_is_a_fault_of_the_rows_that_have_it() {
    let mapping = columns("'\"Year\"'", "'CAST(\"n\" AS BIGINT) + 1'");
    let of = [
        ("LA", text(&["301", "302", "303", "304"])),
        ("Year", text(&["2024"; 4])),
        ("n", text(&["4", "many", "", "many"])),
    ];
    let found = mapped(&mapping, &of).unwrap();
    let failed = Err(Rule::SqlFailed);
    assert_eq!(found.column("value"), [Ok("5"), failed, Ok(""), failed]);
    // The other columns of those rows are what they are.
    assert_eq!(found.column("authority")[1], Ok("302"));
}

#[test]
fn numbers_and_days_reach_the_sql_as_what_they_are() {
    let mapping = columns("'CAST(\"Year\" + 1 AS VARCHAR)'", "'\"a\" / \"b\"'");
    let of: [(&str, ArrayRef); 4] = [
        ("LA", text(&["301", "302"])),
        ("Year", Arc::new(Int64Array::from(vec![2023, 2024]))),
        ("a", Arc::new(Float64Array::from(vec![Some(1.5), None]))),
        ("b", Arc::new(Int64Array::from(vec![2, 0]))),
    ];
    let found = mapped(&mapping, &of).unwrap();
    assert_eq!(found.column("period"), [Ok("2024"), Ok("2025")]);
    assert_eq!(found.column("value"), [Ok("0.75"), Ok("")]);
}

#[test]
fn a_condition_is_true_false_or_neither_of_a_row() {
    let mapped = |condition: &str| {
        let condition = format!("where = \"{condition}\"\n");
        let of = [
            ("LA", text(&["301", "302", "303"])),
            ("Year", text(&["2024"; 3])),
            ("n", text(&["4", "no", ""])),
        ];
        mapped(
            &format!("{condition}{}", columns("'\"Year\"'", "'\"n\"'")),
            &of,
        )
    };
    let expected = ["true", "false", ""].map(|text| Ok(text.to_owned()));
    assert_eq!(mapped("n <> 'no'").unwrap().kept, expected);
    let error = mapped("n").unwrap_err();
    assert!(error.contains("`where` gives"), "{error}");
}

#[test]
fn a_value_that_a_key_fits_is_called_by_its_word_and_any_other_stays() {
    let value = r#"{ sql = '"n"', values = { "None*" = 0, "n/a" = "", "" = "blank" } }"#;
    let of = [
        ("LA", text(&["301"; 5])),
        ("Year", text(&["2024"; 5])),
        ("n", text(&["none at all", "N/A", "", "7", "nothing"])),
    ];
    let found = mapped(&columns("'\"Year\"'", value), &of).unwrap();
    let expected = [Ok("0"), Ok(""), Ok("blank"), Ok("7"), Ok("nothing")];
    assert_eq!(found.column("value"), expected);
}

#[test]
fn a_look_up_translates_keys_in_any_spelling_and_no_missing_marker() {
    let mapping = format!(
        "[sources.observations.columns]\nauthority = {{ sql = '\"Register\"', lookup = \"registers\" }}\n\
         indicator = \"'reading'\"\nperiod = '\"Year\"'\nvalue = '\"n\"'\n{LOOKUP}"
    );
    let of = [
        (
            "Register",
            text(&["Ashby St. Mary", "birch and wick", "Ashby", "..", ""]),
        ),
        ("Year", text(&["2024"; 5])),
        ("n", text(&["1"; 5])),
    ];
    let found = mapped(&mapping, &of).unwrap();
    let unknown = Err(Rule::NotInLookup);
    assert_eq!(
        found.column("authority"),
        [Ok("301"), Ok("302"), unknown, Ok(".."), Ok("")]
    );
}

const YEARS: &str = "[sources.observations.unpivot]\ncolumns = { figure = \"20*\" }\n";

#[test]
fn each_row_becomes_as_many_as_there_are_wide_columns_and_keeps_its_number() {
    let of = [
        ("LA", text(&["301", "302"])),
        ("2022", text(&["1", "4"])),
        ("Year of opening", text(&["1066", "1067"])),
        ("2023", text(&["2", "c"])),
    ];
    let unpivot = format!("{YEARS}name = \"year\"\nposition = \"place\"\n");
    let mapping = format!("{unpivot}{}", columns("'\"year\"'", "'\"figure\"'"));
    let found = mapped(&mapping, &of).unwrap();
    let numbers: Vec<u64> = found.rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 1, 2, 2]);
    assert_eq!(
        found.column("authority"),
        [Ok("301"), Ok("301"), Ok("302"), Ok("302")]
    );
    assert_eq!(
        found.column("period"),
        [Ok("2022"), Ok("2023"), Ok("2022"), Ok("2023")]
    );
    assert_eq!(found.column("value"), [Ok("1"), Ok("2"), Ok("4"), Ok("c")]);
    let mapping = format!(
        "{unpivot}{}",
        columns("'CAST(2021 + \"place\" AS VARCHAR)'", "'\"figure\"'")
    );
    let counted = mapped(&mapping, &of).unwrap();
    assert_eq!(counted.column("period"), found.column("period"));
}

#[test]
fn wide_columns_of_numbers_stay_numbers_and_beside_text_are_text() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![3]));
    let halves: ArrayRef = Arc::new(Float64Array::from(vec![0.5]));
    let mapping = format!("{YEARS}{}", columns("\"'2024'\"", "'\"figure\" * 2'"));
    let la = ("LA", text(&["301"]));
    let of = [la.clone(), ("2022", Arc::clone(&numbers)), ("2023", halves)];
    let found = mapped(&mapping, &of).unwrap();
    assert_eq!(found.column("value"), [Ok("6"), Ok("1")]);
    let mixed = [la, ("2022", numbers), ("2023", text(&["c"]))];
    let error = mapped(&mapping, &mixed).unwrap_err();
    assert!(error.contains("write CAST(… AS DOUBLE)"), "{error}");
    let mapping = format!("{YEARS}{}", columns("\"'2024'\"", "'\"figure\"'"));
    assert_eq!(
        mapped(&mapping, &mixed).unwrap().column("value"),
        [Ok("3"), Ok("c")]
    );
}

#[test]
fn groups_of_wide_columns_are_as_long_as_each_other() {
    let unpivot = "[sources.observations.unpivot]\n\
        columns = { figure = \"20*\", count = [\"n 1\", \"n 2\"] }\n";
    let mapping = format!(
        "{unpivot}{}",
        columns("\"'2024'\"", "'\"figure\" || \"count\"'")
    );
    let mut of = vec![
        ("LA", text(&["301"])),
        ("2022", text(&["a"])),
        ("2023", text(&["b"])),
        ("n 1", text(&["1"])),
        ("n 2", text(&["2"])),
    ];
    let found = mapped(&mapping, &of).unwrap();
    assert_eq!(found.column("value"), [Ok("a1"), Ok("b2")]);
    of.insert(3, ("2024", text(&["c"])));
    let error = mapped(&mapping, &of).unwrap_err();
    assert!(error.contains("as many were expected"), "{error}");
    of.truncate(4);
    let error = mapped(&mapping, &of).unwrap_err();
    assert!(error.contains("has no column \"n 1\""), "{error}");
}

proptest! {
    /// SQL is worked out once for each combination of values: every row gets what it would get by
    /// itself.
    #[test]
    fn a_row_is_mapped_the_same_whatever_rows_are_beside_it(
        cells in prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..3), 1..25),
    ) {
        const WORDS: [&str; 5] = ["", "1", "2", "many", "a"];
        let mapping = format!(
            "where = \"\\\"a\\\" <> 'a'\"\n{}",
            columns(
                "'\"a\" || \"b\" || \"c\"'",
                r#"{ sql = 'CAST("a" AS BIGINT) * 10 + CAST("b" AS BIGINT)', values = { "1*" = "ten" } }"#,
            )
        );
        let pipeline = pipeline(&mapping).unwrap();
        let column = |pick: &dyn Fn(&(usize, usize, usize)) -> usize| {
            text(&cells.iter().map(|cell| WORDS[pick(cell)]).collect::<Vec<_>>())
        };
        let batch = RecordBatch::try_from_iter([
            ("a", column(&|cell| cell.0)),
            ("b", column(&|cell| cell.1)),
            ("c", column(&|cell| cell.2)),
            ("LA", text(&vec!["301"; cells.len()])),
        ]).unwrap();
        let whole = map_batch(&pipeline, &batch, 1).unwrap();
        prop_assert_eq!(whole.rows.len(), cells.len());
        for (row, (cell, (number, mapped))) in cells.iter().zip(&whole.rows).enumerate() {
            let alone = map_batch(&pipeline, &batch.slice(row, 1), *number).unwrap();
            prop_assert_eq!(&alone.rows[0], &(*number, mapped.clone()));
            prop_assert_eq!(&alone.kept[0], &whole.kept[row]);
            let [a, b] = [cell.0, cell.1].map(|at| WORDS[at]);
            let value = match (a, b) {
                ("many" | "a", _) | (_, "many" | "a") => Err(Rule::SqlFailed),
                ("", _) | (_, "") => Ok(String::new()),
                ("1", _) => Ok("ten".to_owned()),
                (a, b) => Ok(format!("{a}{b}")),
            };
            prop_assert_eq!(&mapped["value"], &value);
        }
    }
}
