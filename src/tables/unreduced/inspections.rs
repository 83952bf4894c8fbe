//! Inspections, those of every extract, and the history that they make.

use std::sync::Arc;

use crate::domain::{AuthorityIx, Grade};
use crate::tables::{Day, ProvisionIx, Urn};

/// Every row of inspections.
#[derive(Debug, Default)]
pub struct Inspections {
    /// The rows, those of feeds that are read in different ways apart.
    pub listings: Vec<Listing>,
    /// The kinds of visits.
    pub events: Vec<String>,
    /// One event a setting and visit, over all extracts; `None` where no feed says when its
    /// extracts were taken.
    pub history: Option<Vec<Event>>,
}

/// Rows that are read in the same way.
#[derive(Debug, Default)]
pub struct Listing {
    /// The feed, where each of its extracts is a list of open settings; `None` for the ordinary
    /// rows of all other feeds.
    pub snapshots: Option<Arc<str>>,
    /// Whether a feed says when its extracts were taken.
    pub dated: bool,
    /// The rows, in order of setting and day.
    pub visits: Vec<Visit>,
}

/// A visit to a setting, or a setting that was not visited yet, as one extract has it.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// The setting.
    pub urn: Urn,
    /// The day of the visit.
    pub inspected_on: Option<Day>,
    /// The day on which the extract was taken.
    pub extracted_on: Option<Day>,
    /// The day on which the report was published.
    pub published_on: Option<Day>,
    /// The kind of visit, by its place in [`Inspections::events`].
    pub event: Option<u32>,
    /// The authority in whose area the setting is.
    pub authority: AuthorityIx,
    /// Its type.
    pub provision: ProvisionIx,
    /// The overall grade.
    pub grade: Option<Grade>,
    /// Whether the setting is open.
    pub open: bool,
}

/// A visit over all extracts.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// As the last extract has it.
    pub last: Visit,
    /// How many extracts have it.
    pub extracts: u32,
    /// The day of the first extract that has it.
    pub first_seen: Option<Day>,
    /// The day of the last extract that has it.
    pub last_seen: Option<Day>,
    /// The day of the first extract that has the setting.
    pub setting_first_seen: Option<Day>,
    /// The day of the last extract that has the setting.
    pub setting_last_seen: Option<Day>,
}
