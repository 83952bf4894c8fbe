//! Labels: how publishers write a period, and which period that is.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::error::{Fault, PeriodError, quoted};
use super::years::{self, Form, without_notes};
use super::{Period, PeriodKind, PeriodUnit, YearKind};

/// A period as its publisher labels it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodLabel {
    /// What tables show: the label, without the standard's word for a whole year.
    pub shown: String,
    /// The period.
    pub period: Period,
    /// Which year it is or is a part of, where the label says so.
    pub year: Option<YearKind>,
}

impl PeriodLabel {
    /// Reads a label.
    ///
    /// | label | start | end | unit |
    /// | --- | --- | --- | --- |
    /// | `2016`, `2018 (Rev)`, `2025 (prov)` | the year | the year | year |
    /// | `2015/16`, `2015/2016`, `2015-16`, `2016-17 (OT)` | 2015 | 2016 | year |
    /// | `201516` | 2015 | 2016 | year |
    /// | `2014-16`, `2014-2016` | 2014 | 2016 | three years |
    /// | `2013/14-15/16`, `2013/14-2015/16` | 2013 | 2016 | three years |
    /// | `201516, Financial year`, `Academic year 2015/16` | 2015 | 2016 | year, of that kind |
    /// | `201516, Financial year Q4`, `2015/16 Q4` | 2016 | 2016 | quarter |
    /// | `2016 Q2`, `2016, Calendar year Q2` | 2016 | 2016 | quarter |
    /// | `201516, Part 2 (October to March)`, `2015/16 H2` | 2015 | 2016 | half |
    /// | `Autumn term 2015/16` | 2015 | 2015 | term |
    /// | `March 2016`, `2016, March` | 2016 | 2016 | month |
    /// | `2016, Week 12` | 2016 | 2016 | week |
    /// | `31 March 2016`, `as at 31 March 2016`, `2016-03-31` | 2016 | 2016 | day |
    ///
    /// A two-digit end belongs to the century of its start, or to the next when that lies nearer
    /// (`1999/00`). Six digits are a year across two, as in Explore education statistics, and only
    /// where the last two follow the first four. A part of `2015/16` is taken for one of the
    /// financial year where the label does not say. Notes in brackets, spaces and the kind of dash
    /// do not matter.
    ///
    /// # Errors
    /// [`PeriodError`] says what was read and why it is no period: not one of these forms (a stray
    /// `0`), a year outside 1900 to 2100, an end before the start (`2016-13`), or a span above
    /// ten years.
    pub fn parse(label: &str) -> Result<Self, PeriodError> {
        read(label).map_err(|fault| PeriodError {
            label: quoted(label),
            fault,
        })
    }

    /// Its kind.
    pub fn kind(&self) -> PeriodKind {
        PeriodKind {
            unit: self.period.unit(),
            year: self.year,
        }
    }
}

impl Period {
    /// Reads a period as publishers label it; see [`PeriodLabel::parse`].
    ///
    /// ```
    /// use plumbline::domain::Period;
    ///
    /// let year = Period::parse("2018 (Rev)")?;
    /// let pooled = Period::parse("2013/14-15/16")?;
    /// assert_eq!((pooled.start(), pooled.end()), (2013, 2016));
    /// assert!(year > pooled, "the later end is the later period");
    /// assert!(Period::parse("0").is_err(), "a stray 0 is no period");
    /// # Ok::<(), plumbline::domain::PeriodError>(())
    /// ```
    ///
    /// # Errors
    /// [`PeriodError`] says what was read and why it is no period.
    pub fn parse(label: &str) -> Result<Self, PeriodError> {
        PeriodLabel::parse(label).map(|label| label.period)
    }
}

impl fmt::Display for Period {
    /// Writes a label that reads back as the same period, such as `2016`, `2014-2016` or
    /// `2023 Q2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(*self, f)
    }
}

fn read(label: &str) -> Result<PeriodLabel, Fault> {
    let noted = without_notes(label);
    if noted.is_empty() {
        return Err(if label.trim().is_empty() {
            Fault::Blank
        } else {
            Fault::UnknownForm
        });
    }
    let shown = label.to_owned();
    let of_years = match years::read(noted) {
        Ok((period, _)) => {
            return Ok(PeriodLabel {
                shown,
                period,
                year: None,
            });
        }
        Err(fault) => fault,
    };
    if let Some(day) = day(noted) {
        let year = i16::try_from(day.year()).map_err(|_| Fault::YearOutOfRange)?;
        let part = u16::try_from(day.ordinal()).map_err(|_| Fault::UnknownForm)?;
        return Ok(PeriodLabel {
            shown,
            period: Period::part(year, year, PeriodUnit::Day, part)?,
            year: None,
        });
    }
    // What has no word in it is a slip in the years, which says more than that the word is unknown.
    let Some((years, word)) = split(noted) else {
        return Err(of_years);
    };
    let (period, form) = years::read(&years)?;
    let identifier = Identifier::parse(&word).ok_or(Fault::UnknownForm)?;
    let (period, year) = identifier.of(period, form)?;
    let shown = match (period.unit(), label.split_once(',')) {
        (PeriodUnit::Year, Some((time, _))) => time.trim().to_owned(),
        _ => shown,
    };
    Ok(PeriodLabel {
        shown,
        period,
        year,
    })
}

/// The years of a label and the words beside them, in small letters; `None` where there are not
/// both.
fn split(label: &str) -> Option<(String, String)> {
    let lower = label.to_lowercase().replace(',', " ");
    let mut tidy = String::with_capacity(lower.len());
    for c in lower.chars() {
        // `2015 - 16` and `2015 / 16` are one word, and `2016-Q2` and `2016Q2` are two.
        let joins = years::is_dash(c) || c == '/';
        let after_digit = tidy
            .trim_end()
            .ends_with(|last: char| last.is_ascii_digit());
        if joins && after_digit {
            tidy.truncate(tidy.trim_end().len());
            tidy.push(c);
        } else if c.is_whitespace() && tidy.ends_with(|last| years::is_dash(last) || last == '/') {
        } else if c.is_alphabetic()
            && tidy.ends_with(|last: char| last.is_ascii_digit() || years::is_dash(last))
        {
            tidy.truncate(tidy.trim_end_matches(years::is_dash).len());
            tidy.push(' ');
            tidy.push(c);
        } else {
            tidy.push(c);
        }
    }
    let is_years = |word: &&str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits >= 4 && !word.contains(char::is_alphabetic)
    };
    let words: Vec<&str> = tidy.split_whitespace().collect();
    let mut years = words.iter().copied().filter(is_years);
    let year = years.next()?.to_owned();
    if years.next().is_some() {
        return None;
    }
    let rest: Vec<&str> = words.into_iter().filter(|word| !is_years(word)).collect();
    (!rest.is_empty()).then(|| (year, rest.join(" ")))
}

/// `31 March 2016`, `2016-03-31` or `31/03/2016`, with or without `at` or `as at`.
fn day(label: &str) -> Option<NaiveDate> {
    let lower = label.to_lowercase();
    let bare = ["as at ", "at ", "as of ", "on "]
        .iter()
        .find_map(|word| lower.strip_prefix(word))
        .unwrap_or(&lower)
        .trim();
    ["%Y-%m-%d", "%d %B %Y", "%d/%m/%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(bare, form).ok())
        .filter(|_| bare.bytes().filter(u8::is_ascii_digit).count() >= 5)
}

/// The word that says what part of a year a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identifier {
    Year(YearKind),
    Quarter(Option<YearKind>, u16),
    Half(u16),
    Term(Term),
    Month(u16),
    Week(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Term {
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
    fn parse(word: &str) -> Option<Self> {
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
    fn of(self, years: Period, form: Form) -> Result<(Period, Option<YearKind>), Fault> {
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

/// Writes a label that reads back as `period`.
pub(super) fn write(period: Period, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
