//! `inspection_history`: what several extracts make of the inspections.

use std::ops::Range;

use super::columns::{counts, levels, optional_days};
use super::declaration::table;
use super::kind::{Category, Count, Date, Level, Text};
use crate::publish::contracts::inspections::{VisitNames, statuses};
use crate::tables::unreduced::{Event, Visit};

table! {
    /// One row per setting and inspection, or setting not inspected yet, over all extracts: when it
    /// was first and last seen.
    inspection_history by [urn];
    columns this: HistoryRows, rows;

    /// Unique reference number of the setting.
    urn: Text ["reference number"] = this.names.urns(this.visits(rows));
    /// Day of the inspection; missing where the setting had none yet.
    inspected_on: Option<Date> ["day"] = optional_days(this.visits(rows).map(|of| of.inspected_on));
    /// Kind of visit; missing where the source gives none.
    event: Option<Category> ["text"] = this.names.events(this.visits(rows));
    /// Day on which the report was published; missing where there was no inspection.
    published_on: Option<Date> ["day"] = optional_days(this.visits(rows).map(|of| of.published_on));
    /// Overall grade in the last extract that has the inspection; missing where it has none.
    grade: Option<Level> ["grade from 1 to 4, 1 is best"]
        = levels(this.visits(rows).map(|of| of.grade));
    /// Type of setting in that extract.
    provision: Category ["provision type"] = this.names.provisions(this.visits(rows));
    /// The authority in whose area it was in that extract.
    authority: Category ["authority code"] = this.names.authorities(this.visits(rows));
    /// Whether the setting was open in that extract.
    status: Category ["word"] = statuses(this.visits(rows));
    /// How many extracts have the inspection.
    extracts: Count ["extracts"] = counts(this.events[rows].iter().map(|of| of.extracts));
    /// Day of the first extract that has the inspection; missing where no day is known.
    first_seen: Option<Date> ["day"]
        = optional_days(this.events[rows].iter().map(|of| of.first_seen));
    /// Day of the last extract that has the inspection; missing where no day is known.
    last_seen: Option<Date> ["day"]
        = optional_days(this.events[rows].iter().map(|of| of.last_seen));
    /// Day of the first extract that has the setting; missing where no day is known.
    setting_first_seen: Option<Date> ["day"]
        = optional_days(this.events[rows].iter().map(|of| of.setting_first_seen));
    /// Day of the last extract that has the setting; missing where no day is known.
    setting_last_seen: Option<Date> ["day"]
        = optional_days(this.events[rows].iter().map(|of| of.setting_last_seen));
}

/// The rows of `inspection_history`.
pub(crate) struct HistoryRows<'a> {
    events: &'a [Event],
    names: VisitNames,
}

impl<'a> HistoryRows<'a> {
    /// The rows of a history.
    pub(crate) fn new(events: &'a [Event], names: VisitNames) -> Self {
        Self { events, names }
    }

    fn len(&self) -> usize {
        self.events.len()
    }

    /// The inspections as the last extract has them.
    fn visits(&self, rows: Range<usize>) -> impl Iterator<Item = &Visit> {
        self.events[rows].iter().map(|event| &event.last)
    }
}
