//! A period as its label.

use std::fmt;

use chrono::NaiveDate;

use super::identifier::MONTHS;
use super::{Period, PeriodUnit};

impl fmt::Display for Period {
    /// Writes a label that reads back as the same period, such as `2016`, `2014-2016` or
    /// `2023 Q2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(*self, f)
    }
}

/// Writes a label that reads back as `period`.
fn write(period: Period, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (start, end, part) = (period.start, period.end, period.part);
    let month = || MONTHS[usize::from(part.clamp(1, 12)) - 1];
    match period.unit {
        PeriodUnit::Year if start == end => write!(f, "{start}"),
        PeriodUnit::Year => write!(f, "{start}-{end}"),
        // One year fewer than from start to end are years across two.
        PeriodUnit::Years(count) if i16::from(count) == end - start => {
            write!(f, "{start}/{}-{}/{end}", start + 1, end - 1)
        }
        PeriodUnit::Years(_) => write!(f, "{start}-{end}"),
        PeriodUnit::Half => match part {
            1 => write!(f, "{start} H1"),
            7 => write!(f, "{start} H2"),
            4 => write!(f, "{start}/{} H1", start + 1),
            _ => write!(f, "{start}/{} H2", start + 1),
        },
        PeriodUnit::Quarter => match part {
            8 | 11 => write!(
                f,
                "Academic year {start}/{} Q{}",
                start + 1,
                if part == 8 { 1 } else { 2 }
            ),
            2 | 5 => write!(
                f,
                "Academic year {}/{start} Q{}",
                start - 1,
                if part == 2 { 3 } else { 4 }
            ),
            _ => write!(f, "{start} Q{}", part.div_ceil(3)),
        },
        PeriodUnit::Terms => write!(f, "Autumn and spring term {start}/{end}"),
        PeriodUnit::Term => match part {
            9 => write!(f, "Autumn term {start}/{}", start + 1),
            1 => write!(f, "Spring term {}/{start}", start - 1),
            _ => write!(f, "Summer term {}/{start}", start - 1),
        },
        PeriodUnit::Month => write!(f, "{} {start}", month()),
        PeriodUnit::Week => write!(f, "Week {part} {start}"),
        PeriodUnit::Day => {
            let day = NaiveDate::from_yo_opt(i32::from(start), u32::from(part));
            write!(f, "{}", day.unwrap_or_default())
        }
    }
}
