//! The medians of indicators that a run published.

use std::path::Path;

use super::ReviewError;
use super::table::Columns;
use crate::publish::tables::declaration::DeclaredColumn;
use crate::publish::tables::indicator_distribution::TABLE;
use crate::publish::tables::indicator_distribution::column::{
    breakdown, indicator, median, period,
};

/// The median of the authorities for one indicator, breakdown and period.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedMedian {
    /// The indicator.
    pub indicator: String,
    /// The breakdown.
    pub breakdown: String,
    /// The period as published.
    pub period: String,
    /// The median.
    pub median: f64,
}

/// The medians of the run in `folder`; those of which nobody has a value are left out.
///
/// # Errors
/// When the run's table cannot be read.
pub fn medians(folder: &Path) -> Result<Vec<PublishedMedian>, ReviewError> {
    let path = folder.join(TABLE.file_name());
    let names = [indicator::NAME, breakdown::NAME, period::NAME, median::NAME];
    let columns = Columns::read(&path, &names, None)?;
    let indicators = columns.column::<indicator>()?;
    let breakdowns = columns.column::<breakdown>()?;
    let periods = columns.column::<period>()?;
    let values = columns.column::<median>()?;
    let mut medians = Vec::with_capacity(columns.len());
    for row in 0..columns.len() {
        if let Some(median) = values.value(row)? {
            medians.push(PublishedMedian {
                indicator: indicators.value(row)?,
                breakdown: breakdowns.value(row)?,
                period: periods.value(row)?,
                median,
            });
        }
    }
    Ok(medians)
}
