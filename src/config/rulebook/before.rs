//! How long before a row is that a trigger looks back at.

use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

/// How far a trigger looks back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Before {
    /// A quarter of a year.
    #[default]
    Quarter,
    /// A year.
    Year,
}

impl Before {
    /// The day so long before `day`; of the last day of a month the last.
    #[must_use]
    pub fn day(self, day: NaiveDate) -> NaiveDate {
        let months = match self {
            Self::Quarter => 3,
            Self::Year => 12,
        };
        let before = day
            .checked_sub_months(Months::new(months))
            .unwrap_or(NaiveDate::MIN);
        match is_last_of_month(day) {
            true => last_of_month(before),
            false => before,
        }
    }
}

/// Whether a day is the last of its month.
#[must_use]
pub fn is_last_of_month(day: NaiveDate) -> bool {
    last_of_month(day) == day
}

/// The last day of a day's month.
#[must_use]
pub fn last_of_month(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1);
    let next = first.and_then(|first| first.checked_add_months(Months::new(1)));
    next.and_then(|next| next.pred_opt()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_month_looks_back_at_the_last_of_another() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (of, quarter, year) in [
            ("2019-06-30", "2019-03-31", "2018-06-30"),
            ("2019-05-31", "2019-02-28", "2018-05-31"),
            ("2020-02-29", "2019-11-30", "2019-02-28"),
            ("2019-12-15", "2019-09-15", "2018-12-15"),
        ] {
            assert_eq!(Before::Quarter.day(day(of)), day(quarter), "{of}");
            assert_eq!(Before::Year.day(day(of)), day(year), "{of}");
        }
    }
}
