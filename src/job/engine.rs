//! Which engine reduces the sources that grow with the rows.

use std::time::Duration;

use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::Engine;

/// Who reduces inspections to settings and observations to slices; whoever does, the tables are the
/// same to the byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// This process, by itself.
    #[default]
    Local,
    /// Apache DataFusion in this process.
    DataFusion,
    /// The workers of a cluster of Apache DataFusion Ballista.
    Ballista(OnCluster),
}

/// A cluster, and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCluster {
    /// The address of its scheduler.
    pub scheduler: String,
    /// How long a scheduler with a worker is waited for.
    pub ready: Duration,
    /// How long it may take over one source.
    pub job: Duration,
    /// Into how many shares the rows of a source are divided.
    pub shares: usize,
}

impl EngineChoice {
    /// Its name on the command line and in the manifest.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::DataFusion => "datafusion",
            Self::Ballista(_) => "ballista",
        }
    }

    /// The engine, ready for the sources of `pipeline`.
    ///
    /// # Errors
    /// An engine that this program was built without, or that the system does not let begin.
    pub(super) fn begin(&self, pipeline: &Pipeline) -> Result<Engine, Error> {
        match self {
            Self::Local => Ok(Engine::Local),
            Self::DataFusion => in_process(pipeline),
            Self::Ballista(cluster) => on_cluster(cluster),
        }
    }
}

/// DataFusion in this process. It may hold half of what the pipeline's limit lets be in memory: as much
/// again is on its way from one step of a plan to the next.
#[cfg(feature = "cluster")]
fn in_process(pipeline: &Pipeline) -> Result<Engine, Error> {
    use crate::extract::plan::InProcess;

    let memory = pipeline.limits.memory_limit.map(|limit| limit / 2);
    let runner = InProcess::new(memory).map_err(Error::System)?;
    Ok(plans(runner))
}

#[cfg(not(feature = "cluster"))]
fn in_process(_: &Pipeline) -> Result<Engine, Error> {
    Err(not_built("datafusion"))
}

/// A cluster that is ready.
#[cfg(feature = "cluster")]
fn on_cluster(asked: &OnCluster) -> Result<Engine, Error> {
    use crate::cluster::{Cluster, Patience};
    let patience = Patience {
        ready: asked.ready,
        job: asked.job,
    };
    let scheduler = asked.scheduler.parse()?;
    let cluster = Cluster::of(&scheduler, super::parts(), patience, asked.shares)?;
    Ok(plans(cluster))
}

/// Who runs plans, with what they encode settings by.
#[cfg(feature = "cluster")]
fn plans(runner: impl crate::extract::plan::PlanRunner + 'static) -> Engine {
    use crate::extract::plan::{Planner, SettingEncoder};
    use crate::publish::{encoded_settings, setting_encoder};

    Engine::Plans(Planner {
        runner: std::sync::Arc::new(runner),
        encoder: SettingEncoder {
            function: setting_encoder,
            read: encoded_settings,
        },
    })
}

#[cfg(not(feature = "cluster"))]
fn on_cluster(_: &OnCluster) -> Result<Engine, Error> {
    Err(not_built("ballista"))
}

/// What a program without plans says.
#[cfg(not(feature = "cluster"))]
fn not_built(engine: &str) -> Error {
    Error::Usage(format!(
        "--engine {engine}: this program was built without it; build one by `cargo build --release --features cluster`, or leave --engine out"
    ))
}
