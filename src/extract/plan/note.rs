//! What a piece of a source gives beside its rows: how many there were, what they hold, and each that
//! was rejected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::wire::NOT_OURS;
use crate::domain::MissingReason;
use crate::extract::contract::inspection::Provisions;
use crate::extract::contract::inspections::InspectionBatch;
use crate::extract::contract::observation::ObservationBatch;
use crate::extract::contract::precedence::Precedence;
use crate::extract::opened_feed::Piece;
use crate::extract::quarantine::{Counts, KeptRejections, Rejections};
use crate::extract::scan::Scan;
use crate::tables::{Fault, Quarantined, Rule};

/// What a piece gives beside its rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Note {
    /// The piece, by its place among those of the source.
    pub piece: usize,
    rows: u64,
    left_out: u64,
    outside: u64,
    joint: BTreeMap<String, u64>,
    condition_unknown: u64,
    values: Option<u64>,
    authorities: BTreeSet<String>,
    events: BTreeMap<String, u64>,
    blank: u64,
    notes: u64,
    footnotes: u64,
    after_as_of: u64,
    missing: BTreeMap<String, u64>,
    /// The rows of every batch that are kept whatever follows.
    first: Vec<RejectedRow>,
    /// Further rows, which are kept unless far too many are rejected.
    further: Vec<RejectedRow>,
    /// Rows that were counted only, by the rule that they broke.
    counted: BTreeMap<String, u64>,
    lists: Option<ListNote>,
}

/// Of lists of settings: what the rows of a piece say of their day and types.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ListNote {
    preferred: Option<u16>,
    first: Option<u16>,
    provisions: [u64; 4],
}

/// A row that was rejected; its feed and its file are those of the piece.
#[derive(Debug, Serialize, Deserialize)]
struct RejectedRow {
    row: u64,
    key: String,
    rule: String,
    reason: String,
    column: Option<usize>,
    record: String,
}

impl Note {
    /// What a piece gives beside its rows, of which these are kept.
    pub(super) fn of<T>(at: usize, piece: &mut Piece<T>) -> Self {
        let counts = std::mem::take(&mut piece.counts);
        let rejected = std::mem::take(&mut piece.rejected).into_kept();
        let words = rejected.counted.into_iter();
        Self {
            piece: at,
            rows: piece.rows,
            left_out: counts.left_out,
            outside: counts.outside,
            joint: counts.joint,
            condition_unknown: counts.condition_unknown,
            values: counts.seen.values,
            authorities: counts.seen.authorities,
            events: counts.seen.events,
            blank: counts.blank,
            notes: counts.notes,
            footnotes: counts.footnotes,
            first: rejected.first.into_iter().map(RejectedRow::of).collect(),
            further: rejected.further.into_iter().map(RejectedRow::of).collect(),
            counted: words
                .map(|(rule, rows)| (rule.word().to_owned(), rows))
                .collect(),
            ..Self::default()
        }
    }

    /// Adds what a batch of inspections says beside its visits.
    pub(super) fn add_inspections(&mut self, batch: &InspectionBatch) {
        self.after_as_of += batch.after_as_of;
        let of = self.lists.get_or_insert_default();
        let least = |one: Option<u16>, other: Option<Precedence>| {
            one.into_iter().chain(other.map(Precedence::bits)).min()
        };
        of.preferred = least(of.preferred, batch.preferred);
        of.first = least(of.first, batch.first);
        let mut provisions = Provisions::from_bits(of.provisions);
        provisions.add(batch.provisions);
        of.provisions = provisions.bits();
    }

    /// Adds what a batch of observations says beside its figures.
    pub(super) fn add_observations(&mut self, batch: &ObservationBatch) {
        self.after_as_of += batch.after_as_of;
        for (marker, values) in &batch.missing {
            *self.missing.entry((*marker).to_owned()).or_insert(0) += values;
        }
    }

    /// What it says of lists of settings, as the batch of one would.
    pub(super) fn lists(&self) -> InspectionBatch {
        let of = self.lists.as_ref();
        InspectionBatch {
            preferred: of.and_then(|of| of.preferred).map(Precedence::from_bits),
            first: of.and_then(|of| of.first).map(Precedence::from_bits),
            provisions: of.map_or_else(Provisions::default, |of| {
                Provisions::from_bits(of.provisions)
            }),
            ..InspectionBatch::default()
        }
    }

    /// Notes it in the ledger of `scan`, whose file at `file` the piece is of.
    ///
    /// # Errors
    /// What another version wrote.
    pub(super) fn note_in(self, scan: &Scan, file: usize) -> Result<(), String> {
        let name = scan.files().nth(file).map(|of| of.name.clone());
        let name = name.ok_or(NOT_OURS)?;
        let label = scan.label();
        let rows = |rows: Vec<RejectedRow>| {
            let rows = rows.into_iter();
            rows.map(|row| row.of_file(label, &name))
                .collect::<Result<Vec<_>, _>>()
        };
        let counted = self.counted.into_iter();
        let rejected = Rejections::of_kept(KeptRejections {
            first: rows(self.first)?,
            further: rows(self.further)?,
            counted: counted
                .map(|(word, rows)| Ok::<_, String>((rule(&word)?, rows)))
                .collect::<Result<_, _>>()?,
        });
        let mut counts = Counts {
            left_out: self.left_out,
            outside: self.outside,
            joint: self.joint,
            condition_unknown: self.condition_unknown,
            blank: self.blank,
            notes: self.notes,
            footnotes: self.footnotes,
            ..Counts::default()
        };
        counts.seen.values = self.values;
        counts.seen.authorities = self.authorities;
        counts.seen.events = self.events;
        let mut missing = BTreeMap::new();
        for (marker, values) in self.missing {
            let known = MissingReason::ALL.into_iter().map(MissingReason::marker);
            let mut known = known.filter(|known| *known == marker);
            missing.insert(known.next().ok_or(NOT_OURS)?, values);
        }
        let ledger = scan.ledger();
        ledger.add_from_elsewhere(file, self.rows, &counts, rejected);
        ledger.note(|counts| {
            counts.after_as_of += self.after_as_of;
            for (marker, values) in missing {
                *counts.missing.entry(marker).or_insert(0) += values;
            }
        });
        Ok(())
    }
}

/// The rule of this word.
fn rule(word: &str) -> Result<Rule, String> {
    let mut rules = Rule::ALL.into_iter();
    let found = rules.find(|rule| rule.word() == word);
    found.ok_or_else(|| NOT_OURS.to_owned())
}

impl RejectedRow {
    fn of(row: Quarantined) -> Self {
        Self {
            row: row.row,
            key: row.key,
            rule: row.fault.rule.word().to_owned(),
            reason: row.fault.reason.into(),
            column: row.fault.column,
            record: row.record,
        }
    }

    fn of_file(self, label: &Arc<str>, file: &str) -> Result<Quarantined, String> {
        Ok(Quarantined {
            source: Arc::clone(label),
            file: file.to_owned(),
            row: self.row,
            key: self.key,
            fault: Fault {
                column: self.column,
                ..Fault::new(rule(&self.rule)?, self.reason)
            },
            record: self.record,
        })
    }
}
