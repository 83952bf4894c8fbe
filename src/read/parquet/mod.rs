//! Parquet: row groups in parallel, text left dictionary-coded.

mod encryption;
mod page_sizes;
mod plain;
mod thrift;

use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::schema::types::SchemaDescriptor;

use self::plain::PlainColumns;
use super::damage::{damaged, guarded};
use super::open_file::OpenFile;
use super::options::ReadLimits;

/// The most rows that a byte of file may stand for: repeated values pack well, but a table whose
/// rows have keys does not shrink to this.
const ROWS_TO_A_BYTE: u64 = 1_000;

/// Rows to a batch.
const ROWS: usize = 1 << 17;

/// A Parquet file with its footer read.
#[derive(Debug, Clone)]
pub(super) struct ParquetFile {
    file: OpenFile,
    metadata: ArrowReaderMetadata,
    columns: PlainColumns,
    limits: ReadLimits,
}

impl ParquetFile {
    /// Reads the footer of `file`.
    ///
    /// # Errors
    /// A damaged or truncated file, one that declares more than `limits` allow, or one in a form
    /// that is not read.
    pub(super) fn open(file: OpenFile, limits: ReadLimits) -> Result<Self, String> {
        guarded(|| Self::open_unguarded(&file, limits)).map_err(|said| file.fault().unwrap_or(said))
    }

    fn open_unguarded(file: &OpenFile, limits: ReadLimits) -> Result<Self, String> {
        let metadata = ArrowReaderMetadata::load(file, ArrowReaderOptions::new())
            .map_err(|error| refused("is damaged or cut short", &error))?;
        check_sizes(metadata.metadata(), file.bytes(), limits)?;
        let written = metadata.metadata().file_metadata().schema_descr_ptr();
        let options = ArrowReaderOptions::new()
            .with_schema(Arc::new(asked(metadata.schema(), metadata.metadata())));
        // A type that cannot be left coded is read as it is and coded later.
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
            .unwrap_or(metadata);
        Ok(Self {
            columns: PlainColumns::of(metadata.schema(), &written),
            file: file.clone(),
            metadata,
            limits,
        })
    }

    /// Its columns, with text dictionary-coded where the file has it so. Where a name stands twice, the second is followed
    /// by ` (2)`.
    pub(super) fn schema(&self) -> &Schema {
        &self.columns.schema
    }

    /// How many row groups it has.
    pub(super) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The rows that it declares.
    pub(super) fn rows(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().map(rows_of).fold(0, u64::saturating_add)
    }

    /// The rows of its largest row group.
    pub(super) fn largest_row_group(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().map(rows_of).max().unwrap_or(0)
    }

    /// The number of rows before row group `group`.
    pub(super) fn rows_before(&self, group: usize) -> u64 {
        let groups = &self.metadata.metadata().row_groups()[..group];
        groups.iter().map(rows_of).fold(0, u64::saturating_add)
    }

    /// Reads row group `group`: the columns at `wanted`, in that order.
    ///
    /// # Errors
    /// Damage found while reading, and columns in a form that is not read.
    pub(super) fn read(
        &self,
        group: usize,
        wanted: &[usize],
    ) -> Result<impl Iterator<Item = Result<RecordBatch, String>>, String> {
        let damaged =
            move |error: &dyn Display| damaged(&format!("row group {group} is damaged"), error);
        let about = self.metadata.metadata().row_group(group);
        let mut left = rows_of(about);
        // Of a group without rows, a writer may leave out what every other has.
        let mut reader = match left {
            0 => None,
            _ => {
                let reader = self.reader(about, group, wanted, damaged);
                Some(reader.map_err(|said| self.file.fault().unwrap_or(said))?)
            }
        };
        // A projection keeps the file's order of columns; put them in the order asked for.
        let mut sorted = wanted.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let order: Vec<usize> = wanted
            .iter()
            .filter_map(|at| sorted.binary_search(at).ok())
            .collect();
        let (columns, wanted) = (self.columns.clone(), wanted.to_vec());
        let mut first = self.rows_before(group) + 1;
        let file = self.file.clone();
        Ok(std::iter::from_fn(move || {
            let batch = guarded(|| {
                let Some(reader) = &mut reader else {
                    return Ok(None);
                };
                let Some(batch) = reader.next() else {
                    return match left {
                        0 => Ok(None),
                        _ => Err(damaged(&format!("{left} rows are not there"))),
                    };
                };
                let batch = batch
                    .and_then(|batch| batch.project(&order))
                    .map_err(|error| damaged(&error))?;
                let rows = batch.num_rows() as u64;
                left = left.saturating_sub(rows);
                first += rows;
                plain(&columns, &wanted, &batch, first - rows).map(Some)
            });
            // After damage the reader is in no state to go on.
            if !matches!(batch, Ok(Some(_))) {
                reader = None;
            }
            let batch = batch.map_err(|said| file.fault().unwrap_or(said));
            batch.transpose()
        }))
    }

    /// The reader of a row group, once it is known that it can be read.
    fn reader(
        &self,
        about: &RowGroupMetaData,
        group: usize,
        wanted: &[usize],
        damaged: impl Fn(&dyn Display) -> String,
    ) -> Result<ParquetRecordBatchReader, String> {
        let schema = self.metadata.metadata().file_metadata().schema_descr();
        let file = self
            .file
            .with(|| ranges(about, schema, wanted))
            .map_err(|error| damaged(&error))?;
        for (leaf, column) in about.columns().iter().enumerate() {
            let at = schema.get_column_root_idx(leaf);
            if wanted.contains(&at) {
                if let Some(codec) = not_unpacked(column.compression()) {
                    return Err(format!(
                        "column \"{}\" is packed with {codec}, which is not read; write the file with zstd, snappy or gzip",
                        self.columns.schema.field(at).name()
                    ));
                }
                page_sizes::check(&file, column, self.limits.page_bytes).map_err(|found| {
                    if encryption::is_in(&self.file) {
                        "has columns that are encrypted, which are not read; write it without encryption".to_owned()
                    } else {
                        damaged(&format!("it has {found}"))
                    }
                })?;
            }
        }
        let mask = ProjectionMask::roots(schema, wanted.iter().copied());
        guarded(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![group])
                .with_projection(mask)
                .with_batch_size(ROWS)
                .build()
                .map_err(|error| refused(&format!("row group {group} is damaged"), &error))
        })
    }
}

/// Where the columns at `wanted` are in a row group.
fn ranges(
    group: &RowGroupMetaData,
    schema: &SchemaDescriptor,
    wanted: &[usize],
) -> Vec<Range<u64>> {
    let of_column = |column: &ColumnChunkMetaData| {
        let start = page_sizes::start(column);
        let start = u64::try_from(start).ok()?;
        let length = u64::try_from(column.compressed_size()).ok()?;
        Some(start..start.checked_add(length)?)
    };
    let columns = group.columns().iter().enumerate();
    columns
        .filter(|(leaf, _)| wanted.contains(&schema.get_column_root_idx(*leaf)))
        // What is not possible is refused by whoever reads it.
        .filter_map(|(_, column)| of_column(column))
        .collect()
}

/// What is said of a file that the reader refuses: that it `is` damaged, unless it is in a form
/// that the reader does not have.
fn refused(is: &str, error: &ParquetError) -> String {
    let remedy = "write it anew with columns of text, numbers and days";
    match error {
        ParquetError::NYI(said) => format!("is in a form that is not read ({said}); {remedy}"),
        ParquetError::ArrowError(said) => {
            format!("has a column of a type that is not read ({said}); {remedy}")
        }
        error => damaged(is, error),
    }
}

/// The name of a codec that is not unpacked here.
fn not_unpacked(codec: Compression) -> Option<&'static str> {
    match codec {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::LZ4
        | Compression::LZ4_RAW
        | Compression::ZSTD(_) => None,
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
    }
}

/// A batch of the columns at `wanted`, as they are handed on; `first` is the number of its first
/// row.
fn plain(
    columns: &PlainColumns,
    wanted: &[usize],
    batch: &RecordBatch,
    first: u64,
) -> Result<RecordBatch, String> {
    let arrays = wanted
        .iter()
        .zip(batch.columns())
        .map(|(at, array)| columns.convert(*at, array, first))
        .collect::<Result<Vec<_>, String>>()?;
    let fields = wanted.iter().zip(&arrays).map(|(at, array)| {
        Field::new(
            columns.schema.field(*at).name(),
            array.data_type().clone(),
            true,
        )
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, arrays, &rows).map_err(|error| error.to_string())
}

/// The rows that a row group declares.
fn rows_of(group: &RowGroupMetaData) -> u64 {
    u64::try_from(group.num_rows()).unwrap_or(0)
}

/// Refuses a file that declares more than the pipeline allows, or more rows than its `bytes`
/// can stand for, before memory is asked for.
fn check_sizes(metadata: &ParquetMetaData, bytes: u64, limits: ReadLimits) -> Result<(), String> {
    let groups = metadata.row_groups();
    let negative = |group: &RowGroupMetaData| {
        group.num_rows() < 0
            || group
                .columns()
                .iter()
                .any(|column| column.uncompressed_size() < 0)
    };
    if groups.iter().any(negative) {
        return Err("is damaged (it declares a size below zero); fetch it again".into());
    }
    let rows = groups.iter().map(rows_of).fold(0, u64::saturating_add);
    let whole = u64::try_from(metadata.file_metadata().num_rows()).ok();
    // A column without lists has a value or a gap for every row.
    let is_uneven = |group: &RowGroupMetaData| {
        group.columns().iter().any(|column| {
            column.column_descr().max_rep_level() == 0 && column.num_values() != group.num_rows()
        })
    };
    if whole != Some(rows) || groups.iter().any(is_uneven) {
        return Err(
            "is damaged (its parts declare different numbers of rows); fetch it again".into(),
        );
    }
    let unpacked = groups
        .iter()
        .flat_map(|group| group.columns())
        .map(|column| u64::try_from(column.uncompressed_size()).unwrap_or(0))
        .fold(0, u64::saturating_add);
    let limit = |what: &str, found: u64, allowed: u64, key: &str| {
        format!(
            "declares {found} {what}, and {allowed} are allowed; if that is right, raise {key} in [limits]"
        )
    };
    if rows > limits.file_rows {
        return Err(limit("rows", rows, limits.file_rows, "file_rows"));
    }
    if unpacked > limits.unpacked_bytes {
        return Err(limit(
            "bytes unpacked",
            unpacked,
            limits.unpacked_bytes,
            "unpacked_bytes",
        ));
    }
    if rows / ROWS_TO_A_BYTE > bytes {
        return Err(format!(
            "is damaged (it declares {rows} rows in {bytes} bytes); fetch it again"
        ));
    }
    Ok(())
}

/// The columns as they are asked of the reader.
fn asked(schema: &Schema, about: &ParquetMetaData) -> Schema {
    let fields = schema.fields().iter().enumerate().map(|(at, field)| {
        let kind = plain::asked(about, at, field.data_type());
        field.as_ref().clone().with_data_type(kind)
    });
    Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone())
}
