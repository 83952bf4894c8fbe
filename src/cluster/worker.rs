//! A worker: Ballista's executor, with our functions and forms.

use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ballista_core::error::BallistaError;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_executor::health::ExecutorHealth;

use super::address::SchedulerAddress;
use super::codec::{LogicalCodec, PhysicalCodec};
use super::fault::{Fault, FaultKind};
use super::folder::WorkerFolder;
use super::parts::Parts;
use super::ready::{Needs, ready};
use super::session::{MESSAGE, config, endpoints, host, runtime, state};
use super::stop::stop;
use super::told::sentence_in;

/// How long tasks that are under way may go on after the signal.
const TO_THE_END: Duration = Duration::from_secs(30);

/// After how many signs of life without an answer Ballista's executor ends.
const SIGNS: u32 = 5;

/// How long it may take for that.
const PATIENCE: Duration = Duration::from_secs(5);

/// The scheduler says what of a job may go. What it cannot say any more, because it was killed or had
/// given the worker up, goes when nothing of the job was written for so many seconds: a day, which is
/// longer than a job takes.
const UNTOUCHED: u64 = 24 * 3600;

/// After how many seconds such jobs are looked for again.
const LOOKED_FOR: u64 = 3600;

/// How long threads may take that wait for a store or a disk.
const THREADS_TO_THE_END: Duration = Duration::from_secs(2);

/// A worker that is to be started.
#[derive(Debug, Clone)]
pub struct Worker {
    /// The scheduler that gives it tasks.
    pub scheduler: SchedulerAddress,
    /// Where it listens.
    pub bind: IpAddr,
    /// The host by which the scheduler, the other workers and whoever asks reach it, where it is another
    /// than the one it listens at.
    pub advertise: Option<String>,
    /// The port that results are fetched from.
    pub port: u16,
    /// The port that tasks come in by.
    pub task_port: u16,
    /// The folder in which it makes one of its own, for what is between two stages and what memory
    /// does not hold.
    pub work_dir: PathBuf,
    /// The most bytes that tasks hold in memory before they go to the disk; none where Ballista takes
    /// its share of the machine's.
    pub memory: Option<u64>,
    /// How many tasks it does at once; none where it is as many as there are processors.
    pub cores: Option<usize>,
    /// How long it waits for the scheduler when it starts.
    pub wait: Duration,
    /// After how many seconds it gives the next sign of life.
    pub heartbeat: u64,
}

impl Worker {
    /// Works until a signal asks for the end.
    ///
    /// # Errors
    /// A scheduler that does not answer or is of another version, a port or a folder that it does not
    /// get.
    pub fn run(&self, parts: Parts) -> Result<(), Fault> {
        let folder = WorkerFolder::make(&self.work_dir)?;
        let runtime = runtime("worker")?;
        let ended = runtime.block_on(self.work(&folder, parts));
        runtime.shutdown_timeout(THREADS_TO_THE_END);
        ended
    }

    async fn work(&self, folder: &WorkerFolder, parts: Parts) -> Result<(), Fault> {
        let stopped = stop().map_err(|error| {
            Fault::new(
                FaultKind::Local,
                format!("signals cannot be heard: {error}"),
            )
        })?;
        self.may_listen()?;
        ready(&self.scheduler, Needs::Scheduler, self.wait).await?;
        let settings = Arc::new(self.settings(folder, parts)?);
        tracing::info!(
            scheduler = %self.scheduler,
            results = %format_args!("{}:{}", self.reached_at(), self.port),
            tasks = %format_args!("{}:{}", self.reached_at(), self.task_port),
            folder = %folder.jobs().display(),
            version = crate::VERSION,
            "the worker starts"
        );
        // Ballista's executor hears of the signals itself, and lets tasks end.
        let asked = Arc::new(AtomicBool::new(false));
        let hears = Arc::clone(&asked);
        let heard = tokio::spawn(async move {
            let signal = stopped.await;
            hears.store(true, Ordering::SeqCst);
            tracing::info!(signal, "the worker ends with the tasks that it has");
        });
        let give_up = async {
            let _ = heard.await;
            tokio::time::sleep(TO_THE_END).await;
            tracing::warn!("the worker ends without the tasks that it has: they take too long");
        };
        let health = settings.health.clone();
        let longest = Duration::from_secs(self.heartbeat) * SIGNS + PATIENCE;
        tokio::select! {
            ended = start_executor_process(settings) => match ended {
                Err(error) => Err(self.not_taken(&error)),
                Ok(()) if is_soon(&asked).await => Ok(()),
                Ok(()) => Err(self.left_alone()),
            },
            () = silence(health, longest) => Err(self.left_alone()),
            () = give_up => Ok(()),
        }
    }

    fn left_alone(&self) -> Fault {
        Fault::new(
            FaultKind::Unreachable,
            format!(
                "the worker ended: the scheduler at {} gave no answer to {SIGNS} signs of life; start it again when the scheduler is there",
                self.scheduler
            ),
        )
    }

    /// Checks that it gets its ports. Ballista's executor ends without a word where it does not get the
    /// one that results are fetched from.
    fn may_listen(&self) -> Result<(), Fault> {
        for (port, option) in [(self.port, "--port"), (self.task_port, "--task-port")] {
            TcpListener::bind((self.bind, port)).map_err(|error| {
                Fault::new(
                    FaultKind::Local,
                    format!(
                        "the worker cannot listen at {}:{port} ({error}); name another port with {option}, or another address with --bind",
                        host(self.bind)
                    ),
                )
            })?;
        }
        Ok(())
    }

    /// The host by which others reach it.
    fn reached_at(&self) -> String {
        self.advertise.clone().unwrap_or_else(|| host(self.bind))
    }

    fn settings(
        &self,
        folder: &WorkerFolder,
        parts: Parts,
    ) -> Result<ExecutorProcessConfig, Fault> {
        let known = state(config(parts)).map_err(|error| {
            Fault::new(
                FaultKind::Local,
                format!("the worker cannot start: {error}"),
            )
        })?;
        let message = u32::try_from(MESSAGE).unwrap_or(u32::MAX);
        let of_the_machine = ExecutorProcessConfig::default();
        Ok(ExecutorProcessConfig {
            bind_host: host(self.bind),
            external_host: Some(self.reached_at()),
            port: self.port,
            grpc_port: self.task_port,
            scheduler_host: self.scheduler.host.clone(),
            scheduler_port: self.scheduler.port,
            vcores: self.cores.unwrap_or(of_the_machine.vcores),
            work_dir: Some(folder.jobs().display().to_string()),
            job_data_ttl_seconds: UNTOUCHED,
            job_data_clean_up_interval_seconds: LOOKED_FOR,
            memory_pool_size: self.memory,
            executor_heartbeat_interval_seconds: self.heartbeat,
            grpc_max_decoding_message_size: message,
            grpc_max_encoding_message_size: message,
            override_function_registry: Some(Arc::new(BallistaFunctionRegistry::from(&known))),
            override_config_producer: Some(Arc::new(move || config(parts))),
            override_logical_codec: Some(LogicalCodec::new(parts)),
            override_physical_codec: Some(PhysicalCodec::new(parts)),
            override_create_grpc_client_endpoint: Some(endpoints()),
            ..of_the_machine
        })
    }

    /// Why Ballista's executor did not begin or go on.
    fn not_taken(&self, error: &BallistaError) -> Fault {
        let text = error.to_string();
        if let Some(sentence) = sentence_in(&text) {
            return Fault::new(
                FaultKind::Version,
                format!("{} refuses: {sentence}", self.scheduler),
            );
        }
        Fault::new(
            FaultKind::Failed,
            format!(
                "the worker cannot work: {text}; check that the scheduler at {} reaches it at {}:{}",
                self.scheduler,
                self.reached_at(),
                self.task_port
            ),
        )
    }
}

/// Waits until a scheduler that answered has given no answer for so long. Ballista's executor means to
/// end then, and may wait for ever for what it would tell the scheduler before.
async fn silence(health: ExecutorHealth, longest: Duration) {
    let mut heard: Option<Instant> = None;
    loop {
        if health.is_ready() {
            heard = Some(Instant::now());
        }
        if heard.is_some_and(|at| at.elapsed() > longest) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Whether a signal asked for the end: Ballista's executor may hear of it a moment before.
async fn is_soon(asked: &AtomicBool) -> bool {
    for _ in 0..50 {
        if asked.load(Ordering::SeqCst) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}
