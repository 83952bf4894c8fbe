//! The rows of a source as a table of DataFusion: the leaf of every plan.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{exec_err, project_schema};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PhysicalExpr, PlanProperties,
    SendableRecordBatchStream,
};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::Sender;
use tokio::task::spawn_blocking;

use super::reader::{Reader, schema};
use super::spec::ScanSpec;
use super::told;
use crate::cluster::{piece_numbers, pieces};

/// The rows of a source.
#[derive(Debug, Clone)]
pub(super) struct RowsTable {
    spec: Arc<ScanSpec>,
    /// What reads them, where this process has opened the source.
    reader: Option<Arc<Reader>>,
}

impl RowsTable {
    /// The rows of `spec`, which `reader` reads in this process.
    pub(super) fn new(spec: ScanSpec, reader: Arc<Reader>) -> Self {
        Self {
            spec: Arc::new(spec),
            reader: Some(reader),
        }
    }

    /// The bytes of a table, where it is one of these.
    #[must_use]
    pub(super) fn encode(table: &Arc<dyn TableProvider>) -> Option<Result<Vec<u8>>> {
        let table: &dyn std::any::Any = table.as_ref();
        let table = table.downcast_ref::<Self>()?;
        let text = table.spec.to_json().map_err(told);
        Some(text.map(String::into_bytes))
    }

    /// The table that [`RowsTable::encode`] made bytes of; it opens the source when it is read.
    ///
    /// # Errors
    /// Bytes that are none.
    pub(super) fn decode(
        bytes: &[u8],
        _: &[Arc<dyn ExecutionPlan>],
    ) -> Result<Arc<dyn TableProvider>> {
        let spec = serde_json::from_slice(bytes).map_err(not_ours)?;
        Ok(Arc::new(Self {
            spec: Arc::new(spec),
            reader: None,
        }))
    }
}

fn not_ours(error: serde_json::Error) -> DataFusionError {
    told(format!("{} ({error})", super::wire::NOT_OURS))
}

#[async_trait]
impl TableProvider for RowsTable {
    fn schema(&self) -> SchemaRef {
        schema(self.spec.rows)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted = state.config().target_partitions();
        let scan = Scanned {
            shares: divided(self.spec.pieces.len(), wanted),
            projection: projection.cloned(),
            spec: Arc::clone(&self.spec),
        };
        let numbers = pieces(scan.shares.len())?;
        Ok(Arc::new(RowsExec::new(scan, self.reader.clone(), numbers)?))
    }
}

/// Pieces one after another, in as many shares of like size as there are.
fn divided(pieces: usize, wanted: usize) -> Vec<Range<usize>> {
    let shares = wanted.clamp(1, pieces.max(1));
    (0..shares)
        .map(|share| share * pieces / shares..(share + 1) * pieces / shares)
        .collect()
}

/// Which rows are read, in which shares, and which of their columns are wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Scanned {
    spec: Arc<ScanSpec>,
    shares: Vec<Range<usize>>,
    projection: Option<Vec<usize>>,
}

/// Reads the rows of a source: each partition the shares whose numbers its child gives it, one after
/// another.
#[derive(Debug)]
pub(super) struct RowsExec {
    scan: Scanned,
    /// The numbers of the shares. A scheduler of Ballista gives each task some of its partitions.
    numbers: Arc<dyn ExecutionPlan>,
    reader: OnceLock<Arc<Reader>>,
    properties: Arc<PlanProperties>,
}

impl RowsExec {
    fn new(
        scan: Scanned,
        reader: Option<Arc<Reader>>,
        numbers: Arc<dyn ExecutionPlan>,
    ) -> Result<Self> {
        let schema = project_schema(&schema(scan.spec.rows), scan.projection.as_ref())?;
        let known = OnceLock::new();
        if let Some(reader) = reader {
            known.get_or_init(|| reader);
        }
        Ok(Self {
            properties: Arc::new(PlanProperties::new(
                EquivalenceProperties::new(schema),
                Partitioning::UnknownPartitioning(
                    numbers.properties().partitioning.partition_count(),
                ),
                EmissionType::Incremental,
                Boundedness::Bounded,
            )),
            scan,
            numbers,
            reader: known,
        })
    }

    /// The bytes of a node, where it is one of these.
    #[must_use]
    pub(super) fn encode(plan: &Arc<dyn ExecutionPlan>) -> Option<Result<Vec<u8>>> {
        let plan = plan.downcast_ref::<Self>()?;
        Some(serde_json::to_vec(&plan.scan).map_err(not_ours))
    }

    /// The node that [`RowsExec::encode`] made bytes of, over the child that it had.
    ///
    /// # Errors
    /// Bytes that are none.
    pub(super) fn decode(
        bytes: &[u8],
        children: &[Arc<dyn ExecutionPlan>],
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let scan = serde_json::from_slice(bytes).map_err(not_ours)?;
        Ok(Arc::new(Self::new(scan, None, only(children)?)?))
    }
}

/// The child of a node that has one.
fn only(children: &[Arc<dyn ExecutionPlan>]) -> Result<Arc<dyn ExecutionPlan>> {
    match children {
        [child] => Ok(Arc::clone(child)),
        _ => exec_err!("the rows of a source have {} children", children.len()),
    }
}

impl DisplayAs for RowsExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (spec, shares) = (&self.scan.spec, self.scan.shares.len());
        let (kind, pieces) = (spec.rows.kind(), spec.pieces.len());
        write!(
            out,
            "RowsExec: source={kind}, pieces={pieces}, shares={shares}"
        )
    }
}

impl ExecutionPlan for RowsExec {
    fn name(&self) -> &'static str {
        "RowsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.numbers]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        // It has the partitions that its rows are to be read in.
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let reader = self.reader.get().cloned();
        let numbers = only(&children)?;
        Ok(Arc::new(Self::new(self.scan.clone(), reader, numbers)?))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let numbers = self.numbers.execute(partition, context)?;
        let scan = self.scan.clone();
        let known = self.reader.get().cloned();
        let mut stream = RecordBatchReceiverStreamBuilder::new(self.schema(), 2);
        let rows = stream.tx();
        stream.spawn(async move {
            let numbers: Vec<RecordBatch> = numbers.try_collect().await?;
            let numbers = numbers.iter().flat_map(piece_numbers).collect();
            // Files are read by calls that wait, which no thread of an asynchronous runtime may make.
            let reading = spawn_blocking(move || read(&scan, numbers, known, &rows));
            reading
                .await
                .map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))?
        });
        Ok(stream.build())
    }
}

/// Reads the shares with these numbers.
fn read(
    scan: &Scanned,
    numbers: Vec<usize>,
    known: Option<Arc<Reader>>,
    rows: &Sender<Result<RecordBatch>>,
) -> Result<()> {
    let reader = match known {
        Some(reader) => reader,
        None => Reader::open(&scan.spec).map_err(told)?,
    };
    for number in numbers {
        let Some(pieces) = scan.shares.get(number).cloned() else {
            return exec_err!("there is no share {number} of the rows");
        };
        for piece in pieces {
            for batch in reader.read(piece, &scan.spec).map_err(told)? {
                let batch = projected(&batch, scan.projection.as_deref())?;
                if rows.blocking_send(Ok(batch)).is_err() {
                    // Whoever asked for the rows has gone.
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

fn projected(batch: &RecordBatch, wanted: Option<&[usize]>) -> Result<RecordBatch> {
    Ok(match wanted {
        Some(wanted) => batch.project(wanted)?,
        None => batch.clone(),
    })
}
