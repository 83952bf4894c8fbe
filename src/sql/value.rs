//! What an expression is worked out from, and what it gives.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;

/// The kinds of value that SQL knows here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number in double precision; always finite.
    Number,
    /// True or false.
    Flag,
    /// A day.
    Day,
}

impl ValueKind {
    /// The type to write in a CAST.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Integer => "BIGINT",
            Self::Number => "DOUBLE",
            Self::Flag => "BOOLEAN",
            Self::Day => "DATE",
        }
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Text => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Day => "a day",
        })
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number; neither NaN nor infinite.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// Days since 1 January 1970.
    Day(i32),
}

impl<'a> Value<'a> {
    /// The same value, whatever its text was borrowed from.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(number),
            Self::Number(number) => Value::Number(number),
            Self::Flag(flag) => Value::Flag(flag),
            Self::Day(day) => Value::Day(day),
        }
    }

    /// Its kind; `None` where it is null.
    pub const fn kind(&self) -> Option<ValueKind> {
        match self {
            Self::Null => None,
            Self::Text(_) => Some(ValueKind::Text),
            Self::Integer(_) => Some(ValueKind::Integer),
            Self::Number(_) => Some(ValueKind::Number),
            Self::Flag(_) => Some(ValueKind::Flag),
            Self::Day(_) => Some(ValueKind::Day),
        }
    }

    /// Whether there is nothing.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same value, borrowed from this one.
    pub fn borrowed(&'a self) -> Self {
        match self {
            Self::Text(text) => Self::Text(Cow::Borrowed(text)),
            other => other.clone(),
        }
    }

    /// Its text, as `CAST(… AS VARCHAR)` gives it; blank where it is null.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Day(days) => Cow::Owned(
                NaiveDate::from_epoch_days(*days)
                    .map_or_else(|| days.to_string(), |day| day.to_string()),
            ),
        }
    }
}

/// As SQL writes it: text in quotes.
impl fmt::Display for Value<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => out.write_str("NULL"),
            Self::Text(text) => write!(out, "'{}'", text.replace('\'', "''")),
            other => out.write_str(&other.shown()),
        }
    }
}

/// The shortest decimal that is this number: `301.0`, `0.1`, `1e+20`.
fn number_text(number: f64) -> String {
    let text = format!("{number:?}");
    match text.split_once('e') {
        None => text,
        Some((digits, power)) => match power.strip_prefix('-') {
            Some(power) => format!("{digits}e-{power:0>2}"),
            None => format!("{digits}e+{power:0>2}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_duckdb_writes_them() {
        for (number, text) in [
            (301.0, "301.0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000.0"),
            (1.5e16, "1.5e+16"),
            (1e-5, "1e-05"),
            (0.000_123, "0.000123"),
            (1e-300, "1e-300"),
        ] {
            assert_eq!(Value::Number(number).shown(), text);
        }
    }
}
