//! Values of indicators as dense slices over the areas.

use super::{Area, IndicatorIx};
use crate::domain::Period;

/// What a blank breakdown is called: everybody.
pub const ALL: &str = "all";

/// One indicator, breakdown and period: a value for every council, then every region, then
/// the nation; NaN where it is missing.
#[derive(Debug, Clone)]
pub struct Slice {
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children; `all` is everybody.
    pub breakdown: String,
    /// The period as published.
    pub label: String,
    /// Its years.
    pub period: Period,
    /// The values.
    pub values: Vec<f64>,
    /// Numerators and denominators, where the source gives any.
    pub parts: Option<Parts>,
}

/// Numerators and denominators of a slice, in the order of its values.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Numerators.
    pub numerators: Vec<f64>,
    /// Denominators.
    pub denominators: Vec<f64>,
}

/// How many councils and regions a slice has room for.
#[derive(Debug, Clone, Copy)]
pub struct Areas {
    /// Councils.
    pub authorities: usize,
    /// Regions.
    pub regions: usize,
}

impl Areas {
    /// How many there are in all, which is the length of a slice.
    pub fn count(self) -> usize {
        self.authorities + self.regions + 1
    }

    /// The place of an area in a slice.
    pub fn place(self, area: Area) -> usize {
        match area {
            Area::Authority(authority) => authority.index(),
            Area::Region(region) => self.authorities + region.index(),
            Area::Nation => self.authorities + self.regions,
        }
    }
}

impl Slice {
    /// Sets the figure of the area at this place.
    pub fn set(&mut self, area: usize, value: f64, (numerator, denominator): (f64, f64)) {
        self.values[area] = value;
        if numerator.is_nan() && denominator.is_nan() {
            return;
        }
        let length = self.values.len();
        let parts = self.parts.get_or_insert_with(|| Parts {
            numerators: vec![f64::NAN; length],
            denominators: vec![f64::NAN; length],
        });
        parts.numerators[area] = numerator;
        parts.denominators[area] = denominator;
    }
}
