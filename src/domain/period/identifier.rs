//! The word beside the years of a label, and the part of them that it names.

use super::error::Fault;
use super::years::Form;
use super::{Period, PeriodUnit, YearKind};

/// The word that says what part of a year a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identifier {
    Year(YearKind),
    Quarter(Option<YearKind>, u16),
    Half(u16),
    Term(Term),
    Month(u16),
    Week(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Autumn,
    Spring,
    Summer,
    AutumnAndSpring,
}

/// The months, in lower case.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Identifier {
    /// The identifier that is written so, in small letters.
    pub(super) fn parse(word: &str) -> Option<Self> {
        let numbered = |prefixes: &[&str], most: u16| {
            let rest = prefixes
                .iter()
                .find_map(|prefix| word.strip_prefix(prefix))?;
            let number: u16 = rest.trim().parse().ok()?;
            (1..=most).contains(&number).then_some(number)
        };
        for kind in YearKind::ALL {
            let name = format!("{} year", kind.word());
            if let Some(rest) = word.strip_prefix(&name) {
                return match rest.trim() {
                    "" => Some(Self::Year(kind)),
                    rest => quarter(rest).map(|number| Self::Quarter(Some(kind), number)),
                };
            }
        }
        if let Some(number) = quarter(word) {
            return Some(Self::Quarter(None, number));
        }
        if let Some(number) = numbered(&["part ", "h", "half "], 2) {
            return Some(Self::Half(number));
        }
        if let Some(number) = numbered(&["week "], 53) {
            return Some(Self::Week(number));
        }
        if let Some(term) = word.strip_suffix(" term").or(word.strip_suffix(" terms")) {
            return Some(Self::Term(match term {
                "autumn" => Term::Autumn,
                "spring" => Term::Spring,
                "summer" => Term::Summer,
                "autumn and spring" => Term::AutumnAndSpring,
                _ => return None,
            }));
        }
        let at = MONTHS
            .iter()
            .position(|name| *name == word || (word.len() == 3 && name.starts_with(word)))?;
        u16::try_from(at + 1).ok().map(Self::Month)
    }

    /// The part of these years that it names, and which year that is a part of.
    pub(super) fn of(self, years: Period, form: Form) -> Result<(Period, Option<YearKind>), Fault> {
        if form == Form::Several {
            return Err(Fault::UnknownForm);
        }
        let (start, end) = (years.start(), years.end());
        let is_split = form == Form::Split;
        if is_split && end != start + 1 {
            return Err(Fault::UnknownForm);
        }
        let usual = if is_split {
            YearKind::Financial
        } else {
            YearKind::Calendar
        };
        match self {
            Self::Year(kind) => {
                fits(kind, form)?;
                Ok((years, Some(kind)))
            }
            Self::Quarter(kind, number) => {
                let kind = kind.unwrap_or(usual);
                fits(kind, form)?;
                let first = match kind {
                    YearKind::Calendar | YearKind::Reporting => 1,
                    YearKind::Financial | YearKind::Tax => 4,
                    YearKind::Academic => 8,
                };
                let period = within(start, first, 3 * (number - 1), 3, PeriodUnit::Quarter)?;
                Ok((period, Some(kind)))
            }
            Self::Half(number) => {
                let first = if is_split { 4 } else { 1 };
                let period = within(start, first, 6 * (number - 1), 6, PeriodUnit::Half)?;
                Ok((period, Some(usual)))
            }
            Self::Term(term) => {
                let part = |year, month, unit| Period::part(year, year, unit, month);
                let period = match term {
                    Term::Autumn => part(start, 9, PeriodUnit::Term),
                    Term::Spring => part(end, 1, PeriodUnit::Term),
                    Term::Summer => part(end, 4, PeriodUnit::Term),
                    Term::AutumnAndSpring => Period::part(start, end, PeriodUnit::Terms, 9),
                }?;
                Ok((period, Some(YearKind::Academic)))
            }
            // A month of a year across two could be of either.
            Self::Month(_) | Self::Week(_) if is_split => Err(Fault::OtherYear),
            Self::Month(month) => Ok((Period::part(start, end, PeriodUnit::Month, month)?, None)),
            Self::Week(week) => Ok((Period::part(start, end, PeriodUnit::Week, week)?, None)),
        }
    }
}

/// `q1` or `quarter 1`.
fn quarter(word: &str) -> Option<u16> {
    let number = word
        .strip_prefix("quarter ")
        .or_else(|| word.strip_prefix('q'))?;
    let number: u16 = number.trim().parse().ok()?;
    (1..=4).contains(&number).then_some(number)
}

/// Whether a year of this kind is written so.
fn fits(kind: YearKind, form: Form) -> Result<(), Fault> {
    let fits = match kind {
        YearKind::Calendar => form == Form::Single,
        YearKind::Financial | YearKind::Academic | YearKind::Tax => form == Form::Split,
        YearKind::Reporting => true,
    };
    if fits { Ok(()) } else { Err(Fault::OtherYear) }
}

/// So many `months`, which begin `after` months of a year that begins with the month `first` of
/// `year`.
fn within(
    year: i16,
    first: u16,
    after: u16,
    months: u16,
    unit: PeriodUnit,
) -> Result<Period, Fault> {
    let from = first - 1 + after;
    let till = from + months - 1;
    let year_of = |month: u16| i16::try_from(month / 12).map(|years| year + years);
    let start = year_of(from).map_err(|_| Fault::YearOutOfRange)?;
    let end = year_of(till).map_err(|_| Fault::YearOutOfRange)?;
    Period::part(start, end, unit, from % 12 + 1)
}
