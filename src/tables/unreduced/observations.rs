//! Observations, those of every extract.

use crate::domain::MissingReason;
use crate::tables::{Day, IndicatorIx};

/// Every figure, with the texts that they name by place, each list in order.
#[derive(Debug, Default)]
pub struct Observations {
    /// Codes of areas.
    pub areas: Vec<String>,
    /// Breakdowns.
    pub breakdowns: Vec<String>,
    /// Period labels.
    pub periods: Vec<String>,
    /// Words for the state of a figure.
    pub statuses: Vec<String>,
    /// The figures, in order of area, indicator, breakdown, period and extract.
    pub figures: Vec<Figure>,
    /// Whether a feed says when its extracts were taken.
    pub dated: bool,
    /// Whether a feed says when its figures were published.
    pub published: bool,
}

/// One figure of one extract.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// The place of its area.
    pub area: u32,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// The place of its breakdown.
    pub breakdown: u32,
    /// The place of its period.
    pub period: u32,
    /// The day on which the extract was taken.
    pub extracted_on: Option<Day>,
    /// The day on which it was published.
    pub published_on: Option<Day>,
    /// The place of its status.
    pub status: Option<u32>,
    /// The value; NaN where it is missing.
    pub value: f64,
    /// The numerator; NaN where it is missing.
    pub numerator: f64,
    /// The denominator; NaN where it is missing.
    pub denominator: f64,
    /// The publisher's lower limit; NaN where it is missing.
    pub low: f64,
    /// The publisher's upper limit; NaN where it is missing.
    pub high: f64,
    /// Why the value is missing, where it is.
    pub missing: MissingReason,
}
