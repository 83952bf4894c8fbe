//! The types that columns have in a Parquet file, and the few that are handed on: text, whole
//! numbers of 64 bits, numbers, days, true and false.
//!
//! A moment becomes the day that it is in the column's own time zone: that of UTC where it counts
//! from UTC, and the day as it is written where it has no zone. INT96, which older writers have for
//! moments, counts from UTC. Whole numbers beyond 64 bits are refused and never made missing.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, PrimitiveArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    ArrowPrimitiveType, ArrowTimestampType, DataType, Decimal128Type, Decimal256Type, Field,
    Schema, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt64Type,
};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use parquet::basic::{ConvertedType, Encoding, LogicalType, Type};
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use crate::read::header::told_apart;

/// Digits of a decimal number that a double holds, whichever they are.
const DIGITS_OF_A_DOUBLE: u8 = 15;

const DAY: i64 = 86_400;

/// How a column is handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conversion {
    /// As it is.
    None,
    /// Bytes that are text.
    Text,
    /// Moments as days.
    Days,
    /// Whole numbers that may be beyond 64 bits.
    Whole,
}

/// The columns of a file as they are handed on.
#[derive(Debug, Clone)]
pub(super) struct PlainColumns {
    /// Their names, told apart, and their types.
    pub(super) schema: Schema,
    conversions: Vec<Conversion>,
}

impl PlainColumns {
    /// The columns of a file with these, as it is read.
    pub(super) fn of(read: &Schema, written: &SchemaDescriptor) -> Self {
        let names = read.fields().iter().map(|field| field.name().clone());
        let names = told_apart(names.collect());
        let mut conversions = Vec::with_capacity(names.len());
        let mut fields = Vec::with_capacity(names.len());
        for (at, (name, field)) in names.into_iter().zip(read.fields()).enumerate() {
            let conversion = conversion(field.data_type(), || is_word(written, at));
            let kind = match conversion {
                Conversion::None => field.data_type().clone(),
                Conversion::Text => DataType::Utf8,
                Conversion::Days => DataType::Date32,
                Conversion::Whole => DataType::Int64,
            };
            conversions.push(conversion);
            fields.push(Field::new(name, kind, true));
        }
        Self {
            schema: Schema::new(fields),
            conversions,
        }
    }

    /// The column at `at` of the file as it is handed on; `first` is the number of its first row.
    ///
    /// # Errors
    /// A time zone that is not known, a number that is too large, bytes that are not text, a column
    /// that is not what the file's schema has it to be.
    pub(super) fn convert(
        &self,
        at: usize,
        array: &ArrayRef,
        first: u64,
    ) -> Result<ArrayRef, String> {
        let converted = match self.conversions[at] {
            Conversion::None => as_declared(array),
            Conversion::Text => text(array),
            Conversion::Days => days(array),
            Conversion::Whole => whole(array, first),
        };
        converted
            .map_err(|message| format!("column \"{}\" {message}", self.schema.field(at).name()))
    }
}

fn conversion(kind: &DataType, is_word: impl FnOnce() -> bool) -> Conversion {
    match kind {
        DataType::Timestamp(..) => Conversion::Days,
        DataType::UInt64 => Conversion::Whole,
        DataType::Decimal128(digits, 0) | DataType::Decimal256(digits, 0)
            if *digits > DIGITS_OF_A_DOUBLE =>
        {
            Conversion::Whole
        }
        DataType::Binary if is_word() => Conversion::Text,
        _ => Conversion::None,
    }
}

/// The leaf that the column at `at` is, where it is no list or struct.
fn leaf(written: &SchemaDescriptor, at: usize) -> Option<&ColumnDescriptor> {
    let leaf = (0..written.num_columns()).find(|leaf| written.get_column_root_idx(*leaf) == at)?;
    let leaf = written.columns()[leaf].as_ref();
    (leaf.path().parts().len() == 1).then_some(leaf)
}

/// Whether the column holds words of a list of words (ENUM), which the format has as UTF-8.
fn is_word(written: &SchemaDescriptor, at: usize) -> bool {
    leaf(written, at).is_some_and(|leaf| {
        leaf.converted_type() == ConvertedType::ENUM
            || leaf.logical_type_ref() == Some(&LogicalType::Enum)
    })
}

/// The type as which the column is asked of the reader: text dictionary-coded where the file has it
/// so, and INT96 in whole seconds, which hold every year.
pub(super) fn asked(about: &ParquetMetaData, at: usize, kind: &DataType) -> DataType {
    let written = about.file_metadata().schema_descr();
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            match is_dictionary_coded(about, at) {
                true => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
                false => DataType::Utf8,
            }
        }
        DataType::Timestamp(TimeUnit::Nanosecond, zone)
            if leaf(written, at).is_some_and(|leaf| leaf.physical_type() == Type::INT96) =>
        {
            DataType::Timestamp(TimeUnit::Second, zone.clone())
        }
        kind => kind.clone(),
    }
}

/// Whether a part of the column is dictionary-coded in the file.
fn is_dictionary_coded(about: &ParquetMetaData, at: usize) -> bool {
    let written = about.file_metadata().schema_descr();
    let leaves = (0..written.num_columns()).filter(|leaf| written.get_column_root_idx(*leaf) == at);
    leaves.into_iter().any(|leaf| {
        about.row_groups().iter().any(|group| {
            let mut encodings = group.column(leaf).encodings();
            encodings.any(|of| matches!(of, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY))
        })
    })
}

/// A column, unless it is a dictionary of other values than it is said to be: the library takes the
/// schema's word for it, and a flipped bit can make bytes of a text.
fn as_declared(array: &ArrayRef) -> Result<ArrayRef, String> {
    let declared = match array.data_type() {
        DataType::Dictionary(_, values) => values.as_ref(),
        _ => return Ok(Arc::clone(array)),
    };
    match array.as_any_dictionary_opt() {
        Some(dictionary) if dictionary.values().data_type() != declared => Err(format!(
            "holds {} where the file's schema says {declared}: the file is damaged; fetch it again",
            dictionary.values().data_type()
        )),
        Some(_) | None => Ok(Arc::clone(array)),
    }
}

fn text(array: &ArrayRef) -> Result<ArrayRef, String> {
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    cast_with_options(array, &DataType::Utf8, &strict)
        .map_err(|error| format!("holds words that are not UTF-8: {error}"))
}

/// Whole numbers, the first of which stands in row `first`.
fn whole(array: &ArrayRef, first: u64) -> Result<ArrayRef, String> {
    match array.data_type() {
        DataType::UInt64 => checked::<UInt64Type>(array, first, |number| number.try_into().ok()),
        DataType::Decimal256(..) => checked::<Decimal256Type>(array, first, |number| {
            number.to_i128().and_then(|number| number.try_into().ok())
        }),
        _ => checked::<Decimal128Type>(array, first, |number| number.try_into().ok()),
    }
}

fn checked<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    first: u64,
    fits: impl Fn(T::Native) -> Option<i64>,
) -> Result<ArrayRef, String>
where
    T::Native: std::fmt::Display,
{
    let numbers: Int64Array = array
        .as_primitive::<T>()
        .iter()
        .zip(first..)
        .map(|(number, row)| {
            number.map_or(Ok(None), |number| {
                fits(number).map(Some).ok_or_else(|| {
                    format!(
                        "has {number} in row {row}, and whole numbers are read up to {}; write the column as text",
                        i64::MAX
                    )
                })
            })
        })
        .collect::<Result<_, String>>()?;
    Ok(Arc::new(numbers))
}

/// Moments as days.
fn days(array: &ArrayRef) -> Result<ArrayRef, String> {
    let DataType::Timestamp(unit, zone) = array.data_type() else {
        return Ok(Arc::clone(array));
    };
    let zone = zone.as_deref().map_or(Ok(Zone::Fixed(0)), Zone::parse)?;
    Ok(Arc::new(match unit {
        TimeUnit::Second => zone.days(array.as_primitive::<TimestampSecondType>(), 1),
        TimeUnit::Millisecond => zone.days(array.as_primitive::<TimestampMillisecondType>(), 1_000),
        TimeUnit::Microsecond => {
            zone.days(array.as_primitive::<TimestampMicrosecondType>(), 1_000_000)
        }
        TimeUnit::Nanosecond => zone.days(
            array.as_primitive::<TimestampNanosecondType>(),
            1_000_000_000,
        ),
    }))
}

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// So many seconds east of UTC.
    Fixed(i64),
    /// One of the IANA's database.
    Named(Tz),
}

impl Zone {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some(seconds) = offset(text) {
            return Ok(Self::Fixed(seconds));
        }
        let mut known = TZ_VARIANTS.iter();
        let named = known.find(|zone| zone.name().eq_ignore_ascii_case(text));
        named.map(|zone| Self::Named(*zone)).ok_or_else(|| {
            format!(
                "holds moments of the time zone {text:?}, which is not known; write it in UTC, in a zone such as Europe/London, or as days"
            )
        })
    }

    /// The days that moments are, `a_second` of whose units are a second.
    fn days<T: ArrowTimestampType>(self, array: &PrimitiveArray<T>, a_second: i64) -> Date32Array {
        array.unary(|moment| {
            let seconds = moment.div_euclid(a_second);
            let day = seconds
                .saturating_add(self.offset_at(seconds))
                .div_euclid(DAY);
            // A day that no calendar has is rejected where days are read.
            i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
        })
    }

    /// Seconds east of UTC at a moment.
    fn offset_at(self, seconds: i64) -> i64 {
        match self {
            Self::Fixed(offset) => offset,
            Self::Named(zone) => DateTime::from_timestamp(seconds, 0).map_or(0, |moment| {
                let offset = zone.offset_from_utc_datetime(&moment.naive_utc());
                offset.fix().local_minus_utc().into()
            }),
        }
    }
}

/// Seconds east of UTC that `UTC`, `Z`, `+01:00`, `+0100` or `+01` mean.
fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("UTC") || text.eq_ignore_ascii_case("Z") {
        return Some(0);
    }
    let (sign, clock) = match text.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let digits = clock.replacen(':', "", 1);
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let minutes: i64 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    let hours: i64 = hours.parse().ok()?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(zone: &str, moment: &str) -> String {
        let seconds = moment.parse::<DateTime<chrono::Utc>>().unwrap().timestamp();
        let array: ArrayRef = Arc::new(
            PrimitiveArray::<TimestampMicrosecondType>::from(vec![seconds * 1_000_000 + 1])
                .with_timezone(zone),
        );
        let days = days(&array).unwrap();
        let day = days.as_primitive::<arrow::datatypes::Date32Type>().value(0);
        chrono::NaiveDate::from_epoch_days(day).unwrap().to_string()
    }

    #[test]
    fn a_moment_is_the_day_that_it_is_in_its_zone() {
        // By Python's zoneinfo: in summer the day begins an hour before that of UTC in London.
        for (zone, moment, expected) in [
            ("UTC", "2008-06-30T23:30:00Z", "2008-06-30"),
            ("Europe/London", "2008-06-30T23:30:00Z", "2008-07-01"),
            ("Europe/London", "2008-12-30T23:30:00Z", "2008-12-30"),
            ("europe/london", "1969-07-01T23:30:00Z", "1969-07-02"),
            ("America/New_York", "2008-07-01T03:59:00Z", "2008-06-30"),
            ("America/New_York", "2008-07-01T04:00:00Z", "2008-07-01"),
            ("Asia/Kathmandu", "2008-06-30T18:15:00Z", "2008-07-01"),
            ("+00:00", "1901-02-03T00:00:00Z", "1901-02-03"),
            ("+0530", "2008-06-30T18:30:00Z", "2008-07-01"),
            ("-05", "2008-07-01T04:59:59Z", "2008-06-30"),
        ] {
            assert_eq!(day(zone, moment), expected, "{zone} {moment}");
        }
    }

    #[test]
    fn a_zone_that_nobody_knows_is_an_error() {
        for zone in ["Europe/Leeds", "+25:00", "+1", "", "BST", "-05:60", "+é"] {
            assert!(Zone::parse(zone).is_err(), "{zone}");
        }
    }

    #[test]
    fn a_whole_number_beyond_64_bits_is_named_with_its_row() {
        let fits: ArrayRef = Arc::new(arrow::array::UInt64Array::from(vec![Some(7), None]));
        let fits = whole(&fits, 1).unwrap();
        assert_eq!(fits.as_ref(), &Int64Array::from(vec![Some(7), None]));
        let beyond: ArrayRef = Arc::new(arrow::array::UInt64Array::from(vec![1, 1 << 63]));
        let error = whole(&beyond, 10).unwrap_err();
        assert!(
            error.contains("9223372036854775808 in row 11") && error.contains("as text"),
            "{error}"
        );
    }
}
