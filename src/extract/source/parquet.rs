//! Parquet: row groups in parallel, text left dictionary-coded.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

/// Rows to a batch.
const ROWS: usize = 1 << 17;

/// A Parquet file with its footer read.
#[derive(Debug, Clone)]
pub struct ParquetFile {
    metadata: ArrowReaderMetadata,
}

impl ParquetFile {
    /// Reads the footer of the file at `path`.
    ///
    /// # Errors
    /// A damaged or truncated file.
    pub fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let damaged = |error| format!("is damaged or cut short ({error}); fetch it again");
        let metadata =
            ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(damaged)?;
        let coded = Arc::new(dictionary_coded(metadata.schema()));
        let options = ArrowReaderOptions::new().with_schema(coded);
        // A type that cannot be left coded is read as it is and coded later.
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
            .unwrap_or(metadata);
        Ok(Self { metadata })
    }

    /// Its columns, with text dictionary-coded.
    pub fn schema(&self) -> &Schema {
        self.metadata.schema()
    }

    /// How many row groups it has.
    pub fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The number of rows before row group `group`.
    pub fn rows_before(&self, group: usize) -> u64 {
        let groups = &self.metadata.metadata().row_groups()[..group];
        groups
            .iter()
            .map(|group| group.num_rows().max(0).cast_unsigned())
            .sum()
    }

    /// Reads row group `group` of the file at `path`: the columns at `wanted`, in that order.
    ///
    /// # Errors
    /// Damage found while reading.
    pub fn read(
        &self,
        path: &Path,
        group: usize,
        wanted: &[usize],
    ) -> Result<impl Iterator<Item = Result<RecordBatch, String>>, String> {
        let damaged =
            move |error: String| format!("row group {group} is damaged ({error}); fetch it again");
        // Each reader opens the file anew: duplicated handles share one position.
        let file = File::open(path).map_err(|error| error.to_string())?;
        let mask = ProjectionMask::roots(
            self.metadata.metadata().file_metadata().schema_descr(),
            wanted.iter().copied(),
        );
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![group])
                .with_projection(mask)
                .with_batch_size(ROWS)
                .build()
                .map_err(|error| damaged(error.to_string()))?;
        // A projection keeps the file's order of columns; put them in the order asked for.
        let mut sorted = wanted.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let order: Vec<usize> = wanted
            .iter()
            .filter_map(|at| sorted.binary_search(at).ok())
            .collect();
        Ok(reader.map(move |batch| {
            batch
                .and_then(|batch| batch.project(&order))
                .map_err(|error| damaged(error.to_string()))
        }))
    }
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
