//! Which engine reduces the sources that grow with the rows.

use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::Engine;

/// Who reduces inspections to settings and observations to slices; whoever does, the tables are the
/// same to the byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// This process, by itself.
    #[default]
    Local,
    /// Apache DataFusion in this process.
    DataFusion,
}

impl EngineChoice {
    /// Its name on the command line and in the manifest.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::DataFusion => "datafusion",
        }
    }

    /// The engine, ready for the sources of `pipeline`.
    ///
    /// # Errors
    /// An engine that this program was built without, or that the system does not let begin.
    pub(super) fn begin(self, pipeline: &Pipeline) -> Result<Engine, Error> {
        match self {
            Self::Local => Ok(Engine::Local),
            Self::DataFusion => in_process(pipeline),
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
    Ok(Engine::Plans(std::sync::Arc::new(runner)))
}

#[cfg(not(feature = "cluster"))]
fn in_process(_: &Pipeline) -> Result<Engine, Error> {
    Err(Error::Usage(
        "--engine datafusion: this program was built without it; build one by `cargo build --release --features cluster`, or leave --engine out"
            .to_owned(),
    ))
}
