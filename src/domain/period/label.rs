//! Labels: how publishers write a period, and which period that is.

use chrono::{Datelike, NaiveDate};

use super::error::{Fault, PeriodError, quoted};
use super::identifier::Identifier;
use super::years::{self, notes, without_notes};
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
    /// | `2016`, `2018 (Rev)`, `2025 (prov)`, `2025 [p]` | the year | the year | year |
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
        Ok((period, form)) => {
            // `2022/23 (Q1)` is a quarter, though other notes are only notes.
            let noted = notes(label).find_map(|note| Identifier::parse(&note.to_lowercase()));
            let (period, year) = match noted {
                Some(identifier) => identifier.of(period, form)?,
                None => (period, None),
            };
            return Ok(PeriodLabel {
                shown,
                period,
                year,
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
