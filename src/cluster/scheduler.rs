//! The scheduler: it plans what is asked, cuts the plan into tasks and gives them to workers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ballista_core::ids::new_instance_id;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpcServer;
use ballista_core::utils::{GrpcServerConfig, create_grpc_server, create_grpc_server_incoming};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::create_scheduler;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;

use super::codec::{LogicalCodec, PhysicalCodec};
use super::fault::{Fault, FaultKind};
use super::parts::Parts;
use super::ready::answer;
use super::session::{MESSAGE, config, endpoints, host, runtime, state};
use super::stop::stop;
use crate::store::causes;

/// How long requests that are under way may go on after the signal.
const TO_THE_END: Duration = Duration::from_secs(3);

/// A scheduler that is to be started.
#[derive(Debug, Clone)]
pub struct Scheduler {
    /// Where it listens.
    pub bind: SocketAddr,
    /// The host by which workers reach it, where it is another than the one it listens at.
    pub advertise: Option<String>,
    /// After how many seconds without a sign a worker is given up, and its tasks are given to others.
    pub worker_timeout: u64,
}

impl Scheduler {
    /// Schedules until a signal asks for the end.
    ///
    /// # Errors
    /// A port that is taken, or what Ballista fails with.
    pub fn run(&self, parts: Parts) -> Result<(), Fault> {
        let runtime = runtime("scheduler")?;
        let ended = runtime.block_on(self.serve(parts));
        runtime.shutdown_timeout(TO_THE_END);
        ended
    }

    async fn serve(&self, parts: Parts) -> Result<(), Fault> {
        let failed = |what: &str, error: &dyn std::error::Error| {
            Fault::new(
                FaultKind::Local,
                format!("the scheduler cannot {what}: {}", causes(error)),
            )
        };
        let stopped = stop().map_err(|error| failed("listen to signals", &error))?;
        let settings = self.settings(parts);
        let cluster = BallistaCluster::new_from_config(&settings)
            .await
            .map_err(|error| failed("start", &error))?;
        let scheduler =
            create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(settings))
                .await
                .map_err(|error| failed("start", &error))?;
        let server = GrpcServerConfig::default();
        let incoming = create_grpc_server_incoming(self.bind, &server).map_err(|error| {
            Fault::new(
                FaultKind::Local,
                format!(
                    "the scheduler cannot listen at {} ({}); name another address or port with --bind",
                    self.bind,
                    causes(&error)
                ),
            )
        })?;
        let which =
            MetadataValue::try_from(new_instance_id()).map_err(|error| failed("start", &error))?;
        let asked = scheduler.clone();
        let service = InterceptedService::new(
            SchedulerGrpcServer::new(scheduler)
                .max_decoding_message_size(MESSAGE)
                .max_encoding_message_size(MESSAGE),
            move |request| answer(request, &which, || asked.is_ready()),
        );
        tracing::info!(address = %self.bind, version = crate::VERSION, "the scheduler listens");
        let (end, ending) = tokio::sync::oneshot::channel::<()>();
        let serving = create_grpc_server(&server)
            .add_service(service)
            .serve_with_incoming_shutdown(incoming, async {
                let _ = ending.await;
            });
        let give_up = async {
            let signal = stopped.await;
            tracing::info!(signal, "the scheduler ends");
            let _ = end.send(());
            tokio::time::sleep(TO_THE_END).await;
        };
        tokio::select! {
            served = serving => served.map_err(|error| failed("go on", &error)),
            () = give_up => Ok(()),
        }
    }

    fn settings(&self, parts: Parts) -> SchedulerConfig {
        let advertised = self.advertise.clone();
        let message = u32::try_from(MESSAGE).unwrap_or(u32::MAX);
        SchedulerConfig {
            bind_host: host(self.bind.ip()),
            bind_port: self.bind.port(),
            external_host: advertised.unwrap_or_else(|| host(self.bind.ip())),
            executor_timeout_seconds: self.worker_timeout,
            expire_dead_executor_interval_seconds: (self.worker_timeout / 3).max(1),
            no_executors_grace_period_seconds: self.worker_timeout,
            grpc_server_max_decoding_message_size: message,
            grpc_server_max_encoding_message_size: message,
            grpc_client_max_message_size: message,
            override_logical_codec: Some(LogicalCodec::new(parts)),
            override_physical_codec: Some(PhysicalCodec::new(parts)),
            override_config_producer: Some(Arc::new(move || config(parts))),
            override_session_builder: Some(Arc::new(state)),
            override_create_grpc_client_endpoint: Some(endpoints()),
            ..SchedulerConfig::default()
        }
    }
}
