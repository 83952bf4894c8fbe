//! A scheduler and workers in this process, and a plan with a table, a leaf and a function that
//! DataFusion does not have.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::{TableType, provider_as_source};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, Expr, LogicalPlan, LogicalPlanBuilder, Volatility, col, create_udaf,
};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
};
use futures_util::TryStreamExt;

use super::*;

/// The numbers below one, each with what is left of it after a division by three. None below nought
/// are there, and whoever asks for them is told.
#[derive(Debug)]
struct Numbers {
    below: i64,
}

/// Of all numbers those of the pieces that the child gives: every so many from a piece's number on.
#[derive(Debug)]
struct NumbersExec {
    below: i64,
    every: usize,
    child: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

fn columns() -> SchemaRef {
    let number = |name| Field::new(name, DataType::Int64, false);
    Arc::new(Schema::new(vec![number("n"), number("rest")]))
}

impl NumbersExec {
    fn new(below: i64, every: usize, child: Arc<dyn ExecutionPlan>) -> Self {
        let pieces = child.properties().partitioning.partition_count();
        Self {
            below,
            every,
            child,
            properties: Arc::new(PlanProperties::new(
                EquivalenceProperties::new(columns()),
                Partitioning::UnknownPartitioning(pieces),
                EmissionType::Incremental,
                Boundedness::Bounded,
            )),
        }
    }

    fn rows(&self, piece: usize) -> Result<RecordBatch> {
        if self.below < 0 {
            return Err(told("numbers \"below\" 0: there are none; ask for others"));
        }
        let numbers = (0..self.below).skip(piece).step_by(self.every);
        let numbers: Vec<i64> = numbers.collect();
        let rests: Int64Array = numbers.iter().map(|number| number % 3).collect();
        let numbers: ArrayRef = Arc::new(Int64Array::from(numbers));
        Ok(RecordBatch::try_new(
            columns(),
            vec![numbers, Arc::new(rests)],
        )?)
    }
}

#[async_trait]
impl TableProvider for Numbers {
    fn schema(&self) -> SchemaRef {
        columns()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        assert!(projection.is_none_or(|columns| *columns == [0, 1]));
        let every = state.config().target_partitions();
        Ok(Arc::new(NumbersExec::new(
            self.below,
            every,
            pieces(every)?,
        )))
    }
}

impl DisplayAs for NumbersExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "NumbersExec: below={}", self.below)
    }
}

impl ExecutionPlan for NumbersExec {
    fn name(&self) -> &str {
        "NumbersExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.child]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
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
        let child = Arc::clone(&children[0]);
        Ok(Arc::new(Self::new(self.below, self.every, child)))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let given = self.child.execute(partition, context)?;
        let (below, every, child) = (self.below, self.every, Arc::clone(&self.child));
        let node = Self::new(below, every, child);
        let rows = given.and_then(move |given| {
            let pieces = piece_numbers(&given).into_iter();
            let rows: Result<Vec<RecordBatch>> = pieces.map(|piece| node.rows(piece)).collect();
            std::future::ready(rows.and_then(|rows| Ok(concat_batches(&columns(), &rows)?)))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(columns(), rows)))
    }
}

/// The sum of numbers, times what the function knows.
#[derive(Debug)]
struct Sum {
    sum: i64,
    times: i64,
}

impl Accumulator for Sum {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let numbers = values[0].as_primitive::<Int64Type>();
        self.sum += numbers.iter().flatten().sum::<i64>();
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Int64(Some(self.sum * self.times)))
    }

    fn size(&self) -> usize {
        size_of::<Self>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::Int64(Some(self.sum))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }
}

/// The prefix of the name, after which comes what the function knows.
const SUM: &str = "sum_times_";

fn sum(times: i64) -> AggregateUDF {
    let number = DataType::Int64;
    create_udaf(
        &format!("{SUM}{times}"),
        vec![number.clone()],
        Arc::new(number.clone()),
        Volatility::Immutable,
        Arc::new(move |_| Ok(Box::new(Sum { sum: 0, times }))),
        Arc::new(vec![number]),
    )
}

fn number(bytes: &[u8]) -> i64 {
    std::str::from_utf8(bytes).unwrap().parse().unwrap()
}

fn parts() -> Parts {
    fn of_table(table: &Arc<dyn TableProvider>) -> Option<Result<Vec<u8>>> {
        let numbers = table.downcast_ref::<Numbers>()?;
        Some(Ok(numbers.below.to_string().into_bytes()))
    }
    fn of_leaf(leaf: &Arc<dyn ExecutionPlan>) -> Option<Result<Vec<u8>>> {
        let numbers = leaf.downcast_ref::<NumbersExec>()?;
        Some(Ok(
            format!("{} {}", numbers.below, numbers.every).into_bytes()
        ))
    }
    Parts {
        table: Form {
            encode: of_table,
            decode: |bytes, _| {
                Ok(Arc::new(Numbers {
                    below: number(bytes),
                }))
            },
        },
        leaf: Form {
            encode: of_leaf,
            decode: |bytes, children| {
                let place = bytes.iter().position(|byte| *byte == b' ').unwrap();
                let every = usize::try_from(number(&bytes[place + 1..])).unwrap();
                let child = Arc::clone(&children[0]);
                let below = number(&bytes[..place]);
                Ok(Arc::new(NumbersExec::new(below, every, child)))
            },
        },
        function: FunctionForm {
            encode: |function| Some(function.name().strip_prefix(SUM)?.as_bytes().to_vec()),
            decode: |_, bytes| Ok(Some(Arc::new(sum(number(bytes))))),
        },
    }
}

/// The sums of the numbers by what is left of them.
fn plan(below: i64) -> LogicalPlan {
    let table = provider_as_source(Arc::new(Numbers { below }));
    let scan = LogicalPlanBuilder::scan("numbers", table, None).unwrap();
    let sum = sum(7).call(vec![col("n")]).alias("sum");
    let rests = scan.aggregate(vec![col("rest")], vec![sum]).unwrap();
    let sorted = rests.sort(vec![col("rest").sort(true, false)]).unwrap();
    sorted.build().unwrap()
}

/// A port that nobody listens at.
fn port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Starts a scheduler that goes on to the end of the process.
fn scheduler() -> SchedulerAddress {
    let port = port();
    let scheduler = Scheduler {
        bind: (LOCALHOST, port).into(),
        advertise: None,
        worker_timeout: 30,
    };
    std::thread::spawn(move || scheduler.run(parts()).unwrap());
    format!("127.0.0.1:{port}").parse().unwrap()
}

/// Starts a worker that goes on to the end of the process.
fn worker(scheduler: &SchedulerAddress) {
    let worker = Worker {
        scheduler: scheduler.clone(),
        bind: LOCALHOST,
        advertise: None,
        port: port(),
        task_port: port(),
        work_dir: std::env::temp_dir(),
        memory: Some(64 << 20),
        cores: Some(2),
        wait: Duration::from_secs(30),
        heartbeat: 1,
    };
    std::thread::spawn(move || worker.run(parts()).unwrap());
}

fn patience(ready: u64) -> Patience {
    Patience {
        ready: Duration::from_secs(ready),
        job: Duration::from_secs(60),
    }
}

#[test]
fn a_plan_with_parts_of_ours_is_done_by_workers() {
    let scheduler = scheduler();
    worker(&scheduler);
    worker(&scheduler);
    let cluster = Cluster::of(&scheduler, parts(), patience(30), 16).unwrap();
    let rows = cluster.collect(&plan(1_000)).unwrap();
    let of = |column: usize| -> Vec<i64> {
        let columns = rows.iter().map(|rows| rows.column(column));
        columns
            .flat_map(|column| column.as_primitive::<Int64Type>().values().to_vec())
            .collect()
    };
    let sums = [0, 1, 2].map(|rest| 7 * (rest..1_000).step_by(3).sum::<i64>());
    assert_eq!((of(0), of(1)), (vec![0, 1, 2], sums.to_vec()));

    let fault = cluster.collect(&plan(-1)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Told, "{fault}");
    assert_eq!(
        fault.to_string(),
        "numbers \"below\" 0: there are none; ask for others"
    );
    // It goes on afterwards.
    assert!(cluster.collect(&plan(3)).is_ok());
}

#[test]
fn a_cluster_that_lacks_something_is_told_in_time() {
    let began = Instant::now();
    let nobody: SchedulerAddress = format!("127.0.0.1:{}", port()).parse().unwrap();
    let fault = Cluster::of(&nobody, parts(), patience(1), 4).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unreachable, "{fault}");

    let alone = scheduler();
    let fault = Cluster::of(&alone, parts(), patience(2), 4).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NoWorker, "{fault}");

    // It listens, and never says anything.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let silent: SchedulerAddress = silent.local_addr().unwrap().to_string().parse().unwrap();
    let fault = Cluster::of(&silent, parts(), patience(1), 4).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unreachable, "{fault}");
    assert!(began.elapsed() < Duration::from_secs(30));
}
