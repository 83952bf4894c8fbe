//! What an engine of plans is made of.

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

use super::runner::PlanRunner;
use crate::config::Pipeline;
use crate::tables::{Authorities, SettingBlock};

/// Who runs plans, and what they encode settings by.
#[derive(Clone)]
pub struct Planner {
    /// Runs them.
    pub runner: Arc<dyn PlanRunner>,
    /// Encodes settings for their table.
    pub encoder: SettingEncoder,
}

/// How the settings of a block become the row groups of their table, as whoever publishes it says.
#[derive(Clone)]
pub struct SettingEncoder {
    /// The function that encodes the settings of a block, which come as bytes.
    pub function: fn(&Pipeline, &Authorities) -> Arc<AggregateUDF>,
    /// Reads what the function gave.
    pub read: fn(&[u8]) -> Result<SettingBlock, String>,
}
