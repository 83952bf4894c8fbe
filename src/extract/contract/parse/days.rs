//! Days, years and periods.

use chrono::{Datelike, NaiveDate};

use super::cells::Cell;
use super::numbers::whole;
use crate::domain::PeriodLabel;
use crate::read::{Scalar, missing_marker, show};
use crate::tables::{Fault, Rule};

/// A day.
pub fn date(scalar: Scalar<'_>) -> Cell<NaiveDate> {
    let day = match scalar {
        Scalar::Date(days) => NaiveDate::from_epoch_days(days),
        Scalar::Missing => return Cell::Missing(""),
        other => {
            let shown = show(other);
            if let Some(symbol) = missing_marker(&shown) {
                return Cell::Missing(symbol);
            }
            day_in(&shown)
        }
    };
    match day {
        Some(day) if (1900..=2200).contains(&day.year()) => Cell::Value(day),
        Some(day) => Cell::fault(
            Rule::ImpossibleDate,
            format!("{day} is not between 1900 and 2200"),
        ),
        None => Cell::fault(
            Rule::UnreadableDate,
            format!(
                "{:?} is not a day; expected one such as 2009-12-09, 09/12/2009 or 9 December 2009",
                show(scalar)
            ),
        ),
    }
}

fn day_in(text: &str) -> Option<NaiveDate> {
    // A spreadsheet's midnight says no more than its day.
    let day = text
        .strip_suffix(" 00:00:00")
        .or_else(|| text.strip_suffix(" 00:00"))
        .or_else(|| text.strip_suffix("T00:00:00"))
        .unwrap_or(text);
    ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d-%b-%Y", "%d-%m-%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
        // `%Y` alone takes the year 9 for 09; no extract means that.
        .filter(|_| {
            day.split(['-', '/', ' '])
                .any(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

/// A period: its text, folded, and what that says.
pub fn period(scalar: Scalar<'_>) -> Cell<(String, PeriodLabel)> {
    let shown = show(scalar);
    if let Some(symbol) = missing_marker(&shown) {
        return Cell::Missing(symbol);
    }
    let label = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    match PeriodLabel::parse(&label) {
        Ok(period) => Cell::Value((label, period)),
        Err(error) => Cell::fault(Rule::UnreadablePeriod, error.to_string()),
    }
}

/// A year.
pub fn year(scalar: Scalar<'_>) -> Cell<i32> {
    whole(
        scalar,
        Rule::UnreadableDate,
        "a year from 1900 to 2200",
        |number| (1900.0..=2200.0).contains(&number).then_some(number as i32),
    )
}

/// Whether a report was published on the day of its inspection or later; one that is dated before
/// it by the `tolerated` days at most was so too.
///
/// # Errors
/// A report that is older than its inspection.
pub fn in_order(inspected: NaiveDate, published: NaiveDate, tolerated: u64) -> Result<(), Fault> {
    let before = (inspected - published).num_days();
    if u64::try_from(before).is_ok_and(|days| days > tolerated) {
        return Err(Fault::new(
            Rule::ImpossibleDate,
            format!("published_on {published} is before inspected_on {inspected}"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_the_forms_that_publishers_use() {
        let day = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap();
        for text in [
            "2009-12-09",
            "09/12/2009",
            "9/12/2009",
            "9 December 2009",
            "09 Dec 2009",
            "09-Dec-2009",
            "2009-12-09 00:00:00",
        ] {
            assert_eq!(date(Scalar::Text(text)), Cell::Value(day), "{text}");
        }
        for text in [
            "31/02/2009",
            "09/12/09",
            "yesterday",
            "0009-12-09",
            "3009-01-01",
        ] {
            assert!(matches!(date(Scalar::Text(text)), Cell::Fault(_)), "{text}");
        }
    }
}
