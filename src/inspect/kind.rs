//! What kind of thing a column holds, guessed from what it says.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::no_value::is_no_value;
use super::raw_table::{RawColumn, Stored};
use crate::domain::{Grade, Period, folded_name};
use crate::extract::parse::{self, Cell};
use crate::read::{Scalar, missing_marker};

/// The smallest share of a column's rows that are of its kind; the rest are exceptions.
const SHARE: f64 = 0.9;

/// The smallest share of a column's rows that name a council, for the column to be of councils:
/// publishers have spellings of their own.
const COUNCILS: f64 = 0.6;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing.
    Blank,
    /// Days.
    Day,
    /// Years or spans of years.
    Period,
    /// Inspection grades, in words.
    Grade,
    /// Councils by name.
    Council,
    /// Areas by the nine-character codes of the Office for National Statistics.
    AreaCode,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// True and false.
    Flag,
    /// Any text.
    Text,
}

impl Kind {
    /// Its name for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Day => "day",
            Self::Period => "period",
            Self::Grade => "grade",
            Self::Council => "council names",
            Self::AreaCode => "area code",
            Self::Whole => "whole number",
            Self::Number => "number",
            Self::Flag => "true or false",
            Self::Text => "text",
        }
    }

    /// Whether `value` is of this kind.
    pub fn has(self, value: &str) -> bool {
        match self {
            Self::Blank => false,
            Self::Day => is_day(value),
            Self::Period => is_period(value),
            Self::Grade => is_grade(value),
            Self::Council => is_council(value),
            Self::AreaCode => is_area_code(value),
            Self::Whole => is_whole(value),
            Self::Number => is_number(value),
            Self::Flag => matches!(
                value.to_lowercase().as_str(),
                "true" | "false" | "yes" | "no"
            ),
            Self::Text => true,
        }
    }

    /// Whether a missing marker is one in a column of this kind; in text it may be a word.
    pub fn has_missing(self) -> bool {
        matches!(
            self,
            Self::Day | Self::Period | Self::Grade | Self::Whole | Self::Number
        )
    }

    /// The kind of `column`: the narrowest that nearly all of its rows are of, missing markers and
    /// words such as `NULL` apart.
    pub fn of(column: &RawColumn) -> Self {
        if column.stored == Stored::Day {
            return Self::Day;
        }
        let said = || {
            let values = column.values.iter();
            values.filter(|(value, _)| missing_marker(value).is_none() && !is_no_value(value))
        };
        let rows: u64 = said().map(|(_, rows)| rows).sum();
        if rows == 0 {
            return Self::Blank;
        }
        let share = |kind: Self| {
            let of_kind = said().filter(|(value, _)| kind.has(value));
            of_kind.map(|(_, rows)| rows).sum::<u64>() as f64 / rows as f64
        };
        let narrow = [
            (Self::Day, SHARE),
            (Self::Period, SHARE),
            (Self::Whole, SHARE),
            (Self::Number, SHARE),
            (Self::Grade, SHARE),
            (Self::Flag, 1.0),
            (Self::AreaCode, SHARE),
            (Self::Council, COUNCILS),
        ];
        narrow
            .into_iter()
            .find(|(kind, enough)| share(*kind) >= *enough)
            .map_or(Self::Text, |(kind, _)| kind)
    }
}

/// Whether `text` is a day.
pub(super) fn is_day(text: &str) -> bool {
    matches!(parse::date(Scalar::Text(text)), Cell::Value(_))
}

/// Whether `text` is a number.
pub(super) fn is_number(text: &str) -> bool {
    number(text).is_some()
}

/// The number that `text` is, as it is written: of `12.5%` it is 12.5.
pub(super) fn number(text: &str) -> Option<f64> {
    let figure = text.strip_suffix('%').map_or(text, str::trim_end);
    match parse::number(Scalar::Text(figure)) {
        Cell::Value(number) => Some(number),
        Cell::Missing(_) | Cell::Fault(_) => None,
    }
}

/// Whether `text` is a year of this field's figures.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4
        && text
            .parse()
            .is_ok_and(|year: u16| (1990..=2050).contains(&year))
}

/// Whether `text` is a period: a year, or a span of years that no number is written like.
pub(super) fn is_period(text: &str) -> bool {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Period::parse(text).is_ok();
    }
    is_year(text) || (is_year(&text[..text.len().min(4)]) && Period::parse(text).is_ok())
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_grade(text: &str) -> bool {
    !is_number(text) && Grade::parse(text).is_some()
}

/// Whether `text` is the code of an area of England.
fn is_area_code(text: &str) -> bool {
    text.len() == 9 && text.starts_with('E') && text[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `text` is the nine-character code of a council with children's services: a unitary
/// authority, a metropolitan or London borough, or a county.
pub(super) fn is_council_code(text: &str) -> bool {
    is_area_code(text)
        && ["E06", "E08", "E09", "E10"]
            .iter()
            .any(|kind| text.starts_with(kind))
}

/// Whether `text` is the name of a council of England.
pub(super) fn is_council(text: &str) -> bool {
    static NAMES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
        let mut records = csv::Reader::from_reader(COUNCIL_LIST.as_bytes());
        let names = records.records().filter_map(Result::ok);
        names
            .filter_map(|record| record.get(1).map(folded_name))
            .collect()
    });
    NAMES.contains(&folded_name(text))
}

/// The councils of the sample; names of later ones are few enough not to matter.
const COUNCIL_LIST: &str = include_str!("../sample/authorities.csv");

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(values: &[&str]) -> Kind {
        Kind::of(&RawColumn {
            name: String::new(),
            stored: Stored::Text,
            blank: 0,
            values: values
                .iter()
                .map(|value| ((*value).to_owned(), 1))
                .collect(),
        })
    }

    #[test]
    fn the_narrowest_kind_that_fits_is_guessed() {
        assert_eq!(kind(&["2023", "2024"]), Kind::Period);
        assert_eq!(kind(&["201516", "201617"]), Kind::Period);
        assert_eq!(kind(&["2014-16", "2015/16"]), Kind::Period);
        assert_eq!(kind(&["301", "2024"]), Kind::Whole);
        assert_eq!(kind(&["12.5", "1,234", "c", ".."]), Kind::Number);
        assert_eq!(kind(&["12.5%", "9 %", "15"]), Kind::Number);
        assert_eq!(kind(&["%", "c%"]), Kind::Text);
        assert_eq!(kind(&["31/03/2024", "1 April 2024"]), Kind::Day);
        assert_eq!(kind(&["Good", "Outstanding", "-"]), Kind::Grade);
        assert_eq!(kind(&["Leeds", "York", "Mars"]), Kind::Council);
        assert_eq!(kind(&["E08000035", "E06000014"]), Kind::AreaCode);
        assert_eq!(kind(&["Yes", "no"]), Kind::Flag);
        assert_eq!(kind(&["Good", "Bad", "Ugly"]), Kind::Text);
        assert_eq!(kind(&["-", "c"]), Kind::Blank);
        assert_eq!(kind(&["NULL", "2009-12-09", "N/A"]), Kind::Day);
        assert_eq!(kind(&["NULL", "null"]), Kind::Blank);
        assert_eq!(kind(&[]), Kind::Blank);
    }

    #[test]
    fn a_few_exceptions_do_not_change_the_kind() {
        let mut values = vec!["1.5"; 19];
        values.push("to follow");
        assert_eq!(kind(&values), Kind::Number);
    }
}
