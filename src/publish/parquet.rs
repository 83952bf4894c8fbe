//! One table to one Parquet file.
//!
//! Row groups have a fixed number of rows, each column of a row group is encoded by itself, and
//! the encoded columns are appended in order. So the columns can be encoded on all cores, and
//! the bytes of the file depend on the rows alone: not on how many threads there were, nor on
//! how the rows were cut into batches.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::concat;
use arrow::datatypes::{Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::batch_form::conform;
use super::digesting_file::DigestingFile;
use super::key_order::first_out_of_order;
use super::parquet_properties::{ROW_GROUP_ROWS, properties};
use super::{PublishError, Table};

/// Row groups that are encoded at the same time: with the columns of each that is work for many
/// cores, at the price of holding their rows in memory.
const ROW_GROUPS_AT_ONCE: usize = 4;

/// What was written of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenTable {
    /// The table's name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The size of its file in bytes.
    pub bytes: u64,
    /// The BLAKE3 digest of its file, in hexadecimal.
    pub digest: String,
}

/// Writes the rows of `batches` to a new file at `path`, and returns once they are on the disk.
///
/// The batches must have the table's columns in its order and be sorted by its key; text may be
/// dictionary-encoded in memory. `file_metadata` goes into the file beside the table's name and
/// description; for identical rows and metadata the bytes of the file are identical.
///
/// # Errors
/// [`PublishError::Table`] when a batch has other columns or types than the table describes, a
/// missing value where none may be missing, a number that is not finite, or rows out of order;
/// [`PublishError::File`] when the file cannot be written.
pub fn write_table(
    path: &Path,
    table: &'static Table,
    file_metadata: &[(String, String)],
    batches: impl Iterator<Item = RecordBatch>,
) -> Result<WrittenTable, PublishError> {
    let written = write_row_groups(path, table, file_metadata, batches, ROW_GROUP_ROWS)?;
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
    batches: impl Iterator<Item = RecordBatch>,
    row_group_rows: usize,
) -> Result<WrittenTable, PublishError> {
    let mut writer = TableWriter::new(path, table, file_metadata, row_group_rows)?;
    for batch in batches {
        writer.push(&batch)?;
    }
    writer.finish()
}

/// A file that is being written.
struct TableWriter<'a> {
    path: &'a Path,
    table: &'static Table,
    schema: SchemaRef,
    file: SerializedFileWriter<DigestingFile>,
    columns: ArrowRowGroupWriterFactory,
    /// Rows that no row group holds yet: pieces of columns, a piece for every batch.
    pending: Vec<Vec<ArrayRef>>,
    pending_rows: usize,
    /// The key of the last row that was encoded.
    last_key: Option<Vec<ArrayRef>>,
    row_group_rows: usize,
    row_groups: usize,
    rows: u64,
}

impl<'a> TableWriter<'a> {
    fn new(
        path: &'a Path,
        table: &'static Table,
        file_metadata: &[(String, String)],
        row_group_rows: usize,
    ) -> Result<Self, PublishError> {
        let file = File::create(path)
            .map_err(|error| PublishError::file(path, "create the table's file", error))?;
        let schema = table.arrow_schema();
        let refused = |error| PublishError::parquet(path, error);
        let properties = properties(table, file_metadata).map_err(refused)?;
        let (file, columns) =
            ArrowWriter::try_new(DigestingFile::new(file), schema.clone(), Some(properties))
                .and_then(ArrowWriter::into_serialized_writer)
                .map_err(refused)?;
        Ok(Self {
            path,
            table,
            schema,
            file,
            columns,
            pending: Vec::new(),
            pending_rows: 0,
            last_key: None,
            row_group_rows,
            row_groups: 0,
            rows: 0,
        })
    }

    /// Takes the rows of a batch, and encodes as many row groups as are full.
    fn push(&mut self, batch: &RecordBatch) -> Result<(), PublishError> {
        let columns = conform(self.table, &self.schema, batch)?;
        let mut start = 0;
        while start < batch.num_rows() {
            let wanted = ROW_GROUPS_AT_ONCE * self.row_group_rows - self.pending_rows;
            let rows = wanted.min(batch.num_rows() - start);
            self.pending.push(
                columns
                    .iter()
                    .map(|column| column.slice(start, rows))
                    .collect(),
            );
            self.pending_rows += rows;
            start += rows;
            if rows == wanted {
                self.encode_pending()?;
            }
        }
        Ok(())
    }

    /// Encodes the pending rows as row groups, all columns of all of them in parallel.
    fn encode_pending(&mut self) -> Result<(), PublishError> {
        let pieces = std::mem::take(&mut self.pending);
        let rows = std::mem::take(&mut self.pending_rows);
        if rows == 0 {
            return Ok(());
        }
        let columns: Vec<ArrayRef> = (0..self.table.columns.len())
            .into_par_iter()
            .map(|column| whole(&pieces, column))
            .collect::<Result<_, _>>()
            .map_err(|error| PublishError::parquet(self.path, error.into()))?;
        drop(pieces);
        self.check_order(&columns, rows)?;

        let refused = |error| PublishError::parquet(self.path, error);
        let mut work: Vec<(ArrowColumnWriter, &Arc<Field>, ArrayRef)> = Vec::new();
        for start in (0..rows).step_by(self.row_group_rows) {
            let writers = self
                .columns
                .create_column_writers(self.row_groups)
                .map_err(refused)?;
            self.row_groups += 1;
            let length = self.row_group_rows.min(rows - start);
            for ((writer, field), column) in
                writers.into_iter().zip(self.schema.fields()).zip(&columns)
            {
                work.push((writer, field, column.slice(start, length)));
            }
        }
        let chunks: Vec<ArrowColumnChunk> = work
            .into_par_iter()
            .map(|(writer, field, column)| encode(writer, field, &column))
            .collect::<Result<_, _>>()
            .map_err(refused)?;

        let mut chunks = chunks.into_iter();
        for _ in (0..rows).step_by(self.row_group_rows) {
            let mut row_group = self.file.next_row_group().map_err(refused)?;
            for chunk in chunks.by_ref().take(self.table.columns.len()) {
                chunk.append_to_row_group(&mut row_group).map_err(refused)?;
            }
            row_group.close().map_err(refused)?;
        }
        self.rows += rows as u64;
        Ok(())
    }

    /// Refuses rows that don't follow each other, or the rows before them, in the key's order.
    fn check_order(&mut self, columns: &[ArrayRef], rows: usize) -> Result<(), PublishError> {
        let keys = &columns[..self.table.key.len()];
        let internal = |message: String| PublishError::Table {
            table: self.table.name,
            column: self.table.key.join(", "),
            message,
        };
        let fault = |error: arrow::error::ArrowError| internal(error.to_string());

        if let Some(row) = first_out_of_order(keys).map_err(fault)? {
            return Err(internal(format!(
                "row {} comes before the row above it; the table must be sorted by its key",
                self.rows + row as u64 + 1
            )));
        }
        if let Some(last) = &self.last_key {
            let seam: Vec<ArrayRef> = last
                .iter()
                .zip(keys)
                .map(|(last, key)| concat(&[last.as_ref(), key.slice(0, 1).as_ref()]))
                .collect::<Result<_, _>>()
                .map_err(fault)?;
            if first_out_of_order(&seam).map_err(fault)?.is_some() {
                return Err(internal(format!(
                    "row {} comes before the row above it; the table must be sorted by its key",
                    self.rows + 1
                )));
            }
        }
        self.last_key = Some(keys.iter().map(|key| key.slice(rows - 1, 1)).collect());
        Ok(())
    }

    /// Encodes what is pending, ends the file and waits until it is on the disk.
    fn finish(mut self) -> Result<WrittenTable, PublishError> {
        self.encode_pending()?;
        self.file
            .finish()
            .map_err(|error| PublishError::parquet(self.path, error))?;
        let file = self.file.inner();
        file.to_disk()
            .map_err(|error| PublishError::file(self.path, "write the table", error))?;
        Ok(WrittenTable {
            table: self.table.name.to_owned(),
            rows: self.rows,
            bytes: file.bytes(),
            digest: file.digest(),
        })
    }
}

/// A column's pieces in one piece, so that pages end where rows say and not where batches did.
fn whole(pieces: &[Vec<ArrayRef>], column: usize) -> Result<ArrayRef, arrow::error::ArrowError> {
    match pieces {
        [only] => Ok(only[column].clone()),
        pieces => {
            let pieces: Vec<&dyn Array> =
                pieces.iter().map(|piece| piece[column].as_ref()).collect();
            concat(&pieces)
        }
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
    use tempfile::TempDir;

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

    fn cut(batch: &RecordBatch, rows: usize) -> Vec<RecordBatch> {
        (0..batch.num_rows())
            .step_by(rows)
            .map(|start| batch.slice(start, rows.min(batch.num_rows() - start)))
            .collect()
    }

    fn write(
        path: &Path,
        name: &str,
        batches: Vec<RecordBatch>,
    ) -> Result<WrittenTable, PublishError> {
        let metadata = [("pipeline".to_owned(), "test".to_owned())];
        write_table(path, named(name), &metadata, batches.into_iter())
    }

    /// Writes in row groups so small that few rows make many of them.
    fn write_small(path: &Path, batches: Vec<RecordBatch>) -> Result<WrittenTable, PublishError> {
        write_row_groups(path, named("neighbours"), &[], batches.into_iter(), SMALL)
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
            let written = write(&path, table.name, vec![rows.clone()]).unwrap();
            assert_eq!(written.rows, 2, "{}", table.name);
            let back = read(&path);
            assert_eq!(back.schema().fields(), table.arrow_schema().fields());
            let expected = conform(table, &table.arrow_schema(), &rows).unwrap();
            assert_eq!(back.columns(), expected, "{}", table.name);
        }
    }

    #[test]
    fn the_size_and_digest_are_those_of_the_file() {
        let (_folder, path) = fresh();
        let written = write(&path, "neighbours", vec![neighbours(1000)]).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!(written.bytes, bytes.len() as u64);
        assert_eq!(written.digest, blake3::hash(&bytes).to_hex().to_string());
    }

    #[test]
    fn the_bytes_depend_on_the_rows_and_not_on_threads_or_batches() {
        let rows = neighbours(SMALL * (ROW_GROUPS_AT_ONCE + 1) + 10);
        let digest = |threads: usize, batches: Vec<RecordBatch>| {
            let (_folder, path) = fresh();
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| write_small(&path, batches)).unwrap().digest
        };
        let whole = digest(1, vec![rows.clone()]);
        assert_eq!(digest(5, vec![rows.clone()]), whole);
        assert_eq!(digest(2, cut(&rows, 127)), whole);
        assert_eq!(digest(3, cut(&rows, SMALL)), whole);
    }

    #[test]
    fn the_file_says_how_it_is_sorted_and_where_its_pages_are() {
        let (_folder, path) = fresh();
        let rows = neighbours(ROW_GROUP_ROWS + 10);
        write(&path, "neighbours", vec![rows]).unwrap();
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

    #[test]
    fn a_table_without_rows_is_a_file_that_can_be_read() {
        let (_folder, path) = fresh();
        let written = write(&path, "quarantine", Vec::new()).unwrap();
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
        let refusal = |batches: Vec<RecordBatch>| {
            let (_folder, path) = fresh();
            write_small(&path, batches).unwrap_err().to_string()
        };
        assert_eq!(
            refusal(vec![neighbours(20), neighbours(10)]),
            "internal error: table neighbours, column authority, rank: \
             row 21 comes before the row above it; the table must be sorted by its key"
        );
        let many = ROW_GROUPS_AT_ONCE * SMALL;
        let between = refusal(vec![neighbours(many), neighbours(10)]);
        assert!(
            between.contains(&format!("row {} comes before", many + 1)),
            "{between}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_named_with_its_remedy() {
        let full = Path::new("/dev/full");
        for rows in [10, 100_000] {
            let error = write(full, "neighbours", vec![neighbours(rows)])
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
        let error = write(&path, "neighbours", Vec::new())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("nowhere/table.parquet: cannot create the table's file"),
            "{error}"
        );
    }
}
