//! How far apart as-of dates are.

use chrono::{Months, NaiveDate};

use crate::config::{is_last_of_month, last_of_month};
use crate::error::Error;

/// As-of dates that a history may have: more than a century of months.
const MOST: usize = 1_500;

/// How far apart as-of dates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Every {
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The days from `from` to `to`, so far apart. From the last day of a month they are the last
    /// days of months.
    ///
    /// # Errors
    /// When the first day is after the last, or there are more than a century of months.
    pub fn days(self, from: NaiveDate, to: NaiveDate) -> Result<Vec<NaiveDate>, Error> {
        if from > to {
            return Err(Error::Usage(format!(
                "--from {from} is after --to {to}; give the earlier day to --from"
            )));
        }
        let ends = is_last_of_month(from);
        let day = |steps: u32| {
            let later = from.checked_add_months(Months::new(steps * self.months()))?;
            Some(if ends { last_of_month(later) } else { later })
        };
        let days = (0..).map_while(day).take_while(|day| *day <= to);
        let days: Vec<NaiveDate> = days.take(MOST + 1).collect();
        if days.len() > MOST {
            return Err(Error::Usage(format!(
                "there are more than {MOST} as-of dates from {from} to {to}; give --every year, or a later --from"
            )));
        }
        Ok(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(every: Every, from: &str, to: &str) -> Vec<String> {
        let days = every.days(from.parse().unwrap(), to.parse().unwrap());
        days.unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_day_of_a_month_is_followed_by_others() {
        assert_eq!(
            days(Every::Quarter, "2018-06-30", "2019-06-30"),
            [
                "2018-06-30",
                "2018-09-30",
                "2018-12-31",
                "2019-03-31",
                "2019-06-30"
            ]
        );
        assert_eq!(
            days(Every::Month, "2020-01-30", "2020-03-31"),
            ["2020-01-30", "2020-02-29", "2020-03-30"]
        );
        assert_eq!(
            days(Every::Year, "2020-02-29", "2022-12-31"),
            ["2020-02-29", "2021-02-28", "2022-02-28"]
        );
        assert_eq!(
            days(Every::Year, "2020-01-01", "2020-01-01"),
            ["2020-01-01"]
        );
    }
}
