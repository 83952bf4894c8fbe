//! Dictionary coding: few distinct values, and which of them each row has.
//!
//! Published extracts repeat themselves: 641,070 rows of the Local Authority Interactive Tool
//! hold 434 measures, 65 periods and 170 areas. So SQL is evaluated, and text is parsed, once
//! for each distinct value, whatever the number of rows.

use std::hash::Hash;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Float16Type, Float32Type, Float64Type, Int32Type,
    Int64Type,
};
use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::domain::MissingReason;

/// Distinct texts as Arrow holds them: one run of bytes, however many they are.
#[derive(Debug, Clone)]
pub struct Texts {
    texts: StringArray,
    /// Whether a place after the last text stands for a missing one.
    missing: bool,
}

impl Texts {
    /// These texts, among which a missing one is null.
    pub fn new<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        Self {
            texts: StringArray::from_iter(texts),
            missing: false,
        }
    }

    /// How many there are, the missing one included.
    pub fn len(&self) -> usize {
        self.texts.len() + usize::from(self.missing)
    }

    /// The text at `at`, if there is one.
    pub fn get(&self, at: usize) -> Option<&str> {
        (at < self.texts.len() && self.texts.is_valid(at)).then(|| self.texts.value(at))
    }
}

/// Distinct values of a source column.
#[derive(Debug, Clone)]
pub enum Values {
    /// Text.
    Text(Texts),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
    /// True or false.
    Flag(Vec<Option<bool>>),
    /// Days since 1 January 1970.
    Date(Vec<Option<i32>>),
}

/// One value, as it stands in a source or comes out of the analyst's SQL.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Nothing.
    Missing,
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// Days since 1 January 1970.
    Date(i32),
}

/// The missing marker that `text` is, if it is one, without brackets and notes.
pub fn missing_marker(text: &str) -> Option<&'static str> {
    MissingReason::parse(text).map(MissingReason::marker)
}

/// A scalar as an analyst would type it.
pub fn show(scalar: Scalar<'_>) -> String {
    match scalar {
        Scalar::Missing => String::new(),
        Scalar::Text(text) => text.trim().to_owned(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Date(days) => {
            NaiveDate::from_epoch_days(days).map_or_else(|| days.to_string(), |day| day.to_string())
        }
    }
}

impl Values {
    /// How many distinct values there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Flag(values) => values.len(),
            Self::Date(values) => values.len(),
        }
    }

    /// The value at `at`.
    pub fn scalar(&self, at: usize) -> Scalar<'_> {
        match self {
            Self::Text(values) => values.get(at).map_or(Scalar::Missing, Scalar::Text),
            Self::Integer(values) => values[at].map_or(Scalar::Missing, Scalar::Integer),
            Self::Number(values) => values[at].map_or(Scalar::Missing, Scalar::Number),
            Self::Flag(values) => values[at].map_or(Scalar::Missing, Scalar::Flag),
            Self::Date(values) => values[at].map_or(Scalar::Missing, Scalar::Date),
        }
    }
}

/// A column of a batch, coded.
#[derive(Debug, Clone)]
pub struct Coded {
    /// For each row, the place of its value.
    pub codes: Vec<u32>,
    /// The distinct values.
    pub values: Values,
}

impl Coded {
    /// Codes an Arrow array.
    ///
    /// # Errors
    /// When its type is not one that a contract column could be made of.
    pub fn from_array(array: &ArrayRef) -> Result<Self, String> {
        match array.data_type() {
            DataType::Dictionary(key, value)
                if **key == DataType::Int32 && **value == DataType::Utf8 =>
            {
                Ok(dictionary(array))
            }
            DataType::Utf8 if mostly_differ(array.as_string()) => Ok(each_once(array.as_string())),
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Dictionary(..) => {
                let to = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                Ok(dictionary(&converted(array, &to)?))
            }
            DataType::Boolean => Ok(flags(array.as_boolean())),
            DataType::Date32 => Ok(dates(array)),
            DataType::Date64 | DataType::Timestamp(..) => {
                Ok(dates(&converted(array, &DataType::Date32)?))
            }
            DataType::Float64 => Ok(numbers(array)),
            DataType::Float32 => Ok(rounded(
                primitive::<Float32Type>(array),
                f32::to_bits,
                single,
            )),
            DataType::Float16 => Ok(rounded(
                primitive::<Float16Type>(array),
                |number| number.to_bits(),
                half,
            )),
            DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..) => Ok(numbers(&converted(array, &DataType::Float64)?)),
            DataType::Int64 => Ok(integers(array)),
            kind if kind.is_integer() => Ok(integers(&converted(array, &DataType::Int64)?)),
            DataType::Null => Ok(Self {
                codes: vec![0; array.len()],
                values: Values::Text(Texts::new(std::iter::once(None))),
            }),
            other => Err(format!(
                "holds {}, of the type {other}; text, a number, a day or true/false was expected: write it as one of these",
                in_words(other)
            )),
        }
    }
}

fn converted(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, String> {
    cast(array, to).map_err(|error| format!("cannot be read as {to}: {error}"))
}

fn dictionary(array: &ArrayRef) -> Coded {
    let array = array.as_dictionary::<Int32Type>();
    // A dictionary from a file may hold more values than this batch uses, or a value twice;
    // both are harmless, because codes only ever lead to values.
    let texts = array.values().as_string::<i32>().clone();
    let missing = u32::try_from(texts.len()).expect("a dictionary of i32 keys fits u32");
    let keys = array.keys();
    let codes: Vec<u32> = match keys.null_count() {
        0 => keys
            .values()
            .iter()
            .map(|key| key.cast_unsigned())
            .collect(),
        _ => keys
            .iter()
            .map(|key| key.map_or(missing, i32::cast_unsigned))
            .collect(),
    };
    Coded {
        codes,
        values: Values::Text(Texts {
            missing: keys.null_count() > 0,
            texts,
        }),
    }
}

/// How many texts tell whether those of a column differ.
const LOOKED_AT: usize = 1024;

/// Whether texts hardly repeat themselves, such as reference numbers, by some from all over them: then
/// it costs more to find those that do than to read each.
fn mostly_differ(texts: &StringArray) -> bool {
    if texts.len() < LOOKED_AT {
        return false;
    }
    let some = (0..LOOKED_AT).map(|at| at * (texts.len() / LOOKED_AT));
    let distinct: FxHashSet<&str> = some
        .filter(|at| texts.is_valid(*at))
        .map(|at| texts.value(at))
        .collect();
    distinct.len() > LOOKED_AT - LOOKED_AT / 16
}

/// Texts of which each row has its own.
fn each_once(texts: &StringArray) -> Coded {
    let rows = u32::try_from(texts.len()).expect("a batch has fewer than 2^32 rows");
    Coded {
        codes: (0..rows).collect(),
        values: Values::Text(Texts {
            texts: texts.clone(),
            missing: false,
        }),
    }
}

/// Codes `rows`, whose equality is that of `key`.
fn code<T: Copy, K: Hash + Eq>(
    rows: impl ExactSizeIterator<Item = Option<T>>,
    key: impl Fn(T) -> K,
) -> (Vec<u32>, Vec<Option<T>>) {
    let mut known: FxHashMap<Option<K>, u32> = FxHashMap::default();
    let mut values = Vec::new();
    let codes = rows
        .map(|row| {
            *known.entry(row.map(&key)).or_insert_with(|| {
                values.push(row);
                u32::try_from(values.len() - 1).expect("a batch has fewer than 2^32 rows")
            })
        })
        .collect();
    (codes, values)
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef) -> &PrimitiveArray<T> {
    array.as_primitive::<T>()
}

fn numbers(array: &ArrayRef) -> Coded {
    let (codes, values) = code(primitive::<Float64Type>(array).iter(), f64::to_bits);
    Coded {
        codes,
        values: Values::Number(values),
    }
}

/// Numbers in less than double precision, each as the decimal number that it stands for.
fn rounded<T: ArrowPrimitiveType, K: Hash + Eq>(
    array: &PrimitiveArray<T>,
    key: impl Fn(T::Native) -> K,
    stands_for: impl Fn(T::Native) -> f64,
) -> Coded {
    let (codes, values) = code(array.iter(), key);
    let values = values.into_iter().map(|value| value.map(&stands_for));
    Coded {
        codes,
        values: Values::Number(values.collect()),
    }
}

/// The shortest decimal number that is stored as `number`: 59.1, and not 59.099998474121094.
fn single(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| number.into())
}

/// The same of half precision.
fn half(number: <Float16Type as ArrowPrimitiveType>::Native) -> f64 {
    let stored = number.to_f32();
    let shorter = (0..5).filter_map(|digits| format!("{stored:.digits$e}").parse::<f64>().ok());
    let mut same = shorter.filter(|shorter| {
        <Float16Type as ArrowPrimitiveType>::Native::from_f64(*shorter) == number
    });
    same.next().unwrap_or_else(|| stored.into())
}

/// What a column of another type holds.
fn in_words(kind: &DataType) -> &'static str {
    match kind {
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::FixedSizeList(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_) => "lists",
        DataType::Struct(_) => "columns within a column",
        DataType::Map(..) => "maps",
        DataType::Time32(_) | DataType::Time64(_) => "times of day",
        DataType::Duration(_) | DataType::Interval(_) => "spans of time",
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => "bytes",
        _ => "something else",
    }
}

fn integers(array: &ArrayRef) -> Coded {
    let rows = || primitive::<Int64Type>(array).iter();
    let (codes, values) = code_near(rows()).unwrap_or_else(|| code(rows(), |value| value));
    Coded {
        codes,
        values: Values::Integer(values),
    }
}

/// The most whole numbers from the least to the greatest of a column of which each has a place of its
/// own, where it is looked up.
const PLACES: i64 = 1 << 16;

/// Codes whole numbers that lie near each other, such as the days of some years; `None` where they do
/// not.
fn code_near<T: Copy + Into<i64>>(
    rows: impl ExactSizeIterator<Item = Option<T>> + Clone,
) -> Option<(Vec<u32>, Vec<Option<T>>)> {
    let numbers = || rows.clone().flatten().map(Into::into);
    let least: i64 = numbers().min()?;
    let range = numbers().max()?.checked_sub(least)?;
    if range >= PLACES {
        return None;
    }
    // Behind the places of the numbers is that of a missing one.
    const FREE: u32 = u32::MAX;
    let missing = range as usize + 1;
    let mut known = vec![FREE; missing + 1];
    let mut values = Vec::new();
    let codes = rows.map(|row| {
        let place = row.map_or(missing, |number| (number.into() - least) as usize);
        if known[place] == FREE {
            known[place] = values.len() as u32;
            values.push(row);
        }
        known[place]
    });
    Some((codes.collect(), values))
}

fn dates(array: &ArrayRef) -> Coded {
    let rows = || primitive::<Date32Type>(array).iter();
    let (codes, values) = code_near(rows()).unwrap_or_else(|| code(rows(), |value| value));
    Coded {
        codes,
        values: Values::Date(values),
    }
}

fn flags(array: &BooleanArray) -> Coded {
    let (codes, values) = code(array.iter(), |value| value);
    Coded {
        codes,
        values: Values::Flag(values),
    }
}

#[cfg(test)]
mod tests;
