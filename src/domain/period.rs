//! Periods: the years that a published figure covers.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

/// Years outside these are misprints: no published series of this field reaches so far.
const YEARS: RangeInclusive<i16> = 1900..=2100;

/// The longest span read, in years from start to end. Pooled figures cover three to five; a longer
/// span is two years run together or a range of a table's contents.
const LONGEST_SPAN: i16 = 10;

/// A sentence's worth of a label that can't be read; more would only be a misplaced paragraph.
const LONGEST_QUOTE: usize = 40;

/// The calendar years in which a figure's period starts and ends.
///
/// A plain year starts and ends in itself; the school or financial year `2015/16` starts in 2015
/// and ends in 2016; the pooled years `2013/14-15/16` start in 2013 and end in 2016.
///
/// Periods are ordered by their end, then by their start, so the greatest of a series is its
/// latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    start: i16,
    end: i16,
}

impl Period {
    /// The period from `start` to `end`; `None` when it ends before it starts, is longer than ten
    /// years or leaves 1900 to 2100.
    pub fn new(start: i16, end: i16) -> Option<Self> {
        Self::checked(start, end).ok()
    }

    /// The calendar year in which it starts.
    pub const fn start(self) -> i16 {
        self.start
    }

    /// The calendar year in which it ends.
    pub const fn end(self) -> i16 {
        self.end
    }

    /// Reads a period as publishers label it.
    ///
    /// | label | start | end |
    /// | --- | --- | --- |
    /// | `2016`, `2018 (Rev)`, `2025 (prov)` | the year | the year |
    /// | `2014-16`, `2014-2016`, `2016-17 (OT)` | 2014 | 2016 |
    /// | `2015/16`, `2015/2016` | 2015 | 2016 |
    /// | `2013/14-15/16`, `2013/14-2015/16` | 2013 | 2016 |
    /// | `201516` | 2015 | 2016 |
    ///
    /// A two-digit end belongs to the century of its start, or to the next when that lies nearer
    /// (`1999/00`). Six digits are an academic year, as in Explore education statistics, and only
    /// where the last two follow the first four. Notes in brackets, spaces and the kind of dash do
    /// not matter.
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

    fn checked(start: i16, end: i16) -> Result<Self, Fault> {
        if !YEARS.contains(&start) || !YEARS.contains(&end) {
            Err(Fault::YearOutOfRange)
        } else if end < start {
            Err(Fault::EndsBeforeStart)
        } else if end - start > LONGEST_SPAN {
            Err(Fault::TooLong)
        } else {
            Ok(Self { start, end })
        }
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.end, self.start).cmp(&(other.end, other.start))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    /// Writes `2016` or `2014-2016`, both of which read back as the same period.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end {
            write!(f, "{}", self.start)
        } else {
            write!(f, "{}-{}", self.start, self.end)
        }
    }
}

/// A label that is no period, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodError {
    label: String,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Blank,
    UnknownForm,
    YearOutOfRange,
    EndsBeforeStart,
    TooLong,
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.fault {
            Fault::Blank => "it is blank",
            Fault::UnknownForm => "it has none of the known forms",
            Fault::YearOutOfRange => "it has a year outside 1900 to 2100",
            Fault::EndsBeforeStart => "it ends before it starts",
            Fault::TooLong => "it spans more than ten years",
        };
        write!(
            f,
            "\"{}\" is not a period: {why}; expected a year or years such as 2016, 2014-16, \
             2015/16, 2013/14-15/16 or 201516, with or without a note such as (Rev)",
            self.label
        )
    }
}

impl Error for PeriodError {}

fn quoted(label: &str) -> String {
    let mut quote: String = label
        .chars()
        .take(LONGEST_QUOTE)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if label.chars().nth(LONGEST_QUOTE).is_some() {
        quote.push('…');
    }
    quote
}

fn read(label: &str) -> Result<Period, Fault> {
    let years = without_notes(label);
    if years.is_empty() {
        return Err(if label.trim().is_empty() {
            Fault::Blank
        } else {
            Fault::UnknownForm
        });
    }
    if years.len() == 6
        && let Some(digits) = number(years, 6)
    {
        return read_academic_year(digits);
    }
    match years.split_once(is_dash) {
        None => {
            let (start, end) = read_year_or_pair(years, None)?;
            Period::checked(start, end.unwrap_or(start))
        }
        Some((first, last)) => read_pooled(first, last),
    }
}

/// Removes the notes in brackets that follow the years, such as `(Rev)`, and the space around.
fn without_notes(label: &str) -> &str {
    let mut years = label.trim();
    while let Some(open) = years.strip_suffix(')').and_then(|noted| noted.rfind('(')) {
        years = years[..open].trim_end();
    }
    years
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
    Period::checked(start, start + 1)
}

/// `2014-16` from its two ends, or `2013/14-15/16` from its first and last year.
fn read_pooled(first: &str, last: &str) -> Result<Period, Fault> {
    let (first_start, first_end) = read_year_or_pair(first, None)?;
    let (last_start, last_end) = read_year_or_pair(last, Some(first_start))?;
    match (first_end, last_end) {
        (None, None) => Period::checked(first_start, last_start),
        (Some(first_end), Some(last_end)) => {
            // Each of the two years must be a period in its own right, and the second no earlier.
            let first_year = Period::checked(first_start, first_end)?;
            let last_year = Period::checked(last_start, last_end)?;
            if last_year < first_year || last_start < first_start {
                return Err(Fault::EndsBeforeStart);
            }
            Period::checked(first_start, last_end)
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
fn number(text: &str, digits: usize) -> Option<i32> {
    if text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// The hyphen and the dashes that word processors and the web put in its place.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn reads(label: &str, start: i16, end: i16) {
        assert_eq!(
            Period::parse(label).map(|period| (period.start(), period.end())),
            Ok((start, end)),
            "{label:?}"
        );
    }

    #[track_caller]
    fn refuses(label: &str, why: &str) {
        let message = Period::parse(label).map_err(|error| error.to_string());
        let expected = format!(
            "\"{label}\" is not a period: {why}; expected a year or years such as 2016, 2014-16, \
             2015/16, 2013/14-15/16 or 201516, with or without a note such as (Rev)"
        );
        assert_eq!(message, Err(expected));
    }

    #[test]
    fn every_published_form_is_read() {
        reads("2016", 2016, 2016);
        reads("2014-16", 2014, 2016);
        reads("2015/16", 2015, 2016);
        reads("2013/14-15/16", 2013, 2016);
        reads("2018 (Rev)", 2018, 2018);
        reads("2020 (Final)", 2020, 2020);
        reads("2025 (prov)", 2025, 2025);
        reads("2016-17 (OT)", 2016, 2017);
        reads("201516", 2015, 2016);
        reads("202425", 2024, 2025);
    }

    #[test]
    fn years_of_four_digits_are_read_on_both_sides() {
        reads("2014-2016", 2014, 2016);
        reads("2015/2016", 2015, 2016);
        reads("2013/14-2015/16", 2013, 2016);
        reads("2013/2014-2015/2016", 2013, 2016);
        reads("2008/09", 2008, 2009);
    }

    #[test]
    fn dashes_spaces_and_notes_do_not_matter() {
        reads("2014–16", 2014, 2016);
        reads("2014 — 16", 2014, 2016);
        reads(" 2013/14 \u{2212} 15/16\u{a0}", 2013, 2016);
        reads("2015 / 16", 2015, 2016);
        reads("2018(Rev)", 2018, 2018);
        reads("2016-17 (OT) (Rev)", 2016, 2017);
        reads("\u{a0}2018\u{a0}( Rev )\n", 2018, 2018);
    }

    #[test]
    fn a_century_turns_within_a_period() {
        reads("1999/00", 1999, 2000);
        reads("1998-01", 1998, 2001);
        reads("199900", 1999, 2000);
        reads("1998/99-00/01", 1998, 2001);
        reads("2099/00", 2099, 2100);
    }

    #[test]
    fn a_stray_number_is_not_a_period() {
        for label in [
            "0", "00", "215", "20166", "2016.0", "-2016", "+2016", "20152016", "15/16", "14-16",
        ] {
            refuses(label, "it has none of the known forms");
        }
    }

    #[test]
    fn a_form_with_two_meanings_is_refused_rather_than_guessed() {
        refuses("2015/16-17", "it has none of the known forms");
        refuses("2015-16/17", "it has none of the known forms");
        refuses("2014-15-16", "it has none of the known forms");
        refuses("201506", "it has none of the known forms");
        refuses("2014-6", "it has none of the known forms");
    }

    #[test]
    fn a_period_that_ends_before_it_starts_is_refused() {
        refuses("2016-13", "it ends before it starts");
        refuses("2016/15", "it ends before it starts");
        refuses("2016-2014", "it ends before it starts");
        refuses("2015/16-13/14", "it ends before it starts");
        refuses("2015/16-15/15", "it ends before it starts");
    }

    #[test]
    fn a_span_above_ten_years_is_refused_and_ten_are_read() {
        reads("2006-16", 2006, 2016);
        refuses("2005-16", "it spans more than ten years");
        refuses("2005/06-15/16", "it spans more than ten years");
    }

    #[test]
    fn a_year_that_no_series_reaches_is_refused() {
        reads("1900", 1900, 1900);
        reads("2100", 2100, 2100);
        reads("209900", 2099, 2100);
        for label in ["1899", "2101", "0215", "9999", "1899/00", "2100/01"] {
            refuses(label, "it has a year outside 1900 to 2100");
        }
    }

    #[test]
    fn a_blank_is_called_blank() {
        refuses("", "it is blank");
        refuses("  ", "it is blank");
        refuses("(Rev)", "it has none of the known forms");
    }

    #[test]
    fn a_misplaced_paragraph_is_quoted_in_part_and_on_one_line() {
        let message = Period::parse(&"Note:\nfigures are rounded. ".repeat(9))
            .map_err(|error| error.to_string());
        let message = message.expect_err("a paragraph is no period");
        assert!(
            message.starts_with("\"Note: figures are rounded. Note: figures…\" is not"),
            "{message}"
        );
    }

    #[test]
    fn the_greatest_period_of_a_series_is_its_latest() {
        let mut series =
            ["2018 (Rev)", "2015/16", "2013-20", "2016"].map(|label| Period::parse(label).unwrap());
        series.sort();
        assert_eq!(
            series.map(|period| period.to_string()),
            ["2015-2016", "2016", "2018", "2013-2020"]
        );
    }

    fn any_period() -> impl Strategy<Value = Period> {
        YEARS
            .prop_flat_map(|start| (Just(start), 0..=LONGEST_SPAN.min(YEARS.end() - start)))
            .prop_map(|(start, span)| Period::new(start, start + span).expect("within bounds"))
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(period in any_period()) {
            prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }

        #[test]
        fn the_short_forms_read_back(
            period in any_period(),
            join in prop::sample::select(vec!["-", "/", " - ", "–", " / "]),
            note in prop::sample::select(vec!["", " (Rev)", "(prov)", " (OT) "]),
        ) {
            let label = format!("{}{join}{:02}{note}", period.start(), period.end() % 100);
            prop_assert_eq!(Period::parse(&label), Ok(period));
        }

        #[test]
        fn pooled_school_years_read_back(first in 1900_i16..=2090, years in 1_i16..=9) {
            let last = first + years;
            let label = format!(
                "{first}/{:02}-{:02}/{:02}",
                (first + 1) % 100,
                last % 100,
                (last + 1) % 100
            );
            prop_assert_eq!(Period::parse(&label).ok(), Period::new(first, last + 1));
        }

        #[test]
        fn six_digits_are_an_academic_year_only_if_the_last_two_follow(
            start in 1900_i16..2100,
            last in 0_i16..100,
        ) {
            let read = Period::parse(&format!("{start}{last:02}")).ok();
            let expected = (last == (start + 1) % 100).then(|| (start, start + 1));
            prop_assert_eq!(read.map(|period| (period.start(), period.end())), expected);
        }

        #[test]
        fn no_text_makes_the_reader_panic(label in any::<String>()) {
            let _ = Period::parse(&label);
        }

        #[test]
        fn no_text_of_digits_and_dashes_makes_the_reader_panic(
            label in "[0-9/() \u{2013}-]{0,16}"
        ) {
            if let Ok(period) = Period::parse(&label) {
                prop_assert!(period.start() <= period.end());
                prop_assert!(period.end() - period.start() <= LONGEST_SPAN);
                prop_assert!(YEARS.contains(&period.start()) && YEARS.contains(&period.end()));
            }
        }
    }
}
