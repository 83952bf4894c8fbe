//! `inspection_history`: the history that several extracts make of inspections.

use std::ops::Range;

use arrow::array::ArrayRef;

use super::columns::{counts, optional_dates};
use super::schema::{Column, Kind, Table};
use crate::extract::unreduced::Event;
use crate::publish::TableRows;
use crate::publish::contracts::inspections::{Names, date, of_visits};
use crate::runs::PublishError;

/// One event a setting and inspection, over all extracts.
pub static TABLE: Table = Table {
    name: "inspection_history",
    about: "One row per setting and inspection, or setting not inspected yet, over all extracts: \
            when it was first and last seen.",
    key: &["urn"],
    columns: &[
        Column::new(
            "urn",
            Kind::Text,
            "reference number",
            "Unique reference number of the setting.",
        ),
        Column::new(
            "inspected_on",
            Kind::Date,
            "day",
            "Day of the inspection; missing where the setting had none yet.",
        )
        .or_missing(),
        Column::new(
            "event",
            Kind::Category,
            "text",
            "Kind of visit; missing where the source gives none.",
        )
        .or_missing(),
        Column::new(
            "published_on",
            Kind::Date,
            "day",
            "Day on which the report was published; missing where there was no inspection.",
        )
        .or_missing(),
        Column::new(
            "grade",
            Kind::Level,
            "grade from 1 to 4, 1 is best",
            "Overall grade in the last extract that has the inspection; missing where it has none.",
        )
        .or_missing(),
        Column::new(
            "provision",
            Kind::Category,
            "provision type",
            "Type of setting in that extract.",
        ),
        Column::new(
            "authority",
            Kind::Category,
            "authority code",
            "The authority in whose area it was in that extract.",
        ),
        Column::new(
            "status",
            Kind::Category,
            "word",
            "Whether the setting was open in that extract.",
        ),
        Column::new(
            "extracts",
            Kind::Count,
            "extracts",
            "How many extracts have the inspection.",
        ),
        Column::new(
            "first_seen",
            Kind::Date,
            "day",
            "Day of the first extract that has the inspection; missing where no day is known.",
        )
        .or_missing(),
        Column::new(
            "last_seen",
            Kind::Date,
            "day",
            "Day of the last extract that has the inspection; missing where no day is known.",
        )
        .or_missing(),
        Column::new(
            "setting_first_seen",
            Kind::Date,
            "day",
            "Day of the first extract that has the setting; missing where no day is known.",
        )
        .or_missing(),
        Column::new(
            "setting_last_seen",
            Kind::Date,
            "day",
            "Day of the last extract that has the setting; missing where no day is known.",
        )
        .or_missing(),
    ],
};

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
