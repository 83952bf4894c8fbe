//! Parquet: row groups in parallel, text left dictionary-coded.

mod page_sizes;

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

use super::damage::{damaged, guarded};
use super::files::SourceFile;
use super::options::ReadLimits;

/// The most rows that a byte of file may stand for: repeated values pack well, but a table whose
/// rows have keys does not shrink to this.
const ROWS_TO_A_BYTE: u64 = 1_000;

/// Rows to a batch.
const ROWS: usize = 1 << 17;

/// A Parquet file with its footer read.
#[derive(Debug, Clone)]
pub struct ParquetFile {
    metadata: ArrowReaderMetadata,
    limits: ReadLimits,
}

impl ParquetFile {
    /// Reads the footer of the file `source`.
    ///
    /// # Errors
    /// A damaged or truncated file, or one that declares more than `limits` allow.
    pub fn open(source: &SourceFile, limits: ReadLimits) -> Result<Self, String> {
        guarded(|| Self::open_unguarded(source, limits))
    }

    fn open_unguarded(source: &SourceFile, limits: ReadLimits) -> Result<Self, String> {
        let file = source.open()?;
        let damaged =
            |error: parquet::errors::ParquetError| damaged("is damaged or cut short", &error);
        let metadata =
            ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(damaged)?;
        let bytes = file.metadata().map_err(|error| error.to_string())?.len();
        check_sizes(metadata.metadata(), bytes, limits)?;
        let coded = Arc::new(dictionary_coded(metadata.schema()));
        let options = ArrowReaderOptions::new().with_schema(coded);
        // A type that cannot be left coded is read as it is and coded later.
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
            .unwrap_or(metadata);
        Ok(Self { metadata, limits })
    }

    /// Its columns, with text dictionary-coded.
    pub fn schema(&self) -> &Schema {
        self.metadata.schema()
    }

    /// How many row groups it has.
    pub fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The rows that it declares.
    pub fn rows(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().map(rows_of).fold(0, u64::saturating_add)
    }

    /// The rows of its largest row group.
    pub fn largest_row_group(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().map(rows_of).max().unwrap_or(0)
    }

    /// The number of rows before row group `group`.
    pub fn rows_before(&self, group: usize) -> u64 {
        let groups = &self.metadata.metadata().row_groups()[..group];
        groups.iter().map(rows_of).fold(0, u64::saturating_add)
    }

    /// Reads row group `group` of the file `source`: the columns at `wanted`, in that order.
    ///
    /// # Errors
    /// Damage found while reading.
    pub fn read(
        &self,
        source: &SourceFile,
        group: usize,
        wanted: &[usize],
    ) -> Result<impl Iterator<Item = Result<RecordBatch, String>>, String> {
        let damaged =
            move |error: String| damaged(&format!("row group {group} is damaged"), &error);
        // Each reader opens the file anew: duplicated handles share one position.
        let file = source.open()?;
        let schema = self.metadata.metadata().file_metadata().schema_descr();
        let columns = self.metadata.metadata().row_group(group).columns();
        for (leaf, column) in columns.iter().enumerate() {
            if wanted.contains(&schema.get_column_root_idx(leaf)) {
                page_sizes::check(&file, column, self.limits.page_bytes)
                    .map_err(|found| damaged(format!("it has {found}")))?;
            }
        }
        let mask = ProjectionMask::roots(schema, wanted.iter().copied());
        let mut reader = guarded(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![group])
                .with_projection(mask)
                .with_batch_size(ROWS)
                .build()
                .map_err(|error| damaged(error.to_string()))
        })?;
        // A projection keeps the file's order of columns; put them in the order asked for.
        let mut sorted = wanted.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let order: Vec<usize> = wanted
            .iter()
            .filter_map(|at| sorted.binary_search(at).ok())
            .collect();
        let mut ended = false;
        let mut left = rows_of(self.metadata.metadata().row_group(group));
        Ok(std::iter::from_fn(move || {
            if ended {
                return None;
            }
            let batch = guarded(|| {
                let Some(batch) = reader.next() else {
                    return match left {
                        0 => Ok(None),
                        _ => Err(damaged(format!("{left} rows are not there"))),
                    };
                };
                let batch = batch
                    .and_then(|batch| batch.project(&order))
                    .map_err(|error| damaged(error.to_string()))?;
                left = left.saturating_sub(batch.num_rows() as u64);
                Ok(Some(batch))
            });
            // After damage the reader is in no state to go on.
            ended = !matches!(batch, Ok(Some(_)));
            batch.transpose()
        }))
    }
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

fn dictionary_coded(schema: &Schema) -> Schema {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                field.as_ref().clone().with_data_type(DataType::Dictionary(
                    Box::new(DataType::Int32),
                    Box::new(DataType::Utf8),
                ))
            }
            _ => field.as_ref().clone(),
        })
        .collect();
    Schema::new_with_metadata(fields, schema.metadata().clone())
}
