//! Columns of a batch.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    ListBuilder, RecordBatch, StringArray, StringBuilder, StringDictionaryBuilder,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use chrono::{Datelike, NaiveDate};

use crate::domain::{Comparison, Rating, Share};
use crate::publish::Table;

/// Days from the common era to 1 January 1970, which Arrow counts from.
const EPOCH: i32 = 719_163;

/// A batch of these columns, named as the table names them.
pub fn batch_of(table: &Table, columns: Vec<ArrayRef>) -> RecordBatch {
    debug_assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
    let fields: Vec<Field> = table
        .columns
        .iter()
        .zip(&columns)
        .map(|(column, array)| Field::new(column.name, array.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
        .expect("columns of a batch are made from the same rows")
}

/// Text of which few values differ; `None` is missing.
pub fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

/// Text by its place in `values`; `None` is missing.
pub fn placed(values: &Arc<StringArray>, places: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    by_place(values, Int32Array::from_iter(places))
}

/// Text by its place in `values`.
pub fn by_place(values: &Arc<StringArray>, places: Int32Array) -> ArrayRef {
    Arc::new(
        DictionaryArray::<Int32Type>::try_new(places, Arc::clone(values) as ArrayRef)
            .expect("places lie within the values"),
    )
}

/// Text of which hardly two values are alike.
pub fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(StringArray::from_iter(values))
}

/// Numbers; NaN is missing.
pub fn numbers(values: impl Iterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter(
        values.map(|value| (!value.is_nan()).then_some(value)),
    ))
}

/// Shares.
pub fn shares(values: impl Iterator<Item = Option<Share>>) -> ArrayRef {
    Arc::new(Float64Array::from_iter(
        values.map(|share| share.map(Share::fraction)),
    ))
}

/// Whole numbers.
pub fn integers(values: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    Arc::new(Int32Array::from_iter(values))
}

/// Counts.
pub fn counts(values: impl Iterator<Item = u32>) -> ArrayRef {
    integers(values.map(|count| i32::try_from(count).ok()))
}

/// Row numbers.
pub fn rows(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(
        values.map(|row| i64::try_from(row).unwrap_or(i64::MAX)),
    ))
}

/// Ratings and bands.
pub fn levels(values: impl Iterator<Item = Option<Rating>>) -> ArrayRef {
    integers(values.map(|rating| rating.map(|rating| i32::from(rating.level()))))
}

/// True or false.
pub fn flags(values: impl Iterator<Item = bool>) -> ArrayRef {
    Arc::new(BooleanArray::from_iter(values.map(Some)))
}

/// Days.
pub fn dates(values: impl Iterator<Item = NaiveDate>) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(
        values.map(|day| day.num_days_from_ce() - EPOCH),
    ))
}

/// Days, of which some are missing.
pub fn optional_dates(values: impl Iterator<Item = Option<NaiveDate>>) -> ArrayRef {
    optional_days(values.map(|day| day.map(|day| day.num_days_from_ce())))
}

/// Days, counted from the first of the common era, of which some are missing.
pub fn optional_days(values: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    Arc::new(Date32Array::from_iter(
        values.map(|day| day.map(|day| day - EPOCH)),
    ))
}

/// How values stand to a comparator.
pub fn comparisons(values: impl Iterator<Item = Option<Comparison>>) -> ArrayRef {
    words(values.map(|comparison| comparison.map(Comparison::word)))
}

/// Lists of text.
pub fn lists<'a>(values: impl Iterator<Item = &'a [String]>) -> ArrayRef {
    let field = Field::new("element", DataType::Utf8, true);
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(field);
    for list in values {
        for text in list {
            builder.values().append_value(text);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}
