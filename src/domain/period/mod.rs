//! Periods: what a published figure covers in time.

mod error;
mod identifier;
mod kind;
mod label;
mod written;
mod years;

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use chrono::{Days, Months, NaiveDate};

use self::error::Fault;
pub use self::error::PeriodError;
pub use self::identifier::MONTHS;
pub use self::kind::{PeriodKind, PeriodUnit, YearKind};
pub use self::label::PeriodLabel;

/// Years outside these are misprints: no published series of this field reaches so far.
const YEARS: RangeInclusive<i16> = 1900..=2100;

/// The longest span read, in years from start to end. Pooled figures cover three to five; a longer
/// span is two years run together or a range of a table's contents.
const LONGEST_SPAN: i16 = 10;

/// What a figure covers: so much time, from its beginning to its end.
///
/// A plain year starts and ends in itself; the school or financial year `2015/16` starts in 2015
/// and ends in 2016; the pooled years `2013/14-15/16` start in 2013 and end in 2016; the first
/// quarter of that financial year starts and ends in 2015.
///
/// Two periods are the same where they start and end together and are counted in the same unit,
/// however they are written. They are ordered by their end, then by their start, so the greatest
/// of a series is its latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    start: i16,
    end: i16,
    /// Where it lies within the year of its start: the month in which it begins, the week or the
    /// day; 0 for whole years.
    part: u16,
    unit: PeriodUnit,
}

impl Period {
    /// The whole years from `start` to `end`; `None` when they end before they start, are more
    /// than ten from one to the other or leave 1900 to 2100.
    pub fn new(start: i16, end: i16) -> Option<Self> {
        Self::years(start, end, None).ok()
    }

    /// The calendar year in which it starts.
    pub const fn start(self) -> i16 {
        self.start
    }

    /// The calendar year in which it ends.
    pub const fn end(self) -> i16 {
        self.end
    }

    /// What it is counted in.
    pub const fn unit(self) -> PeriodUnit {
        self.unit
    }

    /// The day on which it begins, as far as that is known: 1 January for whole years and for
    /// the first of a unit that begins somewhere in them.
    pub fn begins(self) -> NaiveDate {
        let year = i32::from(self.start);
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let part = u32::from(self.part);
        let begins = match self.unit {
            PeriodUnit::Year | PeriodUnit::Years(_) => None,
            PeriodUnit::Half
            | PeriodUnit::Terms
            | PeriodUnit::Term
            | PeriodUnit::Quarter
            | PeriodUnit::Month => NaiveDate::from_ymd_opt(year, part, 1),
            PeriodUnit::Week => {
                first.checked_add_days(Days::new(7 * u64::from(part.saturating_sub(1))))
            }
            PeriodUnit::Day => NaiveDate::from_yo_opt(year, part),
        };
        begins.unwrap_or(first)
    }

    /// The last day of it, as far as that is known; `year` is which year it is or is a part of. A
    /// year across two that does not say ends in August, as the later of the usual ones does.
    pub fn ends(self, year: Option<YearKind>) -> NaiveDate {
        let end = |month, day| NaiveDate::from_ymd_opt(self.end.into(), month, day);
        let months = |months| {
            let next = self.begins().checked_add_months(Months::new(months));
            next.and_then(|day| day.pred_opt())
        };
        let ends = match self.unit {
            PeriodUnit::Year | PeriodUnit::Years(_) if self.is_across() => match year {
                Some(YearKind::Financial) => end(3, 31),
                Some(YearKind::Tax) => end(4, 5),
                Some(YearKind::Calendar | YearKind::Academic | YearKind::Reporting) | None => {
                    end(8, 31)
                }
            },
            PeriodUnit::Year | PeriodUnit::Years(_) => end(12, 31),
            PeriodUnit::Half => months(6),
            PeriodUnit::Terms => months(8),
            PeriodUnit::Term => months(4),
            PeriodUnit::Quarter => months(3),
            PeriodUnit::Month => months(1),
            PeriodUnit::Week => self.begins().checked_add_days(Days::new(6)),
            PeriodUnit::Day => Some(self.begins()),
        };
        ends.unwrap_or(NaiveDate::MAX)
    }

    /// Whether whole years run from one calendar year into the next.
    fn is_across(self) -> bool {
        let apart = self.end - self.start;
        match self.unit {
            PeriodUnit::Year => apart == 1,
            PeriodUnit::Years(count) => apart == i16::from(count),
            PeriodUnit::Half
            | PeriodUnit::Terms
            | PeriodUnit::Term
            | PeriodUnit::Quarter
            | PeriodUnit::Month
            | PeriodUnit::Week
            | PeriodUnit::Day => false,
        }
    }

    /// The day by which names in a figure of it are understood: when it begins or, of several years
    /// together, the last of them. A year across two begins in April where a financial year does.
    pub fn speaks_of(self) -> NaiveDate {
        let day = match self.unit {
            PeriodUnit::Year | PeriodUnit::Years(_) if self.is_across() => {
                NaiveDate::from_ymd_opt(i32::from(self.end) - 1, 4, 1)
            }
            PeriodUnit::Year | PeriodUnit::Years(_) => {
                NaiveDate::from_ymd_opt(self.end.into(), 1, 1)
            }
            PeriodUnit::Half
            | PeriodUnit::Terms
            | PeriodUnit::Term
            | PeriodUnit::Quarter
            | PeriodUnit::Month
            | PeriodUnit::Week
            | PeriodUnit::Day => return self.begins(),
        };
        day.unwrap_or_default()
    }

    /// Its place among the periods of a series: by its beginning, then by its end.
    pub const fn order(self) -> (i16, i16, u16, PeriodUnit) {
        (self.start, self.end, self.part, self.unit)
    }

    /// Whole years, of which `pooled` says how many where the label does.
    fn years(start: i16, end: i16, pooled: Option<u8>) -> Result<Self, Fault> {
        if !YEARS.contains(&start) || !YEARS.contains(&end) {
            return Err(Fault::YearOutOfRange);
        }
        if end < start {
            return Err(Fault::EndsBeforeStart);
        }
        let apart = end - start;
        if apart > LONGEST_SPAN {
            return Err(Fault::TooLong);
        }
        // `2014-16` are the three years that it names; `2015/16` is one year across two.
        let count = pooled.unwrap_or(match apart {
            0 | 1 => 1,
            more => u8::try_from(more + 1).unwrap_or(u8::MAX),
        });
        Ok(Self {
            start,
            end,
            part: 0,
            unit: match count {
                0 | 1 => PeriodUnit::Year,
                several => PeriodUnit::Years(several),
            },
        })
    }

    /// A part of the year `start`, which ends in `end`.
    fn part(start: i16, end: i16, unit: PeriodUnit, part: u16) -> Result<Self, Fault> {
        let years = Self::years(start, end, None)?;
        Ok(Self {
            part,
            unit,
            ..years
        })
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |of: &Self| (of.end, of.start, of.part, of.unit);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests;
