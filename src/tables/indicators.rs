//! The catalogue of indicators.

use rustc_hash::FxHashMap;

use crate::domain::Polarity;

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

impl Indicators {
    /// The catalogue of these indicators, which are in order of their names.
    ///
    /// # Errors
    /// When there are more than 2^32 indicators.
    pub fn new(indicators: Vec<Indicator>) -> Result<Self, &'static str> {
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

    /// The place of the indicator called `name`.
    pub fn find(&self, name: &str) -> Option<IndicatorIx> {
        self.by_name.get(name).copied()
    }

    /// All indicators.
    pub fn all(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The indicator at `place`.
    pub fn get(&self, place: IndicatorIx) -> &Indicator {
        &self.indicators[place.index()]
    }
}
