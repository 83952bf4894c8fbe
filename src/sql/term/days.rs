//! The parts of a day, and intervals by which one is moved.

use sqlparser::ast::{DateTimeField, Expr, Interval, Value as Literal};

/// The function that gives a part of a day.
pub(super) fn part(field: &DateTimeField) -> Result<&'static str, String> {
    part_called(&field.to_string())
}

/// The function that gives the part of a day with this name.
pub(super) fn part_called(field: &str) -> Result<&'static str, String> {
    Ok(match field.to_ascii_lowercase().as_str() {
        "year" | "years" => "YEAR",
        "quarter" => "QUARTER",
        "month" | "months" => "MONTH",
        "week" | "weeks" | "isoweek" => "WEEK",
        "isoyear" => "ISOYEAR",
        "day" | "days" => "DAY",
        "dow" | "dayofweek" => "DAYOFWEEK",
        "isodow" => "ISODOW",
        "doy" | "dayofyear" => "DAYOFYEAR",
        _ => {
            return Err(format!(
                "a day has no {field}; it has year, quarter, month, week, isoyear, day, dow, isodow and doy"
            ));
        }
    })
}

/// The months and days of an interval.
pub(super) fn interval_of(interval: &Interval) -> Result<(i32, i64), String> {
    let wrong = || {
        format!(
            "{} is no interval; write INTERVAL '3 months', with days, weeks, months, quarters or years",
            match &*interval.value {
                Expr::Value(value) => value.to_string(),
                _ => "what stands after INTERVAL".to_owned(),
            }
        )
    };
    let plain = interval.last_field.is_none()
        && interval.leading_precision.is_none()
        && interval.fractional_seconds_precision.is_none();
    let Expr::Value(value) = &*interval.value else {
        return Err(wrong());
    };
    let text = match &value.value {
        Literal::SingleQuotedString(text) => text.clone(),
        Literal::Number(digits, false) => digits.clone(),
        _ => return Err(wrong()),
    };
    let text = match &interval.leading_field {
        Some(unit) => format!("{text} {unit}"),
        None => text,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    if !plain || words.is_empty() || !words.len().is_multiple_of(2) {
        return Err(wrong());
    }
    let (mut months, mut days) = (0_i64, 0_i64);
    for pair in words.chunks(2) {
        // A thousand years are more than any calendar of services needs.
        let count: i64 = pair[0].parse().map_err(|_| wrong())?;
        if !(-400_000..=400_000).contains(&count) {
            return Err(wrong());
        }
        match pair[1].to_ascii_lowercase().as_str() {
            "day" | "days" => days += count,
            "week" | "weeks" => days += 7 * count,
            "month" | "months" => months += count,
            "quarter" | "quarters" => months += 3 * count,
            "year" | "years" => months += 12 * count,
            _ => return Err(wrong()),
        }
    }
    let months = i32::try_from(months).map_err(|_| wrong())?;
    Ok((months, days))
}
