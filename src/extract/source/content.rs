//! What is in a file, whatever its format: columns, and rows in batches.

use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};

use super::delimited::Delimited;
use super::files::{Format, SourceFile};
use super::parquet::ParquetFile;
use super::text_rows::{ErrorCell, TextBatch};
use super::workbook::Workbook;
use crate::config::{Limits, Reading};

/// The fewest bytes that a row of text is taken to have.
const TEXT_ROW: u64 = 24;

/// The fewest bytes of a workbook's file that a row is taken to have: sheets are packed.
const PACKED_ROW: u64 = 8;

/// Bytes of memory that a byte of a workbook's file is taken to become.
const UNPACKED: u64 = 16;

/// A file that is open, with its columns known.
pub enum Content {
    /// Apache Parquet.
    Parquet(ParquetFile),
    /// Text with a separator.
    Delimited(Delimited),
    /// A sheet of a workbook.
    Workbook(Box<Workbook>),
}

/// The numbers of a batch's rows within their file.
#[derive(Debug)]
pub enum RowNumbers {
    /// One after another from this one on.
    From(u64),
    /// As listed.
    Listed(Vec<u64>),
}

impl RowNumbers {
    /// The number of the row at `row` of the batch.
    pub fn at(&self, row: usize) -> u64 {
        match self {
            Self::From(first) => first + row as u64,
            Self::Listed(rows) => rows[row],
        }
    }
}

/// Rows of a file, and what stands between them.
pub struct RawRows {
    /// The wanted columns.
    pub batch: RecordBatch,
    /// The rows' numbers.
    pub rows: RowNumbers,
    /// Rows with more or fewer fields than the header: number, fields, and text.
    pub misshapen: Vec<(u64, usize, String)>,
    /// Cells whose formula gives an error.
    pub errors: Vec<ErrorCell>,
    /// Rows without any text.
    pub blank: u64,
    /// Rows of notes below the table.
    pub notes: u64,
    /// Values whose footnote marker was taken off.
    pub footnotes: u64,
}

impl Content {
    /// Opens `file`; a header is the one that has the mapped columns by `fit`.
    ///
    /// # Errors
    /// A file that is damaged, too large or without a header.
    pub fn open(
        file: &SourceFile,
        reading: &Reading,
        limits: Limits,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        Ok(match file.format {
            Format::Parquet => Self::Parquet(ParquetFile::open(&file.path, limits)?),
            Format::Delimited => {
                let bytes = std::fs::read(&file.path)
                    .map_err(|error| format!("cannot be read ({error})"))?;
                Self::Delimited(Delimited::open(bytes, reading, limits, fit)?)
            }
            Format::Workbook => {
                Self::Workbook(Box::new(Workbook::open(&file.path, reading, limits, fit)?))
            }
        })
    }

    /// Its columns.
    pub fn schema(&self) -> Schema {
        let texts = |names: &[String]| {
            let fields = names
                .iter()
                .map(|name| Field::new(name, DataType::Utf8, true));
            Schema::new(fields.collect::<Vec<_>>())
        };
        match self {
            Self::Parquet(parquet) => parquet.schema().clone(),
            Self::Delimited(text) => texts(&text.header),
            Self::Workbook(book) => texts(&book.header),
        }
    }

    /// The sheet that is read, where there are sheets.
    pub fn sheet(&self) -> Option<&str> {
        match self {
            Self::Workbook(book) => Some(book.sheet()),
            Self::Parquet(_) | Self::Delimited(_) => None,
        }
    }

    /// How many pieces it has that can be read apart from each other.
    pub fn pieces(&self) -> usize {
        match self {
            Self::Parquet(parquet) => parquet.row_groups(),
            Self::Delimited(_) | Self::Workbook(_) => 1,
        }
    }

    /// Its rows, as far as that is known before they are read: of text and workbooks, what their
    /// size allows. `bytes` is the size of the file.
    pub fn rows_at_most(&self, bytes: u64) -> u64 {
        match self {
            Self::Parquet(parquet) => parquet.rows(),
            Self::Delimited(text) => text.bytes() / TEXT_ROW,
            Self::Workbook(_) => bytes / PACKED_ROW,
        }
    }

    /// Of them, those of the largest piece.
    pub fn rows_of_a_piece(&self, bytes: u64) -> u64 {
        match self {
            Self::Parquet(parquet) => parquet.largest_row_group(),
            Self::Delimited(_) | Self::Workbook(_) => self.rows_at_most(bytes),
        }
    }

    /// Bytes of it that are in memory once it is open. `bytes` is the size of the file.
    pub fn held_bytes(&self, bytes: u64) -> u64 {
        match self {
            Self::Parquet(_) => 0,
            Self::Delimited(text) => text.bytes(),
            Self::Workbook(_) => bytes.saturating_mul(UNPACKED),
        }
    }

    /// Reads a piece of the file, which lies at `path`, and gives its rows to `each` in order;
    /// `wanted` are positions among the columns.
    ///
    /// # Errors
    /// Damage found while reading, and what `each` returns.
    pub fn read(
        &self,
        path: &Path,
        piece: usize,
        wanted: &[usize],
        each: &mut dyn FnMut(RawRows) -> Result<(), String>,
    ) -> Result<(), String> {
        match self {
            Self::Parquet(parquet) => {
                let mut first = parquet.rows_before(piece) + 1;
                for batch in parquet.read(path, piece, wanted)? {
                    let batch = batch?;
                    let rows = batch.num_rows() as u64;
                    each(RawRows::whole(batch, first))?;
                    first += rows;
                }
                Ok(())
            }
            Self::Delimited(text) => text
                .batches(wanted)
                .try_for_each(|batch| each(batch?.into())),
            Self::Workbook(book) => book.read(wanted, &mut |batch| each(batch.into())),
        }
    }
}

impl RawRows {
    /// A batch of nothing but rows, numbered from `first` on.
    fn whole(batch: RecordBatch, first: u64) -> Self {
        Self {
            batch,
            rows: RowNumbers::From(first),
            misshapen: Vec::new(),
            errors: Vec::new(),
            blank: 0,
            notes: 0,
            footnotes: 0,
        }
    }
}

impl From<TextBatch> for RawRows {
    fn from(text: TextBatch) -> Self {
        Self {
            batch: text.batch,
            rows: RowNumbers::Listed(text.rows),
            misshapen: text.misshapen,
            errors: text.errors,
            blank: text.blank,
            notes: text.notes,
            footnotes: text.footnotes,
        }
    }
}
