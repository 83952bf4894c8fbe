//! One table to one Parquet file.
//!
//! Row groups have a fixed number of rows, each column of a row group is made and encoded by
//! itself, and the encoded columns are appended in order. So the columns can be encoded on all
//! cores, and the bytes of the file depend on the rows alone, not on how many threads there
//! were.

mod column_form;
mod digesting_file;
mod key_order;
mod properties;
mod table_rows;

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use arrow::array::ArrayRef;
use arrow::datatypes::{Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::errors::ParquetError;
use rayon::prelude::*;

use self::column_form::conform;
use self::digesting_file::DigestingFile;
use self::key_order::first_out_of_order;
use self::properties::{ROW_GROUP_ROWS, properties};
pub use self::table_rows::TableRows;
use super::Table;
use crate::runs::{PublishError, WrittenTable};

/// Row groups that are encoded before they are appended: with the columns of each that is work
/// for many cores, at the price of holding their compressed bytes in memory.
const ROW_GROUPS_AT_ONCE: usize = 8;

/// Writes `rows` to a new file at `path`. They are on the disk once the run's folder is put in its
/// place, and not before.
///
/// The rows must be sorted by the table's key. `file_metadata` goes into the file beside the
/// table's name and description; for identical rows and metadata the bytes of the file are
/// identical.
///
/// # Errors
/// [`PublishError::Table`] when a column has another type than the table describes, a missing
/// value where none may be missing, a number that is not finite, or rows out of order;
/// [`PublishError::File`] when the file cannot be written.
pub fn write_table(
    path: &Path,
    table: &'static Table,
    file_metadata: &[(String, String)],
    rows: &dyn TableRows,
) -> Result<WrittenTable, PublishError> {
    let written = write_row_groups(path, table, file_metadata, rows, ROW_GROUP_ROWS)?;
    tracing::debug!(
        table = written.table,
        rows = written.rows,
        bytes = written.bytes,
        "table written"
    );
    Ok(written)
}

/// Writes row groups of so many rows, the last one of what is left.
fn write_row_groups(
    path: &Path,
    table: &'static Table,
    file_metadata: &[(String, String)],
    rows: &dyn TableRows,
    row_group_rows: usize,
) -> Result<WrittenTable, PublishError> {
    let file = File::create(path)
        .map_err(|error| PublishError::file(path, "create the table's file", error))?;
    let schema = table.arrow_schema();
    let refused = |error| PublishError::parquet(path, error);
    let properties = properties(table, file_metadata).map_err(refused)?;
    let (mut file, writers) =
        ArrowWriter::try_new(DigestingFile::new(file), schema.clone(), Some(properties))
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(refused)?;

    let groups: Vec<Range<usize>> = (0..rows.rows())
        .step_by(row_group_rows)
        .map(|start| start..rows.rows().min(start + row_group_rows))
        .collect();
    for (round, groups) in groups.chunks(ROW_GROUPS_AT_ONCE).enumerate() {
        let mut work = Vec::with_capacity(groups.len() * table.columns.len());
        for (at, group) in groups.iter().enumerate() {
            let writers = writers
                .create_column_writers(round * ROW_GROUPS_AT_ONCE + at)
                .map_err(refused)?;
            let mut writers = writers.into_iter();
            let keys = 0..table.key.len().max(1);
            let columns = (keys.end..table.columns.len()).map(|column| column..column + 1);
            work.extend(std::iter::once(keys).chain(columns).map(|columns| Piece {
                table,
                schema: &schema,
                group: group.clone(),
                writers: writers.by_ref().take(columns.len()).collect(),
                columns,
            }));
        }
        let chunks: Vec<Vec<ArrowColumnChunk>> = work
            .into_par_iter()
            .map(|piece| piece.encode(path, rows))
            .collect::<Result<_, _>>()?;

        let mut chunks = chunks.into_iter().flatten();
        for _ in groups {
            let mut row_group = file.next_row_group().map_err(refused)?;
            for chunk in chunks.by_ref().take(table.columns.len()) {
                chunk.append_to_row_group(&mut row_group).map_err(refused)?;
            }
            row_group.close().map_err(refused)?;
        }
    }
    file.finish().map_err(refused)?;
    let file = file.inner();
    Ok(WrittenTable {
        table: table.name.to_owned(),
        rows: rows.rows() as u64,
        bytes: file.bytes(),
        digest: file.digest(),
    })
}

/// Columns of one row group: those of the key, or any other one.
struct Piece<'a> {
    table: &'static Table,
    schema: &'a SchemaRef,
    columns: Range<usize>,
    group: Range<usize>,
    writers: Vec<ArrowColumnWriter>,
}

impl Piece<'_> {
    /// Makes the columns, checks them, and encodes and compresses them.
    fn encode(
        self,
        path: &Path,
        rows: &dyn TableRows,
    ) -> Result<Vec<ArrowColumnChunk>, PublishError> {
        let column = |at: usize, group: Range<usize>| {
            let values = rows.column(&self.table.columns[at], group)?;
            conform(self.table, self.schema, at, values)
        };
        let encoded = |(at, writer, values): (usize, ArrowColumnWriter, &ArrayRef)| {
            encode(writer, &self.schema.fields()[at], values)
                .map_err(|error| PublishError::parquet(path, error))
        };
        let keys = self.table.key.len();
        if self.columns.start >= keys {
            return self
                .columns
                .clone()
                .zip(self.writers)
                .map(|(at, writer)| encoded((at, writer, &column(at, self.group.clone())?)))
                .collect();
        }
        let of_key = |group: Range<usize>| -> Result<Vec<ArrayRef>, PublishError> {
            (0..keys).map(|at| column(at, group.clone())).collect()
        };
        let values = of_key(self.group.clone())?;
        if let Some(before) = self.group.start.checked_sub(1) {
            check_order(self.table, before, &of_key(before..before + 2)?)?;
        }
        check_order(self.table, self.group.start, &values)?;
        self.columns
            .clone()
            .zip(self.writers)
            .zip(&values)
            .map(|((at, writer), values)| encoded((at, writer, values)))
            .collect()
    }
}

/// One column of one row group, encoded and compressed.
fn encode(
    mut writer: ArrowColumnWriter,
    field: &Field,
    column: &ArrayRef,
) -> Result<ArrowColumnChunk, ParquetError> {
    // No column of a table has fields of its own, so every column is one leaf.
    for leaf in compute_leaves(field, column)? {
        writer.write(&leaf)?;
    }
    writer.close()
}

/// Refuses rows that don't follow each other in the order of the key; `from` is the first of
/// them, and `keys` are their key columns.
fn check_order(table: &'static Table, from: usize, keys: &[ArrayRef]) -> Result<(), PublishError> {
    let internal = |message: String| PublishError::Table {
        table: table.name,
        column: table.key.join(", "),
        message,
    };
    match first_out_of_order(keys) {
        Ok(None) => Ok(()),
        Ok(Some(row)) => Err(internal(format!(
            "row {} comes before the row above it; the table must be sorted by its key",
            from + row + 1
        ))),
        Err(error) => Err(internal(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use arrow::array::{
        BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, ListBuilder, StringArray,
        StringBuilder,
    };
    use parquet::arrow::arrow_reader::{
        ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
    };
    use parquet::basic::Compression;
    use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};
    use parquet::file::page_index::column_index::ColumnIndexMetaData;
    use tempfile::TempDir;

    use arrow::array::RecordBatch;
    use arrow::datatypes::DataType;
    use std::sync::Arc;

    use super::*;
    use crate::publish::{Kind, table, tables};

    /// Rows of a small row group.
    const SMALL: usize = 1000;

    /// A fresh directory and a file in it.
    fn fresh() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        (folder, path)
    }

    fn named(name: &str) -> &'static Table {
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

    fn read(path: &Path) -> RecordBatch {
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
                    Kind::Text | Kind::Category => Arc::new(StringArray::from(vec!["a", "b"])),
                    Kind::Integer | Kind::Count | Kind::Level => {
                        Arc::new(Int32Array::from(vec![1, 4]))
                    }
                    Kind::Row => Arc::new(Int64Array::from(vec![1, i64::MAX])),
                    Kind::Number | Kind::Share => Arc::new(Float64Array::from(vec![0.25, 1.0])),
                    Kind::Flag => Arc::new(BooleanArray::from(vec![true, false])),
                    Kind::Date => Arc::new(Date32Array::from(vec![14_587, 14_588])),
                    Kind::TextList => {
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
                let expected = conform(table, &table.arrow_schema(), at, values.clone()).unwrap();
                assert_eq!(back.column(at), &expected, "{}", table.name);
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

    #[test]
    fn text_that_is_dictionary_coded_in_memory_is_written_as_text() {
        let (_folder, path) = fresh();
        let rows = neighbours(100);
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
        let coded = RecordBatch::try_from_iter(columns).unwrap();
        write(&path, "neighbours", &coded).unwrap();
        assert_eq!(read(&path).columns(), rows.columns());
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
}
