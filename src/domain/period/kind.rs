//! Kinds of period: what a series is counted in.

use std::fmt;

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PeriodUnit {
    /// One year.
    Year,
    /// So many years, pooled.
    Years(u8),
    /// Half a year.
    Half,
    /// Two school terms.
    Terms,
    /// A school term.
    Term,
    /// A quarter of a year.
    Quarter,
    /// A month.
    Month,
    /// A week.
    Week,
    /// As at a day.
    Day,
}

/// Which year a period is, or is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum YearKind {
    /// January to December.
    Calendar,
    /// April to March.
    Financial,
    /// August or September to July or August.
    Academic,
    /// As the publisher reports it.
    Reporting,
    /// 6 April to 5 April.
    Tax,
}

impl YearKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Calendar,
        Self::Financial,
        Self::Academic,
        Self::Reporting,
        Self::Tax,
    ];

    /// The word before `year`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Financial => "financial",
            Self::Academic => "academic",
            Self::Reporting => "reporting",
            Self::Tax => "tax",
        }
    }
}

/// The kind of a period: its unit, and of which year, where its label says so.
///
/// A label such as `2016` or `2015/16` says nothing of the year's kind; it may stand beside a year
/// of any kind, but two kinds that are said are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeriodKind {
    /// What it is counted in.
    pub unit: PeriodUnit,
    /// Of which year, where the label says so.
    pub year: Option<YearKind>,
}

impl PeriodKind {
    /// Whether figures of both can stand in one series.
    pub fn goes_with(self, other: Self) -> bool {
        self.unit == other.unit
            && match (self.year, other.year) {
                (Some(own), Some(other)) => own == other,
                (None, _) | (_, None) => true,
            }
    }
}

impl fmt::Display for PeriodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            PeriodUnit::Year => "year",
            PeriodUnit::Years(count) => return write!(f, "span of {count} years"),
            PeriodUnit::Half => "half-year",
            PeriodUnit::Terms => return f.write_str("two terms"),
            PeriodUnit::Term => return f.write_str("term"),
            PeriodUnit::Quarter => "quarter",
            PeriodUnit::Month => return f.write_str("month"),
            PeriodUnit::Week => return f.write_str("week"),
            PeriodUnit::Day => return f.write_str("day"),
        };
        match self.year {
            Some(year) => write!(f, "{} {unit}", year.word()),
            None => f.write_str(unit),
        }
    }
}
