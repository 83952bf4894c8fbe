//! `setting_profile`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::Results;
use super::columns::{integers, optional_dates, placed, texts};
use crate::extract::reduction::Setting;
use crate::extract::tables::Day;
use crate::publish::table_rows::TableRows;

/// The settings of the authorities that have profiles. There are as many rows as the nation has
/// settings, so each column is made of some of them at a time.
pub struct Rows<'a> {
    settings: Vec<&'a Setting>,
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
}

impl<'a> Rows<'a> {
    /// The rows of `settings`, which are in order of authority, type and reference number.
    pub fn new(settings: &'a [Setting], results: &Results<'_>) -> Self {
        let list = &results.extract.authorities;
        // Only authorities that exist on the as-of date have profiles.
        let rated = &results.profile.rated;
        Self {
            settings: settings
                .iter()
                .filter(|setting| rated.binary_search(&setting.authority).is_ok())
                .collect(),
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
        let each = || self.settings[rows.clone()].iter();
        let place = |at: usize| i32::try_from(at).ok();
        match column {
            0 => placed(&self.codes, each().map(|of| place(of.authority.index()))),
            1 => placed(
                &self.provisions,
                each().map(|of| place(of.provision.index())),
            ),
            2 => {
                let urns: Vec<String> = each().map(|of| of.urn.to_string()).collect();
                texts(urns.iter().map(|urn| Some(urn.as_str())))
            }
            3 => integers(each().map(|of| of.grade.map(|grade| i32::from(grade.level())))),
            _ => optional_dates(each().map(|of| of.inspected_on.and_then(Day::date))),
        }
    }
}
