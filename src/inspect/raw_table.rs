//! A table as it stands in its file, before any contract is asked of it.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::read::dictionary::Coded;
use crate::read::{
    Form, PercentCell, PercentColumn, RawRows, ReadError, ReadLimits, ReadOptions, Scalar,
    TableFile, alone, show,
};

/// A file that was opened to be looked at.
pub(super) struct RawTable(TableFile);

/// How a column's values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// As text, whatever it says.
    Text,
    /// As numbers.
    Number,
    /// As days.
    Day,
    /// As true and false.
    Flag,
}

/// A column of a table, read.
#[derive(Debug, Clone)]
pub struct RawColumn {
    /// Its name.
    pub name: String,
    /// How its values are stored.
    pub stored: Stored,
    /// Rows in which it says nothing.
    pub blank: u64,
    /// Its distinct values as an analyst would type them, each with the number of its rows; in
    /// the order in which they first stand.
    pub values: Vec<(String, u64)>,
}

/// A table, read.
#[derive(Debug, Clone)]
pub(super) struct RawColumns {
    /// Rows with text.
    pub rows: u64,
    /// Rows without any.
    pub blank: u64,
    /// Rows of notes below the table.
    pub notes: u64,
    /// Rows with more or fewer fields than the header.
    pub misshapen: u64,
    /// Cells whose formula gives an error.
    pub errors: u64,
    /// The columns, in their order.
    pub columns: Vec<RawColumn>,
}

impl RawTable {
    /// Opens the file at `path`; a header is the record that has most of the columns by `fit`.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged or has no header.
    pub(super) fn open(
        path: &Path,
        options: &ReadOptions,
        limits: ReadLimits,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, ReadError> {
        TableFile::open(alone(path)?, options, limits, fit).map(Self)
    }

    /// Another sheet of the same workbook; a header is the record that has most of the columns by
    /// `fit`.
    ///
    /// # Errors
    /// As [`RawTable::open`].
    pub(super) fn sheet_called(
        &self,
        sheet: &str,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, ReadError> {
        self.0.sheet_called(sheet, fit).map(Self)
    }

    /// Its size in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.0.file().bytes
    }

    /// What the file is.
    pub(super) fn form(&self) -> Form {
        self.0.form()
    }

    /// The row of the sheet, or the line of the text, in which its header begins; none in Parquet.
    pub(super) fn header_row(&self) -> Option<u64> {
        match self.0.form() {
            Form::Parquet | Form::Features => None,
            Form::Text { header_line, .. } => Some(header_line),
            Form::Sheet { header_row, .. } => Some(header_row),
        }
    }

    /// The names of its columns; a blank one has none.
    pub(super) fn names(&self) -> Vec<String> {
        let schema = self.0.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    /// Reads every row.
    ///
    /// # Errors
    /// Damage found while reading, and columns of lists and the like.
    pub(super) fn read(&self) -> Result<RawColumns, ReadError> {
        let names = self.names();
        let wanted: Vec<usize> = (0..names.len()).collect();
        let mut columns: Vec<Collecting> = names.into_iter().map(Collecting::new).collect();
        let mut read = RawColumns {
            rows: 0,
            blank: 0,
            notes: 0,
            misshapen: 0,
            errors: 0,
            columns: Vec::new(),
        };
        self.each_batch(&wanted, &mut |raw| {
            read.rows += raw.batch.num_rows() as u64;
            read.blank += raw.blank;
            read.notes += raw.notes;
            read.misshapen += raw.misshapen.len() as u64;
            read.errors += raw.errors.len() as u64;
            let arrays = columns.iter_mut().zip(raw.batch.columns());
            for (at, (column, array)) in arrays.enumerate() {
                // A list is no value of any contract; its column stays empty.
                if let Ok(coded) = Coded::from_array(array) {
                    column.add(&as_shown(coded, at, &raw.percentages));
                }
            }
            Ok(())
        })?;
        read.columns = columns.into_iter().map(|column| column.column).collect();
        Ok(read)
    }
}

impl RawTable {
    /// Gives every batch of the columns at `wanted`, which are in ascending order, to `each`.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn each_batch(
        &self,
        wanted: &[usize],
        each: &mut dyn FnMut(RawRows) -> Result<(), String>,
    ) -> Result<(), ReadError> {
        (0..self.0.pieces()).try_for_each(|piece| self.0.read(piece, wanted, each))
    }
}

/// The column at `at` with its percentages as people read them.
fn as_shown(coded: Coded, at: usize, percentages: &[PercentCell]) -> Coded {
    let of_column = percentages.iter().filter(|cell| cell.column == at);
    let cells: Vec<_> = of_column.map(|cell| (cell.row, cell.percentage)).collect();
    let column = (!cells.is_empty())
        .then(|| PercentColumn::new(&coded, &cells))
        .flatten();
    column.map_or(coded, |column| column.as_shown)
}

/// A column on its way.
struct Collecting {
    column: RawColumn,
    places: FxHashMap<String, usize>,
}

impl Collecting {
    fn new(name: String) -> Self {
        Self {
            column: RawColumn {
                name,
                stored: Stored::Text,
                blank: 0,
                values: Vec::new(),
            },
            places: FxHashMap::default(),
        }
    }

    fn add(&mut self, coded: &Coded) {
        let mut counts = vec![0_u64; coded.values.len()];
        for code in &coded.codes {
            counts[*code as usize] += 1;
        }
        for (at, count) in counts.into_iter().enumerate() {
            if count == 0 {
                continue;
            }
            let scalar = coded.values.scalar(at);
            let shown = show(scalar);
            if shown.is_empty() || matches!(scalar, Scalar::Number(number) if number.is_nan()) {
                self.column.blank += count;
                continue;
            }
            self.column.stored = match scalar {
                Scalar::Integer(_) | Scalar::Number(_) => Stored::Number,
                Scalar::Date(_) => Stored::Day,
                Scalar::Flag(_) => Stored::Flag,
                Scalar::Text(_) | Scalar::Missing => self.column.stored,
            };
            let values = &mut self.column.values;
            let place = *self.places.entry(shown).or_insert_with_key(|shown| {
                values.push((shown.clone(), 0));
                values.len() - 1
            });
            values[place].1 += count;
        }
    }
}
