//! Who runs a plan: DataFusion in this process, or whoever else can.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{SessionConfig, SessionContext};
use tokio::runtime::{Builder, Runtime};

use crate::cluster::{Cluster, sentence_in};

/// Runs plans, and waits for their rows.
pub trait PlanRunner {
    /// The rows of a plan, in whatever order and however they are divided.
    ///
    /// # Errors
    /// A sentence that says why there are none.
    fn collect(&self, plan: LogicalPlan) -> Result<Vec<RecordBatch>, String>;
}

/// DataFusion in this process, on as many threads as everything else here.
pub struct InProcess {
    runtime: Runtime,
    context: SessionContext,
}

impl InProcess {
    /// An engine that puts rows aside on the disk where they take more than `memory` bytes.
    ///
    /// # Errors
    /// Threads that the system does not give.
    pub fn new(memory: Option<u64>) -> Result<Self, String> {
        let threads = rayon::current_num_threads();
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("datafusion")
            .enable_all()
            .build()
            .map_err(|error| format!("the threads of DataFusion cannot be started ({error})"))?;
        let mut environment = RuntimeEnvBuilder::new();
        if let Some(memory) = memory {
            let bytes = usize::try_from(memory).unwrap_or(usize::MAX);
            environment = environment.with_memory_pool(Arc::new(FairSpillPool::new(bytes)));
        }
        let environment = environment.build_arc().map_err(|error| sentence(&error))?;
        let config = SessionConfig::new().with_target_partitions(threads);
        Ok(Self {
            runtime,
            context: SessionContext::new_with_config_rt(config, environment),
        })
    }
}

impl PlanRunner for InProcess {
    fn collect(&self, plan: LogicalPlan) -> Result<Vec<RecordBatch>, String> {
        let rows = self.runtime.block_on(async {
            let frame = self.context.execute_logical_plan(plan).await?;
            frame.collect().await
        });
        rows.map_err(|error| sentence(&error))
    }
}

impl PlanRunner for Cluster {
    fn collect(&self, plan: LogicalPlan) -> Result<Vec<RecordBatch>, String> {
        Cluster::collect(self, &plan).map_err(|fault| fault.to_string())
    }
}

/// What an error says: our own sentence, where it is one.
fn sentence(error: &DataFusionError) -> String {
    if let Some(sentence) = sentence_in(&error.to_string()) {
        return sentence;
    }
    let root = error.find_root();
    match root {
        DataFusionError::ResourcesExhausted(_) => format!(
            "DataFusion does not get along with the memory that the pipeline's memory_limit leaves it; raise it, or take the line out ({root})"
        ),
        _ => format!("DataFusion could not run the plan ({error})"),
    }
}
