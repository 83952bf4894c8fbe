//! What is written of a table, read back.

use std::fs;
use std::path::PathBuf;

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, ListBuilder,
    StringArray, StringBuilder,
};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Compression;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use tempfile::TempDir;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Float64Type};

use super::*;
use crate::publish::{ColumnKind, table, tables};

/// Rows of a small row group.
const SMALL: usize = 1000;

/// A fresh directory and a file in it.
pub(super) fn fresh() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    (folder, path)
}

pub(super) fn named(name: &str) -> &'static Table {
    table(name).unwrap()
}

fn text(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// `rows` rows of the table `neighbours`, ten to an authority.
fn neighbours(rows: usize) -> RecordBatch {
    let columns: Vec<ArrayRef> = vec![
        text((0..rows).map(|row| format!("E{:06}", row / 10))),
        Arc::new(Int32Array::from_iter_values((1..=10).cycle().take(rows))),
        text((0..rows).map(|row| format!("E{:06}", row * 7919 % 1000))),
        Arc::new(Float64Array::from_iter(
            (0..rows).map(|row| (row % 7 > 0).then(|| (row as f64).sqrt())),
        )),
        Arc::new(StringArray::from_iter(
            (0..rows).map(|row| (row % 3 > 0).then_some("Very close")),
        )),
        text((0..rows).map(|_| "model".to_owned())),
    ];
    RecordBatch::try_new(named("neighbours").arrow_schema(), columns).unwrap()
}

fn write(path: &Path, name: &str, rows: &RecordBatch) -> Result<WrittenTable, PublishError> {
    let metadata = [("pipeline".to_owned(), "test".to_owned())];
    write_table(path, named(name), &metadata, rows)
}

/// Writes in row groups so small that few rows make many of them.
fn write_small(path: &Path, rows: &RecordBatch) -> Result<WrittenTable, PublishError> {
    write_row_groups(path, named("neighbours"), &[], rows, SMALL)
}

fn none_of(name: &str) -> RecordBatch {
    RecordBatch::new_empty(named(name).arrow_schema())
}

pub(super) fn read(path: &Path) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().collect::<Result<_, _>>().unwrap();
    arrow::compute::concat_batches(&schema, &batches).unwrap()
}

fn metadata(path: &Path) -> ParquetMetaData {
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
    let metadata = ArrowReaderMetadata::load(&File::open(path).unwrap(), options).unwrap();
    metadata.metadata().as_ref().clone()
}

/// Two rows for any table, every column filled by its kind.
fn any_rows(table: &Table) -> RecordBatch {
    let columns = table
        .columns
        .iter()
        .map(|column| -> ArrayRef {
            match column.kind {
                ColumnKind::Text | ColumnKind::Category => {
                    Arc::new(StringArray::from(vec!["a", "b"]))
                }
                ColumnKind::Integer | ColumnKind::Count | ColumnKind::Level => {
                    Arc::new(Int32Array::from(vec![1, 4]))
                }
                ColumnKind::Row => Arc::new(Int64Array::from(vec![1, i64::MAX])),
                ColumnKind::Number | ColumnKind::Share => {
                    Arc::new(Float64Array::from(vec![0.25, 1.0]))
                }
                ColumnKind::Flag => Arc::new(BooleanArray::from(vec![true, false])),
                ColumnKind::Date => Arc::new(Date32Array::from(vec![14_587, 14_588])),
                ColumnKind::TextList => {
                    let mut lists = ListBuilder::new(StringBuilder::new());
                    lists.append(true);
                    lists.append_value(["one", "two"].map(Some));
                    Arc::new(lists.finish())
                }
            }
        })
        .zip(table.columns)
        .map(|(values, column)| (column.name, values))
        .collect::<Vec<_>>();
    RecordBatch::try_from_iter(columns).unwrap()
}

#[test]
fn every_table_comes_back_as_it_was_written() {
    for table in tables() {
        let (_folder, path) = fresh();
        let rows = any_rows(table);
        let written = write(&path, table.name, &rows).unwrap();
        assert_eq!(written.rows, 2, "{}", table.name);
        let back = read(&path);
        assert_eq!(back.schema().fields(), table.arrow_schema().fields());
        for (at, values) in rows.columns().iter().enumerate() {
            let expected = conform(table, &table.arrow_schema(), at, values.clone().into());
            assert_eq!(
                back.column(at),
                &expected.unwrap().into_array(),
                "{}",
                table.name
            );
        }
    }
}

#[test]
fn the_size_and_digest_are_those_of_the_file() {
    let (_folder, path) = fresh();
    let written = write(&path, "neighbours", &neighbours(1000)).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!(written.bytes, bytes.len() as u64);
    assert_eq!(written.digest, blake3::hash(&bytes).to_hex().to_string());
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let rows = neighbours(12_345);
    let digest = |threads: usize| {
        let (_folder, path) = fresh();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| write_small(&path, &rows)).unwrap().digest
    };
    let one = digest(1);
    for threads in [2, 3, 5] {
        assert_eq!(digest(threads), one, "{threads} threads");
    }
}

/// The same rows with their text dictionary-coded, as tables are made.
fn coded(rows: &RecordBatch) -> RecordBatch {
    let coded = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let columns = rows
        .schema()
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, values)| {
            let values = match field.data_type() {
                DataType::Utf8 => arrow::compute::cast(values, &coded).unwrap(),
                _ => values.clone(),
            };
            (field.name().clone(), values)
        })
        .collect::<Vec<_>>();
    RecordBatch::try_from_iter(columns).unwrap()
}

#[test]
fn text_that_is_dictionary_coded_in_memory_is_written_as_text() {
    let (_folder, path) = fresh();
    let rows = neighbours(100);
    write(&path, "neighbours", &coded(&rows)).unwrap();
    assert_eq!(read(&path).columns(), rows.columns());
}

#[test]
fn rows_come_back_from_many_pages_with_limits_that_hold_in_each() {
    let (_folder, path) = fresh();
    let rows = neighbours(ROW_GROUP_ROWS + 70_000);
    write(&path, "neighbours", &coded(&rows)).unwrap();
    assert_eq!(read(&path).columns(), rows.columns());

    let metadata = metadata(&path);
    let place = rows.schema().index_of("distance").unwrap();
    let distances = rows.column(place).as_primitive::<Float64Type>();
    let mut first = 0;
    let groups = metadata.column_index().unwrap().iter();
    for (columns, offsets) in groups.zip(metadata.offset_index().unwrap()) {
        let ColumnIndexMetaData::DOUBLE(pages) = &columns[place] else {
            panic!("distances are numbers")
        };
        let starts = offsets[place].page_locations().iter();
        let starts: Vec<usize> = starts.map(|page| page.first_row_index as usize).collect();
        let all = metadata.row_group(usize::from(first > 0)).num_rows() as usize;
        let ends = starts.iter().skip(1).copied().chain([all]);
        for (page, (start, end)) in starts.iter().zip(ends).enumerate() {
            let own = distances.slice(first + start, end - start);
            let known = || own.iter().flatten();
            assert_eq!(
                pages.min_value(page).copied(),
                known()
                    .reduce(f64::min)
                    .map(|least| if least == 0.0 { -0.0 } else { least })
            );
            assert_eq!(pages.max_value(page).copied(), known().reduce(f64::max));
            assert_eq!(pages.null_count(page), Some(own.null_count() as i64));
        }
        first += all;
    }
    assert_eq!(first, rows.num_rows());
}

#[test]
fn the_file_says_how_it_is_sorted_and_where_its_pages_are() {
    let (_folder, path) = fresh();
    let rows = neighbours(ROW_GROUP_ROWS + 10);
    write(&path, "neighbours", &rows).unwrap();
    let metadata = metadata(&path);

    let row_groups: Vec<i64> = metadata
        .row_groups()
        .iter()
        .map(|group| group.num_rows())
        .collect();
    assert_eq!(row_groups, [ROW_GROUP_ROWS as i64, 10]);
    for group in metadata.row_groups() {
        let sorted: Vec<i32> = group
            .sorting_columns()
            .unwrap()
            .iter()
            .map(|column| column.column_idx)
            .collect();
        assert_eq!(sorted, [0, 1]);
        for column in group.columns() {
            assert!(matches!(column.compression(), Compression::ZSTD(_)));
            assert!(column.statistics().is_some());
            assert!(column.column_index_offset().is_some());
            assert!(column.offset_index_offset().is_some());
        }
    }
    let pairs = metadata.file_metadata().key_value_metadata().unwrap();
    let value = |key: &str| {
        pairs
            .iter()
            .find(|pair| pair.key == key)
            .and_then(|pair| pair.value.as_deref())
    };
    assert_eq!(value("table"), Some("neighbours"));
    assert_eq!(value("description"), Some(named("neighbours").about));
    assert_eq!(value("pipeline"), Some("test"));
}

/// The pages that may hold an authority, by what the index of the file says of them, as row
/// group and place.
fn pages_of(metadata: &ParquetMetaData, authority: &str) -> Vec<(usize, usize)> {
    let groups = metadata.column_index().unwrap().iter().enumerate();
    groups
        .flat_map(|(group, columns)| {
            let ColumnIndexMetaData::BYTE_ARRAY(pages) = &columns[0] else {
                panic!("authorities are text")
            };
            let limits = pages.min_values_iter().zip(pages.max_values_iter());
            limits
                .enumerate()
                .filter(|(_, limits)| {
                    limits.0.unwrap() <= authority.as_bytes()
                        && authority.as_bytes() <= limits.1.unwrap()
                })
                .map(|(page, _)| (group, page))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn an_authority_is_found_in_one_page_or_where_one_ends_in_two() {
    let (_folder, path) = fresh();
    let rows = neighbours(2 * ROW_GROUP_ROWS);
    write(&path, "neighbours", &rows).unwrap();
    let metadata = metadata(&path);
    let all = 2 * ROW_GROUP_ROWS / 10;
    let mut in_two = 0;
    for authority in (0..all).step_by(7) {
        let pages = pages_of(&metadata, &format!("E{authority:06}"));
        assert!((1..=2).contains(&pages.len()), "{authority}: {pages:?}");
        in_two += usize::from(pages.len() == 2);
    }
    // Four pages end in three places.
    assert!(in_two <= 3, "{in_two}");
}

#[test]
fn a_table_without_rows_is_a_file_that_can_be_read() {
    let (_folder, path) = fresh();
    let written = write(&path, "quarantine", &none_of("quarantine")).unwrap();
    assert_eq!(written.rows, 0);
    let back = read(&path);
    assert_eq!(back.num_rows(), 0);
    assert_eq!(
        back.schema().fields(),
        named("quarantine").arrow_schema().fields()
    );
}

#[test]
fn rows_out_of_order_are_refused_within_and_between_row_groups() {
    let refusal = |first: usize, second: usize| {
        let (_folder, path) = fresh();
        let parts = [neighbours(first), neighbours(second)];
        let rows = arrow::compute::concat_batches(&parts[0].schema(), &parts).unwrap();
        write_small(&path, &rows).unwrap_err().to_string()
    };
    assert_eq!(
        refusal(20, 10),
        "internal error: table neighbours, column authority, rank: \
         row 21 comes before the row above it; the table must be sorted by its key"
    );
    for first in [SMALL, ROW_GROUPS_AT_ONCE * SMALL] {
        let between = refusal(first, 10);
        assert!(
            between.contains(&format!("row {} comes before", first + 1)),
            "{between}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_with_its_remedy() {
    let full = Path::new("/dev/full");
    for rows in [10, 100_000] {
        let error = write(full, "neighbours", &neighbours(rows))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("/dev/full: cannot write the table: No space left"),
            "{error}"
        );
        assert!(
            error.ends_with("by removing old folders below runs/, and run again"),
            "{error}"
        );
    }
}

#[test]
fn a_folder_that_does_not_exist_is_named() {
    let (folder, _) = fresh();
    let path = folder.path().join("nowhere").join("table.parquet");
    let error = write(&path, "neighbours", &none_of("neighbours"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("nowhere/table.parquet: cannot create the table's file"),
        "{error}"
    );
}
