//! An observation of an indicator, and those of a batch.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::availability::Availability;
use crate::domain::{MissingReason, PeriodLabel};
use crate::extract::quarantine::{Counts, RawBatch};
use crate::tables::{Area, Fault, IndicatorIx, Rule};

/// The fault of a second figure for the same place.
pub(crate) fn repeated() -> Fault {
    Fault::new(
        Rule::DuplicateKey,
        "an earlier row has a figure for the same area, indicator, breakdown and period; the first is kept",
    )
}

/// One figure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Observation {
    /// The council, region or nation.
    pub area: Area,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// The breakdown's place in the batch's own list.
    pub breakdown: u32,
    /// The period's place in the batch's own list.
    pub period: u32,
    /// The value; NaN where it is missing.
    pub value: f64,
    /// Numerator and denominator; NaN where they are missing.
    pub parts: (f64, f64),
    /// The publisher's lower and upper limit; NaN where they are missing.
    pub limits: (f64, f64),
    /// Why the value is missing, where it is.
    pub missing: MissingReason,
    /// The place of its status in the batch's own list.
    pub status: Option<u32>,
    /// The row's place in its batch.
    pub row: u32,
}

/// When figures came out, as far as their rows say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Edition {
    /// The day on which the extract was taken.
    pub extracted_on: Option<NaiveDate>,
    /// The day on which they were published.
    pub published_on: Option<NaiveDate>,
}

impl Edition {
    /// The day that decides which of two figures for the same place is retained.
    pub(crate) fn day(self) -> Option<NaiveDate> {
        self.extracted_on.or(self.published_on)
    }
}

/// The figures of a batch, with the texts that they name by place.
#[derive(Debug)]
pub(crate) struct ObservationBatch {
    /// Periods as the rows write them, and what that says.
    pub periods: Vec<(String, PeriodLabel)>,
    /// Breakdowns.
    pub breakdowns: Vec<String>,
    /// The states of figures in words.
    pub statuses: Vec<Arc<str>>,
    /// The figures, those of an edition together.
    pub rows: Vec<Observation>,
    /// The editions, and the rows of each.
    pub editions: Vec<(Edition, Range<usize>)>,
    /// How many values were written as each missing marker.
    pub missing: BTreeMap<&'static str, u64>,
    /// Rows that cannot have been known by the as-of date.
    pub after_as_of: u64,
    /// How long after a period figures come out that do not say so themselves.
    pub availability: Availability,
    /// Whether a row may repeat the figures of an earlier one.
    pub may_repeat: bool,
    /// The rows as they stand in their file.
    pub raw: Arc<RawBatch>,
}

/// Whether two numbers are the same, or both missing.
pub(crate) fn same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

impl ObservationBatch {
    /// Adds to `counts` the rows that were left out and the values that are missing.
    pub(crate) fn count_into(&self, counts: &mut Counts) {
        counts.after_as_of += self.after_as_of;
        for (marker, values) in &self.missing {
            *counts.missing.entry(marker).or_insert(0) += values;
        }
    }
}
