//! The year that a rating is for.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, de};

/// The day on which a year of ratings begins, which says what year a day belongs to: that in
/// which its year of ratings began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatingYear {
    month: u32,
    day: u32,
}

impl Default for RatingYear {
    fn default() -> Self {
        Self::CALENDAR
    }
}

impl RatingYear {
    /// The calendar year.
    pub const CALENDAR: Self = Self { month: 1, day: 1 };

    /// The year of ratings that `day` belongs to.
    #[must_use]
    pub fn of(self, day: NaiveDate) -> i32 {
        let is_before = (day.month(), day.day()) < (self.month, self.day);
        day.year() - i32::from(is_before)
    }
}

impl<'de> Deserialize<'de> for RatingYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A year without 29 February, on which no year could begin three times out of four.
        let day = NaiveDate::parse_from_str(&format!("2001-{text}"), "%Y-%m-%d");
        match day {
            Ok(day) if text.len() == 5 => Ok(Self {
                month: day.month(),
                day: day.day(),
            }),
            _ => Err(de::Error::custom(format!(
                "{text:?} is not a day of every year; expected month and day, such as \"04-01\""
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(text: &str) -> Result<RatingYear, toml::de::Error> {
        #[derive(Deserialize)]
        struct Table {
            year_begins: RatingYear,
        }
        let table: Table = toml::from_str(&format!("year_begins = {text:?}"))?;
        Ok(table.year_begins)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_belongs_to_the_year_that_began_before_it() {
        let calendar = RatingYear::default();
        assert_eq!(calendar.of(day("2009-01-01")), 2009);
        assert_eq!(calendar.of(day("2009-12-31")), 2009);
        let financial = begins("04-01").unwrap();
        assert_eq!(financial.of(day("2010-03-31")), 2009);
        assert_eq!(financial.of(day("2010-04-01")), 2010);
    }

    #[test]
    fn what_is_no_day_of_every_year_is_refused() {
        for text in ["02-29", "4-1", "13-01", "04-31", "April", "2009-04-01"] {
            assert!(begins(text).is_err(), "{text}");
        }
    }
}
