//! `setting_profile`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray, StringBuilder};

use super::Results;
use super::columns::{by_place, integers, optional_days};
use crate::extract::reduction::Setting;
use crate::publish::TableRows;

/// The settings of the authorities that have profiles. There are as many rows as the nation has
/// settings, so each column is made of some of them at a time.
pub struct Rows<'a> {
    settings: Cow<'a, [Setting]>,
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
}

impl<'a> Rows<'a> {
    /// The rows of `settings`, which are in order of authority, type and reference number.
    pub fn new(settings: &'a [Setting], results: &Results<'_>) -> Self {
        let list = &results.extract.authorities;
        // Only authorities that exist on the as-of date have profiles.
        let rated = &results.profile.rated;
        let is_rated = |of: &[Setting]| rated.binary_search(&of[0].authority).is_ok();
        let by_authority = || settings.chunk_by(|a, b| a.authority == b.authority);
        Self {
            settings: if by_authority().all(is_rated) {
                Cow::Borrowed(settings)
            } else {
                let of_rated = by_authority().filter(|of| is_rated(of));
                of_rated.flatten().copied().collect()
            },
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
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.settings.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> ArrayRef {
        let settings = &self.settings[rows];
        let places = |place: fn(&Setting) -> usize| -> Int32Array {
            let places = settings.iter().map(|of| place(of) as i32);
            places.collect::<Vec<i32>>().into()
        };
        match column {
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
        }
    }
}
