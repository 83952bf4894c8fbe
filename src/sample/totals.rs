//! What readings add up to: the regions' and England's figures.

use super::area::{Area, REGIONS};
use super::indicators::{Indicator, PERIODS};
use super::reading::{Counts, Reading, Series, known, proportion};

/// What the authorities of a place add up to, for one series and period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    areas: f64,
    values: f64,
    squares: f64,
    weighted: f64,
    weights: f64,
    numerators: f64,
    denominators: f64,
}

impl Total {
    fn add(&mut self, area: &Area, value: f64, counts: Option<Counts>) {
        self.areas += 1.0;
        self.values += value;
        self.squares += value * value;
        self.weighted += value * area.children;
        self.weights += area.children;
        if let Some(counts) = counts {
            self.numerators += counts.numerator;
            self.denominators += counts.denominator;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.areas += other.areas;
        self.values += other.values;
        self.squares += other.squares;
        self.weighted += other.weighted;
        self.weights += other.weights;
        self.numerators += other.numerators;
        self.denominators += other.denominators;
    }

    /// The mean, every authority alike.
    pub(super) fn mean(&self) -> f64 {
        self.values / self.areas
    }

    /// The sample standard deviation across authorities.
    pub(super) fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        ((self.squares / self.areas - mean * mean).max(0.0) * self.areas / (self.areas - 1.0))
            .sqrt()
    }

    /// The figure that is published for a place: pooled where there are counts, otherwise the
    /// mean weighted with the number of children.
    pub(super) fn published(&self, indicator: &Indicator) -> f64 {
        if indicator.has_counts() {
            100.0 * self.numerators / self.denominators
        } else {
            self.weighted / self.weights
        }
    }

    /// The published figure as a reading; none where no authority has one.
    pub(super) fn reading(&self, indicator: &Indicator) -> Reading {
        match (self.areas > 0.0, indicator.has_counts()) {
            (false, _) => Reading::Unsent,
            (true, false) => known(indicator, self.published(indicator)),
            (true, true) => proportion(
                indicator,
                Counts {
                    numerator: self.numerators,
                    denominator: self.denominators,
                },
            ),
        }
    }
}

/// Totals by series, period and place: the regions, then England.
#[derive(Clone)]
pub(super) struct Totals(Vec<[[Total; REGIONS.len() + 1]; PERIODS]>);

impl Totals {
    /// No readings yet of so many series.
    pub(super) fn none(series: usize) -> Self {
        Self(vec![Default::default(); series])
    }

    /// Adds an area's readings to its region and England.
    pub(super) fn add(&mut self, area: &Area, readings: &[Series]) {
        let england = self.england_place();
        for (totals, series) in self.0.iter_mut().zip(readings) {
            for (places, reading) in totals.iter_mut().zip(series) {
                if let Reading::Known { value, counts } = *reading {
                    places[area.region].add(area, value, counts);
                    places[england].add(area, value, counts);
                }
            }
        }
    }

    /// Adds other totals. Sums of reals depend on their order: merge in the order of areas.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            for (mine, theirs) in mine.iter_mut().flatten().zip(theirs.iter().flatten()) {
                mine.merge(theirs);
            }
        }
    }

    /// The place that England has after the regions.
    pub(super) fn england_place(&self) -> usize {
        REGIONS.len()
    }

    /// England's total.
    pub(super) fn england(&self, series: usize, period: usize) -> &Total {
        self.at(series, period, self.england_place())
    }

    /// The total of a place.
    pub(super) fn at(&self, series: usize, period: usize, place: usize) -> &Total {
        &self.0[series][period][place]
    }
}

#[cfg(test)]
mod tests {
    use super::super::nation;
    use super::*;

    #[test]
    fn the_spread_of_a_total_is_the_sample_standard_deviation() {
        let area = &nation::areas(1, 1).unwrap()[0];
        let mut total = Total::default();
        for value in [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0] {
            total.add(area, value, None);
        }
        // numpy.std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1)
        assert!((total.standard_deviation() - 2.138_089_935_299_395).abs() < 1e-12);
    }
}
