//! `profile_row`.

use super::declaration::table;
use super::kind::{Category, Number};
use crate::rate::KeptValue;
use crate::sql::Value;

table! {
    /// One row per authority and column of its profile row, over which conditions are SQL, where
    /// there is a value: what the triggers of a later run look back at. There is one where the
    /// rulebook has triggers.
    profile_row by [authority, column];
    each row: &'a KeptValue, _: () => ProfileRowRows<'a>;

    authority = &row.authority;
    /// The column, by the name that conditions call it.
    column: Category ["column name"] = &row.column;
    /// Its value as a number: a band, a rating, a grade, a count or a share; missing where it is
    /// text.
    number: Option<Number> ["unit of the column"] = number(&row.value);
    /// Its value as text; missing where it is a number.
    text: Option<Category> ["text"] = text(&row.value);
}

fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        Value::Null | Value::Text(_) | Value::Flag(_) | Value::Day(_) => None,
    }
}

fn text<'a>(value: &'a Value<'_>) -> Option<&'a str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Null | Value::Integer(_) | Value::Number(_) | Value::Flag(_) | Value::Day(_) => None,
    }
}
