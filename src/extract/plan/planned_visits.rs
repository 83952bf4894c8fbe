//! Visits to settings, reduced by plans and noted as a run of one process does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::UInt32Type;
use datafusion::error::Result as PlanResult;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::functions_aggregate::expr_fn::array_agg;
use datafusion::logical_expr::{AggregateUDF, ExprFunctionExt, LogicalPlanBuilder, col};
use rayon::prelude::*;

use super::lists;
use super::note::Note;
use super::planner::Planner;
use super::portions::{self, BLOCK, BYTES};
use super::reduction::{NOTES, Planned, REDUCED, list, notes};
use super::runner::PlanRunner;
use super::spec::{Large, ScanSpec};
use super::visits::BucketMessage;
use super::wire::{NOT_OURS, message};
use crate::config::Pipeline;
use crate::extract::Extract;
use crate::extract::contract::inspections::InspectionBatch;
use crate::extract::error::ExtractError;
use crate::extract::reduce::inspections::{Reduced, Together};
use crate::extract::reduce::series::SeriesOfFiles;
use crate::extract::source_scans::SourceScans;
use crate::tables::{Setting, SettingBlock, Urn};

/// Visits to settings, reduced by plans in several passes.
pub(in crate::extract) struct PlannedVisits<'p> {
    planned: Planned<'p>,
    encode: Arc<AggregateUDF>,
    /// Reads what `encode` gives.
    read: fn(&[u8]) -> Result<SettingBlock, String>,
    source: &'p SourceScans,
    authorities: usize,
    provisions: usize,
}

/// What reduces the visits of `source`.
///
/// # Errors
/// A pipeline that no plan can be made for.
pub(in crate::extract) fn reduce_visits<'p>(
    planner: &'p Planner,
    extract: &Extract,
    pipeline: &Pipeline,
    source: &'p SourceScans,
) -> Result<PlannedVisits<'p>, ExtractError> {
    let runner: &dyn PlanRunner = &*planner.runner;
    let planned = Planned::new(runner, extract, pipeline, source, Large::Inspections);
    Ok(PlannedVisits {
        planned: planned.map_err(ExtractError::Engine)?,
        encode: (planner.encoder.function)(pipeline, &extract.tables.authorities),
        read: planner.encoder.read,
        source,
        authorities: extract.tables.authorities.len(),
        provisions: pipeline.rulebook.provisions.len(),
    })
}

impl PlannedVisits<'_> {
    /// What the rows of each feed say of lists of settings, with every row noted: read by a plan of its
    /// own where any feed is of lists, for no setting is known before all of them are.
    ///
    /// # Errors
    /// What stops a plan.
    pub(in crate::extract) fn lists(&self) -> Result<Vec<Vec<InspectionBatch>>, ExtractError> {
        let series = SeriesOfFiles::default();
        let (_, notes) = self.listed(0..0, true, &series)?;
        self.noted(notes).map_err(ExtractError::Engine)
    }

    /// What becomes of the settings of these parts; rows are noted where that was not done before. Those
    /// of all parts come encoded.
    ///
    /// # Errors
    /// What stops a plan.
    pub(in crate::extract) fn pass(
        &self,
        parts: Range<u8>,
        noted: bool,
        series: &SeriesOfFiles,
    ) -> Result<Reduced, ExtractError> {
        let (answer, notes) = match parts == (0..Urn::PARTS) {
            true => self.encoded(noted, series)?,
            false => self.listed(parts, noted, series)?,
        };
        self.noted(notes).map_err(ExtractError::Engine)?;
        let together = Together::new(series, self.authorities, self.provisions);
        answer.together(together).map_err(ExtractError::Engine)
    }

    /// The settings of these parts as they are.
    fn listed(
        &self,
        parts: Range<u8>,
        noted: bool,
        series: &SeriesOfFiles,
    ) -> Result<(Answer, Vec<Note>), ExtractError> {
        let mut answer = Answer::default();
        let notes = self.planned.collect(
            self.spec(parts, noted),
            lists::known(series),
            by_portion,
            &mut |batch| answer.add_listed(batch),
        );
        Ok((answer, notes.map_err(ExtractError::Engine)?))
    }

    /// All settings, encoded for their table.
    fn encoded(
        &self,
        noted: bool,
        series: &SeriesOfFiles,
    ) -> Result<(Answer, Vec<Note>), ExtractError> {
        let mut answer = Answer::default();
        let notes = self.planned.collect(
            self.spec(0..Urn::PARTS, noted),
            lists::known(series),
            |plan| by_block(by_portion(plan)?, &self.encode),
            &mut |batch| answer.add_encoded(batch, self.read),
        );
        Ok((answer, notes.map_err(ExtractError::Engine)?))
    }

    fn spec(&self, parts: Range<u8>, noted: bool) -> ScanSpec {
        ScanSpec {
            parts,
            noted,
            ..self.planned.spec.clone()
        }
    }

    /// Notes what pieces say in the ledgers of their feeds; gives what they say of lists, by feed.
    fn noted(&self, notes: Vec<Note>) -> Result<Vec<Vec<InspectionBatch>>, String> {
        let mut lists = Vec::new();
        lists.resize_with(self.source.feeds.len(), Vec::new);
        for note in notes {
            let place = self.planned.spec.pieces[note.piece];
            lists[place.feed].push(note.lists());
            note.note_in(&self.source.feeds[place.feed], place.file)?;
        }
        Ok(lists)
    }
}

/// Each portion of what becomes of a bucket in a row of its own.
fn by_portion(plan: LogicalPlanBuilder) -> PlanResult<LogicalPlanBuilder> {
    let part = |name: &str| get_field(col(REDUCED), name).alias(name);
    plan.unnest_column(REDUCED)?
        .project([part(BLOCK), part(BYTES), col(NOTES)])
}

/// The settings of each block encoded, and everything else in a row without a block.
fn by_block(plan: LogicalPlanBuilder, encode: &AggregateUDF) -> PlanResult<LogicalPlanBuilder> {
    let encoded = encode.call(vec![col(BYTES)]);
    let encoded = encoded.filter(col(BLOCK).is_not_null()).build()?;
    let others = array_agg(col(BYTES)).filter(col(BLOCK).is_null()).build()?;
    let notes = array_agg(col(NOTES)).filter(col(NOTES).is_not_null());
    plan.aggregate([col(BLOCK)], [encoded, others, notes.build()?])
}

/// What a plan gives.
#[derive(Default)]
struct Answer {
    /// Settings as they are.
    settings: Vec<Vec<Setting>>,
    /// Settings encoded, by block.
    blocks: BTreeMap<u32, SettingBlock>,
    /// What became of the visits of each bucket beside its settings.
    buckets: Vec<BucketMessage>,
}

impl Answer {
    /// Takes in what [`by_portion`] gives.
    fn add_listed(&mut self, batch: &RecordBatch) -> Result<Vec<Note>, String> {
        let [block, bytes, noted] = batch.columns() else {
            return Err(NOT_OURS.into());
        };
        let bytes = bytes.as_binary_opt::<i64>().ok_or(NOT_OURS)?;
        let mut of_all = Vec::new();
        for row in 0..batch.num_rows() {
            match block.is_null(row) {
                true => self.buckets.push(message(bytes.value(row))?),
                false => self.settings.push(portions::settings(bytes.value(row))?),
            }
            of_all.extend(notes(list(noted, row)?)?);
        }
        Ok(of_all)
    }

    /// Takes in what [`by_block`] gives.
    fn add_encoded(
        &mut self,
        batch: &RecordBatch,
        read: fn(&[u8]) -> Result<SettingBlock, String>,
    ) -> Result<Vec<Note>, String> {
        let [block, encoded, others, noted] = batch.columns() else {
            return Err(NOT_OURS.into());
        };
        let block = block.as_primitive_opt::<UInt32Type>().ok_or(NOT_OURS)?;
        let encoded = encoded.as_binary_opt::<i64>().ok_or(NOT_OURS)?;
        let mut of_all = Vec::new();
        for row in 0..batch.num_rows() {
            if block.is_valid(row) {
                let of_block = read(encoded.value(row))?;
                self.blocks.insert(block.value(row), of_block);
            }
            if let Some(others) = list(others, row)? {
                for bytes in others.as_binary_opt::<i64>().ok_or(NOT_OURS)?.iter() {
                    self.buckets.push(message(bytes.unwrap_or_default())?);
                }
            }
            if let Some(lists) = list(noted, row)? {
                for at in 0..lists.len() {
                    of_all.extend(notes(list(&lists, at)?)?);
                }
            }
        }
        Ok(of_all)
    }

    /// All of it, put together.
    fn together(mut self, mut together: Together) -> Result<Reduced, String> {
        // Whoever settled a bucket first: they come in one order.
        self.buckets.sort_by_key(BucketMessage::bucket);
        let buckets: Vec<Reduced> = self
            .buckets
            .into_par_iter()
            .map(BucketMessage::read)
            .collect::<Result<_, String>>()?;
        buckets.into_iter().for_each(|of| together.add(of));
        for settings in self.settings {
            together.add(Reduced {
                settings,
                ..Reduced::default()
            });
        }
        let mut reduced = together.finish();
        let blocks = self.blocks.into_values();
        let encoded = blocks.map(|block| {
            block.count_in(&mut reduced.counts);
            block.encoded
        });
        reduced.encoded = encoded.collect();
        Ok(reduced)
    }
}
