//! How long after something it comes out.

use std::fmt;

use chrono::{Days, Months, NaiveDate};

/// The longest delay, in months.
const LONGEST: u32 = 120;

/// A time that passes between the end of a period and the publication of its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// So many days.
    Days(u32),
    /// So many months.
    Months(u32),
}

impl Delay {
    /// Reads `8 months`, `1 year`, `6 weeks` or `10 days`, up to ten years.
    ///
    /// ```
    /// use plumbline::domain::Delay;
    ///
    /// assert_eq!(Delay::parse("1 year"), Some(Delay::Months(12)));
    /// assert_eq!(Delay::parse("soon"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(char::is_whitespace)?;
        let number: u32 = number.parse().ok()?;
        let (delay, months) = match unit.trim().trim_end_matches('s') {
            "day" => (Self::Days(number), number / 30),
            "week" => (Self::Days(number.checked_mul(7)?), number / 4),
            "month" => (Self::Months(number), number),
            "year" => {
                let months = number.checked_mul(12)?;
                (Self::Months(months), months)
            }
            _ => return None,
        };
        (months <= LONGEST).then_some(delay)
    }

    /// The day that is so long after `day`; of a month without such a day, its last.
    #[must_use]
    pub fn after(self, day: NaiveDate) -> NaiveDate {
        let later = match self {
            Self::Days(days) => day.checked_add_days(Days::new(days.into())),
            Self::Months(months) => day.checked_add_months(Months::new(months)),
        };
        later.unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(1) => out.write_str("1 day"),
            Self::Days(days) => write!(out, "{days} days"),
            Self::Months(1) => out.write_str("1 month"),
            Self::Months(months) => write!(out, "{months} months"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_delay_is_a_number_and_a_unit() {
        for (text, delay) in [
            ("8 months", Some(Delay::Months(8))),
            ("1 month", Some(Delay::Months(1))),
            ("2 years", Some(Delay::Months(24))),
            ("6 weeks", Some(Delay::Days(42))),
            ("0 days", Some(Delay::Days(0))),
            ("10 years", Some(Delay::Months(120))),
            ("11 years", None),
            ("4000 days", None),
            ("8", None),
            ("-1 months", None),
            ("8 moons", None),
            ("4294967295 years", None),
        ] {
            assert_eq!(Delay::parse(text), delay, "{text}");
        }
    }

    #[test]
    fn months_end_where_the_month_does() {
        assert_eq!(Delay::Months(6).after(day("2019-08-31")), day("2020-02-29"));
        assert_eq!(Delay::Days(1).after(day("2019-12-31")), day("2020-01-01"));
        assert_eq!(Delay::Months(1).after(NaiveDate::MAX), NaiveDate::MAX);
    }
}
