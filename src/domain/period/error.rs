//! A label that is no period, and why.

use std::error::Error;
use std::fmt;

/// A sentence's worth of a label that can't be read; more would only be a misplaced paragraph.
const LONGEST_QUOTE: usize = 40;

/// A label that is no period, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodError {
    pub(super) label: String,
    pub(super) fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Blank,
    UnknownForm,
    YearOutOfRange,
    EndsBeforeStart,
    TooLong,
    OtherYear,
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.fault {
            Fault::Blank => "it is blank",
            Fault::UnknownForm => "it has none of the known forms",
            Fault::YearOutOfRange => "it has a year outside 1900 to 2100",
            Fault::EndsBeforeStart => "it ends before it starts",
            Fault::TooLong => "it spans more than ten years",
            Fault::OtherYear => {
                "its years are not of the kind that it names: a calendar year is one year, an \
                 academic, financial or tax year lies across two"
            }
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

pub(super) fn quoted(label: &str) -> String {
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
