//! Columns of a published table.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, ListArray, RecordBatch,
    StringArray,
};
use arrow::compute::{cast, concat_batches, filter_record_batch};
use arrow::datatypes::DataType;
use chrono::NaiveDate;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Serialize, Serializer};

use super::ReviewError;

/// Days from the common era to 1 January 1970, which Arrow counts from.
const EPOCH: i32 = 719_163;

/// Some columns of a table, all rows in one piece.
#[derive(Debug)]
pub struct Columns {
    path: PathBuf,
    batch: RecordBatch,
}

impl Columns {
    /// Reads `columns` of the file at `path`, and of one authority only where it is named.
    ///
    /// # Errors
    /// When the file cannot be read or does not have these columns.
    pub fn read(
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
    /// When one of the columns is not text.
    pub fn keep(
        self,
        [one, two]: [&str; 2],
        keep: impl Fn(&str, &str) -> bool,
    ) -> Result<Self, ReviewError> {
        let (first, second) = (
            self.typed::<StringArray>(one)?,
            self.typed::<StringArray>(two)?,
        );
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
    /// When the column is of another type.
    pub fn keep_where(self, flag: &str) -> Result<Self, ReviewError> {
        let mask = self.typed::<BooleanArray>(flag)?;
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
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    fn typed<T: Clone + 'static>(&self, name: &str) -> Result<T, ReviewError> {
        self.batch
            .column_by_name(name)
            .and_then(|column| column.as_any().downcast_ref::<T>())
            .cloned()
            .ok_or_else(|| {
                ReviewError::incomplete(
                    &self.path,
                    format!("its column `{name}` has another type: another version made it"),
                )
            })
    }

    /// A column of text.
    pub fn texts(&self, name: &str) -> Result<Texts, ReviewError> {
        self.typed::<StringArray>(name).map(Texts)
    }

    /// A column of whole numbers.
    pub fn integers(&self, name: &str) -> Result<Integers, ReviewError> {
        self.typed::<Int32Array>(name).map(Integers)
    }

    /// A column of numbers.
    pub fn numbers(&self, name: &str) -> Result<Numbers, ReviewError> {
        self.typed::<Float64Array>(name).map(Numbers)
    }

    /// A column of true and false.
    pub fn flags(&self, name: &str) -> Result<Flags, ReviewError> {
        self.typed::<BooleanArray>(name).map(Flags)
    }

    /// A column of days.
    pub fn dates(&self, name: &str) -> Result<Dates, ReviewError> {
        self.typed::<Date32Array>(name).map(Dates)
    }

    /// A column of lists of text, row by row.
    pub fn lists(&self, name: &str) -> Result<Vec<Vec<String>>, ReviewError> {
        let lists = self.typed::<ListArray>(name)?;
        Ok((0..lists.len())
            .map(|row| {
                let values = lists.value(row);
                let texts = cast(&values, &DataType::Utf8);
                texts.map_or_else(
                    |_| Vec::new(),
                    |texts| {
                        let texts = texts.as_string::<i32>();
                        texts.iter().flatten().map(str::to_owned).collect()
                    },
                )
            })
            .collect())
    }
}

/// The rows of one authority.
fn of_authority(batch: &RecordBatch, code: &str) -> Result<RecordBatch, arrow::error::ArrowError> {
    let Some(codes) = batch
        .column_by_name("authority")
        .and_then(|column| column.as_string_opt::<i32>())
    else {
        return Ok(batch.clone());
    };
    let wanted: BooleanArray = codes.iter().map(|of| Some(of == Some(code))).collect();
    filter_record_batch(batch, &wanted)
}

/// A column of text.
#[derive(Debug)]
pub struct Texts(StringArray);

impl Texts {
    /// The text of a row.
    pub fn at(&self, row: usize) -> Option<String> {
        self.0.is_valid(row).then(|| self.0.value(row).to_owned())
    }

    /// The text of a row of a column that is never missing.
    pub fn of(&self, row: usize) -> String {
        self.at(row).unwrap_or_default()
    }
}

/// A column of whole numbers.
#[derive(Debug)]
pub struct Integers(Int32Array);

impl Integers {
    /// The number of a row.
    pub fn at(&self, row: usize) -> Option<i32> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }

    /// The number of a row of a column that is never missing.
    pub fn of(&self, row: usize) -> i32 {
        self.at(row).unwrap_or_default()
    }
}

/// A column of numbers.
#[derive(Debug)]
pub struct Numbers(Float64Array);

impl Numbers {
    /// The number of a row.
    pub fn at(&self, row: usize) -> Option<f64> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

/// A column of true and false.
#[derive(Debug)]
pub struct Flags(BooleanArray);

impl Flags {
    /// What a row says; missing is false.
    pub fn of(&self, row: usize) -> bool {
        self.0.is_valid(row) && self.0.value(row)
    }
}

/// A column of days.
#[derive(Debug)]
pub struct Dates(Date32Array);

impl Dates {
    /// The day of a row.
    pub fn at(&self, row: usize) -> Option<Day> {
        if self.0.is_null(row) {
            return None;
        }
        NaiveDate::from_num_days_from_ce_opt(self.0.value(row).checked_add(EPOCH)?).map(Day)
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
