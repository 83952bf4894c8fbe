//! How sure each value of a slice is: its interval, and where that comes from.

use crate::domain::{Measure, MeasureKind};
use crate::stats::{Interval, byar, wilson};
use crate::tables::{LimitSource, Slice};

/// What a value is compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparedBy {
    /// Wilson's score interval of a proportion (Wilson, Journal of the American Statistical
    /// Association 22, 1927).
    Wilson,
    /// Byar's interval of a rate or a count (Breslow and Day, Statistical Methods in Cancer
    /// Research II, 1987).
    Byar,
    /// The limits that the publisher gives.
    Published,
    /// The rulebook's margin in standard deviations across authorities.
    Margin,
    /// The limits of the two figures of which the value is the difference (Newcombe, Statistics in
    /// Medicine 17, 1998).
    Difference,
}

impl ComparedBy {
    /// Each, in the order of its number.
    pub const ALL: [Self; 5] = [
        Self::Wilson,
        Self::Byar,
        Self::Published,
        Self::Margin,
        Self::Difference,
    ];

    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::Byar => "byar",
            Self::Published => "published",
            Self::Margin => "margin",
            Self::Difference => "difference",
        }
    }
}

/// The intervals of the authorities' values, in the unit of the indicator.
#[derive(Debug, Clone)]
pub struct Intervals {
    /// Lower limits; NaN where there is no interval.
    pub lows: Vec<f64>,
    /// Upper limits; NaN where there is no interval.
    pub highs: Vec<f64>,
    /// Where each comes from; `None` where there is no interval.
    pub sources: Vec<Option<ComparedBy>>,
}

impl Intervals {
    /// The intervals of the first `count` values of `slice`, by the published limits where there
    /// are any, otherwise by numerator and denominator at `z` standard deviations; `None` where the
    /// slice has neither.
    pub fn of(slice: &Slice, measure: Measure, count: usize, z: f64) -> Option<Self> {
        if slice.parts.is_none() && slice.limits.is_none() {
            return None;
        }
        let mut intervals = Self {
            lows: vec![f64::NAN; count],
            highs: vec![f64::NAN; count],
            sources: vec![None; count],
        };
        for place in 0..count {
            if slice.values[place].is_nan() {
                continue;
            }
            let published = published(slice, place);
            let known = published.or_else(|| computed(slice, place, measure, z));
            if let Some((interval, source)) = known {
                intervals.lows[place] = interval.low;
                intervals.highs[place] = interval.high;
                intervals.sources[place] = Some(source);
            }
        }
        Some(intervals)
    }

    /// The interval of the value at `place`.
    pub fn at(&self, place: usize) -> Option<Interval> {
        self.sources[place].map(|_| Interval {
            low: self.lows[place],
            high: self.highs[place],
        })
    }
}

fn published(slice: &Slice, place: usize) -> Option<(Interval, ComparedBy)> {
    let limits = slice.limits.as_ref()?;
    let (low, high) = limits.at(place);
    let source = match limits.source {
        LimitSource::Published => ComparedBy::Published,
        LimitSource::Difference => ComparedBy::Difference,
    };
    (!low.is_nan() && !high.is_nan()).then_some((Interval { low, high }, source))
}

/// The interval that numerator and denominator give, by the kind of measure.
fn computed(
    slice: &Slice,
    place: usize,
    measure: Measure,
    z: f64,
) -> Option<(Interval, ComparedBy)> {
    let (numerator, denominator) = slice.parts.as_ref()?.at(place);
    let (interval, factor, source) = match measure.kind? {
        MeasureKind::Proportion => (
            wilson(numerator, denominator, z)?,
            measure.per?,
            ComparedBy::Wilson,
        ),
        MeasureKind::Rate => (
            byar(numerator, denominator, z)?,
            measure.per?,
            ComparedBy::Byar,
        ),
        // A count among so many people: its interval is that of the count itself.
        MeasureKind::Count if denominator > 0.0 => {
            (byar(slice.values[place], 1.0, z)?, 1.0, ComparedBy::Byar)
        }
        MeasureKind::Count
        | MeasureKind::Mean
        | MeasureKind::Amount
        | MeasureKind::Index
        | MeasureKind::Difference => return None,
    };
    let interval = Interval {
        low: interval.low * factor,
        high: interval.high * factor,
    };
    Some((interval, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Period;
    use crate::tables::{Areas, Figure, Indicators};

    /// scipy.stats.norm.ppf(0.975)
    const Z95: f64 = 1.959963984540054;

    /// A value, its numerator and denominator, and its published limits.
    type Row = (f64, (f64, f64), (f64, f64));

    fn slice(figures: &[Row]) -> Slice {
        let areas = Areas {
            authorities: figures.len(),
            regions: 0,
        };
        let catalogue = Indicators::new(vec![]).expect("an empty catalogue");
        let mut slice = Slice::empty(
            catalogue.find("none").unwrap_or_default(),
            "all".to_owned(),
            "2024".to_owned(),
            Period::new(2024, 2024).expect("a year"),
            areas,
        );
        for (place, (value, parts, limits)) in figures.iter().enumerate() {
            slice.set(
                place,
                &Figure {
                    value: *value,
                    parts: *parts,
                    limits: *limits,
                    missing: crate::domain::MissingReason::NoRow,
                    status: None,
                },
            );
        }
        slice
    }

    const NONE: (f64, f64) = (f64::NAN, f64::NAN);

    fn measure(unit: &str) -> Measure {
        Measure::of(Some(unit), None, None).expect("a known unit")
    }

    #[test]
    fn a_proportion_has_wilsons_interval_and_a_rate_byars() {
        // proportion_confint(7, 8, method="wilson"); byars_lower(10, 0.95) and byars_upper.
        let shares = slice(&[(87.5, (7.0, 8.0), NONE), (50.0, NONE, NONE)]);
        let intervals = Intervals::of(&shares, measure("percent"), 2, Z95).expect("parts");
        assert_eq!(intervals.sources, [Some(ComparedBy::Wilson), None]);
        assert!((intervals.lows[0] - 52.91118177871466).abs() < 1e-9);
        assert!((intervals.highs[0] - 97.75825085499434).abs() < 1e-9);

        let rates = slice(&[(100.0, (10.0, 1000.0), NONE)]);
        let intervals = Intervals::of(&rates, measure("per 10,000"), 1, Z95).expect("parts");
        assert_eq!(intervals.sources, [Some(ComparedBy::Byar)]);
        assert!((intervals.lows[0] - 47.87449913967562).abs() < 1e-9);
        assert!((intervals.highs[0] - 183.91458605756472).abs() < 1e-9);
    }

    #[test]
    fn published_limits_outweigh_those_that_are_worked_out() {
        let rates = slice(&[(100.0, (10.0, 1000.0), (48.0, 184.0))]);
        let intervals = Intervals::of(&rates, measure("per 10,000"), 1, Z95).expect("limits");
        assert_eq!(intervals.sources, [Some(ComparedBy::Published)]);
        assert_eq!((intervals.lows[0], intervals.highs[0]), (48.0, 184.0));
    }

    #[test]
    fn what_is_no_quotient_has_no_interval() {
        for unit in ["Average score", "index", "% gap", "widgets"] {
            let measure = Measure::of(Some(unit), None, None).expect("no contradiction");
            let values = slice(&[(5.0, (7.0, 8.0), NONE)]);
            let intervals = Intervals::of(&values, measure, 1, Z95).expect("parts");
            assert_eq!(intervals.sources, [None], "{unit}");
        }
        let values = slice(&[(5.0, NONE, NONE)]);
        assert!(Intervals::of(&values, measure("percent"), 1, Z95).is_none());
    }
}
