//! Numbers as people read them: rounded, with separators, and with their unit. The exact number is
//! in the CSV beside each chart.

use chrono::{Datelike, NaiveDate};

use crate::domain::MONTHS;

/// The sign for less than nothing, which is as wide as a plus.
const MINUS: char = '\u{2212}';

/// How the values of an indicator are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// What stands behind a value: `%`, or nothing.
    pub(super) suffix: &'static str,
    /// What stands before a value: `£`, or nothing.
    pub(super) prefix: &'static str,
    /// The unit in words, as the catalogue has it; empty where it says none.
    pub(super) words: String,
    /// Decimals to show.
    pub(super) decimals: usize,
}

impl Unit {
    /// A share from 0 to 100.
    pub(super) fn percent(decimals: usize) -> Self {
        Self {
            suffix: "%",
            prefix: "",
            words: "per cent".to_owned(),
            decimals,
        }
    }

    /// The unit of a catalogue, for values of which `decimals` tell them apart.
    pub(super) fn of(unit: Option<&str>, decimals: usize) -> Self {
        let name = unit.unwrap_or_default();
        let folded = name.trim().to_lowercase();
        let is_percent = matches!(folded.as_str(), "percent" | "per cent" | "percentage" | "%")
            || folded.starts_with("% ")
            || (folded.starts_with('%') && !folded.contains("gap"));
        Self {
            suffix: if is_percent { "%" } else { "" },
            prefix: if folded.starts_with('£') { "£" } else { "" },
            words: if folded == "percent" || folded == "%" {
                "per cent".to_owned()
            } else {
                name.replace('_', " ")
            },
            decimals,
        }
    }

    /// A value; empty where there is none.
    pub(super) fn shown(&self, value: f64) -> String {
        if value.is_nan() {
            return String::new();
        }
        let number = number(value, self.decimals);
        match number.strip_prefix(MINUS) {
            Some(number) => format!("{MINUS}{}{number}{}", self.prefix, self.suffix),
            None => format!("{}{number}{}", self.prefix, self.suffix),
        }
    }
}

/// A number with so many decimals and commas between thousands.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::with_capacity(text.len() + 4);
    let is_nought = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !is_nought {
        grouped.push(MINUS);
    }
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(rest);
    grouped
}

/// A share from 0 to 1 in whole per cent; empty where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| {
        format!("{}%", number(share * 100.0, 0))
    })
}

/// The same of a chance: what is not all or nothing is not rounded to it.
pub(super) fn nearly_percent(share: f64) -> String {
    match share {
        of if of <= 0.0 || of >= 1.0 => percent(Some(share)),
        of if of < 0.005 => "less than 1%".to_owned(),
        of if of >= 0.995 => "more than 99%".to_owned(),
        of => percent(Some(of)),
    }
}

/// A number for a file: the shortest text that reads back as the same number; empty where there is
/// none.
pub(super) fn exact(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        value.to_string()
    }
}

/// A day in words: `9 December 2009`.
pub(super) fn day(day: NaiveDate) -> String {
    let month = usize::try_from(day.month0()).unwrap_or_default();
    let name = MONTHS.get(month).copied().unwrap_or_default();
    let mut letters = name.chars();
    let capital: String = letters
        .next()
        .map(|letter| letter.to_uppercase().collect())
        .unwrap_or_default();
    format!("{} {capital}{} {}", day.day(), letters.as_str(), day.year())
}

/// `1 council`, `12 councils`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    let name = if count == 1 { one } else { many };
    format!("{} {name}", grouped(count))
}

/// A count with commas between thousands.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The fewest decimals, at most two, that show what tells `values` apart.
pub(super) fn decimals_of(values: impl Iterator<Item = f64>) -> usize {
    let mut most = 0;
    for value in values.filter(|value| value.is_finite()) {
        let is_whole = |scaled: f64| (scaled - scaled.round()).abs() < 1e-6;
        let needed = match value {
            value if is_whole(value) => 0,
            value if is_whole(value * 10.0) => 1,
            _ => 2,
        };
        most = most.max(needed);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_grouped() {
        assert_eq!(number(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-1234.0, 0), "\u{2212}1,234");
        assert_eq!(percent(Some(0.666)), "67%");
        assert_eq!(nearly_percent(0.999), "more than 99%");
        assert_eq!(nearly_percent(1.0), "100%");
        assert_eq!(nearly_percent(0.004), "less than 1%");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(counted(1, "council", "councils"), "1 council");
    }

    #[test]
    fn a_unit_stands_where_it_is_read() {
        assert_eq!(Unit::of(Some("percent"), 1).shown(71.25), "71.2%");
        assert_eq!(
            Unit::of(Some("£ per child"), 0).shown(-1200.0),
            "\u{2212}£1,200"
        );
        let points = Unit::of(Some("percentage_points"), 1);
        assert_eq!(points.shown(3.0), "3.0");
        assert_eq!(points.words, "percentage points");
        assert_eq!(points.shown(f64::NAN), "");
    }

    #[test]
    fn days_are_in_words() {
        let of = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap();
        assert_eq!(day(of), "9 December 2009");
    }
}
