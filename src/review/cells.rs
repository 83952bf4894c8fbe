//! A published table row by row and cell by cell, for whoever lays it out anew.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Date32Type, Float64Type, Int32Type, Int64Type};
use chrono::NaiveDate;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::{PublishedRun, ReviewError};
use crate::publish::tables::declaration::DeclaredColumn;
use crate::publish::tables::kind::EPOCH;
use crate::publish::tables::recurring;
use crate::publish::{ColumnKind, Table};

/// How many rows are read at once.
const STRETCH: usize = 16_384;

/// Which rows of a table are asked for; every row where neither is said.
#[derive(Debug, Clone, Default)]
pub struct Only {
    /// Codes of authorities.
    pub authorities: Option<BTreeSet<String>>,
    /// Keys of indicators.
    pub indicators: Option<BTreeSet<String>>,
}

/// A table of a run, with the rows that are asked for.
#[derive(Debug)]
pub struct RunTable<'a> {
    /// What it holds.
    pub table: &'static Table,
    path: PathBuf,
    only: &'a Only,
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'static Table,
    columns: &'a [ArrayRef],
    row: usize,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing; the column's description says what that means.
    Missing,
    /// A text or a word.
    Text(&'a str),
    /// A whole number: a count, a level, a rank, a year.
    Whole(i64),
    /// A number or a share.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A day.
    Day(NaiveDate),
    /// Several texts; none of them is said by an empty list.
    List(Vec<&'a str>),
}

impl<'a> RunTable<'a> {
    /// The table `table` of `run`; none where the run does not have it.
    ///
    /// # Errors
    /// When its file is not what the run wrote.
    pub fn of(
        run: &PublishedRun,
        table: &'static Table,
        only: &'a Only,
    ) -> Result<Option<Self>, ReviewError> {
        if !run.has(table.name) {
            return Ok(None);
        }
        run.check_table(table.name)?;
        Ok(Some(Self {
            table,
            path: run.folder.join(table.file_name()),
            only,
        }))
    }

    /// How many rows are asked for.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn count(&self) -> Result<usize, ReviewError> {
        let asked: Vec<&str> = self.asked().map(|(column, _)| column).collect();
        let mut rows = 0;
        for batch in self.open(Some(&asked))? {
            let batch = batch.map_err(|error| self.damaged(&error))?;
            rows += match self.mask(&batch)? {
                Some(mask) => mask.true_count(),
                None => batch.num_rows(),
            };
        }
        Ok(rows)
    }

    /// Gives each row that is asked for to `take`, in the order of the table's key.
    ///
    /// # Errors
    /// When the table cannot be read or is of another version, and what `take` says.
    pub fn each<E: From<ReviewError>>(
        &self,
        mut take: impl FnMut(Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for batch in self.open(None)? {
            let batch = batch.map_err(|error| self.damaged(&error))?;
            let batch = match self.mask(&batch)? {
                Some(mask) => {
                    filter_record_batch(&batch, &mask).map_err(|error| self.damaged(&error))?
                }
                None => batch,
            };
            let columns = self.in_order(&batch)?;
            for row in 0..batch.num_rows() {
                take(Row {
                    table: self.table,
                    columns: &columns,
                    row,
                })?;
            }
        }
        Ok(())
    }

    /// The columns that decide which rows are asked for, and the values that are.
    fn asked(&self) -> impl Iterator<Item = (&'static str, &'a BTreeSet<String>)> {
        let has = |name: &str| self.table.columns.iter().any(|column| column.name == name);
        [
            (recurring::authority::NAME, &self.only.authorities),
            (recurring::indicator::NAME, &self.only.indicators),
        ]
        .into_iter()
        .filter(move |(name, _)| has(name))
        .filter_map(|(name, values)| Some((name, values.as_ref()?)))
    }

    /// Which rows are asked for; none where all are.
    fn mask(&self, batch: &RecordBatch) -> Result<Option<BooleanArray>, ReviewError> {
        let mut mask: Option<Vec<bool>> = None;
        for (name, wanted) in self.asked() {
            let values = batch
                .column_by_name(name)
                .and_then(|column| column.as_string_opt::<i32>())
                .ok_or_else(|| self.other_version(name))?;
            let mask = mask.get_or_insert_with(|| vec![true; batch.num_rows()]);
            for (kept, value) in mask.iter_mut().zip(values) {
                *kept &= value.is_some_and(|value| wanted.contains(value));
            }
        }
        Ok(mask.map(BooleanArray::from))
    }

    /// A reader of the file, of `columns` only where they are named.
    fn open(&self, columns: Option<&[&str]>) -> Result<ParquetRecordBatchReader, ReviewError> {
        let file = File::open(&self.path).map_err(|error| {
            ReviewError::incomplete(&self.path, format!("cannot be opened ({error})"))
        })?;
        let mut builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| self.damaged(&error))?;
        if let Some(columns) = columns {
            let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        builder
            .with_batch_size(STRETCH)
            .build()
            .map_err(|error| self.damaged(&error))
    }

    /// The columns of a stretch of rows in the order of the declaration, each of its kind.
    fn in_order(&self, batch: &RecordBatch) -> Result<Vec<ArrayRef>, ReviewError> {
        let columns = self.table.columns.iter().map(|column| {
            batch
                .column_by_name(column.name)
                .filter(|found| *found.data_type() == column.kind.data_type())
                .cloned()
                .ok_or_else(|| self.other_version(column.name))
        });
        columns.collect()
    }

    fn other_version(&self, column: &str) -> ReviewError {
        let message = format!("has no such column `{column}`: another version made it");
        ReviewError::incomplete(&self.path, message)
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> ReviewError {
        let message = format!("cannot be read as a table of this run ({error})");
        ReviewError::incomplete(&self.path, message)
    }
}

impl<'a> Row<'a> {
    /// What stands in the column at `place`.
    pub fn cell(&self, place: usize) -> Cell<'a> {
        let (column, row) = (&self.columns[place], self.row);
        if column.is_null(row) {
            return Cell::Missing;
        }
        match self.table.columns[place].kind {
            ColumnKind::Text | ColumnKind::Category => {
                Cell::Text(column.as_string::<i32>().value(row))
            }
            ColumnKind::Integer | ColumnKind::Count | ColumnKind::Level => {
                Cell::Whole(column.as_primitive::<Int32Type>().value(row).into())
            }
            ColumnKind::Row => Cell::Whole(column.as_primitive::<Int64Type>().value(row)),
            ColumnKind::Number | ColumnKind::Share => {
                Cell::Number(column.as_primitive::<Float64Type>().value(row))
            }
            ColumnKind::Flag => Cell::Flag(column.as_boolean().value(row)),
            ColumnKind::Date => {
                let days = column.as_primitive::<Date32Type>().value(row);
                days.checked_add(EPOCH)
                    .and_then(NaiveDate::from_num_days_from_ce_opt)
                    .map_or(Cell::Missing, Cell::Day)
            }
            ColumnKind::TextList => Cell::List(listed(column, row)),
        }
    }

    /// The text in the column at `place`; none where there is none.
    pub fn text(&self, place: usize) -> Option<&'a str> {
        match self.cell(place) {
            Cell::Text(text) => Some(text),
            Cell::Missing
            | Cell::Whole(_)
            | Cell::Number(_)
            | Cell::Flag(_)
            | Cell::Day(_)
            | Cell::List(_) => None,
        }
    }

    /// The number in the column at `place`; not a number where it is missing, or of another kind.
    pub fn number(&self, place: usize) -> f64 {
        match self.cell(place) {
            Cell::Number(number) => number,
            Cell::Missing
            | Cell::Text(_)
            | Cell::Whole(_)
            | Cell::Flag(_)
            | Cell::Day(_)
            | Cell::List(_) => f64::NAN,
        }
    }

    /// The whole number in the column at `place`; 0 where it is missing, or of another kind.
    pub fn whole(&self, place: usize) -> i64 {
        match self.cell(place) {
            Cell::Whole(number) => number,
            Cell::Missing
            | Cell::Text(_)
            | Cell::Number(_)
            | Cell::Flag(_)
            | Cell::Day(_)
            | Cell::List(_) => 0,
        }
    }
}

/// The texts of a list.
fn listed(column: &ArrayRef, row: usize) -> Vec<&str> {
    let lists = column.as_list::<i32>();
    let ends = lists.value_offsets();
    let (from, to) = (ends[row], ends[row + 1]);
    let texts = lists.values().as_string::<i32>();
    (from..to)
        .filter_map(|at| usize::try_from(at).ok())
        .filter(|at| texts.is_valid(*at))
        .map(|at| texts.value(at))
        .collect()
}
