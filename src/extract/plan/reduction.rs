//! A source, read and reduced by a plan, bucket by bucket.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::error::Result as PlanResult;
use datafusion::functions_aggregate::expr_fn::array_agg;
use datafusion::logical_expr::{Expr, ExprFunctionExt, LogicalPlanBuilder, col};

use super::functions::reduction;
use super::note::Note;
use super::reader::{Reader, schema};
use super::runner::PlanRunner;
use super::spec::{Large, ScanSpec};
use super::table::RowsTable;
use super::wire::NOT_OURS;
use crate::config::Pipeline;
use crate::extract::Extract;
use crate::extract::source_scans::SourceScans;

/// The column of what becomes of the rows of a bucket.
pub(super) const REDUCED: &str = "reduced";

/// The column of the notes of a bucket, a list.
pub(super) const NOTES: &str = "notes";

/// A source of which plans are made.
pub(super) struct Planned<'p> {
    runner: &'p dyn PlanRunner,
    pub spec: ScanSpec,
    pub reader: Arc<Reader>,
}

impl<'p> Planned<'p> {
    pub(super) fn new(
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

    /// The rows of `spec`, reduced bucket by bucket by a function that knows this, and then as `further` says; `take` reads a batch of
    /// what comes of it, and gives its notes.
    ///
    /// # Errors
    /// What stops the plan, and a piece of the source that was not read once.
    pub(super) fn collect(
        &self,
        spec: ScanSpec,
        known: Vec<u8>,
        further: impl FnOnce(LogicalPlanBuilder) -> PlanResult<LogicalPlanBuilder>,
        take: &mut dyn FnMut(&RecordBatch) -> Result<Vec<Note>, String>,
    ) -> Result<Vec<Note>, String> {
        let pieces = 0..if spec.noted { spec.pieces.len() } else { 0 };
        let plan = by_bucket(spec, Arc::clone(&self.reader), known)
            .and_then(further)
            .and_then(LogicalPlanBuilder::build);
        let plan = plan.map_err(|error| format!("the plan cannot be made ({error})"))?;
        tracing::debug!(plan = %plan.display_indent(), "reduces by a plan");
        let mut notes = Vec::new();
        for batch in self.runner.collect(plan)? {
            notes.extend(take(&batch)?);
        }
        notes.sort_by_key(|note: &Note| note.piece);
        // A note of each piece, and one of each: no process left any out.
        if !notes.iter().map(|note| note.piece).eq(pieces) {
            return Err(
                "the plan did not read every piece of the source once; run again".to_owned(),
            );
        }
        Ok(notes)
    }
}

/// The plan that reduces the rows of `spec` bucket by bucket.
fn by_bucket(
    spec: ScanSpec,
    reader: Arc<Reader>,
    known: Vec<u8>,
) -> PlanResult<LogicalPlanBuilder> {
    let rows = spec.rows;
    let schema = schema(rows);
    let columns = schema.fields().iter().map(|field| field.name().as_str());
    let arguments: Vec<Expr> = columns
        .filter(|name| !matches!(*name, "bucket" | "note"))
        .map(col)
        .collect();
    let reduced = reduction(rows, known).call(arguments).alias(REDUCED);
    let notes = array_agg(col("note")).filter(col("note").is_not_null());
    let table = provider_as_source(Arc::new(RowsTable::new(spec, reader)));
    LogicalPlanBuilder::scan(rows.kind().word(), table, None)?
        .aggregate([col("bucket")], [reduced, notes.build()?.alias(NOTES)])
}

/// The list in a row of a column of lists; `None` where there is none.
///
/// # Errors
/// Another column.
pub(super) fn list(column: &ArrayRef, row: usize) -> Result<Option<ArrayRef>, String> {
    let lists = column.as_list_opt::<i32>().ok_or(NOT_OURS)?;
    Ok(lists.is_valid(row).then(|| lists.value(row)))
}

/// The notes of a list; none where there is no list.
///
/// # Errors
/// What is no note.
pub(super) fn notes(list: Option<ArrayRef>) -> Result<Vec<Note>, String> {
    let Some(list) = list else {
        return Ok(Vec::new());
    };
    let notes = list.as_binary_opt::<i32>().ok_or(NOT_OURS)?.iter();
    notes
        .map(|note| {
            let note = serde_json::from_slice(note.unwrap_or_default());
            note.map_err(|error| format!("{NOT_OURS} ({error})"))
        })
        .collect()
}
