//! Parquet as other tools write it is read; what is not read is named, and only damage is called
//! damage.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Decimal128Array, Float32Array, Int64Array, ListArray, RecordBatch, StringArray,
    StructArray, TimestampMicrosecondArray, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Int64Type};
use parquet::arrow::ArrowWriter;
use parquet::data_type::{ByteArray, ByteArrayType, Int96, Int96Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::nation::five_councils;
use crate::workdir::{Outcome, Workdir};

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Observations of Ashby and Birchwick, with these further columns.
fn observations(further: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let mut columns = vec![
        ("authority", texts(&["301", "302"])),
        ("indicator", texts(&["waits", "waits"])),
        ("period", texts(&["2024", "2024"])),
    ];
    let has_value = further.iter().any(|(name, _)| *name == "value");
    columns.extend(further);
    if !has_value {
        columns.push(("value", texts(&["10", "20"])));
    }
    let columns = columns
        .into_iter()
        .map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
}

/// The five councils with these observations, a row group each.
fn with_groups(groups: &[RecordBatch]) -> Workdir {
    let work = five_councils();
    work.replace("pipeline.toml", "observations.csv", "observations.parquet")
        .write("data/observations.parquet", "");
    let file = File::create(work.path("data/observations.parquet")).expect("the file is made");
    let mut writer = ArrowWriter::try_new(file, groups[0].schema(), None).expect("a writer");
    for group in groups {
        writer.write(group).expect("rows");
        writer.flush().expect("a row group");
    }
    writer.close().expect("the footer");
    work
}

fn with(further: Vec<(&str, ArrayRef)>) -> Workdir {
    with_groups(&[observations(further)])
}

/// Runs as of a day, and gives the values of Ashby and Birchwick that are known then.
#[track_caller]
fn values(work: &Workdir, as_of: &str) -> Vec<serde_json::Value> {
    work.plumbline(&format!("run pipeline.toml --out out --as-of {as_of}"))
        .code(0);
    let profile = work.table("indicator_profile");
    let value = |code| {
        let rows = profile.rows_with(&[("authority", code)]);
        rows.first()
            .map_or(serde_json::Value::Null, |row| row["value"].clone())
    };
    vec![value("301"), value("302")]
}

#[track_caller]
fn fails(work: &Workdir, parts: &[&str]) -> Outcome {
    let ended = work
        .plumbline("run pipeline.toml --out out")
        .code(1)
        .says(parts);
    for word in ["fetch it again", "internal error"] {
        assert!(!ended.stderr().contains(word), "{word}: {}", ended.stderr());
    }
    ended
}

/// Half past eleven in the evening of 30 June 2024 in UTC, and of 31 December 9999.
const EVENING: [i64; 2] = [1_719_790_200_000_000, 253_402_299_000_000_000];

/// The days that the column `moment` of the observations holds, which are published as breakdowns.
#[track_caller]
fn days(work: &Workdir) -> Vec<String> {
    let mapping = "[sources.observations.columns]\nauthority = 'authority'\n\
        indicator = 'indicator'\nperiod = 'period'\nvalue = 'value'\n\
        breakdown = 'CAST(moment AS VARCHAR)'";
    work.append("pipeline.toml", mapping).run();
    let profile = work.table("indicator_profile");
    let with_value = profile.rows().iter().filter(|row| !row["value"].is_null());
    let mut days: Vec<String> = with_value
        .map(|row| row["breakdown"].as_str().unwrap_or_default().to_owned())
        .collect();
    days.sort();
    days
}

#[test]
fn a_moment_is_the_day_that_it_is_in_its_own_time_zone() {
    // In London it is then 1 July: summer time is an hour ahead. By Python's zoneinfo.
    for (zone, day) in [
        (None, "2024-06-30"),
        (Some("UTC"), "2024-06-30"),
        (Some("+00:00"), "2024-06-30"),
        (Some("Etc/UTC"), "2024-06-30"),
        (Some("America/New_York"), "2024-06-30"),
        (Some("Europe/London"), "2024-07-01"),
        (Some("+01:00"), "2024-07-01"),
    ] {
        let moments = TimestampMicrosecondArray::from(vec![EVENING[0]; 2]);
        let moments: ArrayRef = match zone {
            None => Arc::new(moments),
            Some(zone) => Arc::new(moments.with_timezone(zone)),
        };
        let work = with(vec![("moment", moments)]);
        assert_eq!(days(&work), [day, day], "{zone:?}");
    }
}

#[test]
fn a_time_zone_that_nobody_knows_is_named() {
    let moments = TimestampMicrosecondArray::from(EVENING.to_vec()).with_timezone("Europe/Leeds");
    let work = with(vec![("breakdown", Arc::new(moments))]);
    fails(
        &work,
        &[
            "column \"breakdown\"",
            "\"Europe/Leeds\"",
            "write it in UTC",
        ],
    );
    // Nobody asks for the column: nobody minds it.
    work.append(
        "pipeline.toml",
        "[sources.observations.columns]\nauthority = 'authority'\nindicator = 'indicator'\n\
         period = 'period'\nvalue = 'value'",
    );
    assert_eq!(values(&work, "2024-12-31"), [10.0, 20.0]);
}

#[test]
fn moments_of_old_writers_and_words_of_a_list_are_read() {
    let work = five_councils();
    work.replace("pipeline.toml", "observations.csv", "observations.parquet");
    let schema = "message m { required int96 moment; required binary authority (ENUM);
        required binary indicator (UTF8); required binary period (UTF8);
        required binary value (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let file = File::create(work.path("data/observations.parquet")).expect("the file is made");
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).expect("a writer");
    let mut group = writer.next_row_group().expect("a row group");
    let mut column = group.next_column().expect("a column").expect("moment");
    // Nanoseconds of the day, and Julian days, of which 2,440,588 is 1 January 1970: 30 June 2024
    // and 31 December 9999, which nanoseconds since 1970 do not reach in 64 bits.
    let moments = [19_904_u32, 2_932_896].map(|day| {
        let mut moment = Int96::new();
        let nanoseconds = 84_600_000_000_000_u64;
        moment.set_data(
            (nanoseconds & 0xffff_ffff) as u32,
            (nanoseconds >> 32) as u32,
            day + 2_440_588,
        );
        moment
    });
    column
        .typed::<Int96Type>()
        .write_batch(&moments, None, None)
        .expect("moments");
    column.close().expect("a column");
    for values in [["301", "302"], ["waits"; 2], ["2024"; 2], ["10", "20"]] {
        let mut column = group.next_column().expect("a column").expect("text");
        let values = values.map(Into::into);
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .expect("text");
        column.close().expect("a column");
    }
    group.close().expect("a row group");
    writer.close().expect("the footer");
    assert_eq!(days(&work), ["2024-06-30", "9999-12-31"]);
}

/// A file of observations by the writer that knows no batches: each group has these values of
/// Ashby.
fn with_values(groups: &[&[&str]]) -> Workdir {
    let work = five_councils();
    work.replace("pipeline.toml", "observations.csv", "observations.parquet");
    let schema = "message m { required binary authority (UTF8); required binary indicator (UTF8);
        required binary period (UTF8); required binary value (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let file = File::create(work.path("data/observations.parquet")).expect("the file is made");
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).expect("a writer");
    for (at, values) in groups.iter().enumerate() {
        let mut group = writer.next_row_group().expect("a row group");
        let period = (2020 + at).to_string();
        for text in ["301", "waits", &period, ""] {
            let column: Vec<ByteArray> = values
                .iter()
                .map(|value| if text.is_empty() { *value } else { text }.into())
                .collect();
            let mut writer = group.next_column().expect("a column").expect("text");
            let typed = writer.typed::<ByteArrayType>();
            typed.write_batch(&column, None, None).expect("text");
            writer.close().expect("a column");
        }
        group.close().expect("a row group");
    }
    writer.close().expect("the footer");
    work
}

#[test]
fn groups_and_files_without_rows_have_no_rows() {
    let work = with_values(&[&[], &["10"], &[], &["20"], &[]]);
    work.run();
    let profile = work.table("indicator_profile");
    let ashby = profile.rows_with(&[("authority", "301")]);
    let found: Vec<_> = ashby.iter().map(|row| &row["value"]).collect();
    assert_eq!(found, [10.0, 20.0]);
    for groups in [&[][..], &[&[][..]]] {
        let work = with_values(groups);
        work.replace(
            "pipeline.toml",
            "path = \"observations.parquet\"",
            "path = \"observations.parquet\"\nmay_be_empty = true",
        );
        let ran = work.run();
        assert!(!ran.stderr().contains("damaged"), "{}", ran.stderr());
    }
}

/// The bytes of a file of these observations, with the codec of `value` patched to `codec`.
fn with_codec(codec: u8) -> Workdir {
    let work = with(vec![]);
    let mut bytes = std::fs::read(work.path("data/observations.parquet")).expect("it was written");
    // Field 3 of a column's metadata, a list of one text of five letters, and field 4, the codec,
    // as Thrift's compact protocol has them (parquet.thrift, ColumnMetaData).
    let before = [0x19, 0x18, 5, b'v', b'a', b'l', b'u', b'e', 0x15];
    let at = bytes.windows(before.len()).rposition(|part| part == before);
    let at = at.expect("the metadata of the column") + before.len();
    assert_eq!(bytes[at], 0, "it is not packed");
    bytes[at] = codec * 2;
    work.write("data/observations.parquet", bytes);
    work
}

#[test]
fn a_codec_that_is_not_unpacked_is_named_with_what_to_write_instead() {
    for (codec, name) in [(4, "Brotli"), (3, "LZO")] {
        let work = with_codec(codec);
        fails(
            &work,
            &[
                "column \"value\"",
                name,
                "write the file with zstd, snappy or gzip",
            ],
        );
        // The column is not asked for.
        work.append(
            "pipeline.toml",
            "[sources.observations.columns]\nauthority = 'authority'\nindicator = 'indicator'\n\
             period = 'period'\nvalue = '7'",
        );
        assert_eq!(values(&work, "2024-12-31"), [7.0, 7.0]);
    }
}

#[test]
fn an_encrypted_file_is_called_so() {
    let work = with(vec![]);
    let mut bytes = std::fs::read(work.path("data/observations.parquet")).expect("it was written");
    bytes[..4].copy_from_slice(b"PARE");
    work.write("data/observations.parquet", bytes);
    fails(
        &work,
        &[
            "observations.parquet: is Parquet with an encrypted footer",
            "without encryption",
        ],
    );
}

#[test]
fn encrypted_columns_beside_a_plain_footer_are_called_so() {
    let work = with(vec![]);
    let mut bytes = std::fs::read(work.path("data/observations.parquet")).expect("it was written");
    bytes[4..60].fill(0xff);
    // After field 7, the orders of columns, which the writer ends with: field 8, the algorithm, a
    // struct of a struct without fields (parquet.thrift, FileMetaData).
    let end = bytes.len() - 8;
    assert_eq!(bytes[end - 1], 0, "the end of the metadata");
    bytes.splice(end - 1..end - 1, [0x1C, 0x1C, 0, 0]);
    let length = u32::from_le_bytes(bytes[end + 4..end + 8].try_into().expect("4 bytes")) + 4;
    bytes[end + 4..end + 8].copy_from_slice(&length.to_le_bytes());
    work.write("data/observations.parquet", bytes);
    fails(
        &work,
        &["has columns that are encrypted", "without encryption"],
    );
}

#[test]
fn a_number_in_single_precision_is_the_decimal_that_was_written() {
    let work = with(vec![(
        "value",
        Arc::new(Float32Array::from(vec![59.1, 0.3])),
    )]);
    let found = values(&work, "2024-12-31");
    assert_eq!(found, [59.1, 0.3]);
}

#[test]
fn whole_numbers_keep_every_digit_or_are_named() {
    let huge = u64::MAX;
    let work = with(vec![("value", Arc::new(UInt64Array::from(vec![7, huge])))]);
    fails(
        &work,
        &[
            "column \"value\" has 18446744073709551615 in row 2",
            "as text",
        ],
    );
    let work = with(vec![(
        "value",
        Arc::new(UInt64Array::from(vec![Some(7), None])),
    )]);
    assert_eq!(
        values(&work, "2024-12-31"),
        [7.0.into(), serde_json::Value::Null]
    );

    let decimals = |values: [i128; 2], digits, scale| -> ArrayRef {
        let decimals = Decimal128Array::from(values.to_vec());
        Arc::new(
            decimals
                .with_precision_and_scale(digits, scale)
                .expect("decimals"),
        )
    };
    let work = with(vec![("value", decimals([591, 7], 38, 1))]);
    assert_eq!(values(&work, "2024-12-31"), [59.1, 0.7]);
    let work = with(vec![("value", decimals([591, 10_i128.pow(30)], 38, 0))]);
    fails(
        &work,
        &["column \"value\" has 1000000000000000000000000000000 in row 2"],
    );

    // A key beyond the digits of a double.
    let urns = decimals([9_007_199_254_740_993, 9_007_199_254_740_992], 20, 0);
    let work = with(vec![("breakdown", urns)]);
    work.run();
    let profile = work.table("indicator_profile");
    profile.row(&[("authority", "301"), ("breakdown", "9007199254740993")]);
}

#[test]
fn columns_within_columns_are_named() {
    let list = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1)]), None]);
    let group = StructArray::from(vec![(
        Arc::new(Field::new("value", DataType::Int64, true)),
        Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef,
    )]);
    for (column, said) in [
        (Arc::new(list) as ArrayRef, "holds lists"),
        (Arc::new(group) as ArrayRef, "holds columns within a column"),
    ] {
        let work = with(vec![("value", column)]);
        fails(
            &work,
            &[
                "observations.parquet",
                "column \"value\"",
                said,
                "was expected",
            ],
        );
    }
}
