//! Further statistics of indicators: funnels, groups of equal size, inequality and breaks, by
//! indicator and of the figure that its page shows.

use rustc_hash::FxHashMap;

use super::figures::{Figures, Series};
use crate::review::{BreakRow, InequalityRow, LimitRow, PublishedRun, QuantileRow, ReviewError};

/// What the run has of each indicator, by its key; nothing of what it was not asked for.
#[derive(Debug, Default)]
pub(super) struct Further {
    limits: FxHashMap<String, Vec<LimitRow>>,
    quantiles: FxHashMap<String, Vec<QuantileRow>>,
    inequality: FxHashMap<String, Vec<InequalityRow>>,
    breaks: FxHashMap<String, Vec<BreakRow>>,
}

impl Further {
    /// Reads it, of each indicator's latest figure about everybody alone.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub(super) fn read(run: &PublishedRun, figures: &Figures) -> Result<Self, ReviewError> {
        let is_latest = |indicator: &str, period: &str| {
            let latest = figures.total(indicator).and_then(Series::latest);
            latest.is_some_and(|of| of.period == period)
        };
        let is_total = |indicator: &str, breakdown: &str| {
            figures
                .total(indicator)
                .is_some_and(|of| of.breakdown == breakdown)
        };
        let mut limits = LimitRow::read_of(run, is_latest)?;
        limits.retain(|row| is_total(&row.indicator, &row.breakdown));
        let mut quantiles = QuantileRow::read_of(run, is_latest)?;
        quantiles.retain(|row| is_total(&row.indicator, &row.breakdown));
        let mut breaks = BreakRow::read(run, None)?;
        breaks.retain(|row| is_total(&row.indicator, &row.breakdown));
        Ok(Self {
            limits: by(limits, |row| &row.indicator),
            quantiles: by(quantiles, |row| &row.indicator),
            inequality: by(InequalityRow::read(run, None)?, |row| &row.indicator),
            breaks: by(breaks, |row| &row.indicator),
        })
    }

    /// The limits of an indicator's latest figures.
    pub(super) fn limits(&self, indicator: &str) -> &[LimitRow] {
        self.limits.get(indicator).map_or(&[], Vec::as_slice)
    }

    /// The groups of equal size that its latest figures lie in.
    pub(super) fn quantiles(&self, indicator: &str) -> &[QuantileRow] {
        self.quantiles.get(indicator).map_or(&[], Vec::as_slice)
    }

    /// How unequal it is over ordered breakdowns, in every period.
    pub(super) fn inequality(&self, indicator: &str) -> &[InequalityRow] {
        self.inequality.get(indicator).map_or(&[], Vec::as_slice)
    }

    /// Where its series breaks.
    pub(super) fn breaks(&self, indicator: &str) -> &[BreakRow] {
        self.breaks.get(indicator).map_or(&[], Vec::as_slice)
    }
}

fn by<T>(rows: Vec<T>, key: impl Fn(&T) -> &String) -> FxHashMap<String, Vec<T>> {
    let mut sorted: FxHashMap<String, Vec<T>> = FxHashMap::default();
    for row in rows {
        match sorted.get_mut(key(&row)) {
            Some(rows) => rows.push(row),
            None => {
                sorted.insert(key(&row).clone(), vec![row]);
            }
        }
    }
    sorted
}
