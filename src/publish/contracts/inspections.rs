//! `inspections`.

use std::sync::Arc;

use arrow::array::{DictionaryArray, StringArray};
use arrow::datatypes::Int32Type;

use crate::config::Rulebook;
use crate::publish::tables::columns::{levels, optional_days, placed, words};
use crate::publish::tables::declaration::rows;
use crate::publish::tables::kind::{Category, Date, Level, Text};
use crate::tables::Authorities;
use crate::tables::unreduced::{Inspections, Visit};

rows! {
    columns this: VisitRows, rows;

    urn: Text = this.names.urns(this.visits[rows].iter());
    inspected_on: Date = optional_days(this.visits[rows].iter().map(|of| of.inspected_on));
    event: Category = this.names.events(this.visits[rows].iter());
    provision: Category = this.names.provisions(this.visits[rows].iter());
    authority: Category = this.names.authorities(this.visits[rows].iter());
    published_on: Date = optional_days(this.visits[rows].iter().map(|of| of.published_on));
    grade: Level = levels(this.visits[rows].iter().map(|of| of.grade));
    status: Category = statuses(this.visits[rows].iter());
    extracted_on: Date = optional_days(this.visits[rows].iter().map(|of| of.extracted_on));
}

/// The rows of `inspections`.
pub(crate) struct VisitRows<'a> {
    visits: &'a [Visit],
    names: VisitNames,
}

impl<'a> VisitRows<'a> {
    /// These rows.
    pub(crate) fn new(visits: &'a [Visit], names: VisitNames) -> Self {
        Self { visits, names }
    }

    fn len(&self) -> usize {
        self.visits.len()
    }
}

/// What the places in a visit stand for.
#[derive(Clone)]
pub(crate) struct VisitNames {
    codes: Arc<StringArray>,
    provisions: Arc<StringArray>,
    events: Arc<StringArray>,
}

impl VisitNames {
    /// The names in these lists.
    pub(crate) fn new(list: &Authorities, rulebook: &Rulebook, inspections: &Inspections) -> Self {
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

    /// The settings' reference numbers.
    pub(crate) fn urns<'v>(&self, visits: impl Iterator<Item = &'v Visit>) -> StringArray {
        StringArray::from_iter_values(visits.map(|of| of.urn.to_string()))
    }

    /// The kinds of visit.
    pub(crate) fn events<'v>(
        &self,
        visits: impl Iterator<Item = &'v Visit>,
    ) -> DictionaryArray<Int32Type> {
        placed(&self.events, visits.map(|of| i32::try_from(of.event?).ok()))
    }

    /// The types of setting.
    pub(crate) fn provisions<'v>(
        &self,
        visits: impl Iterator<Item = &'v Visit>,
    ) -> DictionaryArray<Int32Type> {
        let place = |of: &Visit| i32::try_from(of.provision.index()).ok();
        placed(&self.provisions, visits.map(place))
    }

    /// The codes of the authorities.
    pub(crate) fn authorities<'v>(
        &self,
        visits: impl Iterator<Item = &'v Visit>,
    ) -> DictionaryArray<Int32Type> {
        let place = |of: &Visit| i32::try_from(of.authority.index()).ok();
        placed(&self.codes, visits.map(place))
    }
}

/// Whether each setting is open.
pub(crate) fn statuses<'v>(visits: impl Iterator<Item = &'v Visit>) -> DictionaryArray<Int32Type> {
    words(visits.map(|of| if of.open { "open" } else { "closed" }))
}
