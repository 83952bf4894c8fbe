//! Who reduces the two sources that grow with the rows.

use super::open::OpenedSources;
#[cfg(feature = "cluster")]
use super::plan::{self, Planner};
use crate::config::{ConfigError, Pipeline};

/// Who reduces the two sources that grow with the rows: inspections to settings, observations to
/// slices. Everything else is read by this process, whoever it is.
#[derive(Clone, Default)]
pub enum Engine {
    /// This process, as it reads them.
    #[default]
    Local,
    /// Whoever runs plans.
    #[cfg(feature = "cluster")]
    Plans(Planner),
}

impl Engine {
    /// Looks whether the engine can reduce what was opened of `pipeline`.
    ///
    /// # Errors
    /// The first source that it cannot, with what to do.
    #[cfg_attr(
        not(feature = "cluster"),
        expect(unused_variables, reason = "this process reduces whatever it reads")
    )]
    pub fn check(&self, pipeline: &Pipeline, opened: &OpenedSources) -> Result<(), ConfigError> {
        match self {
            Self::Local => Ok(()),
            #[cfg(feature = "cluster")]
            Self::Plans(_) => plan::check(pipeline, opened),
        }
    }
}
