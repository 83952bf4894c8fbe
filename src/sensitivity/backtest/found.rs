//! What came of a backtest.

use crate::publish::{BacktestRow, PredictorSummary};
use crate::warning::Warning;

/// What came of a backtest.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The finding, by its whole name.
    pub finding: String,
    /// A judgement each, in order of authority and day.
    pub rows: Vec<BacktestRow>,
    /// A predictor each, in order of their names.
    pub summary: Vec<PredictorSummary>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}
