//! Periods as the standard has them: four or six digits, and which year they are.

use super::super::ExportError;
use crate::domain::{PeriodLabel, PeriodUnit, YearKind};

/// A period as the standard writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time {
    /// `Academic year`.
    pub(super) identifier: &'static str,
    /// `201516`.
    pub(super) period: String,
}

/// What a user calls the years that a label does not.
#[derive(Debug, Clone, Default)]
pub struct TimeIdentifiers {
    four: Option<YearKind>,
    six: Option<YearKind>,
}

/// Why a period is not in the standard's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoTime {
    /// It is no single year.
    NoYear,
    /// It is a year across two, and nothing says of which kind.
    Unknown,
}

impl TimeIdentifiers {
    /// The kinds of year that a user names, such as `Financial year`.
    ///
    /// # Errors
    /// A word that the standard does not have for years, or two for years of one length.
    pub fn parse(words: &[String]) -> Result<Self, ExportError> {
        let mut known = Self::default();
        for word in words {
            let kind = YearKind::ALL
                .into_iter()
                .find(|kind| identifier(*kind).eq_ignore_ascii_case(word.trim()))
                .ok_or_else(|| {
                    let all: Vec<&str> = YearKind::ALL.into_iter().map(identifier).collect();
                    ExportError::Refused(format!(
                        "{word:?} is no year of the open data standard; expected one of {}",
                        all.join(", ")
                    ))
                })?;
            let place = if is_across_two(kind) {
                &mut known.six
            } else {
                &mut known.four
            };
            if let Some(before) = place.replace(kind)
                && before != kind
            {
                return Err(ExportError::Refused(format!(
                    "{} and {} are both years of as many digits; name one of them",
                    identifier(before),
                    identifier(kind)
                )));
            }
        }
        Ok(known)
    }

    /// A label as the standard has it, and whether the kind of year is only assumed.
    pub(super) fn of(&self, label: &str) -> Result<(Time, bool), NoTime> {
        let read = PeriodLabel::parse(label).map_err(|_| NoTime::NoYear)?;
        let (start, end) = (read.period.start(), read.period.end());
        let six = match (read.period.unit(), end - start) {
            (PeriodUnit::Year, 0) => false,
            (PeriodUnit::Year, 1) => true,
            _ => return Err(NoTime::NoYear),
        };
        let said = read.kind().year.or(if six { self.six } else { self.four });
        let kind = match said {
            Some(kind) if is_across_two(kind) == six => kind,
            // A calendar year across two, or an academic year in one: the standard has neither.
            Some(_) => return Err(NoTime::NoYear),
            None if six => return Err(NoTime::Unknown),
            None => YearKind::Reporting,
        };
        let period = if six {
            format!("{start}{:02}", end % 100)
        } else {
            start.to_string()
        };
        let time = Time {
            identifier: identifier(kind),
            period,
        };
        Ok((time, said.is_none()))
    }
}

/// The standard's word for a year of this kind.
const fn identifier(kind: YearKind) -> &'static str {
    match kind {
        YearKind::Calendar => "Calendar year",
        YearKind::Financial => "Financial year",
        YearKind::Academic => "Academic year",
        YearKind::Reporting => "Reporting year",
        YearKind::Tax => "Tax year",
    }
}

/// Whether the standard writes a year of this kind with six digits.
const fn is_across_two(kind: YearKind) -> bool {
    match kind {
        YearKind::Calendar | YearKind::Reporting => false,
        YearKind::Financial | YearKind::Academic | YearKind::Tax => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[&str]) -> TimeIdentifiers {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        TimeIdentifiers::parse(&words).unwrap()
    }

    fn shown(words: &[&str], label: &str) -> String {
        match told(words).of(label) {
            Ok((time, assumed)) => format!(
                "{} {}{}",
                time.period,
                time.identifier,
                if assumed { "?" } else { "" }
            ),
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn a_year_is_of_the_kind_that_is_said() {
        assert_eq!(shown(&[], "2016"), "2016 Reporting year?");
        assert_eq!(shown(&["Calendar year"], "2016"), "2016 Calendar year");
        assert_eq!(shown(&[], "2015/16"), "Unknown");
        assert_eq!(shown(&["academic year"], "2015/16"), "201516 Academic year");
        assert_eq!(
            shown(&["Financial year"], "201516"),
            "201516 Financial year"
        );
        assert_eq!(shown(&["Tax year"], "1999/00"), "199900 Tax year");
        assert_eq!(shown(&["Tax year"], "2015/16 Q1"), "NoYear");
        assert_eq!(shown(&["Tax year"], "2014-16"), "NoYear");
        assert!(TimeIdentifiers::parse(&["Week 1".to_owned()]).is_err());
        let two = ["Tax year", "Academic year"].map(str::to_owned);
        assert!(TimeIdentifiers::parse(&two).is_err());
    }
}
