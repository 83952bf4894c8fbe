//! The table of observations, as it fills up.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Builder, StringBuilder};

use super::indicators::{self, Indicator};
use super::reading::Reading;
use super::write::{Column, FieldKind, Layout, Packing};

/// The observations table.
pub(super) const LAYOUT: Layout = Layout {
    table: "observations",
    columns: &[
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("indicator", FieldKind::Text, Packing::Repeats),
        Column::new("breakdown", FieldKind::Text, Packing::Repeats),
        Column::new("period", FieldKind::Text, Packing::Repeats),
        Column::new("value", FieldKind::Text, Packing::Repeats),
        Column::new("numerator", FieldKind::Number, Packing::Repeats),
        Column::new("denominator", FieldKind::Number, Packing::Repeats),
        Column::new("status", FieldKind::Text, Packing::Repeats),
    ],
};

/// The table's columns as they fill up.
#[derive(Default)]
pub(super) struct ObservationRows {
    authority: StringBuilder,
    indicator: StringBuilder,
    breakdown: StringBuilder,
    period: StringBuilder,
    value: StringBuilder,
    numerator: Float64Builder,
    denominator: Float64Builder,
    status: StringBuilder,
}

impl ObservationRows {
    /// Adds a reading of an indicator in a year; one that was not sent is no row.
    pub(super) fn add(
        &mut self,
        code: &str,
        indicator: &Indicator,
        breakdown: Option<&str>,
        (year, is_latest): (i32, bool),
        reading: Reading,
    ) {
        let form = indicator.usual.periods_as;
        let (value, counts, status) = match reading {
            Reading::Unsent => return,
            Reading::Missing("c") => ("c".to_owned(), None, Some("suppressed")),
            Reading::Missing(symbol) => (symbol.to_owned(), None, None),
            Reading::Known { value, counts } => {
                let provisional = is_latest && form == indicators::PeriodForm::Academic;
                let text = format!("{value:.*}", indicator.decimals);
                (text, counts, provisional.then_some("provisional"))
            }
        };
        self.authority.append_value(code);
        self.indicator.append_value(&indicator.id);
        self.breakdown.append_option(breakdown);
        self.period.append_value(form.label(year));
        self.value.append_value(value);
        self.numerator
            .append_option(counts.map(|counts| counts.numerator));
        self.denominator
            .append_option(counts.map(|counts| counts.denominator));
        self.status.append_option(status);
    }

    /// The columns, in the order of the layout.
    pub(super) fn finish(mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.authority.finish()),
            Arc::new(self.indicator.finish()),
            Arc::new(self.breakdown.finish()),
            Arc::new(self.period.finish()),
            Arc::new(self.value.finish()),
            Arc::new(self.numerator.finish()),
            Arc::new(self.denominator.finish()),
            Arc::new(self.status.finish()),
        ]
    }
}
