//! Cells as text: numbers plainly, days as ISO 8601 has them, so that a mapping reads a table
//! the same whether it is published as a workbook or as text.

use std::fmt::Write;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};

use super::super::field::Field;
use super::super::text_batch::CellError;

/// The errors that a formula can give.
const ERRORS: [&str; 8] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!",
];

/// Says what a cell says; numbers and days are written into `buffer`.
pub(super) fn cell<'a>(data: &'a DataRef<'_>, buffer: &'a mut String) -> Field<'a> {
    match data {
        DataRef::Empty => Field::Blank,
        DataRef::String(text) => Field::of(text),
        DataRef::SharedString(text) => Field::of(text),
        DataRef::Int(number) => written(buffer, format_args!("{number}")),
        DataRef::Float(number) => of_number(*number, buffer),
        DataRef::Bool(flag) => Field::Text(if *flag { "true" } else { "false" }),
        DataRef::DateTime(day) => of_day(day, buffer),
        DataRef::DateTimeIso(text) => Field::Text(day_of(text)),
        DataRef::DurationIso(text) => Field::of(text),
        DataRef::Error(error) => Field::Error(CellError::Gives(word(error))),
    }
}

/// As [`cell`], of a sheet that is held whole.
pub(super) fn held_cell<'a>(data: &'a Data, buffer: &'a mut String) -> Field<'a> {
    match data {
        Data::Empty => Field::Blank,
        Data::String(text) | Data::DurationIso(text) => of_held_text(text),
        Data::Int(number) => written(buffer, format_args!("{number}")),
        Data::Float(number) => of_number(*number, buffer),
        Data::Bool(flag) => Field::Text(if *flag { "true" } else { "false" }),
        Data::DateTime(day) => of_day(day, buffer),
        Data::DateTimeIso(text) => Field::Text(day_of(text)),
        Data::Error(error) => Field::Error(CellError::Gives(word(error))),
    }
}

/// OpenDocument has no cells of errors: what a formula gives is text like any other.
fn of_held_text(text: &str) -> Field<'_> {
    let error = ERRORS.iter().find(|error| **error == text);
    error.map_or_else(
        || Field::of(text),
        |error| Field::Error(CellError::Gives(error)),
    )
}

/// The letters of a column counted from 0: `A` to `Z`, then `AA`.
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}

fn written<'a>(buffer: &'a mut String, text: std::fmt::Arguments<'_>) -> Field<'a> {
    buffer.clear();
    buffer.write_fmt(text).expect("memory takes all text");
    Field::Text(buffer)
}

/// A workbook holds every number as a decimal one: 301 is 301.0. It is written as short as it
/// can be without loss.
fn of_number(number: f64, buffer: &mut String) -> Field<'_> {
    written(buffer, format_args!("{number}"))
}

/// A day; the time of a day is left off, as it is of timestamps in Parquet. What lies before the
/// first day of the calendar is a time or a duration, and stays a number.
fn of_day<'a>(day: &ExcelDateTime, buffer: &'a mut String) -> Field<'a> {
    if !day.is_datetime() || day.as_f64() < 1.0 {
        return of_number(day.as_f64(), buffer);
    }
    let (year, month, of_month, ..) = day.to_ymd_hms_milli();
    written(buffer, format_args!("{year:04}-{month:02}-{of_month:02}"))
}

/// The day of a moment as ISO 8601 has it.
fn day_of(text: &str) -> &str {
    text.split_once('T').map_or(text, |(day, _)| day).trim()
}

fn word(error: &CellErrorType) -> &'static str {
    error_word(&error.to_string())
}

/// The error that a cell shows, as messages call it.
pub(super) fn error_word(shown: &str) -> &'static str {
    let known = ERRORS.iter().find(|error| **error == shown);
    known.copied().unwrap_or("an error")
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn shown(data: &Data) -> String {
        let mut buffer = String::new();
        match held_cell(data, &mut buffer) {
            Field::Blank => String::new(),
            Field::Text(text) | Field::Percentage(text, _) => text.to_owned(),
            Field::Error(error) => error.shown().to_owned(),
        }
    }

    #[test]
    fn numbers_are_written_as_short_as_they_can_be() {
        assert_eq!(shown(&Data::Float(301.0)), "301");
        assert_eq!(shown(&Data::Float(-0.125)), "-0.125");
        assert_eq!(
            shown(&Data::Float(99.100_000_000_000_01)),
            "99.10000000000001"
        );
    }

    #[test]
    fn days_of_both_calendars_are_days() {
        let day = |number, is_1904| {
            Data::DateTime(ExcelDateTime::new(
                number,
                ExcelDateTimeType::DateTime,
                is_1904,
            ))
        };
        assert_eq!(shown(&day(45_382.0, false)), "2024-03-31");
        assert_eq!(shown(&day(45_382.75, false)), "2024-03-31");
        assert_eq!(shown(&day(43_920.0, true)), "2024-03-31");
        assert_eq!(shown(&day(0.5, false)), "0.5");
        assert_eq!(shown(&Data::DateTimeIso("2024-03-31".into())), "2024-03-31");
        assert_eq!(
            shown(&Data::DateTimeIso("2024-03-31T00:00:00".into())),
            "2024-03-31"
        );
    }

    #[test]
    fn blank_text_is_blank_and_errors_are_told_apart() {
        assert_eq!(shown(&Data::String(" \u{a0}".into())), "");
        assert_eq!(shown(&Data::Error(CellErrorType::Ref)), "#REF!");
        let mut buffer = String::new();
        let text = Data::String("#N/A".into());
        assert_eq!(
            held_cell(&text, &mut buffer),
            Field::Error(CellError::Gives("#N/A"))
        );
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letters).into();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
