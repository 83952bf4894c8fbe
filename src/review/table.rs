//! Columns of a published table.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, ListArray,
    RecordBatch, StringArray,
};
use arrow::compute::{concat_batches, filter_record_batch};
use chrono::NaiveDate;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Serialize, Serializer};

use super::ReviewError;
use crate::publish::tables::declaration::DeclaredColumn;
use crate::publish::tables::kind::{
    Category, ColumnType, Count, Date, EPOCH, Flag, Integer, Level, Number, Row, Share, Text,
    TextList,
};
use crate::publish::tables::recurring;

/// Some columns of a table, all rows in one piece.
#[derive(Debug)]
pub(super) struct Columns {
    path: PathBuf,
    batch: RecordBatch,
}

impl Columns {
    /// Reads `columns` of the file at `path`, and of one authority only where it is named.
    ///
    /// # Errors
    /// When the file cannot be read or does not have these columns.
    pub(super) fn read(
        path: &Path,
        columns: &[&str],
        authority: Option<&str>,
    ) -> Result<Self, ReviewError> {
        let failed = |message: String| ReviewError::incomplete(path, message);
        let file =
            File::open(path).map_err(|error| failed(format!("cannot be opened ({error})")))?;
        let damaged = |error: &dyn std::fmt::Display| {
            failed(format!("cannot be read as a table of this run ({error})"))
        };
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
        for column in columns {
            if builder.schema().field_with_name(column).is_err() {
                return Err(failed(format!(
                    "has no column `{column}`: another version made it"
                )));
            }
        }
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let reader = builder
            .with_projection(mask)
            .with_batch_size(65_536)
            .build()
            .map_err(|error| damaged(&error))?;
        let schema = arrow::array::RecordBatchReader::schema(&reader);
        let mut batches = Vec::new();
        for batch in reader {
            let batch = batch.map_err(|error| damaged(&error))?;
            batches.push(match authority {
                Some(code) => of_authority(&batch, code).map_err(|error| damaged(&error))?,
                None => batch,
            });
        }
        let batch = concat_batches(&schema, &batches).map_err(|error| damaged(&error))?;
        Ok(Self {
            path: path.to_owned(),
            batch,
        })
    }

    /// The rows for which `keep` holds, given what two text columns say of each. Leaving rows out
    /// before they become values is most of the speed of reading a large table.
    ///
    /// # Errors
    /// When one of the columns is not what this version writes.
    pub(super) fn keep<A, B>(self, keep: impl Fn(&str, &str) -> bool) -> Result<Self, ReviewError>
    where
        A: DeclaredColumn<Type = Category>,
        B: DeclaredColumn<Type = Category>,
    {
        let (first, second) = (self.column::<A>()?.stored, self.column::<B>()?.stored);
        let mask: BooleanArray = first
            .iter()
            .zip(second.iter())
            .map(|(first, second)| {
                Some(keep(first.unwrap_or_default(), second.unwrap_or_default()))
            })
            .collect();
        self.masked(&mask)
    }

    /// The rows in which a column of true and false is true.
    ///
    /// # Errors
    /// When the column is not what this version writes.
    pub(super) fn keep_where<C: DeclaredColumn<Type = Flag>>(self) -> Result<Self, ReviewError> {
        let mask = self.column::<C>()?.stored;
        self.masked(&mask)
    }

    fn masked(self, mask: &BooleanArray) -> Result<Self, ReviewError> {
        let batch = filter_record_batch(&self.batch, mask)
            .map_err(|error| ReviewError::incomplete(&self.path, error.to_string()))?;
        Ok(Self {
            path: self.path,
            batch,
        })
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// A column, by its declaration.
    ///
    /// # Errors
    /// When it is of another kind, or lacks values that its table promises.
    pub(super) fn column<C: DeclaredColumn<Type: ReadBack>>(
        &self,
    ) -> Result<Stored<C>, ReviewError> {
        let failed = |message: String| {
            ReviewError::incomplete(&self.path, format!("{message}: another version made it"))
        };
        let stored = self
            .batch
            .column_by_name(C::NAME)
            .and_then(|column| {
                column
                    .as_any()
                    .downcast_ref::<<C::Type as ReadBack>::Stored>()
            })
            .cloned()
            .ok_or_else(|| failed(format!("its column `{}` has another type", C::NAME)))?;
        if !<C::Type as ColumnType>::NULLABLE && stored.null_count() > 0 {
            return Err(failed(format!(
                "its column `{}` lacks values where none may be missing",
                C::NAME
            )));
        }
        Ok(Stored {
            stored,
            path: self.path.clone(),
        })
    }
}

/// The rows of one authority.
fn of_authority(batch: &RecordBatch, code: &str) -> Result<RecordBatch, arrow::error::ArrowError> {
    let Some(codes) = batch
        .column_by_name(recurring::authority::NAME)
        .and_then(|column| column.as_string_opt::<i32>())
    else {
        return Ok(batch.clone());
    };
    let wanted: BooleanArray = codes.iter().map(|of| Some(of == Some(code))).collect();
    filter_record_batch(batch, &wanted)
}

/// A value of a column as it is read back.
pub(super) type Held<C> = <<C as DeclaredColumn>::Type as ReadBack>::Value;

/// A column that was read.
#[derive(Debug)]
pub(super) struct Stored<C: DeclaredColumn<Type: ReadBack>> {
    stored: <C::Type as ReadBack>::Stored,
    path: PathBuf,
}

impl<C: DeclaredColumn<Type: ReadBack>> Stored<C> {
    /// The value of a row.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn value(&self, row: usize) -> Result<Held<C>, ReviewError> {
        <C::Type as ReadBack>::value(&self.stored, row).ok_or_else(|| {
            ReviewError::incomplete(
                &self.path,
                format!(
                    "its column `{}` has a value that is none: it is damaged",
                    C::NAME
                ),
            )
        })
    }
}

/// A kind of column whose values are read back.
pub trait ReadBack: ColumnType {
    /// Its values as a reader of the file finds them.
    type Stored: Array + Clone + 'static;
    /// One of them.
    type Value;

    /// The value of a row; `None` where there is none.
    fn value(stored: &Self::Stored, row: usize) -> Option<Self::Value>;
}

impl<K: ReadBack> ReadBack for Option<K> {
    type Stored = K::Stored;
    type Value = Option<K::Value>;

    fn value(stored: &Self::Stored, row: usize) -> Option<Self::Value> {
        Some(K::value(stored, row))
    }
}

/// Kinds whose values are those of an array.
macro_rules! read_back {
    ($($kind:ty: $stored:ty => $value:ty;)+) => {$(
        impl ReadBack for $kind {
            type Stored = $stored;
            type Value = $value;

            fn value(stored: &Self::Stored, row: usize) -> Option<Self::Value> {
                stored.is_valid(row).then(|| stored.value(row).into())
            }
        }
    )+};
}

read_back! {
    Text: StringArray => String;
    Category: StringArray => String;
    Integer: Int32Array => i32;
    Row: Int64Array => i64;
    Count: Int32Array => i32;
    Level: Int32Array => i32;
    Number: Float64Array => f64;
    Share: Float64Array => f64;
    Flag: BooleanArray => bool;
}

impl ReadBack for Date {
    type Stored = Date32Array;
    type Value = Day;

    fn value(stored: &Self::Stored, row: usize) -> Option<Self::Value> {
        let days = stored.is_valid(row).then(|| stored.value(row))?;
        NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?).map(Day)
    }
}

impl ReadBack for TextList {
    type Stored = ListArray;
    type Value = Vec<String>;

    fn value(stored: &Self::Stored, row: usize) -> Option<Self::Value> {
        let list = stored.is_valid(row).then(|| stored.value(row))?;
        let texts = list.as_string_opt::<i32>()?;
        Some(texts.iter().flatten().map(str::to_owned).collect())
    }
}

/// A day of a table, which is written as ISO 8601 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
