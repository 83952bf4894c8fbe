//! The days of a rating year, as days since 1 January 1970.

use chrono::{Datelike, NaiveDate, Weekday};

/// A day, counted from 1 January 1970 as Parquet and Arrow count dates.
pub(super) type Day = i32;

/// The calendar about one rating year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// The rating year.
    pub year: i32,
}

impl Calendar {
    /// The day on which evidence closes: 9 December, the date of the 2009 letters.
    pub(super) fn as_of(self) -> Day {
        self.day(0, 12, 9)
    }

    /// The last day on which the extract knows of a publication: the year's end, three weeks
    /// after the as-of date, so that evidence published too late is there to be left out.
    pub(super) fn extract_end(self) -> Day {
        self.day(0, 12, 31)
    }

    /// A day so many years after the rating year (before it when negative).
    pub(super) fn day(self, years: i32, month: u32, day: u32) -> Day {
        let date = NaiveDate::from_ymd_opt(self.year + years, month, day)
            .expect("callers give months and days that every year has");
        days_since_epoch(date)
    }
}

/// The day itself, or the Friday before it when it falls on a weekend.
pub(super) fn working_day(day: Day) -> Day {
    let date = NaiveDate::from_epoch_days(day).expect("sample years lie within chrono's calendar");
    match date.weekday() {
        Weekday::Sat => day - 1,
        Weekday::Sun => day - 2,
        _ => day,
    }
}

/// The calendar year in which a day falls.
pub(super) fn year_of(day: Day) -> i32 {
    NaiveDate::from_epoch_days(day)
        .expect("sample years lie within chrono's calendar")
        .year()
}

fn days_since_epoch(date: NaiveDate) -> Day {
    date.to_epoch_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_as_of_date_of_2009_is_the_letter_s() {
        // date -u -d 2009-12-09 +%s, divided by 86400
        assert_eq!(Calendar { year: 2009 }.as_of(), 14_587);
    }

    #[test]
    fn weekends_move_back_to_friday() {
        let sunday = Calendar { year: 2009 }.day(0, 12, 6);
        assert_eq!(working_day(sunday), sunday - 2);
        assert_eq!(working_day(sunday - 1), sunday - 2);
        assert_eq!(working_day(sunday + 1), sunday + 1);
    }

    #[test]
    fn a_day_knows_its_year() {
        assert_eq!(year_of(Calendar { year: 2009 }.day(-1, 5, 29)), 2008);
    }
}
