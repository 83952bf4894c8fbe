//! `setting_profile`.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray, StringBuilder};

use super::Results;
use super::columns::{by_place, integers, optional_days};
use super::recurring::PROVISION;
use super::schema::{AUTHORITY, Column, Kind, Table};
use crate::publish::TableRows;
use crate::runs::PublishError;
use crate::tables::{Setting, Settings};

/// The settings that the provision profile counts.
pub static TABLE: Table = Table {
    name: "setting_profile",
    about: "One row per open setting: its latest full inspection published on or before the \
            as-of date. These are the settings that `provision_profile` counts.",
    key: &["authority", "provision", "urn"],
    columns: &[
        AUTHORITY,
        PROVISION,
        Column::new(
            "urn",
            Kind::Text,
            "unique reference number",
            "The setting, by its reference number in the source.",
        ),
        Column::new(
            "grade",
            Kind::Level,
            "grade from 1 to 4, 1 is best",
            "The inspection grade; missing where the setting was not inspected yet.",
        )
        .or_missing(),
        Column::new(
            "inspected_on",
            Kind::Date,
            "date",
            "The day of the inspection; missing where there was none.",
        )
        .or_missing(),
    ],
};

/// The settings of the authorities that have profiles. There are as many rows as the nation has
/// settings, so each column is made of some of them at a time.
pub struct Rows<'a> {
    settings: &'a Settings,
    /// Places of settings of authorities that have profiles, each with the row of its first.
    stretches: Vec<(usize, Range<usize>)>,
    rows: usize,
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
}

impl<'a> Rows<'a> {
    /// The rows of `settings`.
    pub fn new(settings: &'a Settings, results: &Results<'_>) -> Self {
        let list = &results.tables.authorities;
        // Only authorities that exist on the as-of date have profiles.
        let rated = &results.profile.rated;
        let mut stretches: Vec<(usize, Range<usize>)> = Vec::new();
        let mut rows = 0;
        for (authority, places) in settings.by_authority() {
            if rated.binary_search(&authority).is_err() {
                continue;
            }
            rows += places.len();
            match stretches.last_mut() {
                Some((_, before)) if before.end == places.start => before.end = places.end,
                _ => stretches.push((rows - places.len(), places)),
            }
        }
        Self {
            settings,
            stretches,
            rows,
            codes: Arc::new(StringArray::from_iter_values(
                list.all().iter().map(|authority| &authority.code),
            )),
            provisions: Arc::new(StringArray::from_iter_values(
                results
                    .pipeline
                    .rulebook
                    .provisions
                    .iter()
                    .map(|provision| &provision.key),
            )),
        }
    }

    /// The settings of these rows.
    fn at(&self, rows: &Range<usize>) -> Result<Cow<'_, [Setting]>, PublishError> {
        let mut found = Cow::Borrowed(&[][..]);
        for (first, places) in &self.stretches {
            let start = places.start + rows.start.saturating_sub(*first);
            let end = places.start + rows.end.saturating_sub(*first);
            let places = start.min(places.end)..end.min(places.end);
            if places.is_empty() {
                continue;
            }
            let part = self.settings.at(places).map_err(|error| {
                PublishError::file(Path::new("settings"), "read back what was put aside", error)
            })?;
            if found.is_empty() {
                found = part;
            } else {
                found.to_mut().extend_from_slice(&part);
            }
        }
        Ok(found)
    }
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.rows
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let settings = self.at(&rows)?;
        let places = |place: fn(&Setting) -> usize| -> Int32Array {
            let places = settings.iter().map(|of| place(of) as i32);
            places.collect::<Vec<i32>>().into()
        };
        Ok(match column {
            0 => by_place(&self.codes, places(|of| of.authority.index())),
            1 => by_place(&self.provisions, places(|of| of.provision.index())),
            2 => {
                let mut urns = StringBuilder::with_capacity(settings.len(), settings.len() * 8);
                for setting in settings.iter() {
                    setting.urn.with_text(|urn| urns.append_value(urn));
                }
                Arc::new(urns.finish())
            }
            3 => {
                let grade = |of: &Setting| of.grade.map(|grade| i32::from(grade.level()));
                integers(settings.iter().map(grade))
            }
            _ => {
                let day =
                    |of: &Setting| of.inspected_on.and_then(|day| day.number().try_into().ok());
                optional_days(settings.iter().map(day))
            }
        })
    }
}
