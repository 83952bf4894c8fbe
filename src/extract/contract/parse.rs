//! One contract column of a batch, read: text becomes a number, a day, a grade, an authority.
//!
//! Each distinct value is read once; rows look theirs up.

use chrono::{Datelike, NaiveDate};

use crate::domain::{
    Grade, Measure, MeasureKind, MissingReason, PeriodLabel, Polarity, Rating, figure_note,
};
use crate::extract::map::Batch;
use crate::read::{Scalar, missing_marker, show};
use crate::tables::{Fault, Rule};

/// What a contract column says in one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<T> {
    /// A value.
    Value(T),
    /// Nothing, written as one of the markers of [`MissingReason`].
    Missing(&'static str),
    /// Something that breaks the contract.
    Fault(Fault),
}

impl<T> Cell<T> {
    fn fault(rule: Rule, reason: String) -> Self {
        Self::Fault(Fault::new(rule, reason))
    }
}

/// A contract column of a batch.
pub struct Parsed<'a, T> {
    name: &'static str,
    column: Option<usize>,
    codes: Option<&'a [u32]>,
    cells: Vec<Cell<T>>,
}

impl<T> Parsed<'_, T> {
    /// What the column says in the row at `row` of its batch.
    pub fn at(&self, row: usize) -> &Cell<T> {
        match self.codes {
            None => &self.cells[0],
            Some(codes) => &self.cells[codes[row] as usize],
        }
    }

    /// The value in the row at `row`, which the contract needs.
    ///
    /// # Errors
    /// The row's fault, also when there is no value.
    pub fn required(&self, row: usize) -> Result<&T, Fault> {
        match self.at(row) {
            Cell::Value(value) => Ok(value),
            Cell::Missing(symbol) => Err(Fault {
                column: self.column,
                ..Fault::new(
                    Rule::MissingValue,
                    match *symbol {
                        "" => format!("{} is blank", self.name),
                        symbol => format!(
                            "{} is {symbol:?}, which stands for a missing value",
                            self.name
                        ),
                    },
                )
            }),
            Cell::Fault(fault) => Err(fault.clone()),
        }
    }

    /// The value in the row at `row`, if there is one.
    ///
    /// # Errors
    /// The row's fault.
    pub fn optional(&self, row: usize) -> Result<Option<&T>, Fault> {
        match self.at(row) {
            Cell::Value(value) => Ok(Some(value)),
            Cell::Missing(_) => Ok(None),
            Cell::Fault(fault) => Err(fault.clone()),
        }
    }
}

impl Batch<'_> {
    /// Reads the column called `name` with `read`; a column that the source does not give is
    /// missing in every row.
    pub fn parse<T>(
        &self,
        name: &'static str,
        read: impl Fn(Scalar<'_>) -> Cell<T>,
    ) -> Parsed<'_, T> {
        let Some(mapped) = self.mapped(name) else {
            return Parsed {
                name,
                column: None,
                codes: None,
                cells: vec![Cell::Missing("")],
            };
        };
        let column = self.position(name);
        let mut cells: Vec<Cell<T>> = (0..mapped.coded.values.len())
            .map(|at| match read(mapped.coded.values.scalar(at)) {
                Cell::Fault(fault) => Cell::Fault(Fault {
                    reason: format!("{name}: {}", fault.reason),
                    column,
                    ..fault
                }),
                cell => cell,
            })
            .collect();
        for (code, fault) in &mapped.faults {
            cells[*code as usize] = Cell::Fault(Fault {
                reason: format!("{name}: {}", fault.reason),
                column,
                ..fault.clone()
            });
        }
        Parsed {
            name,
            column,
            codes: Some(&mapped.coded.codes),
            cells,
        }
    }

    /// The text of the column called `name` in the row at `row`, for a quarantined row's key.
    pub fn shown(&self, name: &str, row: usize) -> String {
        self.mapped(name).map_or_else(String::new, |mapped| {
            show(mapped.coded.values.scalar(mapped.coded.codes[row] as usize))
        })
    }
}

/// Any text. Only a blank, `-` and `..` are missing: one letter may be a name.
pub fn text(scalar: Scalar<'_>) -> Cell<String> {
    let shown = show(scalar);
    match shown.as_str() {
        "" => Cell::Missing(""),
        "-" => Cell::Missing("-"),
        ".." => Cell::Missing(".."),
        _ => Cell::Value(shown),
    }
}

/// A number.
pub fn number(scalar: Scalar<'_>) -> Cell<f64> {
    match scalar {
        Scalar::Number(number) if number.is_finite() => plausible(number),
        Scalar::Number(number) if number.is_nan() => Cell::Missing(""),
        Scalar::Integer(number) => plausible(number as f64),
        Scalar::Text(text) => number_in(text.trim()),
        Scalar::Missing => Cell::Missing(""),
        other => Cell::fault(
            Rule::UnreadableNumber,
            format!("{} is not a number", show(other)),
        ),
    }
}

fn number_in(text: &str) -> Cell<f64> {
    // Most texts are plain numbers, of which nothing else needs to be asked.
    if let Some(number) = plain_number(text) {
        return plausible(number);
    }
    if let Some(symbol) = missing_marker(text) {
        return Cell::Missing(symbol);
    }
    let written = text;
    let (text, _) = without_note(text);
    let read = if is_plain(text) {
        plain_number(text)
    } else {
        without_thousands(text).and_then(|text| text.parse().ok())
    };
    match read {
        Some(number) if f64::is_finite(number) => plausible(number),
        _ => Cell::fault(
            Rule::UnreadableNumber,
            format!(
                "{written:?} is not a number, nor one of the signs for missing (`-` `c` `..` `z` `x` `k` `u` `low` `:` or blank)"
            ),
        ),
    }
}

/// Whether a text has no other signs than those of a plain number.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
}

/// A number without separators, percent signs and notes.
fn plain_number(text: &str) -> Option<f64> {
    let number = is_plain(text).then(|| text.parse().ok()).flatten();
    number.filter(|number: &f64| number.is_finite())
}

/// A figure as it is published: a number with what stands behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFigure {
    /// The number as it is written.
    number: f64,
    /// Whether a percent sign stands behind it.
    is_percentage: bool,
    /// The note on it, in words.
    pub note: Option<String>,
}

impl PublishedFigure {
    /// The value in the unit of `measure`.
    ///
    /// # Errors
    /// A percent sign behind what is no percentage.
    pub fn value_in(&self, measure: Measure) -> Result<f64, Fault> {
        if !self.is_percentage {
            return Ok(self.number);
        }
        match (measure.kind, measure.per) {
            (Some(MeasureKind::Difference), _) => Ok(self.number),
            (Some(MeasureKind::Proportion), Some(whole)) => Ok(self.number / (100.0 / whole)),
            _ => Err(Fault::new(
                Rule::UnreadableNumber,
                format!(
                    "\"{}%\" is not a number in the unit of the indicator, which is no percentage",
                    self.number
                ),
            )),
        }
    }
}

/// A figure with a percent sign or notes behind it: `12.5`, `12.5%`, `12.5 [r]`.
pub fn figure(scalar: Scalar<'_>) -> Cell<PublishedFigure> {
    let plain = |number| PublishedFigure {
        number,
        is_percentage: false,
        note: None,
    };
    let Scalar::Text(text) = scalar else {
        return match number(scalar) {
            Cell::Value(number) => Cell::Value(plain(number)),
            Cell::Missing(marker) => Cell::Missing(marker),
            Cell::Fault(fault) => Cell::Fault(fault),
        };
    };
    let text = text.trim();
    let with_note = |number, is_percentage, note: String| {
        Cell::Value(PublishedFigure {
            number,
            is_percentage,
            note: (!note.is_empty()).then_some(note),
        })
    };
    match number_in(text) {
        Cell::Value(number) if is_plain(text) => Cell::Value(plain(number)),
        Cell::Value(number) => with_note(number, false, without_note(text).1),
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => {
            let (figure, note) = without_note(text);
            let percentage = figure.strip_suffix('%').map(str::trim).map(number_in);
            match percentage {
                Some(Cell::Value(number)) => with_note(number, true, note),
                _ => Cell::Fault(fault),
            }
        }
    }
}

/// A figure's text without the note behind it, and the note in words.
fn without_note(text: &str) -> (&str, String) {
    let behind = text
        .find('[')
        .or_else(|| text.to_ascii_lowercase().find(" note"));
    behind
        .filter(|at| *at > 0)
        .and_then(|at| Some((text[..at].trim_end(), figure_note(&text[at..])?)))
        .unwrap_or((text, String::new()))
}

/// The marker that says why a value is missing.
pub fn missing_reason(scalar: Scalar<'_>) -> Cell<MissingReason> {
    let shown = show(scalar);
    match MissingReason::parse(&shown) {
        Some(MissingReason::Blank) => Cell::Missing(""),
        Some(reason) => Cell::Value(reason),
        // What stands in the column for a value that is there is no reason.
        None => Cell::Missing(""),
    }
}

/// A number that some figure may be. Sums and squares of such numbers stay finite, whatever a
/// nation adds up; what is beyond is a misprint or a key in the wrong column.
fn plausible(number: f64) -> Cell<f64> {
    const GREATEST: f64 = 1e15;
    if number.abs() > GREATEST {
        return Cell::fault(
            Rule::UnreadableNumber,
            format!("{number:e} is beyond {GREATEST:e}, which no published figure reaches"),
        );
    }
    // Adding nought makes -0 plain 0.
    Cell::Value(number + 0.0)
}

/// `1,234,567.8` without its separators, if they stand where thousands end: before the decimal
/// point, in threes, behind one to three digits that are not just a nought. `0,500` and `1.417,0`
/// are decimals of another country, and no thousands.
fn without_thousands(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(decimals);
    grouped.then(|| text.replace(',', ""))
}

/// A whole number from `1`.
pub fn rank(scalar: Scalar<'_>) -> Cell<u32> {
    whole(
        scalar,
        Rule::UnreadableNumber,
        "a whole number from 1",
        |number| {
            (1.0..=f64::from(u32::MAX))
                .contains(&number)
                .then_some(number as u32)
        },
    )
}

/// A year.
pub fn year(scalar: Scalar<'_>) -> Cell<i32> {
    whole(
        scalar,
        Rule::UnreadableDate,
        "a year from 1900 to 2200",
        |number| (1900.0..=2200.0).contains(&number).then_some(number as i32),
    )
}

/// A council's rating, 4 to 1.
pub fn rating(scalar: Scalar<'_>) -> Cell<Rating> {
    whole(
        scalar,
        Rule::UnreadableRating,
        "a rating from 4 (best) to 1",
        |number| {
            (1.0..=4.0)
                .contains(&number)
                .then_some(number as u8)
                .and_then(Rating::from_level)
        },
    )
}

fn whole<T>(
    scalar: Scalar<'_>,
    rule: Rule,
    expected: &str,
    read: impl Fn(f64) -> Option<T>,
) -> Cell<T> {
    match number(scalar) {
        Cell::Missing(symbol) => Cell::Missing(symbol),
        Cell::Value(value) if value.fract() == 0.0 => match read(value) {
            Some(value) => Cell::Value(value),
            None => Cell::fault(rule, format!("{value} is not {expected}")),
        },
        _ => Cell::fault(rule, format!("{:?} is not {expected}", show(scalar))),
    }
}

/// A grade, in digits or in the words of any year.
pub fn grade(scalar: Scalar<'_>) -> Cell<Grade> {
    let shown = show(scalar);
    match (missing_marker(&shown), Grade::parse(&shown)) {
        (Some(symbol), _) => Cell::Missing(symbol),
        (None, Some(grade)) => Cell::Value(grade),
        (None, None) => Cell::fault(
            Rule::UnreadableGrade,
            format!(
                "{shown:?} is not a grade; expected 1 to 4, or Outstanding, Good, Satisfactory, Adequate, Requires improvement or Inadequate"
            ),
        ),
    }
}

/// Whether a report was published on the day of its inspection or later; one that is dated before
/// it by the `tolerated` days at most was so too.
///
/// # Errors
/// A report that is older than its inspection.
pub fn in_order(inspected: NaiveDate, published: NaiveDate, tolerated: u64) -> Result<(), Fault> {
    let before = (inspected - published).num_days();
    if u64::try_from(before).is_ok_and(|days| days > tolerated) {
        return Err(Fault::new(
            Rule::ImpossibleDate,
            format!("published_on {published} is before inspected_on {inspected}"),
        ));
    }
    Ok(())
}

/// A day.
pub fn date(scalar: Scalar<'_>) -> Cell<NaiveDate> {
    let day = match scalar {
        Scalar::Date(days) => NaiveDate::from_epoch_days(days),
        Scalar::Missing => return Cell::Missing(""),
        other => {
            let shown = show(other);
            if let Some(symbol) = missing_marker(&shown) {
                return Cell::Missing(symbol);
            }
            day_in(&shown)
        }
    };
    match day {
        Some(day) if (1900..=2200).contains(&day.year()) => Cell::Value(day),
        Some(day) => Cell::fault(
            Rule::ImpossibleDate,
            format!("{day} is not between 1900 and 2200"),
        ),
        None => Cell::fault(
            Rule::UnreadableDate,
            format!(
                "{:?} is not a day; expected one such as 2009-12-09, 09/12/2009 or 9 December 2009",
                show(scalar)
            ),
        ),
    }
}

fn day_in(text: &str) -> Option<NaiveDate> {
    // A spreadsheet's midnight says no more than its day.
    let day = text
        .strip_suffix(" 00:00:00")
        .or_else(|| text.strip_suffix(" 00:00"))
        .or_else(|| text.strip_suffix("T00:00:00"))
        .unwrap_or(text);
    ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d-%b-%Y", "%d-%m-%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
        // `%Y` alone takes the year 9 for 09; no extract means that.
        .filter(|_| {
            day.split(['-', '/', ' '])
                .any(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

/// A period: its text, folded, and what that says.
pub fn period(scalar: Scalar<'_>) -> Cell<(String, PeriodLabel)> {
    let shown = show(scalar);
    if let Some(symbol) = missing_marker(&shown) {
        return Cell::Missing(symbol);
    }
    let label = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    match PeriodLabel::parse(&label) {
        Ok(period) => Cell::Value((label, period)),
        Err(error) => Cell::fault(Rule::UnreadablePeriod, error.to_string()),
    }
}

/// A polarity; none given is neutral.
pub fn polarity(scalar: Scalar<'_>) -> Cell<Polarity> {
    let shown = show(scalar);
    Polarity::parse(&shown).map_or_else(
        || {
            Cell::fault(
                Rule::UnknownWord,
                format!("{shown:?} is not a polarity; expected high, low, neutral or a blank"),
            )
        },
        Cell::Value,
    )
}

/// Whether a setting is open.
pub fn is_open(scalar: Scalar<'_>) -> Cell<bool> {
    let shown = show(scalar);
    match shown.to_lowercase().as_str() {
        "open" => Cell::Value(true),
        "closed" => Cell::Value(false),
        "" => Cell::Missing(""),
        _ => Cell::fault(
            Rule::UnknownWord,
            format!("{shown:?} is not a status; expected open or closed"),
        ),
    }
}

/// True or false.
pub fn flag(scalar: Scalar<'_>) -> Cell<bool> {
    let shown = show(scalar);
    match shown.to_lowercase().as_str() {
        "true" | "yes" | "1" => Cell::Value(true),
        "false" | "no" | "0" => Cell::Value(false),
        "" => Cell::Missing(""),
        _ => Cell::fault(
            Rule::UnknownWord,
            format!("{shown:?} is neither true nor false; yes, no, 1 and 0 do as well"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_for_missing_is_missing_and_never_zero() {
        for symbol in MissingReason::ALL.map(MissingReason::marker) {
            assert_eq!(
                number(Scalar::Text(symbol)),
                Cell::Missing(symbol),
                "{symbol:?}"
            );
            assert_eq!(
                number(Scalar::Text(&format!(" {symbol} "))),
                Cell::Missing(symbol)
            );
        }
        assert_eq!(number(Scalar::Number(f64::NAN)), Cell::Missing(""));
    }

    #[test]
    fn numbers_are_read_as_published() {
        assert_eq!(
            number(Scalar::Text("99.10000000000001")),
            Cell::Value(99.100_000_000_000_01)
        );
        assert_eq!(number(Scalar::Text("-1,234.5")), Cell::Value(-1234.5));
        assert_eq!(
            number(Scalar::Text("12,345,678")),
            Cell::Value(12_345_678.0)
        );
        assert_eq!(number(Scalar::Text("1e3")), Cell::Value(1000.0));
        assert_eq!(number(Scalar::Integer(7)), Cell::Value(7.0));
    }

    #[test]
    fn what_is_no_number_is_a_fault() {
        for text in [
            "12%",
            "1,23",
            "abc",
            "1 000",
            "inf",
            "NaN",
            "--",
            "0x10",
            "0,123",
            "-0,500",
            "1,234.5,6",
            "1.417,0",
            "1.234,5",
            "00,123",
            "01,234",
            ",123",
            "1,234,56",
            "1,234e5",
            "1,234.5.6",
            "1,,234",
        ] {
            assert!(
                matches!(number(Scalar::Text(text)), Cell::Fault(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_that_no_figure_reaches_is_a_fault_that_names_it() {
        for scalar in [
            Scalar::Text("1e200"),
            Scalar::Text("-10,000,000,000,000,000"),
            Scalar::Number(1e155),
            Scalar::Integer(i64::MAX),
        ] {
            let Cell::Fault(fault) = number(scalar) else {
                panic!("{scalar:?} is no figure");
            };
            assert_eq!(fault.rule, Rule::UnreadableNumber);
            assert!(fault.reason.contains("is beyond 1e15"), "{}", fault.reason);
        }
        assert_eq!(number(Scalar::Text("1e15")), Cell::Value(1e15));
    }

    #[test]
    fn days_are_read_in_the_forms_that_publishers_use() {
        let day = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap();
        for text in [
            "2009-12-09",
            "09/12/2009",
            "9/12/2009",
            "9 December 2009",
            "09 Dec 2009",
            "09-Dec-2009",
            "2009-12-09 00:00:00",
        ] {
            assert_eq!(date(Scalar::Text(text)), Cell::Value(day), "{text}");
        }
        for text in [
            "31/02/2009",
            "09/12/09",
            "yesterday",
            "0009-12-09",
            "3009-01-01",
        ] {
            assert!(matches!(date(Scalar::Text(text)), Cell::Fault(_)), "{text}");
        }
    }

    #[test]
    fn a_code_that_a_file_stores_as_a_decimal_number_is_shown_whole() {
        assert_eq!(text(Scalar::Number(301.0)), Cell::Value("301".into()));
    }

    #[test]
    fn a_rating_outside_the_scale_is_a_fault() {
        assert_eq!(
            rating(Scalar::Text("1")),
            Cell::Value(Rating::PerformsPoorly)
        );
        for text in ["0", "5", "1.5", "Good"] {
            assert!(
                matches!(rating(Scalar::Text(text)), Cell::Fault(_)),
                "{text}"
            );
        }
    }
}
