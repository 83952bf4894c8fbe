//! The SQL of a mapping.

use std::sync::LazyLock;

use plumbline::sql::SqlExpression;
use polars::prelude::{AnyValue, Column, DataFrame, DataType, IntoColumn, NamedFrom, Series};

/// Rows of every type that a mapping meets, with blanks and odd values.
static ROWS: LazyLock<DataFrame> = LazyLock::new(|| {
    let days = Series::new("day".into(), [Some(0), Some(14_587), None, Some(-800_000)]);
    let columns: Vec<Column> = vec![
        Series::new(
            "text".into(),
            [Some("Leeds"), Some(""), None, Some("Ynys Môn 12")],
        )
        .into_column(),
        Series::new(
            "number".into(),
            [Some(0.5), None, Some(f64::NAN), Some(-1e300)],
        )
        .into_column(),
        Series::new(
            "whole".into(),
            [Some(383_i64), Some(i64::MAX), None, Some(i64::MIN)],
        )
        .into_column(),
        Series::new("flag".into(), [Some(true), Some(false), None, Some(true)]).into_column(),
        days.cast(&DataType::Date)
            .expect("days since 1970 are what a date is")
            .into_column(),
    ];
    DataFrame::new(4, columns).expect("the columns have one length")
});

/// Parses `bytes` as SQL, binds it and evaluates it. What binds gives values of the type that it
/// said, and for every row the value that the row has when it stands alone.
pub fn ask(bytes: &[u8]) {
    let Ok(sql) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(expression) = SqlExpression::parse(sql).map_err(said) else {
        return;
    };
    let Ok(kind) = expression.bind(ROWS.schema()).map_err(said) else {
        return;
    };
    let Ok(values) = expression.evaluate(ROWS.clone()).map_err(said) else {
        return;
    };
    assert_eq!(values.dtype(), &kind);
    let rows = ROWS.height();
    assert!([1, rows].contains(&values.len()), "{} values", values.len());
    for row in 0..rows {
        let alone = expression
            .evaluate(ROWS.slice(i64::try_from(row).expect("four rows"), 1))
            .expect("what all rows allow, one of them allows");
        let together = if values.len() == 1 { 0 } else { row };
        assert_eq!(shown(&alone, 0), shown(&values, together), "row {row}");
    }
}

/// The value in `row`; NaN is not equal to itself, but it reads the same.
fn shown(values: &Column, row: usize) -> String {
    format!("{:?}", values.get(row).map(AnyValue::into_static))
}

fn said(message: String) {
    assert!(!message.trim().is_empty());
}
