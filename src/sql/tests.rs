//! What expressions mean, from their text to their value.

use super::*;

fn schema() -> Vec<(String, ValueKind)> {
    vec![
        ("Short Desc".into(), ValueKind::Text),
        ("number".into(), ValueKind::Number),
        ("whole".into(), ValueKind::Integer),
        ("day".into(), ValueKind::Day),
    ]
}

fn bound(sql: &str) -> Result<BoundSql, String> {
    SqlExpression::parse(sql)?.bind(&schema())
}

/// The value in a row with these values of "Short Desc", number, whole and day.
fn value(sql: &str, row: &[Value<'static>; 4]) -> Result<String, String> {
    let bound = bound(sql)?;
    let columns = schema();
    let value = bound.value(|at| {
        let name = &bound.columns()[at];
        let place = columns.iter().position(|(known, _)| known == name).unwrap();
        row[place].clone()
    });
    value.map(|value| value.to_string())
}

fn row(text: &'static str, number: f64, whole: i64) -> [Value<'static>; 4] {
    [
        Value::Text(text.into()),
        Value::Number(number),
        Value::Integer(whole),
        Value::Day(14_587),
    ]
}

#[test]
fn an_expression_names_its_columns_once() {
    let parsed = SqlExpression::parse("TRIM(\"Short Desc\") || \"Short Desc\"").unwrap();
    assert_eq!(parsed.columns(), ["Short Desc"]);
    assert_eq!(
        parsed.bind(&schema()).unwrap().kind(),
        Some(ValueKind::Text)
    );
}

#[test]
fn an_unknown_column_is_named_with_the_nearest() {
    let error = bound("\"Short Descr\"").unwrap_err();
    assert!(error.contains("did you mean \"Short Desc\"?"), "{error}");
}

#[test]
fn an_unknown_function_is_refused_when_parsed() {
    for (sql, said) in [
        ("PRUNE(\"Short Desc\")", "there is no function PRUNE"),
        ("REPLAC(\"Short Desc\", 'a', 'b')", "did you mean REPLACE?"),
        ("TO_DATE(\"Short Desc\")", "write STRPTIME"),
        ("number ^ 2", "write POWER(x, y)"),
    ] {
        let error = SqlExpression::parse(sql).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn sql_that_does_not_parse_is_refused() {
    for sql in [
        "CASE WHEN",
        "number AS other",
        "number other",
        "a; DROP TABLE x",
        "",
        "*",
        "(SELECT 1)",
        "INTERVAL '1'",
    ] {
        assert!(SqlExpression::parse(sql).is_err(), "{sql}");
    }
}

#[test]
fn what_needs_several_rows_is_refused() {
    for sql in [
        "SUM(number)",
        "ROW_NUMBER() OVER (ORDER BY number)",
        "FIRST(number)",
        "AVG(number) > 1",
        "ARRAY_AGG(number)",
    ] {
        let error = SqlExpression::parse(sql).unwrap_err();
        assert!(error.contains("more than one row"), "{error}");
    }
}

#[test]
fn common_mappings_are_understood() {
    for sql in [
        "CAST(number AS BIGINT)",
        "CASE \"Short Desc\" WHEN 'a' THEN 'b' ELSE \"Short Desc\" END",
        "CASE WHEN number < 970 THEN 'authority' WHEN number = 970 THEN 'nation' ELSE 'region' END",
        "number >= 970 AND \"Short Desc\" IS NOT NULL",
        "REPLACE(\"Short Desc\", ' ', '_')",
        "COALESCE(\"Short Desc\", 'open')",
        "\"Short Desc\" IN ('a', 'b')",
        "COALESCE(\"Short Desc\", '') NOT IN ('a', 'b')",
        "number BETWEEN 980 AND 990",
        "NULLIF(\"Short Desc\", 'NA')",
        "day >= DATE '2009-12-09' - INTERVAL '3 years'",
        "day < '2010-01-01'",
        "'open'",
    ] {
        let bound = bound(sql);
        assert!(bound.is_ok(), "{sql}: {bound:?}");
    }
}

#[test]
fn what_has_no_value_is_found_when_the_expression_is_parsed() {
    for (sql, said) in [
        (
            "day >= DATE '2007-02-29'",
            "'2007-02-29' is no day of the calendar",
        ),
        ("number / 0", "divides by zero"),
        ("number > 0 / 0", "divides by zero"),
        (
            "whole + CAST('many' AS BIGINT)",
            "'many' is not a whole number",
        ),
        (
            "CASE WHEN whole > 1 THEN 9223372036854775807 + 1 ELSE 0 END",
            "64 bits",
        ),
        ("number > 1e999", "beyond what a number holds"),
        ("number > SQRT(-1)", "has no value"),
        ("\"Short Desc\" ~ '('", "is no regular expression"),
        ("STRPTIME(\"Short Desc\", '%d/%m')", "must have a day"),
    ] {
        let error = SqlExpression::parse(sql).unwrap_err();
        assert!(error.contains(said), "{sql}: {error}");
    }
    let error = bound("day = '2007-02-29'").unwrap_err();
    assert!(error.contains("'2007-02-29' is no day"), "{error}");
}

#[test]
fn kinds_that_do_not_fit_are_refused_with_what_to_write() {
    for (sql, said) in [
        ("\"Short Desc\" > 5", "write CAST(… AS DOUBLE)"),
        ("ABS(\"Short Desc\")", "write CAST(… AS DOUBLE)"),
        ("LENGTH(number)", "write CAST(… AS VARCHAR)"),
        ("\"Short Desc\" > day", "write CAST(… AS DATE)"),
        ("COALESCE(number, 'none')", "write CAST(…"),
        ("CASE WHEN number THEN 1 END", "true or false was expected"),
        ("number // 2", "TRUNC(x / y)"),
        (
            "CAST(day AS BIGINT)",
            "a day cannot be cast to a whole number",
        ),
        ("CAST(number AS DECIMAL(8, 2))", "write ROUND"),
        ("ROUND(number, 1, 2)", "does not take 3 values"),
    ] {
        let error = bound(sql).unwrap_err();
        assert!(error.contains(said), "{sql}: {error}");
    }
}

#[test]
fn a_division_by_zero_is_null_and_fires_no_condition() {
    let row = row("0", 0.0, 0);
    for (sql, shown) in [
        ("number / whole", "NULL"),
        ("number / whole > 0.1", "NULL"),
        ("1 / number", "NULL"),
        ("5 // whole", "NULL"),
        ("5 % whole", "NULL"),
        ("whole % number", "NULL"),
        ("number / whole > 0.1 OR whole = 0", "true"),
        ("(number / whole > 0.1) IS TRUE", "false"),
    ] {
        assert_eq!(value(sql, &row), Ok(shown.into()), "{sql}");
    }
}

#[test]
fn whole_numbers_do_not_wrap_and_numbers_are_finite() {
    let row = row("30301", 1e300, i64::MAX);
    for (sql, shown) in [
        (
            "CAST(\"Short Desc\" AS INT) * 100000 / CAST('400000' AS INT)",
            "7575.25",
        ),
        ("POWER(CAST(\"Short Desc\" AS INT), 5) > 1e22", "true"),
        ("whole % -1", "0"),
    ] {
        assert_eq!(value(sql, &row), Ok(shown.into()), "{sql}");
    }
    for sql in [
        "whole + 1",
        "whole * 2",
        "-whole - 2",
        "ABS(-whole - 1)",
        "number * number",
        "EXP(number)",
        "CAST(number AS BIGINT)",
        "CAST(whole AS INT)",
        "CAST(\"Short Desc\" AS TINYINT)",
        "day + whole",
    ] {
        let failed = value(sql, &row);
        assert!(failed.is_err(), "{sql}: {failed:?}");
    }
}

#[test]
fn a_branch_that_is_not_taken_cannot_fail() {
    let row = row("low", 0.0, 7);
    for (sql, shown) in [
        (
            "CASE WHEN \"Short Desc\" = 'low' THEN NULL ELSE CAST(\"Short Desc\" AS DOUBLE) END",
            "NULL",
        ),
        ("COALESCE(whole, CAST(\"Short Desc\" AS BIGINT))", "7"),
        ("IF(whole = 7, 1, CAST(\"Short Desc\" AS BIGINT))", "1"),
        (
            "\"Short Desc\" <> 'low' AND CAST(\"Short Desc\" AS BIGINT) > 5",
            "false",
        ),
        ("whole = 7 OR CAST(\"Short Desc\" AS BIGINT) > 5", "true"),
        ("TRY_CAST(\"Short Desc\" AS BIGINT)", "NULL"),
    ] {
        assert_eq!(value(sql, &row), Ok(shown.into()), "{sql}");
    }
    assert!(value("CAST(\"Short Desc\" AS DOUBLE)", &row).is_err());
}

#[test]
fn nan_in_a_source_is_null_and_an_infinity_fails_its_row() {
    let nan = row("", f64::NAN, 0);
    assert_eq!(value("number > 0.1", &nan), Ok("NULL".into()));
    assert_eq!(value("number IS NULL", &nan), Ok("true".into()));
    let infinite = row("", f64::INFINITY, 0);
    let error = value("number > 0.1", &infinite).unwrap_err();
    assert_eq!(error, "\"number\" is infinite");
}

#[test]
fn text_cannot_grow_without_end() {
    let doubled = "REPLACE(".repeat(40) + "\"Short Desc\"" + &", 'a', 'aaaaaaaa')".repeat(40);
    let error = value(&doubled, &row("a", 0.0, 0)).unwrap_err();
    assert!(error.contains("more than 1000000 bytes"), "{error}");
    assert!(value("LPAD(\"Short Desc\", 9000000000)", &row("a", 0.0, 0)).is_err());
}
