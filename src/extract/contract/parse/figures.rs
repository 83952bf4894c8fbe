//! Figures as they are published: numbers with a percent sign or notes behind them.

use super::cells::Cell;
use super::numbers::{is_plain, number, number_in, without_note};
use crate::domain::{Measure, MeasureKind};
use crate::read::Scalar;
use crate::tables::{Fault, Rule};

/// A figure as it is published: a number with what stands behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFigure {
    /// The number as it is written.
    number: f64,
    /// Whether a percent sign stands behind it.
    is_percentage: bool,
    /// The note on it, in words.
    pub note: Option<String>,
}

impl PublishedFigure {
    /// The number as a person reads it: 12.5% is 12.5.
    pub fn as_shown(&self) -> f64 {
        self.number
    }

    /// The value in the unit of `measure`.
    ///
    /// # Errors
    /// A percent sign behind what is no percentage.
    pub fn value_in(&self, measure: Measure) -> Result<f64, Fault> {
        if !self.is_percentage {
            return Ok(self.number);
        }
        match (measure.kind, measure.per) {
            (Some(MeasureKind::Difference), _) => Ok(self.number),
            (Some(MeasureKind::Proportion), Some(whole)) => Ok(self.number / (100.0 / whole)),
            _ => Err(Fault::new(
                Rule::UnreadableNumber,
                format!(
                    "\"{}%\" is not a number in the unit of the indicator, which is no percentage",
                    self.number
                ),
            )),
        }
    }
}

/// A figure with a percent sign or notes behind it: `12.5`, `12.5%`, `12.5 [r]`.
pub fn figure(scalar: Scalar<'_>) -> Cell<PublishedFigure> {
    let plain = |number| PublishedFigure {
        number,
        is_percentage: false,
        note: None,
    };
    let Scalar::Text(text) = scalar else {
        return match number(scalar) {
            Cell::Value(number) => Cell::Value(plain(number)),
            Cell::Missing(marker) => Cell::Missing(marker),
            Cell::Fault(fault) => Cell::Fault(fault),
        };
    };
    let text = text.trim();
    let with_note = |number, is_percentage, note: String| {
        Cell::Value(PublishedFigure {
            number,
            is_percentage,
            note: (!note.is_empty()).then_some(note),
        })
    };
    match number_in(text) {
        Cell::Value(number) if is_plain(text) => Cell::Value(plain(number)),
        Cell::Value(number) => with_note(number, false, without_note(text).1),
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => {
            let (figure, note) = without_note(text);
            let percentage = figure.strip_suffix('%').map(str::trim).map(number_in);
            match percentage {
                Some(Cell::Value(number)) => with_note(number, true, note),
                _ => Cell::Fault(fault),
            }
        }
    }
}
