//! Files that cannot be read: each stops the run with the file, the fault and the remedy, and
//! nothing is published.

use std::fs;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowWriter, encode_arrow_schema};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// Runs into a failure that is told by `parts`, and checks that nothing was published.
fn fails(work: &Workdir, code: i32, parts: &[&str]) {
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(code).says(parts);
    }
    let left: Vec<String> = work
        .names("out")
        .into_iter()
        .filter(|name| name != ".lock" && name != "journal.jsonl")
        .collect();
    assert!(left.is_empty() || left == ["runs"], "{left:?}");
    assert!(work.names("out/runs").is_empty());
}

/// The observations of the five councils, as a Parquet file in place of the text.
fn with_parquet() -> Workdir {
    let work = five_councils();
    let texts = |values: [&str; 3]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    work.replace("pipeline.toml", "observations.csv", "observations.parquet")
        .parquet(
            "data/observations.parquet",
            vec![
                ("authority", texts(["301", "302", "303"])),
                ("indicator", texts(["waits", "waits", "waits"])),
                ("period", texts(["2024", "2024", "2024"])),
                ("value", texts(["10", "20", "c"])),
            ],
        );
    work
}

#[test]
fn a_missing_file_is_named_with_what_to_check() {
    let work = five_councils();
    fs::remove_file(work.path("data/observations.csv")).expect("it was there");
    fails(
        &work,
        1,
        &[
            "source observations",
            "data/observations.csv",
            "no such file",
            "--source",
        ],
    );
}

#[test]
fn a_missing_folder_is_named_with_what_to_check() {
    let work = five_councils();
    work.plumbline("run pipeline.toml --out out --root nowhere")
        .code(1)
        .says(&[
            "source authorities",
            "nowhere/authorities.csv",
            "no such file",
            "--root",
        ]);
}

#[test]
fn a_folder_without_tables_is_no_source() {
    let work = five_councils();
    work.write("data/empty/readme.md", "nothing here").replace(
        "pipeline.toml",
        "observations.csv",
        "empty",
    );
    fails(
        &work,
        1,
        &["source observations", "data/empty", "check `path`"],
    );
}

#[test]
fn an_empty_file_is_named() {
    let work = five_councils();
    work.write("data/observations.csv", "");
    fails(
        &work,
        1,
        &[
            "data/observations.csv",
            "is empty",
            "expected Parquet, a workbook, or delimited text",
        ],
    );
}

#[test]
fn a_file_that_is_not_parquet_is_told_by_its_first_bytes() {
    let work = with_parquet();
    work.write("data/observations.parquet", "<html>Not found</html>");
    fails(
        &work,
        1,
        &[
            "data/observations.parquet",
            "is not Parquet",
            "PAR1",
            "fetch it again",
        ],
    );
}

#[test]
fn a_truncated_parquet_file_is_told_from_a_whole_one() {
    let work = with_parquet();
    let whole = fs::read(work.path("data/observations.parquet")).expect("it was written");
    for length in [5, whole.len() / 2, whole.len() - 1] {
        work.write("data/observations.parquet", &whole[..length]);
        fails(
            &work,
            1,
            &[
                "data/observations.parquet",
                "damaged or cut short",
                "fetch it again",
            ],
        );
    }
    work.write("data/observations.parquet", &whole);
    work.run();
    assert_eq!(work.table("indicator_profile").len(), 5);
}

#[test]
fn a_parquet_file_with_damaged_pages_is_told() {
    let work = with_parquet();
    let mut bytes = fs::read(work.path("data/observations.parquet")).expect("it was written");
    for byte in &mut bytes[4..60] {
        *byte = 0xff;
    }
    work.write("data/observations.parquet", bytes);
    fails(
        &work,
        1,
        &[
            "source observations",
            "data/observations.parquet",
            "damaged",
            "fetch it again",
        ],
    );
}

#[test]
fn a_column_type_that_cannot_be_read_is_named() {
    let work = with_parquet();
    let texts = |values: [&str; 1]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    work.parquet(
        "data/observations.parquet",
        vec![
            ("authority", texts(["301"])),
            ("indicator", texts(["waits"])),
            ("period", texts(["2024"])),
            ("value", Arc::new(BinaryArray::from_vec(vec![b"\x00\xff"]))),
        ],
    );
    fails(
        &work,
        1,
        &["source observations", "observations.parquet", "\"value\""],
    );
}

#[test]
fn sql_over_a_column_of_the_wrong_type_is_named_with_its_line() {
    let work = with_parquet();
    let columns = "\n[sources.observations.columns]\n\
        authority = 'authority'\nindicator = 'indicator'\nperiod = 'period'\nvalue = 'ABS(value)'\n";
    work.write(
        "pipeline.toml",
        format!("{}{columns}", work.read("pipeline.toml")),
    );
    let line = work.read("pipeline.toml").lines().count();
    fails(
        &work,
        2,
        &[&format!(
            "pipeline.toml:{line}: value: the SQL `ABS(value)` does not fit"
        )],
    );
}

#[test]
fn bytes_that_are_not_in_the_stated_encoding_are_named_with_their_line() {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"indicators.csv\"",
        "path = \"indicators.csv\"\nencoding = \"utf-8\"",
    )
    .write(
        "data/indicators.csv",
        b"indicator,title,polarity\nwaits,Days \x96 waited,low\n",
    );
    fails(
        &work,
        1,
        &["data/indicators.csv", "line 2 is not UTF-8", "windows-1252"],
    );
}

#[test]
fn a_text_that_a_flipped_bit_makes_bytes_is_told_by_its_column() {
    let text = |name: &str, kind: DataType| Field::new(name, kind, true);
    let schema = |value: DataType| {
        Arc::new(Schema::new(vec![
            text("authority", DataType::Utf8),
            text("indicator", DataType::Utf8),
            text("period", DataType::Utf8),
            text("value", value),
        ]))
    };
    let texts = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let batch = RecordBatch::try_new(
        schema(DataType::Binary),
        vec![
            texts("301"),
            texts("waits"),
            texts("2024"),
            Arc::new(BinaryArray::from_vec(vec![b"12"])),
        ],
    )
    .expect("the columns fit");
    // What Arrow's own schema in the file calls text has lost that in Parquet's.
    let declared = encode_arrow_schema(&schema(DataType::Utf8));
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "ARROW:schema".to_owned(),
            declared,
        )]))
        .build();
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    let work = with_parquet();
    let file = fs::File::create(work.path("data/observations.parquet")).expect("a file");
    let mut writer =
        ArrowWriter::try_new_with_options(file, batch.schema(), options).expect("a writer");
    writer.write(&batch).expect("the row is written");
    writer.close().expect("the footer is written");
    fails(
        &work,
        1,
        &[
            "observations.parquet: column \"value\" holds Binary where the file's schema says Utf8: the file is damaged; fetch it again",
        ],
    );
}
