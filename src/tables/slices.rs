//! Values of indicators as dense slices over the areas.

use std::sync::Arc;

use super::{Area, IndicatorIx};
use crate::domain::{AuthorityIx, MissingReason, Period, RegionIx};

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
    /// The publisher's limits of the values, where the source gives any.
    pub limits: Option<Limits>,
    /// Why each value is missing; `NoRow` also where it is not.
    pub missing: Vec<MissingReason>,
    /// The state of each figure in words, where a source says something of any.
    pub statuses: Option<Vec<Option<Arc<str>>>>,
}

/// A figure as it is put into a slice.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The value; NaN where it is missing.
    pub value: f64,
    /// Numerator and denominator; NaN where they are missing.
    pub parts: (f64, f64),
    /// The publisher's lower and upper limit; NaN where they are missing.
    pub limits: (f64, f64),
    /// Why the value is missing, where it is.
    pub missing: MissingReason,
    /// The state of the figure in words.
    pub status: Option<Arc<str>>,
}

impl Figure {
    /// The share that a numerator and a denominator are.
    pub fn of_parts(parts: (f64, f64)) -> Self {
        Self {
            value: parts.0 / parts.1,
            parts,
            limits: (f64::NAN, f64::NAN),
            missing: MissingReason::NoRow,
            status: None,
        }
    }
}

/// Numerators and denominators of a slice, in the order of its values.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Numerators.
    pub numerators: Vec<f64>,
    /// Denominators.
    pub denominators: Vec<f64>,
}

impl Parts {
    /// The numerator and denominator at a place of the slice.
    pub fn at(&self, place: usize) -> (f64, f64) {
        (self.numerators[place], self.denominators[place])
    }
}

/// Published lower and upper limits of a slice, in the order of its values.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Lower limits; NaN where there is none.
    pub lows: Vec<f64>,
    /// Upper limits; NaN where there is none.
    pub highs: Vec<f64>,
    /// Where they come from.
    pub source: LimitSource,
}

/// Where the limits of a slice come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitSource {
    /// The publisher gives them.
    Published,
    /// The limits of two figures, of which the values are the differences.
    Difference,
}

impl Limits {
    /// The limits at a place of the slice.
    pub fn at(&self, place: usize) -> (f64, f64) {
        (self.lows[place], self.highs[place])
    }
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

    /// The area at a place of a slice; `None` where a slice has no such place.
    pub fn at(self, place: usize) -> Option<Area> {
        if let Some(region) = place.checked_sub(self.authorities) {
            return match region {
                region if region < self.regions => {
                    let region = u16::try_from(region).ok()?;
                    Some(Area::Region(RegionIx::new(region)))
                }
                region => (region == self.regions).then_some(Area::Nation),
            };
        }
        AuthorityIx::try_from(place).ok().map(Area::Authority)
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
    /// A slice without a value, with room for every one of `areas`.
    pub fn empty(
        indicator: IndicatorIx,
        breakdown: String,
        label: String,
        period: Period,
        areas: Areas,
    ) -> Self {
        Self {
            indicator,
            breakdown,
            label,
            period,
            values: vec![f64::NAN; areas.count()],
            parts: None,
            limits: None,
            missing: vec![MissingReason::NoRow; areas.count()],
            statuses: None,
        }
    }

    /// A slice of shares that are of no indicator and period, with room for every one of `areas`.
    pub fn of_shares(breakdown: String, areas: Areas) -> Self {
        let year = Period::new(2000, 2000).expect("a year");
        Self::empty(
            IndicatorIx::default(),
            breakdown,
            String::new(),
            year,
            areas,
        )
    }

    /// Sets the figure of the area at this place.
    pub fn set(&mut self, area: usize, figure: &Figure) {
        let length = self.values.len();
        let none = || vec![f64::NAN; length];
        self.values[area] = figure.value;
        self.missing[area] = figure.missing;
        let (numerator, denominator) = figure.parts;
        if !numerator.is_nan() || !denominator.is_nan() {
            let parts = self.parts.get_or_insert_with(|| Parts {
                numerators: none(),
                denominators: none(),
            });
            parts.numerators[area] = numerator;
            parts.denominators[area] = denominator;
        }
        let (low, high) = figure.limits;
        if !low.is_nan() || !high.is_nan() {
            let limits = self.limits.get_or_insert_with(|| Limits {
                lows: none(),
                highs: none(),
                source: LimitSource::Published,
            });
            limits.lows[area] = low;
            limits.highs[area] = high;
        }
        if let Some(status) = &figure.status {
            let statuses = self.statuses.get_or_insert_with(|| vec![None; length]);
            statuses[area] = Some(Arc::clone(status));
        }
    }
}
