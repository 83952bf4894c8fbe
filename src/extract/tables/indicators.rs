//! The catalogue of indicators.

use rustc_hash::FxHashMap;

use crate::config::Rulebook;
use crate::domain::Polarity;
use crate::extract::cell::{self, Cell};
use crate::extract::quarantine::{Fault, Quarantined, rules};
use crate::extract::rows::Rows;
use crate::extract::source::{Batch, Scalar};
use crate::sql::nearest;

/// The place of an indicator in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorIx(u32);

impl IndicatorIx {
    /// The place, to index the catalogue.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// The name that observations use.
    pub name: String,
    /// What it measures, in words.
    pub title: String,
    /// The outcome that it belongs to.
    pub outcome: Option<String>,
    /// Whether high or low values are good.
    pub polarity: Polarity,
    /// Unit of its values.
    pub unit: Option<String>,
    /// Decimals to show.
    pub decimals: Option<u8>,
}

impl Indicator {
    /// What a share of 1 is in the indicator's own unit, where its values are shares: 100 for
    /// percent. Only then do a numerator and a denominator say how sure a value is.
    pub fn whole(&self) -> Option<f64> {
        match self.unit.as_deref() {
            Some("percent") => Some(100.0),
            Some("share") => Some(1.0),
            Some("rate_per_1000") => Some(1_000.0),
            Some("rate_per_10000") => Some(10_000.0),
            Some("rate_per_100000") => Some(100_000.0),
            _ => None,
        }
    }
}

/// All indicators, in order of their names.
#[derive(Debug, Default)]
pub struct Indicators {
    indicators: Vec<Indicator>,
    by_name: FxHashMap<String, IndicatorIx>,
}

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>, rulebook: &Rulebook) -> Rows<Indicator> {
    let name = batch.parse("indicator", cell::text);
    let title = batch.parse("title", cell::text);
    let outcome = batch.parse("outcome", |scalar| outcome(scalar, rulebook));
    let polarity = batch.parse("polarity", cell::polarity);
    let unit = batch.parse("unit", cell::text);
    let decimals = batch.parse("decimals", cell::number);
    Rows::collect(batch, &["indicator"], |row| {
        let decimals = match decimals.optional(row)? {
            None => None,
            Some(number) if (0.0..=15.0).contains(number) => Some(*number as u8),
            Some(number) => {
                return Err(Fault::new(
                    rules::NUMBER,
                    format!("decimals is {number}; 0 to 15 was expected"),
                ));
            }
        };
        Ok(Some(Indicator {
            name: name.required(row)?.clone(),
            title: title.required(row)?.clone(),
            outcome: outcome.optional(row)?.cloned(),
            polarity: *polarity.required(row)?,
            unit: unit.optional(row)?.cloned(),
            decimals,
        }))
    })
}

fn outcome(scalar: Scalar<'_>, rulebook: &Rulebook) -> Cell<String> {
    match cell::text(scalar) {
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
                rules::OUTCOME,
                format!(
                    "{outcome:?} is none of the rulebook's outcomes: {}",
                    known.join(", ")
                ),
            ))
        }
        cell => cell,
    }
}

impl Indicators {
    /// Makes the catalogue; rows that repeat a name are set aside.
    ///
    /// # Errors
    /// When there are more than 2^32 indicators.
    pub fn new(
        mut rows: Rows<Indicator>,
        quarantined: &mut Vec<Quarantined>,
    ) -> Result<Self, String> {
        rows.reject_duplicates(|row| row.name.clone(), quarantined);
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        let indicators: Vec<Indicator> = rows.into_values().collect();
        let by_name = indicators
            .iter()
            .enumerate()
            .map(|(at, indicator)| {
                let place = u32::try_from(at).map_err(|_| "there are more than 2^32 indicators")?;
                Ok((indicator.name.clone(), IndicatorIx(place)))
            })
            .collect::<Result<_, &str>>()?;
        Ok(Self {
            indicators,
            by_name,
        })
    }

    /// All indicators.
    pub fn all(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The indicator at `place`.
    pub fn get(&self, place: IndicatorIx) -> &Indicator {
        &self.indicators[place.index()]
    }

    /// Reads a cell that names an indicator.
    pub fn cell(&self, scalar: Scalar<'_>) -> Cell<IndicatorIx> {
        match cell::text(scalar) {
            Cell::Missing(symbol) => Cell::Missing(symbol),
            Cell::Fault(fault) => Cell::Fault(fault),
            Cell::Value(name) => match self.by_name.get(&name) {
                Some(place) => Cell::Value(*place),
                None => {
                    let names: Vec<&str> = self
                        .indicators
                        .iter()
                        .map(|known| known.name.as_str())
                        .collect();
                    let hint = nearest(&name, &names)
                        .map(|near| format!("; the nearest is {near:?}"))
                        .unwrap_or_default();
                    Cell::Fault(Fault::new(
                        rules::INDICATOR,
                        format!("{name:?} is not in the catalogue of indicators{hint}"),
                    ))
                }
            },
        }
    }
}
