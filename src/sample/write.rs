//! One table into one Parquet file, a row group at a time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use super::error::SampleError;

/// Rows to a row group: bounds the memory that a file of any length takes.
const ROW_GROUP: usize = 100_000;

/// Said in every file, since the figures stand beside real names.
const NOTICE: &str =
    "Codes and names of councils are real; every figure, finding and rating is made up.";

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum FieldKind {
    /// UTF-8 text.
    Text,
    /// A date.
    Date,
    /// A whole number.
    Integer,
    /// A real number.
    Number,
}

/// How a column is packed before compression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Packing {
    /// The same values over and over: a dictionary.
    Repeats,
    /// Text whose neighbours begin alike: the difference from the value before.
    Sequence,
    /// Hardly ever the same value twice: as it is.
    Plain,
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    name: &'static str,
    kind: FieldKind,
    packing: Packing,
}

impl Column {
    /// A column of the input contract by its contract name.
    pub(super) const fn new(name: &'static str, kind: FieldKind, packing: Packing) -> Self {
        Self {
            name,
            kind,
            packing,
        }
    }
}

/// A table's name and columns, in the order of the input contract.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Name of the table, and of its file before `.parquet`.
    pub table: &'static str,
    /// The columns.
    pub columns: &'static [Column],
}

/// A table that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Name of the table.
    pub table: &'static str,
    /// The file.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: usize,
}

/// A table being written. Its file takes its name only once it is complete.
pub(super) struct TableFile {
    layout: Layout,
    schema: SchemaRef,
    path: PathBuf,
    partial: PathBuf,
    writer: ArrowWriter<File>,
    rows: usize,
}

impl TableFile {
    /// Begins the table's file in a folder that exists.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub(super) fn create(folder: &Path, layout: Layout) -> Result<Self, SampleError> {
        let path = folder.join(format!("{}.parquet", layout.table));
        let partial = folder.join(format!("{}.parquet.partial", layout.table));
        let schema = schema(layout);
        let file = File::create(&partial).map_err(|source| SampleError::File {
            path: partial.clone(),
            source,
        })?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties(layout)))
            .map_err(|source| refused(&partial, source))?;
        Ok(Self {
            layout,
            schema,
            path,
            partial,
            writer,
            rows: 0,
        })
    }

    /// Adds rows, given as one array a column in the layout's order.
    ///
    /// # Errors
    /// When the disk is full or the arrays do not fit the layout.
    pub(super) fn append(&mut self, columns: Vec<ArrayRef>) -> Result<(), SampleError> {
        let batch = RecordBatch::try_new(self.schema.clone(), columns)
            .map_err(|error| refused(&self.partial, error.into()))?;
        self.rows += batch.num_rows();
        self.writer
            .write(&batch)
            .map_err(|source| refused(&self.partial, source))
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// When the disk is full or the file cannot be renamed.
    pub(super) fn finish(self) -> Result<Written, SampleError> {
        self.writer
            .close()
            .map_err(|source| refused(&self.partial, source))?;
        fs::rename(&self.partial, &self.path).map_err(|source| SampleError::File {
            path: self.path.clone(),
            source,
        })?;
        Ok(Written {
            table: self.layout.table,
            path: self.path,
            rows: self.rows,
        })
    }
}

fn schema(layout: Layout) -> SchemaRef {
    let fields = layout.columns.iter().map(|column| {
        let kind = match column.kind {
            FieldKind::Text => DataType::Utf8,
            FieldKind::Date => DataType::Date32,
            FieldKind::Integer => DataType::Int32,
            FieldKind::Number => DataType::Float64,
        };
        Field::new(column.name, kind, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn properties(layout: Layout) -> WriterProperties {
    let level = ZstdLevel::try_new(9).expect("zstd has a level 9");
    let notice = KeyValue::new("notice".to_owned(), NOTICE.to_owned());
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_key_value_metadata(Some(vec![notice]));
    for column in layout.columns {
        let path = ColumnPath::from(column.name);
        builder = match column.packing {
            Packing::Repeats => builder.set_column_dictionary_enabled(path, true),
            Packing::Plain => builder.set_column_dictionary_enabled(path, false),
            Packing::Sequence => builder
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY),
        };
    }
    builder.build()
}

fn refused(path: &Path, source: ParquetError) -> SampleError {
    SampleError::Parquet {
        path: path.to_owned(),
        source,
    }
}
