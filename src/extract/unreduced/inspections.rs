//! Inspections, those of every extract, and the history that they make.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Pipeline;
use crate::extract::contract::inspection::VisitEvidence;
use crate::extract::contract::inspection_row::{self, Asked};
use crate::extract::contract::listed::Listed;
use crate::extract::error::ExtractError;
use crate::extract::quarantine::{Ledgers, RowLocation};
use crate::extract::scan::Scan;
use crate::extract::source_scans::SourceScans;
use crate::tables::unreduced::{Event, Inspections, Listing, Visit};
use crate::tables::{Day, Tables, Urn};

/// A visit as it is read, with what tells it from another row.
#[derive(Debug, Clone, Copy)]
struct Row {
    visit: Visit,
    /// A fingerprint of the kind of visit, which is part of the key.
    fingerprint: u32,
    location: RowLocation,
}

impl Row {
    /// Whether another row is of the same visit.
    fn is_same_visit(&self, other: &Self) -> bool {
        self.visit.urn == other.visit.urn
            && self.visit.inspected_on == other.visit.inspected_on
            && self.fingerprint == other.fingerprint
    }

    /// Whether another row repeats this one. Rows that differ in the day of publication may not
    /// both be known on an as-of date, so whether one repeats the other is that run's to say.
    fn repeats(&self, other: &Self) -> bool {
        self.is_same_visit(other)
            && self.visit.extracted_on == other.visit.extracted_on
            && self.visit.published_on == other.visit.published_on
    }

    fn evidence(&self) -> VisitEvidence {
        VisitEvidence {
            location: self.location,
            urn: self.visit.urn,
            grade: self.visit.grade,
            open: self.visit.open,
        }
    }

    fn key(&self) -> (Urn, Option<Day>, u32, Option<Day>) {
        (
            self.visit.urn,
            self.visit.inspected_on,
            self.fingerprint,
            self.visit.extracted_on,
        )
    }
}

/// Reads the inspections; a row that repeats another of the same extract is rejected.
pub(super) fn read(
    tables: &Tables,
    pipeline: &Pipeline,
    source: &SourceScans,
) -> Result<Inspections, ExtractError> {
    let asked = Asked {
        authorities: &tables.authorities,
        rulebook: &pipeline.rulebook,
        as_of: pipeline.as_of,
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut events = Listed::default();
    for scan in &source.feeds {
        let batches = scan.read(|batch| {
            let mut events = Listed::default();
            let mut rows = Vec::with_capacity(batch.kept().len());
            inspection_row::each(batch, asked, |at, row| {
                let visit = Visit {
                    urn: row.urn,
                    inspected_on: row.inspected_on.and_then(Day::new),
                    extracted_on: row.extracted_on.and_then(Day::new),
                    published_on: row.published_on.and_then(Day::new),
                    event: row.event.map(|event| events.place(&event.name, ())),
                    authority: row.authority,
                    provision: row.provision,
                    grade: row.grade,
                    open: row.open,
                };
                rows.push(Row {
                    visit,
                    fingerprint: row.event.map_or(0, |event| event.fingerprint),
                    location: batch.raw().location(at),
                });
            });
            (rows, events.names())
        })?;
        for (of_batch, names) in batches {
            let places: Vec<u32> = names.map(|name| events.place(&name, ())).collect();
            rows.extend(of_batch.into_iter().map(|mut row| {
                row.visit.event = row.visit.event.map(|event| places[event as usize]);
                row
            }));
        }
    }
    rows.par_sort_unstable_by_key(|row| (row.key(), row.visit.published_on, row.location));
    reject_repeated(&rows, &source.ledgers());
    rows.dedup_by(|row, kept| row.repeats(kept));
    rows.par_sort_unstable_by_key(|row| (row.key(), row.location));

    let dated = source.gives("extracted_on");
    Ok(Inspections {
        history: dated.then(|| history(&rows)),
        listings: listings(rows, &source.feeds),
        events: events.names().collect(),
    })
}

/// Rejects the rows that repeat an earlier one.
fn reject_repeated(rows: &[Row], ledgers: &Ledgers<'_>) {
    for pair in rows.windows(2) {
        let (kept, row) = (&pair[0], &pair[1]);
        if row.repeats(kept) {
            let fault = kept.evidence().repeated();
            ledgers.reject(&row.evidence(), || row.visit.urn.to_string(), fault);
        }
    }
}

/// The rows, those of each feed of snapshots by themselves and all others together; in the order
/// of the feeds.
fn listings(rows: Vec<Row>, scans: &[Scan]) -> Vec<Listing> {
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
    for row in rows {
        listings[of_file[row.location.file()]]
            .visits
            .push(row.visit);
    }
    listings
}

/// One event a setting and visit; `rows` are in order.
fn history(rows: &[Row]) -> Vec<Event> {
    let seen = |rows: &[Row]| {
        let days = || rows.iter().filter_map(|row| row.visit.extracted_on);
        (days().min(), days().max())
    };
    let of_setting = |rows: &[Row]| {
        let (setting_first_seen, setting_last_seen) = seen(rows);
        rows.chunk_by(Row::is_same_visit)
            .filter_map(|rows| {
                let (first_seen, last_seen) = seen(rows);
                let last = rows
                    .iter()
                    .max_by_key(|row| (row.visit.extracted_on, Reverse(row.location)))?;
                let extracts = rows.chunk_by(|a, b| a.visit.extracted_on == b.visit.extracted_on);
                Some(Event {
                    last: last.visit,
                    extracts: u32::try_from(extracts.count()).unwrap_or(u32::MAX),
                    first_seen,
                    last_seen,
                    setting_first_seen,
                    setting_last_seen,
                })
            })
            .collect::<Vec<_>>()
    };
    rows.chunk_by(|a, b| a.visit.urn == b.visit.urn)
        .flat_map(of_setting)
        .collect()
}
