//! What is in a file, whatever its format: columns, and rows in batches.

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};

use super::ReadError;
use super::features::Features;
use super::files::{FoundFile, Opened, SourceFile};
use super::footnotes::stripped;
use super::options::{ReadLimits, ReadOptions};
use super::parquet::ParquetFile;
use super::partitioned::Partitioned;
use super::percentage::PercentCell;
use super::text::{Delimited, Packing};
use super::text_batch::{ErrorCell, Misshapen, TextBatch};
use super::workbook::Workbook;

/// The fewest bytes that a row of text is taken to have.
const TEXT_ROW: u64 = 24;

/// The fewest bytes of a workbook's file that a row is taken to have: sheets are packed.
const PACKED_ROW: u64 = 8;

/// Bytes of memory that a byte of a workbook's file is taken to become.
const UNPACKED: u64 = 16;

/// A file that is open, with its columns known.
pub struct TableFile {
    file: SourceFile,
    content: Content,
    /// What its folders say of all its rows.
    partitioned: Partitioned,
    /// Whether footnote markers at the end of values are taken off.
    strip_footnotes: bool,
}

/// What is in it, by its format.
enum Content {
    Parquet(ParquetFile),
    Delimited(Delimited),
    Features(Features),
    Workbook(Box<Workbook>),
}

/// What a file is, apart from its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Apache Parquet.
    Parquet,
    /// Text with a separator.
    Text {
        /// How it is packed, such as `gzip`.
        packing: Option<&'static str>,
        /// The encoding of its characters.
        encoding: &'static str,
        /// Its separator.
        separator: char,
        /// The line on which the header begins.
        header_line: u64,
    },
    /// GeoJSON.
    Features,
    /// A sheet of a workbook.
    Sheet {
        /// `XLSX` or `ODS`.
        form: &'static str,
        /// The sheet.
        sheet: String,
        /// Every sheet of the workbook.
        sheets: Vec<String>,
        /// The row of the header.
        header_row: u64,
    },
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
    /// Lines that are no rows of the table.
    pub misshapen: Vec<Misshapen>,
    /// Cells whose formula gives an error or nothing.
    pub errors: Vec<ErrorCell>,
    /// Cells that show a percent sign, in which the batch has the number.
    pub percentages: Vec<PercentCell>,
    /// Rows without any text.
    pub blank: u64,
    /// Rows of notes below the table.
    pub notes: u64,
    /// Values whose footnote marker was taken off.
    pub footnotes: u64,
}

impl TableFile {
    /// Opens the file that was `found`; a header is the one that has the mapped columns by `fit`.
    ///
    /// # Errors
    /// A file that is no plain file, empty, damaged, too large or without a header.
    pub fn open(
        found: FoundFile,
        options: &ReadOptions,
        limits: ReadLimits,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, ReadError> {
        let (file, opened) = SourceFile::open(found, limits)?;
        let in_folders: Vec<String> = file.partitions.iter().map(|of| of.name.clone()).collect();
        let fit = |names: &[String]| match in_folders.is_empty() {
            true => fit(names),
            false => fit(&[names, &in_folders[..]].concat()),
        };
        let content = Content::open(opened, options, limits, fit)
            .map_err(|message| ReadError::new(&file.path, message))?;
        Ok(Self {
            partitioned: Partitioned::new(&file.partitions, &content.schema()),
            file,
            content,
            strip_footnotes: options.strip_footnotes,
        })
    }

    /// Another sheet of the same workbook, which is not opened anew.
    ///
    /// # Errors
    /// What is no workbook, and as [`TableFile::open`].
    pub fn sheet_called(
        &self,
        sheet: &str,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, ReadError> {
        let found = match &self.content {
            Content::Workbook(book) => book.sheet_called(sheet, fit),
            Content::Parquet(_) | Content::Delimited(_) | Content::Features(_) => {
                Err("has no sheets".to_owned())
            }
        };
        let book = found.map_err(|message| ReadError::new(&self.file.path, message))?;
        let content = Content::Workbook(Box::new(book));
        Ok(Self {
            partitioned: Partitioned::new(&self.file.partitions, &content.schema()),
            file: self.file.clone(),
            content,
            strip_footnotes: self.strip_footnotes,
        })
    }

    /// The file.
    pub fn file(&self) -> &SourceFile {
        &self.file
    }

    /// What the file is.
    pub fn form(&self) -> Form {
        match &self.content {
            Content::Parquet(_) => Form::Parquet,
            Content::Delimited(text) => Form::Text {
                packing: text.packing().map(Packing::word),
                encoding: text.encoding(),
                separator: char::from(text.delimiter()),
                header_line: text.header_line,
            },
            Content::Features(_) => Form::Features,
            Content::Workbook(book) => Form::Sheet {
                form: book.form().word(),
                sheet: book.sheet().to_owned(),
                sheets: book.sheets().to_vec(),
                header_row: book.header_row,
            },
        }
    }

    /// Its columns, and after them those that its folders say.
    pub fn schema(&self) -> Schema {
        self.partitioned.schema(self.content.schema())
    }

    /// How many columns are in the file itself.
    pub fn own_columns(&self) -> usize {
        self.content.schema().fields().len()
    }

    /// The sheet that is read, where there are sheets.
    pub fn sheet(&self) -> Option<&str> {
        match &self.content {
            Content::Workbook(book) => Some(book.sheet()),
            Content::Parquet(_) | Content::Delimited(_) | Content::Features(_) => None,
        }
    }

    /// Its columns in which some number shows a percent sign.
    pub fn percent_columns(&self) -> Vec<usize> {
        match &self.content {
            Content::Workbook(book) => book.percent_columns(),
            Content::Parquet(_) | Content::Delimited(_) | Content::Features(_) => Vec::new(),
        }
    }

    /// How many pieces it has that can be read apart from each other.
    pub fn pieces(&self) -> usize {
        match &self.content {
            Content::Parquet(parquet) => parquet.row_groups(),
            Content::Delimited(_) | Content::Features(_) | Content::Workbook(_) => 1,
        }
    }

    /// Its rows, where it says how many they are before they are read.
    pub fn declared_rows(&self) -> Option<u64> {
        match &self.content {
            Content::Parquet(parquet) => Some(parquet.rows()),
            Content::Features(features) => Some(features.rows()),
            Content::Delimited(_) | Content::Workbook(_) => None,
        }
    }

    /// Its rows, as far as that is known before they are read: of text and workbooks, what their
    /// size allows.
    pub fn rows_at_most(&self) -> u64 {
        match &self.content {
            Content::Parquet(parquet) => parquet.rows(),
            Content::Delimited(text) => text.bytes() / TEXT_ROW,
            Content::Features(features) => features.rows(),
            Content::Workbook(_) => self.file.bytes / PACKED_ROW,
        }
    }

    /// Of them, those of the largest piece.
    pub fn rows_of_a_piece(&self) -> u64 {
        match &self.content {
            Content::Parquet(parquet) => parquet.largest_row_group(),
            Content::Delimited(_) | Content::Features(_) | Content::Workbook(_) => {
                self.rows_at_most()
            }
        }
    }

    /// Bytes of it that are in memory once it is open.
    pub fn held_bytes(&self) -> u64 {
        match &self.content {
            Content::Parquet(_) => 0,
            Content::Delimited(text) => text.bytes(),
            Content::Features(features) => features.bytes(),
            Content::Workbook(_) => self.file.bytes.saturating_mul(UNPACKED),
        }
    }

    /// Reads a piece of the file and gives its rows to `each` in order; `wanted` are positions
    /// among the columns.
    ///
    /// # Errors
    /// Damage found while reading, and what `each` says is wrong with the file.
    pub fn read(
        &self,
        piece: usize,
        wanted: &[usize],
        each: &mut dyn FnMut(RawRows) -> Result<(), String>,
    ) -> Result<(), ReadError> {
        let read = if self.partitioned.is_empty() {
            self.content.read(piece, wanted, self.strip_footnotes, each)
        } else {
            self.read_with_partitions(piece, wanted, each)
        };
        read.map_err(|message| ReadError::new(&self.file.path, message))
    }

    /// Reads what the file has of the wanted columns, and adds what its folders say.
    fn read_with_partitions(
        &self,
        piece: usize,
        wanted: &[usize],
        each: &mut dyn FnMut(RawRows) -> Result<(), String>,
    ) -> Result<(), String> {
        let in_file = self.own_columns();
        let of_file: Vec<usize> = wanted.iter().copied().filter(|at| *at < in_file).collect();
        let mut with_partitions = |rows: RawRows| {
            let batch = self.partitioned.added(&rows.batch, wanted, in_file)?;
            each(RawRows { batch, ..rows })
        };
        self.content
            .read(piece, &of_file, self.strip_footnotes, &mut with_partitions)
    }
}

impl Content {
    fn schema(&self) -> Schema {
        let texts = |names: &[String]| {
            let fields = names
                .iter()
                .map(|name| Field::new(name, DataType::Utf8, true));
            Schema::new(fields.collect::<Vec<_>>())
        };
        match self {
            Self::Parquet(parquet) => parquet.schema().clone(),
            Self::Delimited(text) => texts(&text.header),
            Self::Features(features) => texts(&features.header),
            Self::Workbook(book) => texts(&book.header),
        }
    }

    fn open(
        opened: Opened,
        options: &ReadOptions,
        limits: ReadLimits,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        Ok(match opened {
            Opened::Parquet(file) => Self::Parquet(ParquetFile::open(file, limits)?),
            Opened::Delimited(bytes) => {
                Self::Delimited(Delimited::open(bytes, options, limits, fit)?)
            }
            Opened::Features(bytes) => Self::Features(Features::open(bytes, options, limits)?),
            Opened::Workbook(file) => {
                Self::Workbook(Box::new(Workbook::open(&file, options, limits, fit)?))
            }
        })
    }

    fn read(
        &self,
        piece: usize,
        wanted: &[usize],
        strip_footnotes: bool,
        each: &mut dyn FnMut(RawRows) -> Result<(), String>,
    ) -> Result<(), String> {
        match self {
            Self::Parquet(parquet) => {
                let mut first = parquet.rows_before(piece) + 1;
                for batch in parquet.read(piece, wanted)? {
                    let batch = batch?;
                    let rows = batch.num_rows() as u64;
                    let (batch, footnotes) = match strip_footnotes {
                        true => stripped(&batch).map_err(|error| error.to_string())?,
                        false => (batch, 0),
                    };
                    each(RawRows {
                        footnotes,
                        ..RawRows::whole(batch, first)
                    })?;
                    first += rows;
                }
                Ok(())
            }
            Self::Features(features) => features.read(wanted, &mut |batch| each(batch.into())),
            Self::Delimited(text) => text.read(wanted, &mut |batch| each(batch.into())),
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
            percentages: Vec::new(),
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
            percentages: text.percentages,
            blank: text.blank,
            notes: text.notes,
            footnotes: text.footnotes,
        }
    }
}
