//! The day of an extract, as the name of its file says it.

use chrono::{Months, NaiveDate};

use crate::domain::MONTHS;

/// A pattern such as `provider_at_{month}_{year}`: what stands in braces is read, `*` is any
/// text, and the rest must be there, in whatever capitals. Without `{day}` it is the last day of
/// the month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayInName {
    pattern: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Any,
    Year,
    Month,
    Day,
}

/// What was read of a name so far.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
}

/// The most stars of a pattern.
const MAX_STARS: usize = 3;

impl DayInName {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A word in braces that is none of `{day}`, `{month}` and `{year}`, one that stands twice, no
    /// `{month}` and `{year}`, or too many stars.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '*' => {
                    pieces.push(Piece::Any);
                    1
                }
                '{' => {
                    let end = rest.find('}').ok_or("a `{` has no `}`")?;
                    pieces.push(match &rest[1..end] {
                        "year" => Piece::Year,
                        "month" => Piece::Month,
                        "day" => Piece::Day,
                        other => {
                            return Err(format!(
                                "{{{other}}} is none of {{day}}, {{month}} and {{year}}"
                            ));
                        }
                    });
                    end + 1
                }
                _ => {
                    let end = rest.find(['*', '{']).unwrap_or(rest.len());
                    pieces.push(Piece::Text(rest[..end].to_lowercase()));
                    end
                }
            };
            rest = &rest[length..];
        }
        // Each star may end anywhere in a name, and so may the next one.
        if pieces.iter().filter(|piece| **piece == Piece::Any).count() > MAX_STARS {
            return Err(format!("it has more than {MAX_STARS} `*`"));
        }
        for (piece, name, needed) in [
            (Piece::Year, "{year}", true),
            (Piece::Month, "{month}", true),
            (Piece::Day, "{day}", false),
        ] {
            match pieces.iter().filter(|known| **known == piece).count() {
                0 if needed => return Err(format!("it has no {name}")),
                0 | 1 => {}
                _ => return Err(format!("{name} stands twice")),
            }
        }
        Ok(Self {
            pattern: pattern.to_owned(),
            pieces,
        })
    }

    /// The pattern as it was written.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// A name that the pattern reads, without its ending.
    pub fn example(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Any => "",
                Piece::Year => "2024",
                Piece::Month => "march",
                Piece::Day => "31",
            })
            .collect()
    }

    /// The day that the name of a file says, whether its endings are part of the pattern or not.
    pub fn read(&self, file_name: &str) -> Option<NaiveDate> {
        // Files of one name are told apart by the folders above them.
        let name = file_name.rsplit('/').next().unwrap_or(file_name);
        let name = name.to_lowercase();
        let mut stem = Some(name.as_str());
        while let Some(text) = stem {
            if let Some(day) = read(&self.pieces, text, Parts::default()) {
                return Some(day);
            }
            stem = text.rsplit_once('.').map(|(stem, _)| stem);
        }
        None
    }
}

/// The first reading of `text` that fits all pieces and is a day.
fn read(pieces: &[Piece], text: &str, parts: Parts) -> Option<NaiveDate> {
    let Some((piece, rest)) = pieces.split_first() else {
        return text.is_empty().then(|| parts.day()).flatten();
    };
    match piece {
        Piece::Text(expected) => read(rest, text.strip_prefix(expected.as_str())?, parts),
        Piece::Any => text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .find_map(|at| read(rest, &text[at..], parts)),
        Piece::Year => {
            let year = Some(number(text, 4)?);
            read(rest, &text[4..], Parts { year, ..parts })
        }
        Piece::Day => [2, 1].into_iter().find_map(|digits| {
            let day = Some(number(text, digits)?.unsigned_abs());
            read(rest, &text[digits..], Parts { day, ..parts })
        }),
        Piece::Month => months(text).find_map(|(month, length)| {
            let month = Some(month);
            read(rest, &text[length..], Parts { month, ..parts })
        }),
    }
}

/// The number that the first `digits` bytes of `text` are.
fn number(text: &str, digits: usize) -> Option<i32> {
    let number = text.get(..digits)?;
    let plain = number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse().ok()).flatten()
}

/// The months that `text` may begin with, and how long each is written.
fn months(text: &str) -> impl Iterator<Item = (u32, usize)> {
    let named = (1..).zip(MONTHS).flat_map(move |(month, name)| {
        [name, &name[..3]]
            .into_iter()
            .filter(|written| text.starts_with(written))
            .map(move |written| (month, written.len()))
    });
    let numbered = [2, 1]
        .into_iter()
        .filter_map(move |digits| Some((number(text, digits)?.unsigned_abs(), digits)));
    named.chain(numbered)
}

impl Parts {
    fn day(self) -> Option<NaiveDate> {
        let (year, month) = (self.year?, self.month?);
        match self.day {
            Some(day) => NaiveDate::from_ymd_opt(year, month, day),
            None => NaiveDate::from_ymd_opt(year, month, 1)?
                .checked_add_months(Months::new(1))?
                .pred_opt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(pattern: &str, name: &str) -> Option<String> {
        let pattern = DayInName::parse(pattern).unwrap();
        pattern.read(name).map(|day| day.to_string())
    }

    #[test]
    fn a_month_is_read_by_name_or_number_and_ends_with_its_last_day() {
        let pattern = "provider_at_{month}_{year}";
        for (name, expected) in [
            ("provider_at_march_2024.csv", "2024-03-31"),
            ("Provider_at_March_2024.csv.gz", "2024-03-31"),
            ("provider_at_feb_2024.parquet", "2024-02-29"),
            ("provider_at_9_2023", "2023-09-30"),
            ("provider_at_09_2023", "2023-09-30"),
        ] {
            assert_eq!(day(pattern, name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn days_and_any_text_are_read_too() {
        for (pattern, name, expected) in [
            (
                "{year}-{month}-{day}*",
                "2024-03-05_final.csv",
                "2024-03-05",
            ),
            ("*{day}{month}{year}", "return 05032024.csv", "2024-03-05"),
            (
                "*_{day}_{month}_{year}.csv",
                "a_b_5_march_2024.csv",
                "2024-03-05",
            ),
        ] {
            assert_eq!(day(pattern, name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_name_that_does_not_fit_or_is_no_day_gives_nothing() {
        for name in [
            "provider_march_2024.csv",
            "provider_at_march_24.csv",
            "provider_at_spring_2024.csv",
            "provider_at_13_2024.csv",
            "provider_at_march_2024_v2.csv",
        ] {
            assert_eq!(day("provider_at_{month}_{year}", name), None, "{name}");
        }
        assert_eq!(day("{year}{month}{day}", "20240231"), None);
    }

    #[test]
    fn a_pattern_names_a_month_and_a_year_once_each() {
        for (pattern, message) in [
            ("provider_{year}", "it has no {month}"),
            ("provider_{month}", "it has no {year}"),
            ("{month}_{year}_{year}", "{year} stands twice"),
            ("{month}_{yaer}", "{yaer} is none of"),
            ("{month", "a `{` has no `}`"),
            ("*a*b*c*{month}{year}", "it has more than 3 `*`"),
        ] {
            let error = DayInName::parse(pattern).unwrap_err();
            assert!(error.contains(message), "{pattern}: {error}");
        }
    }
}
