//! What the sessions of asker, scheduler and workers have in common.

use std::net::IpAddr;
use std::sync::Arc;

use ballista_core::extension::{EndpointOverrideFn, SessionConfigExt};
use ballista_core::optimizer::ballista_default_optimizer_rules;
use datafusion::error::Result;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;
use tokio::runtime::{Builder, Runtime};

use super::codec::{LogicalCodec, PhysicalCodec};
use super::fault::{Fault, FaultKind};
use super::identity::introduced;
use super::parts::Parts;

/// The largest message: a leaf names each file, and of each the pieces that are read.
pub(super) const MESSAGE: usize = 256 << 20;

/// After how many seconds without a sign a connection is asked for one.
const SIGN_OF_LIFE: usize = 10;

/// The settings of a session.
pub(super) fn config(parts: Parts) -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_ballista_logical_extension_codec(LogicalCodec::new(parts))
        .with_ballista_physical_extension_codec(PhysicalCodec::new(parts))
        .with_ballista_grpc_client_max_message_size(MESSAGE)
        .with_ballista_override_create_grpc_client_endpoint(endpoints())
        .set_usize(
            "ballista.client.grpc_http2_keepalive_interval_seconds",
            SIGN_OF_LIFE,
        )
}

/// The state of a session with these settings.
///
/// # Errors
/// As DataFusion has them.
pub(super) fn state(config: SessionConfig) -> Result<SessionState> {
    Ok(SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .with_runtime_env(RuntimeEnvBuilder::new().build_arc()?)
        .with_optimizer_rules(ballista_default_optimizer_rules())
        .build())
}

/// What every way to another process is made by.
pub(super) fn endpoints() -> EndpointOverrideFn {
    Arc::new(|endpoint| introduced(endpoint).map_err(Into::into))
}

/// The threads of a process of the cluster.
///
/// # Errors
/// Threads that the system does not give.
pub(super) fn runtime(name: &'static str) -> std::result::Result<Runtime, Fault> {
    Builder::new_multi_thread()
        .thread_name(name)
        .enable_all()
        .build()
        .map_err(|error| {
            Fault::new(
                FaultKind::Local,
                format!("the threads of the cluster cannot be started ({error})"),
            )
        })
}

/// A host as it stands in an address.
pub(super) fn host(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}
