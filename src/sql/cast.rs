//! CAST: a value as another kind, exactly, or not at all.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use super::value::{Value, ValueKind};

/// What a CAST makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Text.
    Text,
    /// A whole number of so many bits.
    Integer(u32),
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A day.
    Day,
}

impl Target {
    /// The kind of what it makes.
    pub(super) const fn kind(self) -> ValueKind {
        match self {
            Self::Text => ValueKind::Text,
            Self::Integer(_) => ValueKind::Integer,
            Self::Number => ValueKind::Number,
            Self::Flag => ValueKind::Flag,
            Self::Day => ValueKind::Day,
        }
    }

    /// Whether a value of `kind` can be one at all.
    pub(super) const fn takes(self, kind: ValueKind) -> bool {
        match self {
            Self::Text => true,
            Self::Integer(_) | Self::Number | Self::Flag => !matches!(kind, ValueKind::Day),
            Self::Day => matches!(kind, ValueKind::Text | ValueKind::Day),
        }
    }
}

/// `value` as `target`.
///
/// # Errors
/// Why it is none.
pub(super) fn cast<'a>(value: Value<'a>, target: Target) -> Result<Value<'a>, String> {
    Ok(match (target, value) {
        (_, Value::Null) => Value::Null,
        (Target::Text, Value::Text(text)) => Value::Text(text),
        (Target::Text, value) => Value::Text(Cow::Owned(value.shown().into_owned())),
        (Target::Integer(bits), value) => Value::Integer(whole(&value, bits)?),
        (Target::Number, Value::Text(text)) => Value::Number(number_in(&text)?),
        (Target::Number, Value::Integer(number)) => Value::Number(number as f64),
        (Target::Number, Value::Number(number)) => Value::Number(number),
        (Target::Number, Value::Flag(flag)) => Value::Number(f64::from(u8::from(flag))),
        (Target::Flag, Value::Text(text)) => Value::Flag(flag_in(&text)?),
        (Target::Flag, Value::Integer(number)) => Value::Flag(number != 0),
        (Target::Flag, Value::Number(number)) => Value::Flag(number != 0.0),
        (Target::Flag, Value::Flag(flag)) => Value::Flag(flag),
        (Target::Day, Value::Text(text)) => Value::Day(day_in(&text)?),
        (Target::Day, Value::Day(day)) => Value::Day(day),
        (target, value) => return Err(format!("{value} is not {}", target.kind())),
    })
}

fn whole(value: &Value<'_>, bits: u32) -> Result<i64, String> {
    let number = match value {
        Value::Text(text) => whole_in(text)?,
        Value::Integer(number) => *number,
        // Halves to the even one, as DuckDB and PostgreSQL do with doubles.
        Value::Number(number) => {
            let whole = number.round_ties_even();
            // 2^63 is the first double beyond.
            if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole) {
                return Err(format!("{value} is beyond whole numbers of {bits} bits"));
            }
            whole as i64
        }
        Value::Flag(flag) => i64::from(*flag),
        other => return Err(format!("{other} is not a whole number")),
    };
    let beyond = 64 - bits;
    if (number << beyond) >> beyond != number {
        return Err(format!("{value} is beyond whole numbers of {bits} bits"));
    }
    Ok(number)
}

/// `301`, `+301`, `301.0` and `3.01e2`; never 301.5.
fn whole_in(text: &str) -> Result<i64, String> {
    let trimmed = text.trim_ascii();
    if let Ok(number) = trimmed.parse::<i64>() {
        return Ok(number);
    }
    let unsigned = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("'{text}' is beyond whole numbers of 64 bits"));
    }
    if let Some((whole, zeros)) = trimmed.split_once('.')
        && zeros.bytes().all(|byte| byte == b'0')
        && let Ok(number) = whole.parse::<i64>()
    {
        return Ok(number);
    }
    // Above 2^53 a double no longer says which whole number was meant.
    match plain_number(trimmed) {
        Some(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 => {
            Ok(number as i64)
        }
        Some(_) => Err(format!(
            "'{text}' is not a whole number; ROUND(CAST(… AS DOUBLE)) makes it one"
        )),
        None => Err(format!("'{text}' is not a whole number")),
    }
}

fn number_in(text: &str) -> Result<f64, String> {
    match plain_number(text.trim_ascii()) {
        Some(number) if number.is_finite() => Ok(number),
        Some(_) => Err(format!("'{text}' is beyond what a number holds")),
        None => Err(format!("'{text}' is not a number")),
    }
}

/// A number in digits: no `inf`, no `nan`, no thousands.
fn plain_number(text: &str) -> Option<f64> {
    text.bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
        .then(|| text.parse().ok())
        .flatten()
}

fn flag_in(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "0" => Ok(false),
        _ => Err(format!("'{text}' is neither true nor false")),
    }
}

/// `2009-12-09`, with a time of day behind it or without.
pub(super) fn day_in(text: &str) -> Result<i32, String> {
    let trimmed = text.trim_ascii();
    let (day, time) = match trimmed.split_once(['T', ' ']) {
        // 2009 12 09 is a day, too.
        Some((day, time)) if day.len() > 4 => (day, Some(time.trim_ascii())),
        _ => (trimmed, None),
    };
    let not_one = || {
        format!(
            "'{text}' is not a day in the form 2009-12-09; STRPTIME reads other forms, such as STRPTIME(\"day\", '%d/%m/%Y')"
        )
    };
    if time.is_some_and(|time| !is_time(time)) {
        return Err(not_one());
    }
    let separator = day.chars().find(|sign| !sign.is_ascii_digit());
    let parts: Vec<&str> = match separator {
        Some(sign @ ('-' | '/' | ' ')) => day.split(sign).collect(),
        _ => return Err(not_one()),
    };
    let [year, month, of_month] = parts[..] else {
        return Err(not_one());
    };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !(digits(year, 6) && digits(month, 2) && digits(of_month, 2)) {
        return Err(not_one());
    }
    let found = match (year.parse(), month.parse(), of_month.parse()) {
        // There was no year 0.
        (Ok(year), Ok(month), Ok(day)) if year > 0 => NaiveDate::from_ymd_opt(year, month, day),
        _ => None,
    };
    found
        .map(days)
        .ok_or_else(|| format!("'{text}' is no day of the calendar"))
}

/// A day as days since 1 January 1970.
pub(super) fn days(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

fn is_time(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    ["%H:%M:%S%.f", "%H:%M"]
        .iter()
        .any(|form| NaiveTime::parse_from_str(text, form).is_ok())
}
