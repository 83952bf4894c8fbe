//! The catalogue of indicators.

use rustc_hash::FxHashMap;

use crate::domain::{Measure, Polarity, SeriesBreak, nearest};

/// The place of an indicator in the catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorIx(u32);

impl IndicatorIx {
    /// The indicator at this place.
    pub const fn new(place: u32) -> Self {
        Self(place)
    }

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
    /// What its values are made of, by its unit or as the catalogue says.
    pub measure: Measure,
    /// The lowest value that can be; `None` where the catalogue does not say.
    pub minimum: Option<f64>,
    /// The highest value that can be; `None` where the catalogue does not say.
    pub maximum: Option<f64>,
    /// Decimals to show.
    pub decimals: Option<u8>,
    /// The word of its breakdown that stands for everybody, where it has one of its own.
    pub total: Option<String>,
    /// Where its series break.
    pub breaks: Vec<SeriesBreak>,
    /// The two figures, each `INDICATOR.BREAKDOWN`, of which its values are the differences, the
    /// first less the second; `None` where its values are given.
    pub gap: Option<[String; 2]>,
}

/// All indicators, in order of their names.
#[derive(Debug, Clone, Default)]
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

    /// The place of the indicator called `name`.
    ///
    /// # Errors
    /// A sentence that there is none, with the nearest name.
    pub fn named(&self, name: &str) -> Result<IndicatorIx, String> {
        self.find(name).ok_or_else(|| {
            let known: Vec<&str> = self.indicators.iter().map(|of| of.name.as_str()).collect();
            let hint = nearest(name, &known)
                .map(|near| format!("; is it {near:?}?"))
                .unwrap_or_default();
            format!("the catalogue has no indicator {name:?}{hint}")
        })
    }

    /// All indicators.
    pub fn all(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The place of every indicator.
    pub fn places(&self) -> impl Iterator<Item = IndicatorIx> + use<> {
        (0..u32::try_from(self.indicators.len()).unwrap_or(u32::MAX)).map(IndicatorIx)
    }

    /// The indicator at `place`.
    pub fn get(&self, place: IndicatorIx) -> &Indicator {
        &self.indicators[place.index()]
    }
}
