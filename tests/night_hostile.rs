//! Input made to do harm: refused with a sentence, before memory or time is spent on it.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::workdir::Workdir;

#[test]
fn a_small_parquet_file_with_a_huge_page_is_refused_before_it_is_unpacked() {
    let place = Workdir::with_a_small_source(1);
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("characteristics.csv", "characteristics.parquet")
            + "\n[limits]\npage_bytes = 1_000_000\n"
    });
    let path = place.path("data/characteristics.parquet");
    one_row(&path, &"a".repeat(50_000_000));
    assert!(path.metadata().unwrap().len() < 100_000);
    place.night(&[]).code(1).says(&[
        "characteristics.parquet",
        "page_bytes in [limits] allows 1000000",
    ]);

    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("page_bytes = 1_000_000", "unpacked_bytes = 1_000_000")
    });
    place.night(&[]).code(1).says(&[
        "bytes unpacked, and 1000000 are allowed",
        "raise unpacked_bytes in [limits]",
    ]);
    assert!(!place.path("out/current").exists());
}

#[test]
fn a_file_of_more_rows_than_allowed_is_refused() {
    let place = Workdir::with_the_sample();
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("[sources]", "[limits]\nfile_rows = 100\n\n[sources]")
    });
    place
        .night(&["--quiet"])
        .code(1)
        .says(&["rows, and 100 are allowed", "raise file_rows in [limits]"]);
}

#[test]
fn a_pipeline_or_rulebook_of_a_hundred_megabytes_is_refused_unread() {
    for name in ["pipeline/pipeline.toml", "pipeline/rulebook.toml"] {
        let place = Workdir::with_a_small_source(1);
        File::options()
            .write(true)
            .open(place.path(name))
            .unwrap()
            .set_len(100_000_000)
            .unwrap();
        place
            .night(&[])
            .code(2)
            .says(&["has 100000000 bytes; a configuration file has at most"]);
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
        let place = Workdir::with_a_small_source(1);
        place.write("pipeline/pipeline.toml", &text);
        place.night(&[]).code(2).says(&["pipeline.toml"]);
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
        let place = Workdir::with_a_small_source(1);
        place.edit("pipeline/pipeline.toml", |text| {
            format!("{text}where = '{sql}'\n")
        });
        place.night(&[]).code(2).says(&["pipeline.toml:", "SQL"]);
    }
}

#[test]
fn names_in_data_lead_to_no_file_outside_the_output_folder() {
    let place = Workdir::with_a_small_source(1);
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("authorities.parquet", "authorities.csv")
    });
    place.write(
        "data/authorities.csv",
        "code,name,level\n../../escaped,Leeds,authority\n/tmp/escaped,../../../escaped,authority\n970,England,nation\n",
    );
    let before = place.names("");
    place.night(&["--force"]).code(0);
    let mut after = place.names("");
    after.retain(|name| name != "out");
    assert_eq!(after, before);
    assert_eq!(
        place.names("out"),
        [".lock", "current", "journal.jsonl", "runs"]
    );
}

#[test]
fn names_in_data_reach_letters_as_text_and_stay_in_their_folder() {
    let place = Workdir::with_the_sample();
    let sources = [
        (
            "authorities",
            "code,name,level,region,kind,addressee\n\
             ../../etc/passwd,<script>alert(1)</script>,authority,,,[you](javascript:alert(2))\n\
             302,=1+1,authority,,,![](x onerror=alert(3))\n\
             970,England,nation,,,\n",
        ),
        (
            "findings",
            "authority,kind,aspect,grade,inspected_on,published_on\n\
             ../../etc/passwd,adoption_service,overall,2,2009-01-05,2009-02-05\n",
        ),
        ("neighbours", "authority,neighbour,rank\n"),
        ("characteristics", "authority,feature,value\n"),
        (
            "inspections",
            "urn,provision,authority,inspected_on,published_on,grade,status\n",
        ),
        ("observations", "authority,indicator,period,value\n"),
        (
            "judgements",
            "authority,rating,reason,decided_by,decided_on\n",
        ),
        ("ratings", "authority,year,rating\n"),
    ];
    let mut arguments = vec!["--quiet".to_owned()];
    for gate in ["no_rows", "evidence_gone", "nobody_rated"] {
        arguments.extend(["--accept".to_owned(), gate.to_owned()]);
    }
    for (name, text) in sources {
        place.write(&format!("data/{name}.csv"), text);
        arguments.extend(["--source".to_owned(), format!("{name}=data/{name}.csv")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    place.night(&arguments).code(0);
    let before = place.names("");
    place.ask(&["letter", "out/current", "--all"]).code(0);
    assert_eq!(place.names(""), before);
    let letters = place.names("out/current/letters");
    // Digits of the digest stand for the signs that the code lost.
    assert_eq!(letters.len(), 4, "{letters:?}");
    assert_eq!(letters[..2], ["302-1-1.html", "302-1-1.md"]);
    assert!(
        letters[2].starts_with("etc-passwd-")
            && letters[2].ends_with("-script-alert-1-script.html"),
        "{letters:?}"
    );
    for letter in letters.iter().filter(|name| name.ends_with(".html")) {
        let page = fs::read_to_string(place.path("out/current/letters").join(letter)).unwrap();
        for harm in ["<script", "href=\"javascript", "<img"] {
            assert!(!page.contains(harm), "{letter} has {harm}: {page}");
        }
    }
    let page = place.path("out/current/letters").join(&letters[2]);
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(page.contains("[you](javascript:alert(2))"), "{page}");
}

#[test]
fn a_page_beyond_what_any_pipeline_allows_is_refused_before_memory_is_asked_for() {
    let place = Workdir::with_a_small_source(1);
    place.edit("pipeline/pipeline.toml", |text| {
        text.replace("characteristics.csv", "characteristics.parquet")
    });
    let path = place.path("data/characteristics.parquet");
    one_row(&path, &"a".repeat(300_000_000));
    assert!(path.metadata().unwrap().len() < 200_000);
    place
        .night(&["--metrics", "plumbline.prom"])
        .code(1)
        .says(&[
            "characteristics.parquet",
            "page_bytes in [limits] allows 268435456",
        ]);
    let metrics = fs::read_to_string(place.path("plumbline.prom")).unwrap();
    let held = metrics
        .lines()
        .find(|line| line.starts_with("plumbline_peak_memory_bytes{"))
        .and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
        .unwrap();
    assert!(held < 150_000_000.0, "{held} bytes");
}

/// Writes a Parquet file with one row of characteristics, whose feature has this name.
fn one_row(path: &Path, feature: &str) {
    let column = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
    let rows = RecordBatch::try_from_iter([
        ("authority", column("Leeds")),
        ("feature", column(feature)),
        ("value", column("1")),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
        .build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
}
