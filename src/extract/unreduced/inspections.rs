//! Inspections, those of every extract, and the history that they make.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::config::Pipeline;
use crate::domain::{AuthorityIx, Grade};
use crate::extract::contract::inspections::{self, VisitEvidence};
use crate::extract::error::ExtractError;
use crate::extract::quarantine::{Ledgers, RowLocation};
use crate::extract::scan::Scan;
use crate::extract::source_scans::SourceScans;
use crate::tables::{Day, ProvisionIx, Tables, Urn};

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
    /// A fingerprint of the kind of visit, which is part of the key.
    fingerprint: u32,
    /// The day on which the extract was taken.
    pub extracted_on: Option<Day>,
    /// The day on which the report was published.
    pub published_on: Option<Day>,
    /// Where the row stands.
    location: RowLocation,
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

impl Visit {
    /// Whether another row is of the same visit.
    fn is_same_visit(&self, other: &Self) -> bool {
        self.urn == other.urn
            && self.inspected_on == other.inspected_on
            && self.fingerprint == other.fingerprint
    }

    /// Whether another row repeats this one. Rows that differ in the day of publication may not
    /// both be known on an as-of date, so whether one repeats the other is that run's to say.
    fn repeats(&self, other: &Self) -> bool {
        self.is_same_visit(other)
            && self.extracted_on == other.extracted_on
            && self.published_on == other.published_on
    }

    fn evidence(&self) -> VisitEvidence {
        VisitEvidence {
            location: self.location,
            urn: self.urn,
            grade: self.grade,
            open: self.open,
        }
    }

    fn key(&self) -> (Urn, Option<Day>, u32, Option<Day>) {
        (
            self.urn,
            self.inspected_on,
            self.fingerprint,
            self.extracted_on,
        )
    }
}

/// Names in order of their first use.
#[derive(Debug, Default)]
struct Listed {
    places: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Listed {
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let next = u32::try_from(self.names.len()).expect("kinds of visits are fewer than 2^32");
        self.places.insert(name.to_owned(), next);
        self.names.push(name.to_owned());
        next
    }
}

/// Reads the inspections; a row that repeats another of the same extract is set aside.
pub fn read(
    tables: &Tables,
    pipeline: &Pipeline,
    source: &SourceScans<'_>,
) -> Result<Inspections, ExtractError> {
    let mut visits: Vec<Visit> = Vec::new();
    let mut events = Listed::default();
    for scan in &source.feeds {
        let batches = scan.read(|batch| {
            let mut events = Listed::default();
            let mut visits = Vec::with_capacity(batch.kept().len());
            let (authorities, rulebook) = (&tables.authorities, &pipeline.rulebook);
            inspections::each(batch, authorities, rulebook, |at, row| {
                visits.push(Visit {
                    urn: row.urn,
                    inspected_on: row.inspected_on.and_then(Day::new),
                    fingerprint: row.event.map_or(0, |event| event.fingerprint),
                    extracted_on: row.extracted_on.and_then(Day::new),
                    published_on: row.published_on.and_then(Day::new),
                    location: batch.raw().location(at),
                    event: row.event.map(|event| events.place(&event.name)),
                    authority: row.authority,
                    provision: row.provision,
                    grade: row.grade,
                    open: row.open,
                });
            });
            (visits, events.names)
        })?;
        for (rows, names) in batches {
            let places: Vec<u32> = names.iter().map(|name| events.place(name)).collect();
            visits.extend(rows.into_iter().map(|visit| Visit {
                event: visit.event.map(|event| places[event as usize]),
                ..visit
            }));
        }
    }
    visits.par_sort_unstable_by_key(|visit| (visit.key(), visit.published_on, visit.location));
    reject_repeated(&visits, &source.ledgers());
    visits.dedup_by(|row, kept| row.repeats(kept));
    visits.par_sort_unstable_by_key(|visit| (visit.key(), visit.location));

    let dated = source.gives("extracted_on");
    Ok(Inspections {
        history: dated.then(|| history(&visits)),
        listings: listings(visits, &source.feeds),
        events: events.names,
    })
}

/// Rejects the rows that repeat an earlier one.
fn reject_repeated(visits: &[Visit], ledgers: &Ledgers<'_>) {
    for pair in visits.windows(2) {
        let (kept, row) = (&pair[0], &pair[1]);
        if row.repeats(kept) {
            let fault = kept.evidence().repeated();
            ledgers.reject(&row.evidence(), || row.urn.to_string(), fault);
        }
    }
}

/// The rows, those of each feed of snapshots by themselves and all others together; in the order
/// of the feeds.
fn listings(visits: Vec<Visit>, scans: &[Scan<'_>]) -> Vec<Listing> {
    let mut listings: Vec<Listing> = Vec::new();
    // By the place of each file, the place of its listing.
    let mut of_file = Vec::new();
    for scan in scans {
        let snapshots = scan.has_snapshots().then(|| Arc::clone(scan.label()));
        let known = listings
            .iter()
            .position(|listing| listing.snapshots == snapshots);
        let at = known.unwrap_or_else(|| {
            listings.push(Listing {
                snapshots,
                ..Listing::default()
            });
            listings.len() - 1
        });
        listings[at].dated |= scan.gives("extracted_on");
        of_file.extend(std::iter::repeat_n(at, scan.files().count()));
    }
    for visit in visits {
        listings[of_file[visit.location.file()]].visits.push(visit);
    }
    listings
}

/// One event a setting and visit; `visits` are in order.
fn history(visits: &[Visit]) -> Vec<Event> {
    let seen = |visits: &[Visit]| {
        let days = || visits.iter().filter_map(|visit| visit.extracted_on);
        (days().min(), days().max())
    };
    let of_setting = |visits: &[Visit]| {
        let (setting_first_seen, setting_last_seen) = seen(visits);
        visits
            .chunk_by(Visit::is_same_visit)
            .filter_map(|rows| {
                let (first_seen, last_seen) = seen(rows);
                let last = rows
                    .iter()
                    .max_by_key(|row| (row.extracted_on, Reverse(row.location)))?;
                let extracts = rows.chunk_by(|a, b| a.extracted_on == b.extracted_on);
                Some(Event {
                    last: *last,
                    extracts: u32::try_from(extracts.count()).unwrap_or(u32::MAX),
                    first_seen,
                    last_seen,
                    setting_first_seen,
                    setting_last_seen,
                })
            })
            .collect::<Vec<_>>()
    };
    visits
        .chunk_by(|a, b| a.urn == b.urn)
        .flat_map(of_setting)
        .collect()
}
