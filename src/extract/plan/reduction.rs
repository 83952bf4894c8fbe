//! A source, reduced by a plan: what the plan gives, put together and noted as a run of one process does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::UInt32Type;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::Result as PlanResult;
use datafusion::functions_aggregate::expr_fn::array_agg;
use datafusion::logical_expr::{
    AggregateUDF, Expr, ExprFunctionExt, LogicalPlan, LogicalPlanBuilder, col, lit,
};
use datafusion::scalar::ScalarValue;
use rayon::prelude::*;

use super::aside::What;
use super::functions::Reduction;
use super::note::Note;
use super::reader::{Reader, piece_of, schema};
use super::runner::PlanRunner;
use super::spec::{Large, ScanSpec};
use super::table::RowsTable;
use super::wire::{NOT_OURS, message};
use super::{figures, laid, lists, visits};
use crate::config::Pipeline;
use crate::extract::Extract;
use crate::extract::contract::inspections::InspectionBatch;
use crate::extract::contract::observation::repeated;
use crate::extract::error::ExtractError;
use crate::extract::quarantine::{RowEvidence, RowLocation};
use crate::extract::reduce::inspections::{Reduced, Together};
use crate::extract::reduce::observations::SliceTable;
use crate::extract::reduce::series::SeriesOfFiles;
use crate::extract::source_scans::SourceScans;
use crate::tables::Areas;

/// What a plan gives: of each bucket what became of its rows, in the order of the buckets, and of each
/// piece its note, in the order of the rows.
struct Collected {
    buckets: Vec<Vec<u8>>,
    notes: Vec<Note>,
}

/// A source of which plans are made.
struct Planned<'p> {
    runner: &'p dyn PlanRunner,
    spec: ScanSpec,
    reader: Arc<Reader>,
}

impl<'p> Planned<'p> {
    fn new(
        runner: &'p dyn PlanRunner,
        extract: &Extract,
        pipeline: &Pipeline,
        source: &SourceScans,
        rows: Large,
    ) -> Result<Self, String> {
        Ok(Self {
            runner,
            spec: ScanSpec::new(pipeline, source, rows)?,
            reader: Arc::new(Reader::of(extract, pipeline, source)),
        })
    }

    /// The rows of these parts of the settings, reduced; what is wrong with rows is `noted` or not.
    fn collect(
        &self,
        parts: Range<u8>,
        noted: bool,
        context: Vec<u8>,
    ) -> Result<Collected, String> {
        let spec = ScanSpec {
            parts,
            noted,
            ..self.spec.clone()
        };
        let plan = plan(spec, Arc::clone(&self.reader), context);
        let plan = plan.map_err(|error| format!("the plan cannot be made ({error})"))?;
        tracing::debug!(plan = %plan.display_indent(), "reduces by a plan");
        let collected = collected(&self.runner.collect(plan)?)?;
        // A note of each piece, and one of each: no process left any out.
        let notes = collected.notes.iter().map(|note| note.piece);
        let all = 0..if noted { self.spec.pieces.len() } else { 0 };
        if !notes.eq(all) {
            return Err(
                "the plan did not read every piece of the source once; run again".to_owned(),
            );
        }
        Ok(collected)
    }
}

/// The plan that reduces the rows of `spec`.
fn plan(spec: ScanSpec, reader: Arc<Reader>, context: Vec<u8>) -> PlanResult<LogicalPlan> {
    let rows = spec.rows;
    let function = AggregateUDF::from(Reduction::of(rows));
    let schema = schema(rows);
    let columns = schema.fields().iter().map(|field| field.name().as_str());
    let mut arguments: Vec<Expr> = columns
        .filter(|name| !matches!(*name, "bucket" | "note"))
        .map(col)
        .collect();
    arguments.push(lit(ScalarValue::Binary(Some(context))));
    let notes = array_agg(col("note"))
        .filter(col("note").is_not_null())
        .build()?;
    let table = provider_as_source(Arc::new(RowsTable::new(spec, reader)));
    LogicalPlanBuilder::scan(rows.kind().word(), table, None)?
        .aggregate([col("bucket")], [function.call(arguments), notes])?
        .build()
}

/// What the rows of a plan's answer say.
fn collected(rows: &[RecordBatch]) -> Result<Collected, String> {
    let mut buckets: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    let mut notes = Vec::new();
    for batch in rows {
        let [bucket, reduced, noted] = batch.columns() else {
            return Err(NOT_OURS.into());
        };
        let bucket = bucket.as_primitive_opt::<UInt32Type>().ok_or(NOT_OURS)?;
        let reduced = reduced.as_binary_opt::<i64>().ok_or(NOT_OURS)?;
        let noted = noted.as_list_opt::<i32>().ok_or(NOT_OURS)?;
        for row in 0..batch.num_rows() {
            buckets.insert(bucket.value(row), reduced.value(row).to_owned());
            if noted.is_null(row) {
                continue;
            }
            let of_row = noted.value(row);
            for note in of_row.as_binary_opt::<i32>().ok_or(NOT_OURS)?.iter() {
                let note = serde_json::from_slice(note.unwrap_or_default());
                notes.push(note.map_err(|error| format!("{NOT_OURS} ({error})"))?);
            }
        }
    }
    notes.sort_by_key(|note: &Note| note.piece);
    Ok(Collected {
        buckets: buckets.into_values().collect(),
        notes,
    })
}

/// Visits to settings, reduced by plans in several passes.
pub(in crate::extract) struct PlannedVisits<'p> {
    planned: Planned<'p>,
    source: &'p SourceScans,
    authorities: usize,
    provisions: usize,
}

/// What reduces the visits of `source`.
///
/// # Errors
/// A pipeline that no plan can be made for.
pub(in crate::extract) fn reduce_visits<'p>(
    runner: &'p dyn PlanRunner,
    extract: &Extract,
    pipeline: &Pipeline,
    source: &'p SourceScans,
) -> Result<PlannedVisits<'p>, ExtractError> {
    let planned = Planned::new(runner, extract, pipeline, source, Large::Inspections);
    Ok(PlannedVisits {
        planned: planned.map_err(ExtractError::Engine)?,
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
        let context = lists::context(&SeriesOfFiles::default());
        let collected = self.planned.collect(0..0, true, context);
        self.noted(collected.map_err(ExtractError::Engine)?.notes)
            .map_err(ExtractError::Engine)
    }

    /// What becomes of the settings of these parts; rows are noted where that was not done before.
    ///
    /// # Errors
    /// What stops a plan.
    pub(in crate::extract) fn pass(
        &self,
        parts: Range<u8>,
        noted: bool,
        series: &SeriesOfFiles,
    ) -> Result<Reduced, ExtractError> {
        self.reduced(parts, noted, series)
            .map_err(ExtractError::Engine)
    }

    fn reduced(
        &self,
        parts: Range<u8>,
        noted: bool,
        series: &SeriesOfFiles,
    ) -> Result<Reduced, String> {
        let context = lists::context(series);
        let collected = self.planned.collect(parts, noted, context)?;
        self.noted(collected.notes)?;
        let buckets: Vec<Reduced> = collected
            .buckets
            .into_par_iter()
            .map(|bytes| message::<visits::BucketMessage>(&bytes)?.read())
            .collect::<Result<_, String>>()?;
        let mut together = Together::new(series, self.authorities, self.provisions);
        buckets.into_iter().for_each(|of| together.add(of));
        Ok(together.finish())
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
    let collected = planned.collect(0..0, true, figures::context(areas))?;
    for note in collected.notes {
        let place = planned.spec.pieces[note.piece];
        note.note_in(&source.feeds[place.feed], place.file)?;
    }
    let mut together = laid::Together::default();
    for bytes in collected.buckets {
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
