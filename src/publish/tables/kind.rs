//! What a column holds, as a type: a value of another kind cannot be put into it.

use arrow::array::{
    Array, BooleanArray, BooleanBuilder, Date32Array, Date32Builder, DictionaryArray, Float64Array,
    Float64Builder, Int32Array, Int32Builder, Int64Array, Int64Builder, ListArray, ListBuilder,
    StringArray, StringBuilder, StringDictionaryBuilder,
};
use arrow::datatypes::{DataType, Field, Int32Type};
use chrono::{Datelike, NaiveDate};

use super::schema::ColumnKind;
use crate::domain::{self, Grade, Rating};

/// Days from the common era to 1 January 1970, which Arrow counts from.
pub(crate) const EPOCH: i32 = 719_163;

/// A kind of column. Of `K` every row has a value, of `Option<K>` it may be missing.
pub trait ColumnType {
    /// The kind in the table's description.
    const KIND: ColumnKind;
    /// Whether a value may be missing.
    const NULLABLE: bool = false;
    /// Its values in memory before they are written.
    type Array: Array + 'static;
    /// What gathers them row by row.
    type Builder;

    /// A builder of so many rows.
    fn builder(rows: usize) -> Self::Builder;
    /// Adds a missing value; where none may be missing, the writer refuses the column.
    fn miss(to: &mut Self::Builder);
    /// What was gathered.
    fn finish(to: Self::Builder) -> Self::Array;
}

/// A value that a column of the kind `K` takes.
pub(crate) trait Give<K: ColumnType> {
    /// Puts it into the column.
    fn give(self, to: &mut K::Builder);
}

impl<K: ColumnType> ColumnType for Option<K> {
    const KIND: ColumnKind = K::KIND;
    const NULLABLE: bool = true;
    type Array = K::Array;
    type Builder = K::Builder;

    fn builder(rows: usize) -> Self::Builder {
        K::builder(rows)
    }

    fn miss(to: &mut Self::Builder) {
        K::miss(to);
    }

    fn finish(to: Self::Builder) -> Self::Array {
        K::finish(to)
    }
}

impl<K: ColumnType, T: Give<K>> Give<Option<K>> for Option<T> {
    fn give(self, to: &mut K::Builder) {
        match self {
            Some(value) => value.give(to),
            None => K::miss(to),
        }
    }
}

/// Types of columns whose builder is made for a number of rows.
macro_rules! column_types {
    ($($(#[$about:meta])+ $kind:ident: $array:ty, $builder:ty, $make:expr;)+) => {$(
        $(#[$about])+
        #[allow(unreachable_pub, reason = "the rows that are read back have fields of these types")]
        #[derive(Debug)]
        pub enum $kind {}

        impl ColumnType for $kind {
            const KIND: ColumnKind = ColumnKind::$kind;
            type Array = $array;
            type Builder = $builder;

            fn builder(rows: usize) -> Self::Builder {
                let make: fn(usize) -> Self::Builder = $make;
                make(rows)
            }

            fn miss(to: &mut Self::Builder) {
                to.append_null();
            }

            fn finish(mut to: Self::Builder) -> Self::Array {
                to.finish()
            }
        }
    )+};
}

column_types! {
    /// See [`ColumnKind::Text`].
    Text: StringArray, StringBuilder, |rows| StringBuilder::with_capacity(rows, rows * 8);
    /// See [`ColumnKind::Category`].
    Category: DictionaryArray<Int32Type>, StringDictionaryBuilder<Int32Type>,
        |_| StringDictionaryBuilder::new();
    /// See [`ColumnKind::Integer`].
    Integer: Int32Array, Int32Builder, Int32Builder::with_capacity;
    /// See [`ColumnKind::Count`].
    Count: Int32Array, Int32Builder, Int32Builder::with_capacity;
    /// See [`ColumnKind::Level`].
    Level: Int32Array, Int32Builder, Int32Builder::with_capacity;
    /// See [`ColumnKind::Row`].
    Row: Int64Array, Int64Builder, Int64Builder::with_capacity;
    /// See [`ColumnKind::Number`].
    Number: Float64Array, Float64Builder, Float64Builder::with_capacity;
    /// See [`ColumnKind::Share`].
    Share: Float64Array, Float64Builder, Float64Builder::with_capacity;
    /// See [`ColumnKind::Flag`].
    Flag: BooleanArray, BooleanBuilder, BooleanBuilder::with_capacity;
    /// See [`ColumnKind::Date`].
    Date: Date32Array, Date32Builder, Date32Builder::with_capacity;
    /// See [`ColumnKind::TextList`].
    TextList: ListArray, ListBuilder<StringBuilder>, |_| {
        let field = Field::new("element", DataType::Utf8, true);
        ListBuilder::new(StringBuilder::new()).with_field(field)
    };
}

impl<T: AsRef<str>> Give<Text> for T {
    fn give(self, to: &mut StringBuilder) {
        to.append_value(self);
    }
}

impl<T: AsRef<str>> Give<Category> for T {
    fn give(self, to: &mut StringDictionaryBuilder<Int32Type>) {
        to.append_value(self);
    }
}

impl Give<Integer> for i32 {
    fn give(self, to: &mut Int32Builder) {
        to.append_value(self);
    }
}

impl Give<Integer> for u32 {
    fn give(self, to: &mut Int32Builder) {
        to.append_option(i32::try_from(self).ok());
    }
}

impl Give<Count> for u32 {
    fn give(self, to: &mut Int32Builder) {
        to.append_option(i32::try_from(self).ok());
    }
}

impl Give<Level> for Rating {
    fn give(self, to: &mut Int32Builder) {
        to.append_value(self.level().into());
    }
}

impl Give<Level> for Grade {
    fn give(self, to: &mut Int32Builder) {
        to.append_value(self.level().into());
    }
}

impl Give<Row> for u64 {
    fn give(self, to: &mut Int64Builder) {
        to.append_value(i64::try_from(self).unwrap_or(i64::MAX));
    }
}

impl Give<Number> for f64 {
    fn give(self, to: &mut Float64Builder) {
        // Adding nought makes -0 plain 0.
        to.append_option(Some(self + 0.0).filter(|number| !number.is_nan()));
    }
}

/// NaN is missing.
impl Give<Option<Number>> for f64 {
    fn give(self, to: &mut Float64Builder) {
        Give::<Number>::give(self, to);
    }
}

impl Give<Share> for f64 {
    fn give(self, to: &mut Float64Builder) {
        Give::<Number>::give(self, to);
    }
}

impl Give<Share> for domain::Share {
    fn give(self, to: &mut Float64Builder) {
        to.append_value(self.fraction());
    }
}

impl Give<Flag> for bool {
    fn give(self, to: &mut BooleanBuilder) {
        to.append_value(self);
    }
}

impl Give<Date> for NaiveDate {
    fn give(self, to: &mut Date32Builder) {
        to.append_value(self.num_days_from_ce() - EPOCH);
    }
}

impl<T: AsRef<str>> Give<TextList> for &[T] {
    fn give(self, to: &mut ListBuilder<StringBuilder>) {
        for text in self {
            to.values().append_value(text);
        }
        to.append(true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::numbers;
    use super::*;

    #[test]
    fn there_is_one_nought_in_every_table() {
        let mut built = Float64Builder::new();
        Give::<Number>::give(-0.0, &mut built);
        Give::<Share>::give(-0.0, &mut built);
        let made = numbers([-0.0, 1.0].into_iter());
        for array in [built.finish(), made] {
            assert!(array.value(0).is_sign_positive());
        }
    }
}
