//! What every output table holds: names, types, units and meanings.
//!
//! The descriptions travel with the data, in the metadata of every field, so that a table is
//! understood by someone who has the file and nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde::Serialize;

/// The key of a field's metadata that holds its description.
pub const DESCRIPTION: &str = "description";

/// The key of a field's metadata that holds its unit.
pub const UNIT: &str = "unit";

/// What a column holds, in words that name both the type and its meaning.
///
/// Numbers are signed throughout, so that a difference of two counts or two ratings that a user
/// works out in DuckDB or Polars can be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Text in which hardly two rows are alike.
    Text,
    /// Text with few different values, such as a code or a word of a fixed vocabulary.
    Category,
    /// A whole number.
    Integer,
    /// How many of something there are, never negative.
    Count,
    /// A level from 1 to 4; the unit says which end is the best.
    Level,
    /// The number of a row in a file, which may be beyond 32 bits.
    Row,
    /// A number in the unit of its column.
    Number,
    /// A share from 0 to 1.
    Share,
    /// True or false.
    Flag,
    /// A day.
    Date,
    /// A list of texts; an empty list says that there are none.
    TextList,
}

impl ColumnKind {
    /// The Arrow type of a column of this kind.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text | Self::Category => DataType::Utf8,
            Self::Integer | Self::Count | Self::Level => DataType::Int32,
            Self::Row => DataType::Int64,
            Self::Number | Self::Share => DataType::Float64,
            Self::Flag => DataType::Boolean,
            Self::Date => DataType::Date32,
            // `element` is the name that the Parquet specification gives a list's field.
            Self::TextList => DataType::List(Arc::new(Field::new("element", DataType::Utf8, true))),
        }
    }
}

/// A column of an output table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// What its values are counted or measured in.
    pub unit: &'static str,
    /// What it means, how it is worked out and what a missing value says.
    pub about: &'static str,
    /// Whether a value may be missing.
    pub nullable: bool,
}

impl Column {
    fn field(&self) -> Field {
        Field::new(self.name, self.kind.data_type(), self.nullable).with_metadata(HashMap::from([
            (DESCRIPTION.to_owned(), self.about.to_owned()),
            (UNIT.to_owned(), self.unit.to_owned()),
        ]))
    }
}

/// An output table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name, and that of its file without the ending.
    pub name: &'static str,
    /// What one row of it says.
    pub about: &'static str,
    /// The columns by which it is sorted, which come first.
    pub key: &'static [&'static str],
    /// Every column, in the order of the file.
    pub columns: &'static [Column],
}

impl Table {
    /// The name of the table's file in a run's folder.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.parquet", self.name)
    }

    /// The Arrow schema, with `description` and `unit` in the metadata of every field.
    #[must_use]
    pub fn arrow_schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self.columns.iter().map(Column::field).collect();
        Arc::new(Schema::new(fields))
    }
}
