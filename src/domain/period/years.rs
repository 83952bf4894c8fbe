//! Whole years as publishers write them.

use super::error::Fault;
use super::{LONGEST_SPAN, Period};

/// Whether a label names one calendar year, or one across two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `2016`.
    Single,
    /// `2015/16`, `2015-16` or `201516`.
    Split,
    /// Several years.
    Several,
}

/// The years that `years` writes, and how it does.
pub(super) fn read(years: &str) -> Result<(Period, Form), Fault> {
    let period = read_period(years)?;
    let form = match (
        period.unit() == super::PeriodUnit::Year,
        period.start() == period.end(),
    ) {
        (true, true) => Form::Single,
        (true, false) => Form::Split,
        (false, _) => Form::Several,
    };
    Ok((period, form))
}

fn read_period(years: &str) -> Result<Period, Fault> {
    if years.is_empty() {
        return Err(Fault::UnknownForm);
    }
    if years.len() == 6
        && let Some(digits) = number(years, 6)
    {
        return read_academic_year(digits);
    }
    match years.split_once(is_dash) {
        None => {
            let (start, end) = read_year_or_pair(years, None)?;
            Period::years(start, end.unwrap_or(start), None)
        }
        Some((first, last)) => read_pooled(first, last),
    }
}

/// Removes the notes in brackets that follow the years, such as `(Rev)` or `[p]`, and the space
/// around.
pub(super) fn without_notes(label: &str) -> &str {
    let mut years = label.trim();
    while let Some((rest, _)) = last_note(years) {
        years = rest;
    }
    years
}

/// The notes in brackets that follow the years, the last first, without their brackets.
pub(super) fn notes(label: &str) -> impl Iterator<Item = &str> {
    let mut rest = label.trim();
    std::iter::from_fn(move || {
        let (years, note) = last_note(rest)?;
        rest = years;
        Some(note)
    })
}

/// What stands before the last note in brackets, and the note.
fn last_note(text: &str) -> Option<(&str, &str)> {
    [('(', ')'), ('[', ']')].iter().find_map(|(open, close)| {
        let (years, note) = text.strip_suffix(*close)?.rsplit_once(*open)?;
        Some((years.trim_end(), note.trim()))
    })
}

/// `201516`: start and, in two digits, the year after it.
fn read_academic_year(digits: i32) -> Result<Period, Fault> {
    let (Ok(start), Ok(two_digits)) = (i16::try_from(digits / 100), i16::try_from(digits % 100))
    else {
        return Err(Fault::UnknownForm);
    };
    if (start + 1) % 100 != two_digits {
        return Err(Fault::UnknownForm);
    }
    Period::years(start, start + 1, None)
}

/// `2014-16` from its two ends, or `2013/14-15/16` from its first and last year.
fn read_pooled(first: &str, last: &str) -> Result<Period, Fault> {
    let (first_start, first_end) = read_year_or_pair(first, None)?;
    let (last_start, last_end) = read_year_or_pair(last, Some(first_start))?;
    match (first_end, last_end) {
        (None, None) => Period::years(first_start, last_start, None),
        (Some(first_end), Some(last_end)) => {
            // Each of the two must be one year in its own right, and the second no earlier.
            let first_year = Period::years(first_start, first_end, None)?;
            let last_year = Period::years(last_start, last_end, None)?;
            if last_year < first_year || last_start < first_start {
                return Err(Fault::EndsBeforeStart);
            }
            if first_end - first_start > 1 || last_end - last_start > 1 {
                return Err(Fault::UnknownForm);
            }
            let count = u8::try_from(last_start - first_start + 1).map_err(|_| Fault::TooLong)?;
            Period::years(first_start, last_end, Some(count))
        }
        // `2015/16-17` could end in 2017 or be a slip for `2015/16-16/17`: no guess.
        _ => Err(Fault::UnknownForm),
    }
}

/// A year, or two joined by a slash. A year of two digits is read as following `earlier`.
fn read_year_or_pair(text: &str, earlier: Option<i16>) -> Result<(i16, Option<i16>), Fault> {
    match text.split_once('/') {
        None => Ok((read_year(text, earlier)?, None)),
        Some((start, end)) => {
            let start = read_year(start, earlier)?;
            Ok((start, Some(read_year(end, Some(start))?)))
        }
    }
}

/// A year of four digits, or of two where an `earlier` year gives the century.
fn read_year(text: &str, earlier: Option<i16>) -> Result<i16, Fault> {
    let text = text.trim();
    if let Some(year) = number(text, 4) {
        return i16::try_from(year).map_err(|_| Fault::UnknownForm);
    }
    let two_digits = number(text, 2)
        .and_then(|year| i16::try_from(year).ok())
        .ok_or(Fault::UnknownForm)?;
    let earlier = earlier.ok_or(Fault::UnknownForm)?;
    let same_century = earlier - earlier % 100 + two_digits;
    let next_century = same_century + 100;
    // `1999/00` turns the century; in `2016-13` the next century is too far off to be meant.
    if same_century < earlier && next_century - earlier <= LONGEST_SPAN {
        Ok(next_century)
    } else {
        Ok(same_century)
    }
}

/// The number that exactly this many ASCII digits write; a sign or a space is no digit.
pub(super) fn number(text: &str, digits: usize) -> Option<i32> {
    if text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// The hyphen and the dashes that word processors and the web put in its place.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
