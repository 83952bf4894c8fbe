//! `observations`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use crate::extract::unreduced::Observations;
use crate::publish::TableRows;
use crate::publish::tables::columns::{numbers, optional_dates, placed};
use crate::runs::PublishError;
use crate::tables::{Day, Indicators};

/// The rows of `observations`. There are as many as the extracts have, so each column is made of
/// some of them at a time.
pub struct Rows<'a> {
    observations: &'a Observations,
    areas: Arc<StringArray>,
    indicators: Arc<StringArray>,
    breakdowns: Arc<StringArray>,
    periods: Arc<StringArray>,
    statuses: Arc<StringArray>,
}

impl<'a> Rows<'a> {
    /// The rows of `observations`.
    pub fn new(observations: &'a Observations, indicators: &Indicators) -> Self {
        let listed = |texts: &[String]| Arc::new(StringArray::from_iter_values(texts));
        Self {
            observations,
            areas: listed(&observations.areas),
            indicators: Arc::new(StringArray::from_iter_values(
                indicators.all().iter().map(|indicator| &indicator.name),
            )),
            breakdowns: listed(&observations.breakdowns),
            periods: listed(&observations.periods),
            statuses: listed(&observations.statuses),
        }
    }
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.observations.figures.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let each = || self.observations.figures[rows.clone()].iter();
        let place = |at: u32| i32::try_from(at).ok();
        Ok(match column {
            0 => placed(&self.areas, each().map(|of| place(of.area))),
            1 => placed(
                &self.indicators,
                each().map(|of| i32::try_from(of.indicator.index()).ok()),
            ),
            2 => placed(&self.breakdowns, each().map(|of| place(of.breakdown))),
            3 => placed(&self.periods, each().map(|of| place(of.period))),
            4 => numbers(each().map(|of| of.value)),
            5 => numbers(each().map(|of| of.numerator)),
            6 => numbers(each().map(|of| of.denominator)),
            7 => placed(&self.statuses, each().map(|of| of.status.and_then(place))),
            _ => optional_dates(each().map(|of| of.extracted_on.and_then(Day::date))),
        })
    }
}
