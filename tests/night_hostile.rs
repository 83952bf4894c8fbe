//! Input made to do harm: refused with a sentence, before memory or time is spent on it.

mod night;

use std::fs::File;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use night::Place;

#[test]
fn a_small_parquet_file_with_a_huge_page_is_refused_before_it_is_unpacked() {
    let place = Place::with_a_small_source(1);
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("characteristics.csv", "characteristics.parquet")
            + "\n[limits]\npage_bytes = 1_000_000\n"
    });
    let huge = "a".repeat(50_000_000);
    let column = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
    let rows = RecordBatch::try_from_iter([
        ("authority", column("Leeds")),
        ("feature", column(&huge)),
        ("value", column("1")),
    ])
    .unwrap();
    let path = place.path("data/characteristics.parquet");
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
        .build();
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    assert!(path.metadata().unwrap().len() < 100_000);
    place.run(&[]).expect(
        1,
        &[
            "characteristics.parquet",
            "page_bytes in [limits] allows 1000000",
        ],
    );

    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("page_bytes = 1_000_000", "unpacked_bytes = 1_000_000")
    });
    place.run(&[]).expect(
        1,
        &[
            "bytes unpacked, and 1000000 are allowed",
            "raise unpacked_bytes in [limits]",
        ],
    );
    assert!(!place.path("out/current").exists());
}

#[test]
fn a_file_of_more_rows_than_allowed_is_refused() {
    let place = Place::with_the_sample();
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("[sources]", "[limits]\nfile_rows = 100\n\n[sources]")
    });
    place.run(&["--quiet"]).expect(
        1,
        &["rows, and 100 are allowed", "raise file_rows in [limits]"],
    );
}

#[test]
fn a_pipeline_or_rulebook_of_a_hundred_megabytes_is_refused_unread() {
    for name in ["pipeline/pipeline.toml", "pipeline/rulebook.toml"] {
        let place = Place::with_a_small_source(1);
        File::options()
            .write(true)
            .open(place.path(name))
            .unwrap()
            .set_len(100_000_000)
            .unwrap();
        place.run(&[]).expect(
            2,
            &["has 100000000 bytes; a configuration file has at most"],
        );
    }
}

#[test]
fn toml_nested_ten_thousand_deep_fails_cleanly() {
    for text in [
        format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("a = {}1{}", "{a=".repeat(10_000), "}".repeat(10_000)),
        format!("{}a = 1", "a.".repeat(10_000)),
        format!("[{}a]", "a.".repeat(10_000)),
    ] {
        let place = Place::with_a_small_source(1);
        place.write("pipeline/pipeline.toml", &text);
        place.run(&[]).expect(2, &["pipeline.toml"]);
    }
}

#[test]
fn sql_nested_ten_thousand_deep_fails_cleanly() {
    for sql in [
        format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{}1{}", "(".repeat(9_000), ")".repeat(9_000)),
        format!("1{} > 0", " + 1".repeat(10_000)),
        format!("1{} > 0", "+1".repeat(9_000)),
        format!("{} true", "NOT ".repeat(4_900)),
        format!("{}1{}", "ABS(".repeat(4_000), ")".repeat(4_000)),
    ] {
        let place = Place::with_a_small_source(1);
        place.edit("pipeline/pipeline.toml", |text| {
            format!("{text}where = '{sql}'\n")
        });
        place.run(&[]).expect(2, &["pipeline.toml:", "SQL"]);
    }
}

#[test]
fn names_in_data_lead_to_no_file_outside_the_output_folder() {
    let place = Place::with_a_small_source(1);
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("authorities.parquet", "authorities.csv")
    });
    place.write(
        "data/authorities.csv",
        "code,name,level\n../../escaped,Leeds,authority\n/tmp/escaped,../../../escaped,authority\n970,England,nation\n",
    );
    let before = place.names("");
    place.run(&["--force"]).expect(0, &[]);
    let mut after = place.names("");
    after.retain(|name| name != "out");
    assert_eq!(after, before);
    assert_eq!(
        place.names("out"),
        [".lock", "current", "journal.jsonl", "runs"]
    );
}
