//! The SQL of a mapping.

use std::borrow::Cow;

use plumbline::sql::{SqlExpression, Value, ValueKind};

/// Columns of every kind that a mapping meets.
const COLUMNS: [(&str, ValueKind); 5] = [
    ("text", ValueKind::Text),
    ("number", ValueKind::Number),
    ("whole", ValueKind::Integer),
    ("flag", ValueKind::Flag),
    ("day", ValueKind::Day),
];

/// Rows with blanks and odd values.
const ROWS: [[Value<'static>; 5]; 4] = [
    [
        Value::Text(Cow::Borrowed("Leeds")),
        Value::Number(0.5),
        Value::Integer(383),
        Value::Flag(true),
        Value::Day(0),
    ],
    [
        Value::Text(Cow::Borrowed("")),
        Value::Null,
        Value::Integer(i64::MAX),
        Value::Flag(false),
        Value::Day(14_587),
    ],
    [
        Value::Null,
        Value::Number(f64::NAN),
        Value::Null,
        Value::Null,
        Value::Null,
    ],
    [
        Value::Text(Cow::Borrowed("Ynys Môn 12")),
        Value::Number(-1e300),
        Value::Integer(i64::MIN),
        Value::Flag(true),
        Value::Day(-800_000),
    ],
];

/// Parses `bytes` as SQL, binds it and works it out. What binds gives values of the kind that it
/// said, never NaN or an infinity, or says why it gives none.
pub fn ask(bytes: &[u8]) {
    let Ok(sql) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(expression) = SqlExpression::parse(sql).map_err(said) else {
        return;
    };
    let columns = COLUMNS.map(|(name, kind)| (name.to_owned(), kind));
    let Ok(bound) = expression.bind(&columns).map_err(said) else {
        return;
    };
    for row in &ROWS {
        let value = bound.value(|at| {
            let name = &bound.columns()[at];
            let place = COLUMNS.iter().position(|(known, _)| known == name);
            place.map_or(Value::Null, |place| row[place].borrowed())
        });
        match value {
            Ok(Value::Number(number)) => assert!(number.is_finite(), "{number}"),
            Ok(value) => assert!(value.is_null() || value.kind() == bound.kind(), "{value}"),
            Err(message) => said(message),
        }
    }
}

fn said(message: String) {
    assert!(!message.trim().is_empty());
}
