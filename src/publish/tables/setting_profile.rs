//! `setting_profile`.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Int32Array, StringArray, StringBuilder};

use bytes::Bytes;

use super::columns::{by_place, levels, optional_days};
use super::declaration::{table, undeclared};
use super::kind::{Date, Level, Text};
use crate::domain::AuthorityIx;
use crate::publish::{Column, Stretch, TableRows};
use crate::runs::PublishError;
use crate::tables::{EncodedSettings, Setting, Settings, block_of};

table! {
    /// One row per open setting: its latest full inspection published on or before the as-of date.
    /// These are the settings that `provision_profile` counts.
    setting_profile by [authority, provision, urn];
    columns this: SettingRows, rows, breaks &this.breaks;

    authority = by_place(&this.codes, this.places(&rows, |of| of.authority.index())?);
    provision = by_place(&this.provisions, this.places(&rows, |of| of.provision.index())?);
    /// The setting, by its reference number in the source.
    urn: Text ["unique reference number"] = urns(&this.at(&rows)?);
    /// The inspection grade; missing where the setting was not inspected yet.
    grade: Option<Level> ["grade from 1 to 4, 1 is best"]
        = levels(this.at(&rows)?.iter().map(|of| of.grade));
    /// The day of the inspection; missing where there was none.
    inspected_on: Option<Date> ["date"]
        = optional_days(this.at(&rows)?.iter().map(|of| of.inspected_on));
}

/// The settings of the authorities that have profiles. There are as many rows as the nation has
/// settings, so each column is made of some of them at a time.
pub(crate) struct SettingRows<'a> {
    settings: &'a Settings,
    /// Places of settings of authorities that have profiles, each with the row of its first.
    stretches: Vec<(usize, Range<usize>)>,
    /// The rows that a block of authorities begins with, beside the first.
    breaks: Vec<usize>,
    rows: usize,
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
}

/// The text of what settings refer to.
pub(crate) struct SettingNames {
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
}

impl SettingNames {
    /// The codes of all authorities and the keys of all provision types, in their order.
    pub(crate) fn new<'n>(
        codes: impl IntoIterator<Item = &'n str>,
        provisions: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        Self {
            codes: Arc::new(StringArray::from_iter_values(codes)),
            provisions: Arc::new(StringArray::from_iter_values(provisions)),
        }
    }
}

/// The rows of settings that are encoded already.
pub(crate) struct EncodedSettingRows<'a>(pub &'a [EncodedSettings]);

impl TableRows for EncodedSettingRows<'_> {
    fn rows(&self) -> usize {
        self.0.iter().map(|of_block| of_block.rows).sum()
    }

    fn column(&self, column: &Column, _: Range<usize>) -> Result<Stretch, PublishError> {
        undeclared("EncodedSettingRows", column)
    }

    fn encoded(&self) -> Option<Vec<Bytes>> {
        Some(
            self.0
                .iter()
                .map(|of_block| of_block.file.clone())
                .collect(),
        )
    }
}

impl<'a> SettingRows<'a> {
    /// The rows of those `settings` that are of the `published` authorities, which are in their order;
    /// `names` gives the text of what settings refer to.
    pub(crate) fn new(
        settings: &'a Settings,
        published: &[AuthorityIx],
        names: &SettingNames,
    ) -> Self {
        let mut stretches: Vec<(usize, Range<usize>)> = Vec::new();
        let mut breaks = Vec::new();
        let mut rows = 0;
        let mut block = None;
        for (authority, places) in settings.by_authority() {
            if published.binary_search(&authority).is_err() {
                continue;
            }
            if block
                .replace(block_of(authority))
                .is_some_and(|before| before != block_of(authority))
            {
                breaks.push(rows);
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
            breaks,
            rows,
            codes: Arc::clone(&names.codes),
            provisions: Arc::clone(&names.provisions),
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

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.rows
    }

    /// The places of what each row's setting refers to.
    fn places(
        &self,
        rows: &Range<usize>,
        place: fn(&Setting) -> usize,
    ) -> Result<Int32Array, PublishError> {
        let settings = self.at(rows)?;
        let places = settings.iter().map(|of| place(of) as i32);
        Ok(places.collect::<Vec<i32>>().into())
    }
}

/// The reference numbers of settings.
fn urns(settings: &[Setting]) -> StringArray {
    let mut urns = StringBuilder::with_capacity(settings.len(), settings.len() * 8);
    for setting in settings {
        setting.urn.with_text(|urn| urns.append_value(urn));
    }
    urns.finish()
}
