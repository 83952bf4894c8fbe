//! Stretches of columns, made at once.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, StringArray,
    StringDictionaryBuilder,
};
use arrow::datatypes::Int32Type;

use super::kind::EPOCH;
use crate::domain::Grade;
use crate::tables::Day;

/// Text of which few values differ.
pub(crate) fn words<'a>(values: impl Iterator<Item = &'a str>) -> DictionaryArray<Int32Type> {
    optional_words(values.map(Some))
}

/// Text of which few values differ; `None` is missing.
pub(crate) fn optional_words<'a>(
    values: impl Iterator<Item = Option<&'a str>>,
) -> DictionaryArray<Int32Type> {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.for_each(|value| builder.append_option(value));
    builder.finish()
}

/// Text by its place in `values`; `None` is missing.
pub(crate) fn placed(
    values: &Arc<StringArray>,
    places: impl Iterator<Item = Option<i32>>,
) -> DictionaryArray<Int32Type> {
    by_place(values, Int32Array::from_iter(places))
}

/// Text by its place in `values`.
pub(crate) fn by_place(
    values: &Arc<StringArray>,
    places: Int32Array,
) -> DictionaryArray<Int32Type> {
    DictionaryArray::try_new(places, Arc::clone(values) as ArrayRef)
        .expect("places lie within the values")
}

/// Numbers; NaN is missing.
pub(crate) fn numbers(values: impl Iterator<Item = f64>) -> Float64Array {
    // Adding nought makes -0 plain 0.
    Float64Array::from_iter(values.map(|value| (!value.is_nan()).then_some(value + 0.0)))
}

/// Counts and ranks.
pub(crate) fn counts(values: impl Iterator<Item = u32>) -> Int32Array {
    values.map(|count| i32::try_from(count).ok()).collect()
}

/// Grades.
pub(crate) fn levels(values: impl Iterator<Item = Option<Grade>>) -> Int32Array {
    values
        .map(|grade| grade.map(|grade| i32::from(grade.level())))
        .collect()
}

/// True or false.
pub(crate) fn flags(values: impl Iterator<Item = bool>) -> BooleanArray {
    values.map(Some).collect()
}

/// Days, of which some are missing.
pub(crate) fn optional_days(values: impl Iterator<Item = Option<Day>>) -> Date32Array {
    values
        .map(|day| i32::try_from(day?.number()).ok().map(|day| day - EPOCH))
        .collect()
}
