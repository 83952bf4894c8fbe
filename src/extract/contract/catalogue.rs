//! The catalogue of indicators, and the names by which observations look it up.

use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::config::{ConfigError, Outcome, Rulebook};
use crate::domain::nearest;
use crate::extract::quarantine::Ledgers;
use crate::read::Scalar;
use crate::tables::{Fault, Indicator, IndicatorIx, Indicators, Rule};

/// Makes the catalogue; rows that repeat a name are rejected.
///
/// # Errors
/// When there are more than 2^32 indicators.
pub(crate) fn catalogue(
    mut rows: TypedRows<Indicator>,
    ledgers: &Ledgers<'_>,
) -> Result<Indicators, &'static str> {
    rows.reject_duplicates(ledgers, |row| row.name.clone());
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Indicators::new(rows.into_values().collect())
}

/// The first outcome of the rulebook that weighs something and has no indicator, as a mistake in
/// the rulebook. An outcome may have none that is good or bad in itself: then there is nothing to
/// compare.
pub(crate) fn without_indicator(
    indicators: &Indicators,
    rulebook: &Rulebook,
) -> Option<ConfigError> {
    let measured = |outcome: &Outcome| {
        let mut all = indicators.all().iter();
        all.any(|indicator| indicator.outcome.as_deref() == Some(&*outcome.key))
    };
    let outcome = rulebook
        .outcomes
        .iter()
        .find(|outcome| outcome.weight > 0.0 && !measured(outcome))?;
    let table = format!("outcomes.{}", outcome.key);
    Some(rulebook.file.error_near(
        &table,
        format!(
            "[{table}] has no indicator: none of the catalogue's {} is of this outcome, so that nobody has its band; give it one in [sources.indicators], or take the outcome out",
            indicators.all().len()
        ),
    ))
}

/// Reads a cell that names an indicator.
pub(crate) fn indicator(indicators: &Indicators, scalar: Scalar<'_>) -> Cell<IndicatorIx> {
    match parse::text(scalar) {
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
        Cell::Value(name) => match indicators.find(&name) {
            Some(place) => Cell::Value(place),
            None => {
                let names: Vec<&str> = indicators
                    .all()
                    .iter()
                    .map(|known| known.name.as_str())
                    .collect();
                let hint = nearest(&name, &names)
                    .map(|near| format!("; the nearest is {near:?}"))
                    .unwrap_or_default();
                Cell::Fault(Fault::new(
                    Rule::UnknownIndicator,
                    format!("{name:?} is not in the catalogue of indicators{hint}"),
                ))
            }
        },
    }
}
