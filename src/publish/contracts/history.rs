//! The history that several extracts make of inspections.

use std::ops::Range;

use arrow::array::ArrayRef;

use super::inspections::{Names, date, of_visits};
use crate::extract::whole::Event;
use crate::publish::rows::columns::{counts, optional_dates};
use crate::publish::{PublishError, TableRows};

/// The rows of `inspection_history`.
pub struct Rows<'a> {
    events: &'a [Event],
    names: Names,
}

impl<'a> Rows<'a> {
    /// The rows of a history.
    pub fn new(events: &'a [Event], names: Names) -> Self {
        Self { events, names }
    }
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.events.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let each = || self.events[rows.clone()].iter();
        let visits = || each().map(|event| &event.last);
        Ok(match column {
            0 => of_visits(0, visits(), &self.names),
            1 => optional_dates(visits().map(|of| date(of.inspected_on))),
            2 => of_visits(2, visits(), &self.names),
            3 => optional_dates(visits().map(|of| date(of.published_on))),
            4 => of_visits(6, visits(), &self.names),
            5 => of_visits(3, visits(), &self.names),
            6 => of_visits(4, visits(), &self.names),
            7 => of_visits(7, visits(), &self.names),
            8 => counts(each().map(|of| of.extracts)),
            9 => optional_dates(each().map(|of| date(of.first_seen))),
            10 => optional_dates(each().map(|of| date(of.last_seen))),
            11 => optional_dates(each().map(|of| date(of.setting_first_seen))),
            _ => optional_dates(each().map(|of| date(of.setting_last_seen))),
        })
    }
}
