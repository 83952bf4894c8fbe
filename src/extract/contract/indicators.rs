//! Indicators, as the catalogue has them.

use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::config::Rulebook;
use crate::domain::{Measure, MeasureKind, SeriesBreak};
use crate::extract::map::Batch;
use crate::read::Scalar;
use crate::tables::{Fault, Indicator, Rule};

/// Reads the rows of a batch.
pub(crate) fn read(batch: &Batch<'_>, rulebook: &Rulebook) -> TypedRows<Indicator> {
    let name = batch.parse("indicator", parse::text);
    let title = batch.parse("title", parse::text);
    let outcome = batch.parse("outcome", |scalar| outcome(scalar, rulebook));
    let polarity = batch.parse("polarity", parse::polarity);
    let unit = batch.parse("unit", parse::text);
    let kind = batch.parse("kind", measure_kind);
    let per = batch.parse("per", parse::number);
    let minimum = batch.parse("minimum", parse::number);
    let maximum = batch.parse("maximum", parse::number);
    let decimals = batch.parse("decimals", parse::number);
    let total = batch.parse("total", parse::text);
    let breaks = batch.parse("breaks", breaks_of);
    let gap = batch.parse("gap", gap);
    TypedRows::collect(batch, &["indicator"], |row| {
        let decimals = match decimals.optional(row)? {
            None => None,
            Some(number) if (0.0..=15.0).contains(number) => Some(*number as u8),
            Some(number) => {
                return Err(Fault::new(
                    Rule::UnreadableNumber,
                    format!("decimals is {number}; 0 to 15 was expected"),
                ));
            }
        };
        let unit = unit.optional(row)?.cloned();
        let kind = kind.optional(row)?.copied();
        let per = per.optional(row)?.copied();
        let title = title.required(row)?.clone();
        let said = unit.clone().or_else(|| Measure::unit_in(&title));
        let measure = Measure::of(said.as_deref(), kind, per)
            .map_err(|error| Fault::new(Rule::ImpossibleMeasure, error.to_string()))?;
        let (minimum, maximum) = (
            minimum.optional(row)?.copied(),
            maximum.optional(row)?.copied(),
        );
        if let (Some(minimum), Some(maximum)) = (minimum, maximum)
            && minimum > maximum
        {
            return Err(Fault::new(
                Rule::ImpossibleMeasure,
                format!("minimum {minimum} is above maximum {maximum}"),
            ));
        }
        Ok(Some(Indicator {
            name: name.required(row)?.clone(),
            title,
            outcome: outcome.optional(row)?.cloned(),
            polarity: *polarity.required(row)?,
            unit,
            measure,
            minimum,
            maximum,
            decimals,
            total: total.optional(row)?.cloned(),
            breaks: breaks.optional(row)?.cloned().unwrap_or_default(),
            gap: gap.optional(row)?.cloned(),
        }))
    })
}

/// Reads a cell that lists breaks.
fn breaks_of(scalar: Scalar<'_>) -> Cell<Vec<SeriesBreak>> {
    match parse::text(scalar) {
        Cell::Value(text) => match SeriesBreak::parse_list(&text) {
            Ok(breaks) => Cell::Value(breaks),
            Err(error) => Cell::Fault(Fault::new(
                Rule::UnreadablePeriod,
                format!("a break is a period, such as `2019/20: new method`: {error}"),
            )),
        },
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
    }
}

/// Reads a cell that names two figures: a list of two in square brackets and quotation marks, as TOML
/// and JSON have it, or two names and a comma.
fn gap(scalar: Scalar<'_>) -> Cell<[String; 2]> {
    match parse::text(scalar) {
        Cell::Value(text) => match two_names(&text) {
            Some(names) => Cell::Value(names),
            None => Cell::Fault(Fault::new(
                Rule::ImpossibleMeasure,
                format!(
                    "{text:?} is no gap; expected two figures, each an indicator, a full stop and a breakdown: [\"107.white\", \"107.asian\"]"
                ),
            )),
        },
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
    }
}

/// The two names in a cell, each with a full stop in it.
fn two_names(text: &str) -> Option<[String; 2]> {
    let names: Vec<String> = match text.starts_with('[') {
        true => serde_json::from_str(text).ok()?,
        false => text.split(',').map(|name| name.trim().to_owned()).collect(),
    };
    let names: [String; 2] = names.try_into().ok()?;
    names.iter().all(|name| name.contains('.')).then_some(names)
}

/// Reads a cell that names a kind of measure.
fn measure_kind(scalar: Scalar<'_>) -> Cell<MeasureKind> {
    match parse::text(scalar) {
        Cell::Value(word) => match MeasureKind::parse(&word) {
            Some(kind) => Cell::Value(kind),
            None => {
                let known = MeasureKind::ALL.map(MeasureKind::word).join(", ");
                Cell::Fault(Fault::new(
                    Rule::ImpossibleMeasure,
                    format!("{word:?} is no kind of measure; expected {known}"),
                ))
            }
        },
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
    }
}

/// Reads a cell that names an outcome of the rulebook.
fn outcome(scalar: Scalar<'_>, rulebook: &Rulebook) -> Cell<String> {
    match parse::text(scalar) {
        Cell::Value(outcome)
            if !rulebook.outcomes.is_empty()
                && !rulebook.outcomes.iter().any(|known| known.key == outcome) =>
        {
            let known: Vec<&str> = rulebook
                .outcomes
                .iter()
                .map(|known| known.key.as_str())
                .collect();
            Cell::Fault(Fault::new(
                Rule::UnknownOutcome,
                format!(
                    "{outcome:?} is none of the rulebook's outcomes: {}",
                    known.join(", ")
                ),
            ))
        }
        cell => cell,
    }
}
