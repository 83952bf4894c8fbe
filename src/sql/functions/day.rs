//! Days. There are no times of day here.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::format::{Fixed, Item, Numeric, StrftimeItems};
use chrono::{Datelike, Months, NaiveDate};

use super::signature::{Arguments, DAY, Function, INTEGER, Signature, TEXT};
use crate::sql::cast::days;
use crate::sql::value::{Value, ValueKind};

pub(crate) const FUNCTIONS: &[Function] = &[
    Function {
        names: &["YEAR"],
        form: "YEAR(d), EXTRACT(YEAR FROM d), DATE_PART('year', d)",
        meaning: "The year. What follows is written in these three ways as well.",
        examples: &[
            ("YEAR(DATE '2009-12-09')", "2009"),
            ("EXTRACT(YEAR FROM DATE '2009-12-09')", "2009"),
            ("DATE_PART('year', DATE '2009-12-09')", "2009"),
        ],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.year().into())
        })],
    },
    Function {
        names: &["QUARTER"],
        form: "QUARTER(d)",
        meaning: "The quarter of the calendar year, 1 to 4.",
        examples: &[("QUARTER(DATE '2009-12-09')", "4")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| i64::from(day.month0() / 3 + 1))
        })],
    },
    Function {
        names: &["MONTH"],
        form: "MONTH(d)",
        meaning: "The month, 1 to 12.",
        examples: &[("MONTH(DATE '2009-12-09')", "12")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.month().into())
        })],
    },
    Function {
        names: &["WEEK", "WEEKOFYEAR"],
        form: "WEEK(d)",
        meaning: "The week of ISO 8601; its year is ISOYEAR.",
        examples: &[("WEEK(DATE '2010-01-01')", "53")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.iso_week().week().into())
        })],
    },
    Function {
        names: &["ISOYEAR"],
        form: "ISOYEAR(d)",
        meaning: "The year that the week of ISO 8601 belongs to.",
        examples: &[("ISOYEAR(DATE '2010-01-01')", "2009")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.iso_week().year().into())
        })],
    },
    Function {
        names: &["DAY", "DAYOFMONTH"],
        form: "DAY(d)",
        meaning: "The day of the month.",
        examples: &[("DAY(DATE '2009-12-09')", "9")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.day().into())
        })],
    },
    Function {
        names: &["DAYOFWEEK", "DOW"],
        form: "DAYOFWEEK(d), EXTRACT(DOW FROM d)",
        meaning: "The day of the week, Sunday 0 to Saturday 6.",
        examples: &[("DAYOFWEEK(DATE '2009-12-06')", "0")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.weekday().num_days_from_sunday().into())
        })],
    },
    Function {
        names: &["ISODOW"],
        form: "ISODOW(d)",
        meaning: "The day of the week, Monday 1 to Sunday 7.",
        examples: &[("ISODOW(DATE '2009-12-06')", "7")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.weekday().number_from_monday().into())
        })],
    },
    Function {
        names: &["DAYOFYEAR", "DOY"],
        form: "DAYOFYEAR(d), EXTRACT(DOY FROM d)",
        meaning: "The day of the year, from 1.",
        examples: &[("DAYOFYEAR(DATE '2009-12-09')", "343")],
        signatures: &[Signature::new(&[DAY], ValueKind::Integer, |of| {
            field(of, |day| day.ordinal().into())
        })],
    },
    Function {
        names: &["LAST_DAY"],
        form: "LAST_DAY(d)",
        meaning: "The last day of its month.",
        examples: &[("LAST_DAY(DATE '2009-02-11')", "2009-02-28")],
        signatures: &[Signature::new(&[DAY], ValueKind::Day, |of| {
            let day = date(of.day(0)?)?;
            day.with_day(1)
                .and_then(|first| first.checked_add_months(Months::new(1)))
                .and_then(|next| next.pred_opt())
                .map(|last| Value::Day(days(last)))
                .ok_or_else(|| format!("LAST_DAY({day}) is no day of the calendar"))
        })],
    },
    Function {
        names: &["MAKE_DATE"],
        form: "MAKE_DATE(year, month, day)",
        meaning: "The day with these numbers.",
        examples: &[
            ("MAKE_DATE(2009, 12, 9)", "2009-12-09"),
            (
                "MAKE_DATE(2007, 2, 29)",
                "refused: MAKE_DATE(2007, 2, 29) is no day of the calendar",
            ),
        ],
        signatures: &[Signature::new(
            &[INTEGER, INTEGER, INTEGER],
            ValueKind::Day,
            |of| {
                let (year, month, day) = (of.integer(0)?, of.integer(1)?, of.integer(2)?);
                i32::try_from(year)
                    .ok()
                    .zip(u32::try_from(month).ok().zip(u32::try_from(day).ok()))
                    .and_then(|(year, (month, day))| NaiveDate::from_ymd_opt(year, month, day))
                    .map(|day| Value::Day(days(day)))
                    .ok_or_else(|| {
                        format!("MAKE_DATE({year}, {month}, {day}) is no day of the calendar")
                    })
            },
        )],
    },
    Function {
        names: &["STRPTIME"],
        form: "STRPTIME(x, form)",
        meaning: "The day that a text says in the form given, a text in quotes made of %d, %m, %Y, %B or %b (the name of a month) and other characters.",
        examples: &[
            ("STRPTIME('9/12/2009', '%d/%m/%Y')", "2009-12-09"),
            ("STRPTIME('9 December 2009', '%d %B %Y')", "2009-12-09"),
            (
                "STRPTIME('31/02/2009', '%d/%m/%Y')",
                "refused: '31/02/2009' is no day in the form '%d/%m/%Y'",
            ),
        ],
        signatures: &[Signature::new(&[TEXT, TEXT], ValueKind::Day, |of| {
            let (text, form) = (of.text(0)?, of.text(1)?);
            read(text, form)
                .map(|day| Value::Day(days(day)))
                .ok_or_else(|| format!("'{text}' is no day in the form '{form}'"))
        })],
    },
    Function {
        names: &["TRY_STRPTIME"],
        form: "TRY_STRPTIME(x, form)",
        meaning: "As STRPTIME, but null where the text is no such day.",
        examples: &[("TRY_STRPTIME('soon', '%d/%m/%Y')", "NULL")],
        signatures: &[Signature::new(&[TEXT, TEXT], ValueKind::Day, |of| {
            Ok(read(of.text(0)?, of.text(1)?).map_or(Value::Null, |day| Value::Day(days(day))))
        })],
    },
    Function {
        names: &["STRFTIME"],
        form: "STRFTIME(d, form)",
        meaning: "The day as text in the form given, a text in quotes made of %d, %-d, %m, %-m, %Y, %y, %B, %b, %A, %a, %j, %% and other characters.",
        examples: &[
            (
                "STRFTIME(DATE '2009-12-09', '%-d %B %Y')",
                "'9 December 2009'",
            ),
            ("STRFTIME(DATE '2009-12-09', '%d/%m/%y')", "'09/12/09'"),
        ],
        signatures: &[Signature::new(&[DAY, TEXT], ValueKind::Text, |of| {
            let day = date(of.day(0)?)?;
            let mut text = String::new();
            write!(text, "{}", day.format(of.text(1)?))
                .map_err(|_| format!("{day} cannot be written so"))?;
            Ok(Value::Text(Cow::Owned(text)))
        })],
    },
];

/// Checks a form in which days are written.
///
/// # Errors
/// A part of it that is not known.
pub(crate) fn check_written_form(form: &str) -> Result<(), String> {
    for item in StrftimeItems::new(form) {
        match item {
            Item::Literal(_) | Item::Space(_) => {}
            Item::Numeric(
                Numeric::Day
                | Numeric::Month
                | Numeric::Year
                | Numeric::YearMod100
                | Numeric::Ordinal,
                _,
            )
            | Item::Fixed(
                Fixed::LongMonthName
                | Fixed::ShortMonthName
                | Fixed::LongWeekdayName
                | Fixed::ShortWeekdayName,
            ) => {}
            _ => {
                return Err(format!(
                    "the form '{form}' has more than %d, %-d, %m, %-m, %Y, %y, %B, %b, %A, %a, %j and %%"
                ));
            }
        }
    }
    Ok(())
}

/// Checks a form in which days are read.
///
/// # Errors
/// A part of it that is not known, or a part of a day that it has not.
pub(crate) fn check_read_form(form: &str) -> Result<(), String> {
    let (mut day, mut month, mut year) = (0, 0, 0);
    for item in StrftimeItems::new(form) {
        match item {
            Item::Literal(_) | Item::Space(_) => {}
            Item::Numeric(Numeric::Day, _) => day += 1,
            Item::Numeric(Numeric::Month, _)
            | Item::Fixed(Fixed::LongMonthName | Fixed::ShortMonthName) => month += 1,
            Item::Numeric(Numeric::Year, _) => year += 1,
            _ => {
                return Err(format!(
                    "the form '{form}' has more than %d, %m, %B, %b and %Y"
                ));
            }
        }
    }
    if (day, month, year) != (1, 1, 1) {
        return Err(format!(
            "the form '{form}' must have a day (%d), a month (%m, %B or %b) and a year (%Y), each once"
        ));
    }
    Ok(())
}

/// The day that a text says in this form.
fn read(text: &str, form: &str) -> Option<NaiveDate> {
    // A year with a sign is no year that anybody writes.
    NaiveDate::parse_from_str(text.trim_ascii(), form)
        .ok()
        .filter(|day| {
            (1..=9999).contains(&day.year()) && (!text.contains('+') || form.contains('+'))
        })
}

/// The day so many months and days later.
///
/// # Errors
/// That the calendar ends before.
pub(crate) fn shifted(day: i32, months: i32, by: i64) -> Result<i32, String> {
    let start = date(day)?;
    let moved = if months >= 0 {
        start.checked_add_months(Months::new(months.unsigned_abs()))
    } else {
        start.checked_sub_months(Months::new(months.unsigned_abs()))
    };
    moved
        .and_then(|moved| i64::from(days(moved)).checked_add(by))
        .and_then(|moved| i32::try_from(moved).ok())
        .filter(|moved| NaiveDate::from_epoch_days(*moved).is_some())
        .ok_or_else(|| format!("{start} moved so far is no day of the calendar"))
}

fn field<'a>(of: Arguments<'_, 'a>, get: fn(NaiveDate) -> i64) -> Result<Value<'a>, String> {
    date(of.day(0)?).map(get).map(Value::Integer)
}

fn date(days: i32) -> Result<NaiveDate, String> {
    NaiveDate::from_epoch_days(days)
        .ok_or_else(|| format!("{days} days from 1970 is no day of the calendar"))
}
