//! Where a series breaks: the first period that cannot be compared with those before it.

use super::{Period, PeriodError, PeriodLabel};

/// A break of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesBreak {
    /// The first period after it, as it is written.
    pub label: String,
    /// That period.
    pub period: Period,
    /// Why nothing is compared across it; `None` where nobody says.
    pub reason: Option<String>,
}

impl SeriesBreak {
    /// Reads a break: a period, and after a colon the reason, such as `2019/20: new definition`.
    ///
    /// # Errors
    /// What is no period.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let (label, reason) = match text.split_once(':') {
            Some((label, reason)) => (label.trim(), Some(reason.trim())),
            None => (text.trim(), None),
        };
        let PeriodLabel { shown, period, .. } = PeriodLabel::parse(label)?;
        Ok(Self {
            label: shown,
            period,
            reason: reason
                .filter(|reason| !reason.is_empty())
                .map(str::to_owned),
        })
    }

    /// Reads several breaks, with semicolons between them.
    ///
    /// # Errors
    /// What is no period.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, PeriodError> {
        let each = text.split(';').filter(|part| !part.trim().is_empty());
        each.map(Self::parse).collect()
    }

    /// Whether it lies between two periods of a series.
    pub fn lies_between(&self, before: Period, after: Period) -> bool {
        before.order() < self.period.order() && self.period.order() <= after.order()
    }

    /// As [`Self::parse`] reads it.
    pub fn shown(&self) -> String {
        match &self.reason {
            Some(reason) => format!("{}: {reason}", self.label),
            None => self.label.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_read_with_their_reasons_and_shown_as_they_are_written() {
        let text = "2019/20: new definition; 2022/23";
        let breaks = SeriesBreak::parse_list(text).unwrap();
        let shown: Vec<String> = breaks.iter().map(SeriesBreak::shown).collect();
        assert_eq!(shown.join("; "), text);
        assert!(SeriesBreak::parse_list("2019/20; soon").is_err());
    }

    #[test]
    fn a_break_lies_before_its_own_period() {
        let of = SeriesBreak::parse("2020").unwrap();
        let year = |label| Period::parse(label).unwrap();
        assert!(of.lies_between(year("2019"), year("2020")));
        assert!(of.lies_between(year("2018"), year("2021")));
        assert!(!of.lies_between(year("2020"), year("2021")));
        assert!(!of.lies_between(year("2018"), year("2019")));
    }
}
