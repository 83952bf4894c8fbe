//! Who asks: a plan goes to the scheduler, and its rows come from the workers.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballista_core::config::BALLISTA_CLIENT_PULL;
use ballista_core::execution_plans::DistributedQueryExec;
use ballista_core::extension::{SessionConfigExt, SessionStateExt};
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::protobuf::{CancelJobParams, CleanJobDataParams};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion_proto::protobuf::LogicalPlanNode;
use tokio::runtime::Runtime;

use super::address::SchedulerAddress;
use super::fault::{Fault, FaultKind};
use super::given_up::UnderWay;
use super::parts::Parts;
use super::ready::{Needs, WHICH, ready};
use super::session::{config, runtime, state};
use super::told::sentence_in;

/// How often a job is asked for that was lost with its scheduler, or whose rows were lost with a worker.
const ATTEMPTS: u32 = 3;

/// How long the scheduler may take to hear what became of a job.
const TO_HEAR: Duration = Duration::from_secs(3);

/// How long whoever asks waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a scheduler with a worker.
    pub ready: Duration,
    /// For the rows of one plan, from then on.
    pub job: Duration,
}

/// A cluster that plans are given to, for callers that wait for its answers.
pub struct Cluster {
    scheduler: SchedulerAddress,
    parts: Parts,
    patience: Patience,
    /// Into how many pieces a table is cut.
    pieces: usize,
    runtime: Runtime,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Cluster({})", self.scheduler)
    }
}

/// What the scheduler hears of a job whose rows nobody waits for any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// They have come: workers need not keep them.
    Taken,
    /// They are not wanted: workers need not work them out.
    GivenUp,
}

/// How an attempt ended that gave no rows.
enum Ended {
    /// Doing it again comes to the same.
    Final(Fault),
    /// The scheduler or a worker went away.
    Lost(Fault),
}

impl Cluster {
    /// The cluster of a scheduler, with a worker at least.
    ///
    /// # Errors
    /// A scheduler that does not answer, is of another version, or has no worker in time.
    pub fn of(
        scheduler: &SchedulerAddress,
        parts: Parts,
        patience: Patience,
        pieces: usize,
    ) -> Result<Self, Fault> {
        let cluster = Self {
            scheduler: scheduler.clone(),
            parts,
            patience,
            pieces,
            runtime: runtime("cluster")?,
        };
        cluster.wait_for_it()?;
        Ok(cluster)
    }

    /// Which scheduler it is that has a worker.
    fn wait_for_it(&self) -> Result<String, Fault> {
        let is_ready = ready(&self.scheduler, Needs::Worker, self.patience.ready);
        self.runtime.block_on(is_ready)
    }

    /// The rows of a plan, in no order but what the plan gives them. No thread of an asynchronous
    /// runtime may call it.
    ///
    /// # Errors
    /// What a worker found, and a cluster that fails or takes too long.
    pub fn collect(&self, plan: &LogicalPlan) -> Result<Vec<RecordBatch>, Fault> {
        let until = Instant::now() + self.patience.job;
        let mut attempt = 1;
        loop {
            let which = self.wait_for_it()?;
            let fault = match self.runtime.block_on(self.attempt(plan, which, until)) {
                Ok(rows) => return Ok(rows),
                Err(Ended::Final(fault)) => return Err(fault),
                Err(Ended::Lost(fault)) if attempt == ATTEMPTS => return Err(fault),
                Err(Ended::Lost(fault)) => fault,
            };
            attempt += 1;
            tracing::warn!(%fault, attempt, "the plan is given to the cluster again");
        }
    }

    async fn attempt(
        &self,
        plan: &LogicalPlan,
        which: String,
        until: Instant,
    ) -> Result<Vec<RecordBatch>, Ended> {
        let state = self
            .session(which)
            .map_err(|error| Ended::Final(self.failed(&error.to_string())))?;
        let planned = state.create_physical_plan(plan).await;
        let planned = planned.map_err(|error| Ended::Final(self.failed(&error.to_string())))?;
        let collecting = collect(Arc::clone(&planned), state.task_ctx());
        let under_way = UnderWay::begin();
        let found = tokio::select! {
            found = tokio::time::timeout_at(until.into(), collecting) => found.ok(),
            () = under_way.is_given_up() => None,
        };
        match found {
            Some(Ok(rows)) => {
                // Where it does not hear, it has workers take the rows away after a while by itself.
                self.tell(planned.as_ref(), Over::Taken).await;
                Ok(rows)
            }
            Some(Err(error)) => Err(self.ended(&error)),
            None => {
                if self.tell(planned.as_ref(), Over::GivenUp).await.is_none() {
                    tracing::warn!(
                        "the scheduler has not heard that the job is not wanted any more"
                    );
                }
                Err(Ended::Final(self.too_long()))
            }
        }
    }

    fn too_long(&self) -> Fault {
        Fault::new(
            FaultKind::TooLong,
            format!(
                "the cluster of {} has not done its part in {} seconds; look at the logs of its workers, and allow more with --job-timeout",
                self.scheduler,
                self.patience.job.as_secs()
            ),
        )
    }

    fn session(&self, which: String) -> Result<SessionState, DataFusionError> {
        let config = config(self.parts)
            .with_target_partitions(self.pieces)
            .with_ballista_job_name("plumbline")
            .with_ballista_grpc_metadata(HashMap::from([(WHICH.to_owned(), which)]))
            // Otherwise the scheduler tells which job it is only when a stage of it is done.
            .set_bool(BALLISTA_CLIENT_PULL, true);
        state(config)?.upgrade_for_ballista(self.scheduler.to_string())
    }

    /// What became of a job, by what is said of it.
    fn ended(&self, error: &DataFusionError) -> Ended {
        let text = error.to_string();
        if let Some(sentence) = sentence_in(&text) {
            return Ended::Final(Fault::new(FaultKind::Told, sentence));
        }
        // As Ballista's client says it of a job that the scheduler gave up.
        match text.split_once(" failed: ") {
            Some((job, why)) if job.contains("Job ") => Ended::Final(self.failed(why)),
            _ => Ended::Lost(Fault::new(
                FaultKind::Unreachable,
                format!(
                    "the scheduler at {} or a worker went away in the middle ({}); look whether they run and can be reached from here, and run again",
                    self.scheduler,
                    short(&text)
                ),
            )),
        }
    }

    fn failed(&self, why: &str) -> Fault {
        Fault::new(
            FaultKind::Failed,
            format!(
                "the cluster of {} failed ({}); {}",
                self.scheduler,
                short(why),
                remedy(why)
            ),
        )
    }

    /// Tells the scheduler what became of a job; nothing where it does not hear.
    async fn tell(&self, planned: &dyn ExecutionPlan, over: Over) -> Option<()> {
        let asked = planned.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>();
        let job_id = asked?.job_id()?.to_string();
        let telling = async {
            let channel = self.scheduler.endpoint().ok()?.connect().await.ok()?;
            let mut scheduler = SchedulerGrpcClient::new(channel);
            match over {
                Over::Taken => {
                    let taken = CleanJobDataParams {
                        job_id,
                        remove_stage_ids: Vec::new(),
                    };
                    scheduler.clean_job_data(taken).await.ok().map(drop)
                }
                Over::GivenUp => {
                    let given_up = CancelJobParams { job_id };
                    scheduler.cancel_job(given_up).await.ok().map(drop)
                }
            }
        };
        tokio::time::timeout(TO_HEAR, telling).await.ok()?
    }
}

/// What to do where a cluster failed, as far as what is said of it tells.
fn remedy(why: &str) -> &'static str {
    if why.contains("No space left on device") {
        "make room on the disks of its workers, or start them with another --work-dir"
    } else if why.contains("ResourcesExhausted") || why.contains("Resources exhausted") {
        "start its workers with a larger --memory-limit, or with fewer --cores"
    } else if why.contains("all executors were lost") {
        "look in the logs of its workers why they ended, start others, and run again"
    } else {
        "the logs of its workers say more"
    }
}

/// The most letters that are shown of what the cluster says.
const SHOWN: usize = 600;

/// What is said, on a line, and no longer than what somebody reads.
fn short(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}
