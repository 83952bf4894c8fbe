//! `observations`.

use std::sync::Arc;

use arrow::array::StringArray;

use crate::publish::tables::columns::{numbers, optional_days, optional_words, placed};
use crate::publish::tables::declaration::rows;
use crate::publish::tables::kind::{Category, Date, Number};
use crate::tables::Indicators;
use crate::tables::unreduced::{Figure, Observations};

rows! {
    columns this: ObservationRows, rows;

    authority: Category = placed(&this.areas, this.figures[rows].iter().map(|of| place(of.area)));
    indicator: Category = placed(
        &this.indicators,
        this.figures[rows].iter().map(|of| i32::try_from(of.indicator.index()).ok()),
    );
    breakdown: Category
        = placed(&this.breakdowns, this.figures[rows].iter().map(|of| place(of.breakdown)));
    period: Category = placed(&this.periods, this.figures[rows].iter().map(|of| place(of.period)));
    value: Number = numbers(this.figures[rows].iter().map(|of| of.value));
    numerator: Number = numbers(this.figures[rows].iter().map(|of| of.numerator));
    denominator: Number = numbers(this.figures[rows].iter().map(|of| of.denominator));
    low: Number = numbers(this.figures[rows].iter().map(|of| of.low));
    high: Number = numbers(this.figures[rows].iter().map(|of| of.high));
    status: Category
        = placed(&this.statuses, this.figures[rows].iter().map(|of| of.status.and_then(place)));
    missing_reason: Category = optional_words(this.figures[rows].iter().map(|of| {
        let marker = of.missing.marker();
        (!marker.is_empty()).then_some(marker)
    }));
    published_on: Date = optional_days(this.figures[rows].iter().map(|of| of.published_on));
    extracted_on: Date = optional_days(this.figures[rows].iter().map(|of| of.extracted_on));
}

/// The rows of `observations`. There are as many as the extracts have, so each column is made of
/// some of them at a time.
pub(super) struct ObservationRows<'a> {
    figures: &'a [Figure],
    areas: Arc<StringArray>,
    indicators: Arc<StringArray>,
    breakdowns: Arc<StringArray>,
    periods: Arc<StringArray>,
    statuses: Arc<StringArray>,
}

impl<'a> ObservationRows<'a> {
    /// The rows of `observations`.
    pub(super) fn new(observations: &'a Observations, indicators: &Indicators) -> Self {
        let listed = |texts: &[String]| Arc::new(StringArray::from_iter_values(texts));
        Self {
            figures: &observations.figures,
            areas: listed(&observations.areas),
            indicators: Arc::new(StringArray::from_iter_values(
                indicators.all().iter().map(|indicator| &indicator.name),
            )),
            breakdowns: listed(&observations.breakdowns),
            periods: listed(&observations.periods),
            statuses: listed(&observations.statuses),
        }
    }

    fn len(&self) -> usize {
        self.figures.len()
    }
}

fn place(at: u32) -> Option<i32> {
    i32::try_from(at).ok()
}
