//! Observations, laid out by a plan and noted as a run of one process does.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::UInt32Type;

use super::aside::What;
use super::note::Note;
use super::reader::piece_of;
use super::reduction::{Planned, list, notes};
use super::runner::PlanRunner;
use super::spec::Large;
use super::wire::{NOT_OURS, message};
use super::{figures, laid};
use crate::config::Pipeline;
use crate::extract::Extract;
use crate::extract::contract::observation::repeated;
use crate::extract::error::ExtractError;
use crate::extract::quarantine::{RowEvidence, RowLocation};
use crate::extract::reduce::observations::SliceTable;
use crate::extract::source_scans::SourceScans;
use crate::tables::Areas;

/// The observations of `source`, laid out by a plan; every row is noted.
///
/// # Errors
/// What stops the plan.
pub(in crate::extract) fn reduce_observations(
    runner: &dyn PlanRunner,
    extract: &Extract,
    pipeline: &Pipeline,
    source: &SourceScans,
    areas: Areas,
) -> Result<SliceTable, ExtractError> {
    laid_out(runner, extract, pipeline, source, areas).map_err(ExtractError::Engine)
}

fn laid_out(
    runner: &dyn PlanRunner,
    extract: &Extract,
    pipeline: &Pipeline,
    source: &SourceScans,
    areas: Areas,
) -> Result<SliceTable, String> {
    let planned = Planned::new(runner, extract, pipeline, source, Large::Observations)?;
    let mut buckets: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    let notes = planned.collect(
        planned.spec.clone(),
        figures::known(areas),
        Ok,
        &mut |batch| of_batch(batch, &mut buckets),
    )?;
    for note in notes {
        let place = planned.spec.pieces[note.piece];
        note.note_in(&source.feeds[place.feed], place.file)?;
    }
    let mut together = laid::Together::default();
    for bytes in buckets.into_values() {
        together.add(message(&bytes)?, areas)?;
    }
    let (laid, aside) = together.finish();
    // Few rows are rejected once all are there, and only what stands in them is read again.
    let mut wanted: BTreeMap<usize, BTreeSet<RowLocation>> = BTreeMap::new();
    for of in &aside {
        if let What::Rejected { .. } = of.what {
            let rows = wanted.entry(piece_of(of.place.1)).or_default();
            rows.insert(of.location);
        }
    }
    let records = planned.reader.records(&wanted)?;
    let ledgers = source.ledgers();
    for of in aside {
        match of.what {
            What::LeftOut { has_value } => {
                let ledger = ledgers.of(of.location);
                ledger.note(|counts| counts.repeat(has_value));
            }
            What::Rejected { key } => {
                let record = records.get(&of.location).ok_or(NOT_OURS)?;
                let row = ReadAgain {
                    location: of.location,
                    record,
                };
                ledgers.reject(&row, || key, repeated());
            }
        }
    }
    Ok(laid.into_table())
}

/// Puts what became of buckets in their order; gives the notes.
fn of_batch(
    batch: &RecordBatch,
    buckets: &mut BTreeMap<u32, Vec<u8>>,
) -> Result<Vec<Note>, String> {
    let [bucket, reduced, noted] = batch.columns() else {
        return Err(NOT_OURS.into());
    };
    let bucket = bucket.as_primitive_opt::<UInt32Type>().ok_or(NOT_OURS)?;
    let reduced = reduced.as_binary_opt::<i64>().ok_or(NOT_OURS)?;
    let mut of_all = Vec::new();
    for row in 0..batch.num_rows() {
        buckets.insert(bucket.value(row), reduced.value(row).to_owned());
        of_all.extend(notes(list(noted, row)?)?);
    }
    Ok(of_all)
}

/// A row that was read again for what stands in it.
struct ReadAgain<'r> {
    location: RowLocation,
    record: &'r str,
}

impl RowEvidence for ReadAgain<'_> {
    fn location(&self) -> RowLocation {
        self.location
    }

    fn record(&self) -> String {
        self.record.to_owned()
    }
}
