//! `inspections`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use chrono::NaiveDate;

use super::small::level;
use crate::config::Rulebook;
use crate::extract::unreduced::{Inspections, Visit};
use crate::publish::TableRows;
use crate::publish::tables::columns::{integers, optional_dates, placed, texts, words};
use crate::runs::PublishError;
use crate::tables::{Authorities, Day};

/// What places stand for.
#[derive(Clone)]
pub struct Names {
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
    events: Arc<StringArray>,
}

impl Names {
    /// The names in these lists.
    pub fn new(list: &Authorities, rulebook: &Rulebook, inspections: &Inspections) -> Self {
        Self {
            codes: Arc::new(StringArray::from_iter_values(
                list.all().iter().map(|authority| &authority.code),
            )),
            provisions: Arc::new(StringArray::from_iter_values(
                rulebook.provisions.iter().map(|provision| &provision.key),
            )),
            events: Arc::new(StringArray::from_iter_values(&inspections.events)),
        }
    }
}

/// The rows of `inspections`.
pub struct Rows<'a> {
    visits: &'a [Visit],
    names: Names,
}

impl<'a> Rows<'a> {
    /// These rows.
    pub fn new(visits: &'a [Visit], names: Names) -> Self {
        Self { visits, names }
    }
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.visits.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let each = || self.visits[rows.clone()].iter();
        Ok(match column {
            1 => optional_dates(each().map(|of| date(of.inspected_on))),
            5 => optional_dates(each().map(|of| date(of.published_on))),
            8 => optional_dates(each().map(|of| date(of.extracted_on))),
            _ => of_visits(column, each(), &self.names),
        })
    }
}

/// A column of visits that is no day, by its place in `inspections`.
pub fn of_visits<'a>(
    column: usize,
    visits: impl Iterator<Item = &'a Visit>,
    names: &Names,
) -> ArrayRef {
    let place = |at: usize| i32::try_from(at).ok();
    match column {
        0 => {
            let urns: Vec<String> = visits.map(|of| of.urn.to_string()).collect();
            texts(urns.iter().map(|urn| Some(urn.as_str())))
        }
        2 => placed(
            &names.events,
            visits.map(|of| of.event.and_then(|event| i32::try_from(event).ok())),
        ),
        3 => placed(
            &names.provisions,
            visits.map(|of| place(of.provision.index())),
        ),
        4 => placed(&names.codes, visits.map(|of| place(of.authority.index()))),
        6 => integers(visits.map(|of| of.grade.map(level))),
        _ => words(visits.map(|of| Some(if of.open { "open" } else { "closed" }))),
    }
}

/// A day as a date.
pub fn date(day: Option<Day>) -> Option<NaiveDate> {
    day.and_then(Day::date)
}
