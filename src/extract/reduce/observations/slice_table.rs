//! What becomes of observations.

use crate::domain::PeriodKind;
use crate::extract::contract::correction::Settled;
use crate::tables::{Area, IndicatorIx, Slice};

/// The place of a figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// The council, region or nation.
    pub area: Area,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children.
    pub breakdown: String,
    /// The slice that it would be in, by its place.
    pub slice: usize,
}

/// Two kinds of period in one series, which has one.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoKinds {
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children.
    pub breakdown: String,
    /// The kinds, each with a period of the series as it is published.
    pub kinds: [(PeriodKind, String); 2],
}

/// What became of observations.
#[derive(Debug, Default)]
pub(crate) struct SliceTable {
    /// The figures.
    pub slices: Vec<Slice>,
    /// Rows superseded by another extract's.
    pub settled: Settled<Figure>,
    /// The label of each slice by the places that figures name.
    pub labels: Vec<String>,
    /// The first series with two kinds of period.
    pub two_kinds: Option<TwoKinds>,
}
